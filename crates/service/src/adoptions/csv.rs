//! The adoptions of a text as a table, for the committee.

use crate::motions::profile_of;
use crate::people::noted;
use crate::{Call, Error, calendar};
use domain::csv_guard::guarded;
use domain::permission::Action;

/// The columns, in order; `docs/adoptions.md` says what stands in each.
pub const COLUMNS: [&str; 18] = [
    "number",
    "party",
    "region",
    "conference",
    "version",
    "copy",
    "state",
    "meeting",
    "confirmed by",
    "who may know",
    "composite",
    "own words",
    "words kept in %",
    "clauses kept",
    "words",
    "limit",
    "first reported",
    "last changed",
];

/// The table: UTF-8 with a byte order mark, which spreadsheets want; every cell in quotation marks; none that a
/// spreadsheet would take for a formula.
pub async fn csv(call: &Call, slug: &str) -> Result<String, Error> {
    let subject = super::subject(call, slug).await?;
    if !super::may(call, Action::Confirm) {
        return Err(Error::NotAllowed);
    }
    noted(call, "table of reports", subject.document.id);
    let mut out = String::from("\u{feff}");
    line(&mut out, &COLUMNS.map(str::to_owned));
    for adoption in call.store.adoptions(subject.document.id).await? {
        let variant = adoption.variant.as_ref();
        let limit = variant.and_then(|variant| profile_of(&variant.profile).limits.total);
        let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        let untouched = variant.map(|variant| variant.likeness.untouched.len().to_string());
        let cells: [String; COLUMNS.len()] = [
            adoption.number.to_string(),
            adoption.clp.clone(),
            adoption.region.clone(),
            adoption.conference.clone(),
            adoption.version.to_string(),
            super::copy_of(&adoption).word().to_owned(),
            adoption.state.word().to_owned(),
            adoption.meeting_on.clone(),
            adoption
                .confirmed
                .map(|hand| hand.word().to_owned())
                .unwrap_or_default(),
            adoption.consent.word().to_owned(),
            adoption.composite.clone(),
            if variant.is_some() { "yes" } else { "no" }.to_owned(),
            number(variant.map(|variant| variant.likeness.percent())),
            untouched.unwrap_or_default(),
            number(variant.map(|variant| variant.words)),
            number(limit),
            calendar::date_field(adoption.created_at),
            calendar::date_field(adoption.changed_at),
        ];
        line(&mut out, &cells);
    }
    Ok(out)
}

fn line(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| format!("\"{}\"", guarded(cell).replace('"', "\"\"")))
        .collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}
