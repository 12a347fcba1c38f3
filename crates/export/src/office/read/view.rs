//! One of the two texts in the making.

use super::{Limits, Reading, Refusal};
use domain::text::canon::Canonical;

#[derive(Default)]
pub(super) struct View {
    title: Option<String>,
    page: String,
    /// What the paragraph says so far.
    pub(super) said: String,
}

/// What a paragraph is.
#[derive(Default)]
pub(super) struct Form {
    pub(super) title: bool,
    /// The level of a heading, from 1.
    pub(super) heading: Option<u8>,
    /// The level of an item whose marker is written out, from 1.
    pub(super) item: Option<u8>,
    /// The marker of an item of a list that counts, without the space after it.
    pub(super) marker: Option<String>,
    /// The level of that list, from 0.
    pub(super) at: u8,
}

impl View {
    /// Ends the paragraph.
    pub(super) fn put(&mut self, form: &Form) {
        let said = std::mem::take(&mut self.said);
        if said.trim().is_empty() {
            return;
        }
        let flat = || said.replace('\n', " ");
        if form.title && self.title.is_none() && self.page.is_empty() {
            self.title = Some(flat().trim().to_owned());
            return;
        }
        let marker = form.marker.as_deref().filter(|marker| !marker.is_empty());
        let shown = if let Some(level) = form.heading {
            // A number that a heading counts for itself is part of what it says.
            let number = marker.map_or_else(String::new, |marker| format!("{marker} "));
            format!(
                "{} {number}{}",
                "#".repeat(usize::from(level.min(6))),
                flat().trim()
            )
        } else if let Some(marker) = marker {
            format!("{}{marker} {}", "  ".repeat(usize::from(form.at)), flat())
        } else if let Some(level) = form.item {
            let level = level.clamp(1, 9) - 1;
            format!("{}{}", "  ".repeat(usize::from(level)), flat())
        } else {
            said.replace('\n', "\n\n")
        };
        if !self.page.is_empty() {
            self.page.push_str("\n\n");
        }
        self.page.push_str(&shown);
    }

    /// Whether it has not become too long: a paragraph may go on to the end of the file.
    pub(super) fn fits(&self, limits: &Limits) -> Result<(), Refusal> {
        if self.page.len() + self.said.len() > limits.text as usize {
            return Err(Refusal::Text(limits.text));
        }
        Ok(())
    }

    pub(super) fn read(self) -> Reading {
        Reading {
            title: self.title,
            text: Canonical::of(&self.page),
        }
    }
}

/// Who made tracked changes, as the file says.
#[derive(Default)]
pub(super) struct Authors(pub(super) Vec<String>);

impl Authors {
    /// How many are named, and in how many characters each.
    const MOST: usize = 20;
    const LONG: usize = 100;

    pub(super) fn add(&mut self, author: &str) {
        let author: String = author.chars().take(Self::LONG).collect();
        if !author.is_empty() && self.0.len() < Self::MOST && !self.0.contains(&author) {
            self.0.push(author);
        }
    }
}
