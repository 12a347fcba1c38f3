//! Worked examples kept beside the workspace.

use domain::text::canon::Canonical;
use domain::text::lines::{Layout, layout};
use serde_json::Value;

fn cases(section: &str) -> Vec<Value> {
    let Some(path) = crate::shared("cases/text-engine.json") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).expect("the cases are UTF-8");
    let all: Value = serde_json::from_str(&text).expect("the cases are JSON");
    all[section].as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> Canonical {
    Canonical::of(value.as_str().expect("a text"))
}

#[test]
fn lines() {
    for case in cases("lines") {
        let width = u16::try_from(case["width"].as_u64().expect("a width")).expect("a small width");
        let lines = layout(&text(&case["text"]), Layout { width, algorithm: 1 });
        if let Some(expected) = case["lines"].as_array() {
            let shown: Vec<_> = lines.iter().map(|line| Value::from(line.text.as_str())).collect();
            assert_eq!(&shown, expected, "{}", case["id"]);
        }
        if let Some(expected) = case["starts"].as_array() {
            let starts: Vec<_> = lines
                .iter()
                .map(|line| Value::from(line.text.split([' ', '-']).next()))
                .collect();
            assert_eq!(&starts, expected, "{}", case["id"]);
        }
    }
}
