//! Worked examples kept beside the workspace.

use domain::text::canon::Canonical;
use domain::text::diff::{diff, marks};
use domain::text::lines::{Layout, layout};
use domain::text::merge::{merge, rebase};
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

#[test]
fn differences() {
    let mut failed = Vec::new();
    for case in cases("diff") {
        let (old, new) = (text(&case["old"]), text(&case["new"]));
        let diff = diff(&old, &new);
        let marks = marks(&diff);
        let expect = &case["expect"];
        let mut check = |holds: bool, what: &Value| {
            if !holds {
                failed.push(format!("{}: {what}\n{marks}{:?}", case["id"], diff.counts));
            }
        };
        for piece in expect["marks_contains"].as_array().into_iter().flatten() {
            check(marks.contains(piece.as_str().expect("a piece")), piece);
        }
        let json = serde_json::to_value(&diff).expect("a difference is JSON");
        if !expect["kinds"].is_null() {
            let kinds: Value = json["changes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|change| change["kind"].clone())
                .collect();
            check(kinds == expect["kinds"], &expect["kinds"]);
        }
        for (name, count) in expect["counts"].as_object().into_iter().flatten() {
            check(
                &json["counts"][name] == count,
                &Value::from(format!("{name}: {count}")),
            );
        }
        for (field, side) in [("insert_text", "new"), ("delete_text", "old")] {
            if !expect[field].is_null() {
                let kind = field.split('_').next();
                let changes = json["changes"].as_array().into_iter().flatten();
                let texts: Value = changes
                    .filter(|c| c["kind"].as_str() == kind)
                    .map(|c| c[side]["text"].clone())
                    .collect();
                check(texts == expect[field], &expect[field]);
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn rebases() {
    for case in cases("rebase") {
        let rebase = rebase(
            &text(&case["base"]),
            &text(&case["amended"]),
            &text(&case["newbase"]),
        );
        agree(&case, &serde_json::to_value(&rebase).expect("a rebase is JSON"));
    }
}

#[test]
fn merges() {
    for case in cases("merge") {
        let amendments: Vec<_> = case["amendments"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect();
        let merge = merge(&text(&case["base"]), &amendments);
        agree(&case, &serde_json::to_value(&merge).expect("a merge is JSON"));
    }
}

fn agree(case: &Value, found: &Value) {
    let (id, expect) = (&case["id"], &case["expect"]);
    assert_eq!(found["outcome"], expect["outcome"], "{id}: {found}");
    if !expect["text"].is_null() {
        assert_eq!(found["text"], expect["text"], "{id}");
    }
    if !expect["by"].is_null() {
        let by: Value = found["changes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|change| change["by"].clone())
            .collect();
        assert_eq!(by, expect["by"], "{id}");
    }
    let flags: Vec<_> = found["flags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|flag| &flag["kind"])
        .collect();
    match expect["flag"].as_str() {
        Some(kind) => assert!(flags.iter().any(|flag| *flag == kind), "{id}: {flags:?}"),
        None => assert!(flags.is_empty(), "{id}: {flags:?}"),
    }
}
