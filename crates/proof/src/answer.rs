//! All that the engine says about some texts.

use domain::text::anchor::{anchor_line, place};
use domain::text::canon::Canonical;
use domain::text::clauses::{carry, first_ids};
use domain::text::diff::{diff, marks, summary};
use domain::text::import::import;
use domain::text::likeness::{Copy, likest};
use domain::text::lines::{Layout, layout};
use domain::text::merge::{merge, rebase};
use domain::text::typed::amend;
use domain::text::wording::{Style, spoken, tell, wording};
use domain::text::words::{count, profiles};
use serde_json::{Value, json};

use crate::texts;

/// Everything the engine says about the texts of an input, a line each: of each text its canonical
/// form, import, lines and counts; of the first two their difference and wording; of all the merge.
pub fn answer(input: &[u8]) -> String {
    let typed = texts(input);
    let canonical: Vec<Canonical> = typed.iter().map(|text| Canonical::of(text)).collect();
    let mut lines = Vec::new();
    let mut say = |what: &str, value: Value| lines.push(format!("{what}: {value}"));
    for (typed, text) in typed.iter().zip(&canonical) {
        say("canonical", json!(text));
        say("import", json!(import(typed)));
        say("lines", json!(layout(text, Layout::default())));
        let counts: Vec<_> = profiles()
            .iter()
            .map(|profile| count(profile, "A title", text))
            .collect();
        say("counts", json!(counts));
    }
    let [old, sides @ ..] = canonical.as_slice() else {
        return lines.join("\n");
    };
    if let [new, rest @ ..] = sides {
        let diff = diff(old, new);
        say("diff", json!(diff));
        say("marks", json!(marks(&diff)));
        say("summary", json!(summary(&diff)));
        say("wording", json!(wording(&diff)));
        say("spoken", json!(spoken(&diff)));
        for style in [Style::Line, Style::Clause, Style::Spoken] {
            say("told", json!(tell(&diff, style)));
        }
        for typed in [wording(&diff).join("\n"), typed[1].clone()] {
            let amended = amend(old, Layout::default(), &typed);
            say(
                "typed",
                amended.map_or_else(
                    |refusal| json!({"refused": refusal.to_string()}),
                    |text| json!(text),
                ),
            );
        }
        let ids = first_ids(old);
        let next = carry(old, &ids, new, &mut 10_000);
        say("clauses", json!(next));
        let anchor = anchor_line(old, &ids, 1, Layout::default());
        say("anchor", json!(anchor.map(|anchor| place(&anchor, new, &next))));
        say("merge", json!(merge(old, sides)));
        for onto in rest.iter().chain([new]) {
            say("rebase", json!(rebase(old, new, onto)));
        }
    }
    let untitled: Vec<(&str, &Canonical)> = sides.iter().map(|text| ("", text)).collect();
    say(
        "which",
        json!(likest(&Copy::read(&typed[0]), &untitled, sides.len())),
    );
    lines.join("\n")
}
