//! One page that needs nothing else: it reads on a screen, prints, and asks nobody for anything.

use crate::outline::{Item, List, Marks, Part, parts};
use crate::qr::{self, Squares};
use crate::{Clause, FinalText};
use domain::text::canon::Kind;
use domain::text::diff::is_invisible;
use std::fmt::Write;

const STYLE: &str = include_str!("html.css");

/// The text as one file.
pub fn html(text: &FinalText) -> String {
    let mut page = Page {
        out: String::with_capacity(text.text.as_str().len() * 2 + 16_000),
    };
    page.head(text);
    page.raw("<body>\n<div class=\"sheet\">\n<div class=\"run run-head");
    page.raw(if text.is_draft() { " draft" } else { "" });
    page.raw("\" aria-hidden=\"true\"><div>");
    page.words(&text.page_head());
    page.raw("</div></div>\n<div class=\"run run-foot\" aria-hidden=\"true\"><div>");
    for (n, line) in text.page_foot().iter().enumerate() {
        if n > 0 {
            page.raw("<br>");
        }
        page.words(line);
    }
    page.raw("</div></div>\n<main>\n<header>\n");
    if text.is_draft() {
        page.raw("<p class=\"draft\"><strong>DRAFT</strong>: not published.</p>\n");
    }
    page.raw("<p class=\"what\">");
    page.words(&format!("{} of {}", text.kind.words(), text.group));
    page.raw("</p>\n<h1>");
    page.words(&text.title);
    page.raw("</h1>\n");
    page.facts(text);
    page.raw("</header>\n<article aria-label=\"The text\">\n");
    for part in parts(text) {
        page.part(&part);
    }
    page.raw("</article>\n<footer>\n<h2>Check this copy</h2>\n<p>");
    page.words(
        "The fingerprint is the SHA-256 of the title, a blank line and the text. Whoever changes one comma gets another.",
    );
    page.raw("</p>\n");
    if let Some(squares) = text.qr() {
        page.squares(&squares, &text.qr_words());
    }
    page.raw("</footer>\n</main>\n</div>\n</body>\n</html>\n");
    page.out
}

struct Page {
    out: String,
}

impl Page {
    /// What is ours and HTML already.
    fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// What somebody wrote, as text and nothing else.
    fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                // Shown by its number, and kept from turning the words around it.
                c if is_invisible(c) => {
                    let _ = write!(
                        self.out,
                        "<bdi class=\"unseen\" data-code=\"U+{:04X}\">{c}</bdi>",
                        u32::from(c)
                    );
                }
                c => self.out.push(c),
            }
        }
    }

    fn head(&mut self, text: &FinalText) {
        self.raw("<!doctype html>\n<html lang=\"");
        self.words(&text.language);
        self.raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // Should the file be put on a server: no script, no request, whatever a text holds.
        self.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        self.raw("<meta name=\"substantive-fingerprint\" content=\"");
        self.words(&text.fingerprint);
        self.raw("\">\n<title>");
        if text.is_draft() {
            self.raw("DRAFT: ");
        }
        self.words(&text.title);
        self.raw("</title>\n<style>\n");
        self.raw(STYLE);
        self.raw("</style>\n</head>\n");
    }

    fn facts(&mut self, text: &FinalText) {
        self.raw("<dl>\n");
        for fact in text.facts() {
            self.raw("<div><dt>");
            self.words(fact.label);
            let _ = write!(self.out, "</dt><dd data-fact=\"{}\">", fact.name);
            let link = matches!(fact.name, "address" | "check")
                && ["http://", "https://"]
                    .iter()
                    .any(|scheme| fact.value.starts_with(scheme));
            if link {
                self.raw("<a href=\"");
                self.words(&fact.value);
                self.raw("\">");
            }
            self.words(&fact.value);
            self.raw(if link {
                "</a></dd></div>\n"
            } else {
                "</dd></div>\n"
            });
        }
        self.raw("</dl>\n");
    }

    fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Heading(level, clause) => {
                let _ = write!(self.out, "<h{level}{}", Id(clause));
                // Pages leave no level out; the text may.
                if let Kind::Heading(own) = clause.paragraph.kind
                    && own + 1 != *level
                {
                    let _ = write!(self.out, " data-level=\"{own}\"");
                }
                self.raw(">");
                self.lines(clause);
                let _ = writeln!(self.out, "</h{level}>");
            }
            Part::Prose(clause) => {
                let _ = write!(self.out, "<p{}>", Id(clause));
                self.lines(clause);
                self.raw("</p>\n");
            }
            Part::List(list) => self.list(list),
        }
    }

    fn list(&mut self, list: &List<'_>) {
        // The marks are words of the text, so the browser adds none of its own; the role keeps it a list for all.
        let tag = if list.marks == Marks::Bullets { "ul" } else { "ol" };
        let _ = writeln!(self.out, "<{tag} role=\"list\">");
        for Item { clause, lists } in &list.items {
            let _ = write!(self.out, "<li{}><span class=\"mark\">", Id(clause));
            self.words(clause.shown_marker());
            self.raw(" </span>");
            self.lines(clause);
            if !lists.is_empty() {
                self.raw("\n");
            }
            for list in lists {
                self.list(list);
            }
            self.raw("</li>\n");
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// The words of a clause, each line's number before it. Numbers are drawn by the style: nobody copies them.
    fn lines(&mut self, clause: &Clause<'_>) {
        for (n, (line, words)) in clause.words().enumerate() {
            let first = if n == 0 { "" } else { "<br>" };
            let _ = write!(
                self.out,
                "{first}<span class=\"ln\" id=\"l{line}\" data-n=\"{line}\"></span>"
            );
            self.words(words);
        }
    }

    fn squares(&mut self, squares: &Squares, says: &str) {
        let side = squares.side + 2 * qr::MARGIN;
        let _ = write!(
            self.out,
            "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-label=\""
        );
        self.words(says);
        self.raw("\"><title>");
        self.words(says);
        let _ = write!(
            self.out,
            "</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\""
        );
        for (column, row, length) in squares.runs() {
            let _ = write!(
                self.out,
                "M{} {}h{length}v1h-{length}z",
                column + qr::MARGIN,
                row + qr::MARGIN
            );
        }
        self.raw("\"/></svg>\n");
    }
}

/// The name of a clause as an id.
struct Id<'a, 'b>(&'a Clause<'b>);

impl std::fmt::Display for Id<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.id {
            Some(id) => write!(f, " id=\"clause-{}\"", id.0),
            None => Ok(()),
        }
    }
}
