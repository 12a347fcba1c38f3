//! The site folder: what browsers load besides the pages.

mod css;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::say;
use crate::workspace::Workspace;

/// Raised when this code would write something else from the same inputs.
const RECIPE: &str = "1";

/// Pictures and fonts beside the style sheets that are served under their own names.
const PLAIN: [&str; 4] = ["svg", "ico", "png", "woff2"];

/// The file names that pages refer to, under `pkg/`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Assets {
    /// The script that starts the islands.
    pub js: String,
    /// The module the script loads.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

impl Assets {
    /// Reads the names from a site folder.
    pub fn read(site: &Path) -> Result<Self> {
        let path = site.join("assets.json");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("cannot understand {}", path.display()))
    }
}

/// Writes the site folder from the compiled module and the files in `style/`.
///
/// A server may be reading the folder meanwhile: new files come first, then the names that refer to them,
/// and what nobody refers to any more goes last.
pub fn write(workspace: &Workspace, module: &Path, site: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let styles = Styles::find(&workspace.root.join("style"))?;
    let inputs = styles.inputs(&wasm)?;
    let stamp = site.join("inputs");
    if fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        return Ok(());
    }

    let package = site.join("pkg");
    fs::create_dir_all(&package).with_context(|| format!("cannot make {}", package.display()))?;
    let mut kept = BTreeSet::new();
    let mut put = |name: String, bytes: &[u8]| -> Result<String> {
        for (ending, bytes) in [
            ("", bytes.to_vec()),
            (".br", brotli(bytes)?),
            (".gz", gzip(bytes)?),
        ] {
            let path = package.join(format!("{name}{ending}"));
            fs::create_dir_all(path.parent().unwrap_or(&package))?;
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
            kept.insert(path);
        }
        Ok(name)
    };

    let mut bindings = Bindgen::new()
        .input_bytes("app", wasm)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("cannot make the bindings between module and script")?;
    let module = bindings.wasm_mut().emit_wasm();
    let assets = Assets {
        js: put(
            hashed("app", "js", bindings.js().as_bytes()),
            bindings.js().as_bytes(),
        )?,
        wasm: put(hashed("app_bg", "wasm", &module), &module)?,
        css: {
            let sheet = styles.joined()?;
            put(hashed("style", "css", sheet.as_bytes()), sheet.as_bytes())?
        },
    };
    // Scripts that come with a crate; the main script imports them by these names.
    for (crate_name, scripts) in bindings.snippets() {
        for (index, script) in scripts.iter().enumerate() {
            put(
                format!("snippets/{crate_name}/inline{index}.js"),
                script.as_bytes(),
            )?;
        }
    }
    for (path, script) in bindings.local_modules() {
        put(format!("snippets/{path}"), script.as_bytes())?;
    }
    for path in &styles.plain {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        put(name, &fs::read(path)?)?;
    }

    fs::write(site.join("assets.json"), serde_json::to_string(&assets)? + "\n")?;
    fs::write(stamp, inputs)?;
    remove_others(&package, &kept)?;
    let weight = |name: &str| fs::metadata(package.join(format!("{name}.br"))).map_or(0, |file| file.len());
    say(format_args!(
        "    script {} KB, module {} KB, style {} KB, as sent",
        weight(&assets.js).div_ceil(1000),
        weight(&assets.wasm).div_ceil(1000),
        weight(&assets.css).div_ceil(1000),
    ));
    Ok(())
}

/// The files in `style/`.
struct Styles {
    sheets: Vec<PathBuf>,
    plain: Vec<PathBuf>,
}

impl Styles {
    fn find(folder: &Path) -> Result<Self> {
        let mut styles = Self {
            sheets: Vec::new(),
            plain: Vec::new(),
        };
        if folder.is_dir() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                match path.extension().and_then(|ending| ending.to_str()) {
                    Some("css") => styles.sheets.push(path),
                    Some(ending) if PLAIN.contains(&ending) => styles.plain.push(path),
                    _ => {}
                }
            }
        }
        styles.sheets.sort();
        styles.plain.sort();
        Ok(styles)
    }

    /// All sheets in alphabetical order; cascade layers decide what wins, not the order.
    fn joined(&self) -> Result<String> {
        let mut joined = String::new();
        for path in &self.sheets {
            let sheet =
                fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            joined.push_str(&css::shorten(&sheet));
        }
        Ok(joined)
    }

    /// Tells one set of inputs from another.
    fn inputs(&self, wasm: &[u8]) -> Result<String> {
        let mut hash = Sha256::new();
        hash.update(RECIPE);
        hash.update(wasm);
        for path in self.sheets.iter().chain(&self.plain) {
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update(fs::read(path)?);
        }
        Ok(hexadecimal(&hash.finalize()))
    }
}

fn hashed(stem: &str, ending: &str, bytes: &[u8]) -> String {
    let hash = hexadecimal(&Sha256::digest(bytes));
    format!("{stem}.{}.{ending}", &hash[..16])
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut shortened = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut shortened, &parameters).context("cannot compress")?;
    Ok(shortened)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("cannot compress")
}

/// Removes files of earlier builds.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}
