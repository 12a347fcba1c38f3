//! A text across its versions, and where it stands.

use crate::people::words;
use crate::permission::Setting;

words! {
    /// Whose text it is.
    Origin {
        /// The group's own.
        Owned = "owned",
        /// Somebody else's, followed here; its wording is never approved here.
        Tracked = "tracked",
    }
}

words! {
    /// What a text is.
    Kind {
        /// A motion, written as one.
        Motion = "motion",
        /// One made of several, whose clauses keep their sources.
        Composite = "composite",
        /// A section of the manifesto: its title is the heading.
        Section = "section",
        /// The manifesto, whose versions are assembled from versions of its sections.
        Manifesto = "manifesto",
    }
}

words! {
    /// Where a text stands, derived from its records and never stored.
    Stage {
        /// Being written; only its author and the committee read it.
        Draft = "draft",
        /// A round is open on it.
        Circulated = "circulated",
        /// Its last round has closed.
        Closed = "closed",
        /// The committee has approved its latest version.
        Approved = "approved",
        /// Its latest version is published.
        Published = "published",
        /// Seen elsewhere and followed.
        Seen = "seen",
    }
}

words! {
    /// What has become of a published version.
    Standing {
        /// The current text.
        Current = "current",
        /// A later version has been published in its place.
        Superseded = "superseded",
        /// The group no longer stands by it.
        Withdrawn = "withdrawn",
    }
}

/// The records that a [`Stage`] follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Records {
    /// What it is.
    pub kind: Kind,
    /// Whose text it is.
    pub origin: Origin,
    /// It has been circulated to members at some time.
    pub circulated: bool,
    /// A round is open now.
    pub round_open: bool,
    /// The committee has approved the latest version.
    pub latest_approved: bool,
    /// The latest version is published and current.
    pub latest_published: bool,
    /// It is a section that is still asked for or outlined.
    pub wanted: bool,
}

impl Records {
    /// Where the text stands.
    pub const fn stage(self) -> Stage {
        match self {
            Self { round_open: true, .. } => Stage::Circulated,
            Self {
                origin: Origin::Tracked,
                ..
            } => Stage::Seen,
            Self {
                latest_published: true,
                ..
            } => Stage::Published,
            Self {
                latest_approved: true,
                ..
            } => Stage::Approved,
            Self { circulated: true, .. } => Stage::Closed,
            _ => Stage::Draft,
        }
    }

    /// What the permission table needs to know of it.
    pub const fn setting(self) -> Setting {
        match self {
            Self {
                kind: Kind::Composite,
                ..
            } => Setting::Composite,
            Self {
                kind: Kind::Manifesto,
                ..
            } => Setting::Manifesto,
            Self {
                kind: Kind::Section,
                wanted: true,
                ..
            } => Setting::Wanted,
            Self {
                kind: Kind::Section, ..
            } => Setting::Section,
            Self {
                origin: Origin::Tracked,
                ..
            } => Setting::Tracked,
            Self { circulated: true, .. } => Setting::Circulated,
            _ => Setting::Draft,
        }
    }
}

/// The longest title in characters.
pub const TITLE_CHARS: usize = 200;

/// The longest text in bytes; a manifesto of 3,500 words is 25,000.
pub const TEXT_BYTES: usize = 400_000;

/// What stands in addresses where the name of a text could: pages about many texts or about none.
const PAGES: [&str; 6] = ["new", "import", "glossary", "checks", "wanted", "editions"];

/// The part of an address that names a text: lower-case words joined by hyphens, about 60 characters at most.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if matches!(c, '\'' | '\u{2019}') {
            // "children's" reads better as "childrens" than as "children-s"
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    match slug {
        "" => "text".to_owned(),
        page if PAGES.contains(&page) => format!("{page}-text"),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        assert_eq!(
            slug("Social Care and Support (model Resolution)"),
            "social-care-and-support-model-resolution"
        );
        assert_eq!(slug("Children\u{2019}s services"), "childrens-services");
        assert_eq!(slug("\u{2014}"), "text");
        assert_eq!(slug("New"), "new-text");
        assert_eq!(slug("New homes"), "new-homes");
        assert_eq!(slug(&"word ".repeat(50)).len(), 59);
    }

    #[test]
    fn an_edit_after_publication_is_a_draft_again_that_members_still_read() {
        let records = Records {
            kind: Kind::Motion,
            origin: Origin::Owned,
            circulated: true,
            round_open: false,
            latest_approved: false,
            latest_published: false,
            wanted: false,
        };
        assert_eq!(records.stage(), Stage::Closed);
        assert_eq!(records.setting(), Setting::Circulated);
    }

    #[test]
    fn sections_and_the_manifesto_are_open_to_members_from_the_first() {
        let records = Records {
            kind: Kind::Section,
            origin: Origin::Owned,
            circulated: false,
            round_open: false,
            latest_approved: false,
            latest_published: false,
            wanted: true,
        };
        assert_eq!(records.setting(), Setting::Wanted);
        let drafted = Records {
            wanted: false,
            ..records
        };
        assert_eq!(drafted.setting(), Setting::Section);
        let whole = Records {
            kind: Kind::Manifesto,
            ..drafted
        };
        assert_eq!(whole.setting(), Setting::Manifesto);
    }
}
