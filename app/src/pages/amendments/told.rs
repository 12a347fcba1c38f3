//! What an amendment that is being written would do, in short: on its form, and for the browser as somebody types.

use crate::acts::amendments::draft;
use crate::pages::amendments::parts::limit;
use crate::ui::said;
use domain::text::diff::visible;
use html_escape::encode_text;
use service::amendments::{self, Preview};
use service::motions::Article;
use service::{Call, Error, Problem, Trouble};
use std::fmt::Write as _;

/// What the form says as it is, as HTML. Nothing is stored.
pub async fn told(call: &Call, fields: &[(String, String)]) -> Result<String, Error> {
    let of = |name: &str| {
        fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or_else(String::new, |(_, value)| value.clone())
    };
    match amendments::preview(call, &draft(&of("slug"), None, of)).await {
        Ok(preview) => Ok(changes(&preview)),
        Err(Error::Refused(problems)) => Ok(refused(&problems)),
        Err(error) => Err(error),
    }
}

/// The count and the formal wording.
pub fn changes(preview: &Preview) -> String {
    let (figures, limit) = (preview.figures, limit(&Article::of(preview.version.clone())));
    let too_many = figures.over_total.or(figures.over_added);
    let class = if too_many.is_some() {
        "wordmeter over"
    } else {
        "wordmeter"
    };
    let mut out = format!(
        "<div class=\"{class}\"><p><strong class=\"num\">+{} −{}</strong></p><p>{}</p>",
        figures.added,
        figures.deleted,
        said::words_of(figures.total, limit),
    );
    if let Some((over, limit)) = too_many {
        let _ = write!(
            out,
            "<p class=\"left\">{} over the limit of {limit}</p>",
            said::number(over, "word")
        );
    }
    out.push_str("</div><ul class=\"wording\">");
    for sentence in &preview.wording {
        let _ = write!(out, "<li>{}</li>", encode_text(&visible(sentence)));
    }
    out.push_str("</ul>");
    out
}

/// Why there is nothing to tell.
pub fn refused(problems: &[Problem]) -> String {
    match problems.first() {
        Some(problem) if !matches!(problem.trouble, Trouble::Unchanged | Trouble::Missing) => {
            format!("<p>{}</p>", encode_text(&said::problem(problem)))
        }
        _ => "<p class=\"quiet\">Nothing is changed yet.</p>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_types_is_no_markup() {
        let html = refused(&[Problem {
            field: "wording".to_owned(),
            trouble: Trouble::Wording("‘<script>’ is not on line 1.".to_owned()),
        }]);
        assert_eq!(html, "<p>‘&lt;script&gt;’ is not on line 1.</p>");
    }
}
