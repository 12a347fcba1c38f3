//! Pairs of texts with the answer that was read and found right.
//!
//! A file holds the old text, the new text and what is told: the marked text, the summary, the
//! wording for a meeting. To write the answers anew, set `UPDATE_GOLDEN=1`, and read what changed.

use domain::text::canon::Canonical;
use domain::text::diff::{diff, marks, summary};
use domain::text::wording::wording;
use std::path::Path;

#[test]
fn answers_stay_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 20);
    for file in files {
        let kept = std::fs::read_to_string(&file).unwrap();
        let (old, rest) = kept.split_once("==== becomes\n").unwrap();
        let (new, expected) = rest.split_once("==== is told as\n").unwrap();
        let diff = diff(&Canonical::of(old), &Canonical::of(new));
        let told = format!(
            "{}\n{}\n\n{}\n",
            marks(&diff),
            summary(&diff),
            wording(&diff).join("\n")
        );
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, format!("{old}==== becomes\n{new}==== is told as\n{told}")).unwrap();
        } else {
            assert_eq!(told, expected, "{}", file.display());
        }
    }
}
