//! What a reader has to load.

use std::fs;

use anyhow::{Context, Result, bail};

use super::{Outcome, Subject};
use crate::build::Built;
use crate::demo::Demo;
use crate::http::{self, Connection};
use crate::site::Assets;

const KB: u64 = 1024;

/// Script and module together, compressed.
const BROWSER_HALF: u64 = 180 * KB;

/// All style sheets, compressed.
const STYLE: u64 = 12 * KB;

/// All that a page without islands makes a reader load.
const PAGE: u64 = 60 * KB;

/// All that a page with islands makes a reader load.
const PAGE_WITH_ISLANDS: u64 = 200 * KB;

/// What each file weighs on the wire.
struct Weights {
    assets: Assets,
    script: u64,
    module: u64,
    style: u64,
}

impl Weights {
    fn of(built: &Built) -> Result<Self> {
        let assets = Assets::read(&built.site)?;
        let weigh = |name: &str| -> Result<u64> {
            let path = built.site.join("pkg").join(format!("{name}.br"));
            Ok(fs::metadata(&path)
                .with_context(|| format!("cannot weigh {}", path.display()))?
                .len())
        };
        let (script, module, style) = (weigh(&assets.js)?, weigh(&assets.wasm)?, weigh(&assets.css)?);
        Ok(Self {
            assets,
            script,
            module,
            style,
        })
    }
}

/// Weighs script, module and style sheet.
pub fn browser_half(subject: &Subject) -> Result<Outcome> {
    let weights = Weights::of(subject.built()?)?;
    let half = weights.script + weights.module;
    let mut complaints = Vec::new();
    if half > BROWSER_HALF {
        complaints.push(format!(
            "script and module weigh {}, allowed are {}",
            kb(half),
            kb(BROWSER_HALF)
        ));
    }
    if weights.style > STYLE {
        complaints.push(format!(
            "the style sheet weighs {}, allowed are {}",
            kb(weights.style),
            kb(STYLE)
        ));
    }
    let note = format!("script and module {}, style {}", kb(half), kb(weights.style));
    Ok(if complaints.is_empty() {
        Outcome::Good(note)
    } else {
        Outcome::Bad(complaints)
    })
}

/// Weighs what a visitor loads, page by page, as the running server sends it.
pub fn pages(subject: &Subject) -> Result<Outcome> {
    let built = subject.built()?;
    let weights = Weights::of(built)?;
    let demo = Demo::start(built)?;
    let mut addresses: Vec<String> = ["/", "/published", "/help"].map(str::to_owned).into();
    let list = page(&demo, "/published", &[])?;
    addresses.extend(http::links(&String::from_utf8_lossy(&list.body), "/published/"));

    let mut complaints = Vec::new();
    let mut heaviest = 0;
    for address in &addresses {
        let text = page(&demo, address, &[])?;
        let sent = page(&demo, address, &[("Accept-Encoding", "br")])?;
        let with_islands = String::from_utf8_lossy(&text.body).contains(&weights.assets.js);
        let islands = if with_islands {
            weights.script + weights.module
        } else {
            0
        };
        let weight = sent.weight as u64 + weights.style + islands;
        let allowed = if with_islands { PAGE_WITH_ISLANDS } else { PAGE };
        if weight > allowed {
            complaints.push(format!(
                "{address} weighs {}, allowed are {}",
                kb(weight),
                kb(allowed)
            ));
        }
        heaviest = heaviest.max(weight);
    }
    if addresses.len() < 4 {
        complaints.push("the demonstration has no published text to weigh".to_owned());
    }
    let note = format!("{} pages, at most {}", addresses.len(), kb(heaviest));
    Ok(if complaints.is_empty() {
        Outcome::Good(note)
    } else {
        Outcome::Bad(complaints)
    })
}

fn page(demo: &Demo, path: &str, headers: &[(&str, &str)]) -> Result<http::Answer> {
    let answer = Connection::open(demo.address)?.send(&http::get(demo.address, path, headers))?;
    if answer.status != 200 {
        bail!("{path} answers {}", answer.status);
    }
    Ok(answer)
}

fn kb(bytes: u64) -> String {
    format!("{:.1} KB", bytes as f64 / KB as f64)
}
