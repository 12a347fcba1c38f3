//! Every address of the site, so that no page spells one out.

use domain::document::Kind;

/// Signing in, and where to go then.
pub fn sign_in(next: &str) -> String {
    let encoded: String = next
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"/-_.~".contains(&b) {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("/sign-in?next={encoded}")
}

/// Signing in once more, for what only somebody may do who has signed in just now.
pub fn sign_in_again(next: &str) -> String {
    sign_in(next) + "&again=1"
}

/// The page where the six-digit code is typed.
pub fn sign_in_code(request: &str) -> String {
    format!("/sign-in/code/{request}")
}

/// Where a text of any kind has its page.
pub fn text(kind: Kind, slug: &str) -> String {
    match kind {
        Kind::Motion => motion(slug),
        Kind::Composite => composite(slug),
        Kind::Section => section(slug),
        Kind::Manifesto => MANIFESTO.to_owned(),
    }
}

/// The contents of the manifesto.
pub const MANIFESTO: &str = "/manifesto";

/// What the checks found in the manifesto.
pub const CHECKS: &str = "/manifesto/checks";

/// What the manifesto needs of its members.
pub const WANTED: &str = "/manifesto/wanted";

/// Every edition of the manifesto.
pub const EDITIONS: &str = "/manifesto/editions";

/// Assembling an edition.
pub const EDITION_NEW: &str = "/manifesto/editions/new";

/// One edition of the manifesto.
pub fn edition(number: u32) -> String {
    format!("{EDITIONS}/{number}")
}

/// What changed between two editions.
pub fn editions_compared(old: u32, new: u32) -> String {
    format!("{EDITIONS}/compare/{old}..{new}")
}

/// A section of the manifesto.
pub fn section(slug: &str) -> String {
    format!("/manifesto/{slug}")
}

/// A text.
pub fn motion(slug: &str) -> String {
    format!("/motions/{slug}")
}

/// One of the pages about a text: `edit`, `history`, `comments`, `round`, `decision`, …
pub fn motion_page(slug: &str, page: &str) -> String {
    format!("/motions/{slug}/{page}")
}

/// One version of a text.
pub fn version(slug: &str, number: u32) -> String {
    format!("/motions/{slug}/versions/{number}")
}

/// Who brought which words of a version.
pub fn sources(slug: &str, number: u32) -> String {
    format!("/motions/{slug}/versions/{number}/sources")
}

/// What changed between two versions.
pub fn compare(slug: &str, old: u32, new: u32) -> String {
    format!("/motions/{slug}/compare/{old}..{new}")
}

/// One amendment to a text.
pub fn amendment(slug: &str, number: u32) -> String {
    format!("/motions/{slug}/amendments/{number}")
}

/// One of the pages about an amendment: `edit`.
pub fn amendment_page(slug: &str, number: u32, page: &str) -> String {
    format!("/motions/{slug}/amendments/{number}/{page}")
}

/// What the group says of a text, for everybody.
pub fn position(slug: &str) -> String {
    format!("/positions/{slug}")
}

/// A published text.
pub fn published(slug: &str) -> String {
    format!("/published/{slug}")
}

/// The record of a publication, by as many digits of its fingerprint as stand on paper.
pub fn verify(hash: &str) -> String {
    format!("/verify/{}", domain::fingerprint::in_address(hash))
}

/// The record of a publication, by its whole fingerprint.
pub fn verify_whole(hash: &str) -> String {
    format!("/verify/{hash}")
}

/// The record of a publication, for whoever came with a PDF that names it.
pub fn verify_pdf(hash: &str) -> String {
    format!("{}?from=pdf", verify(hash))
}

/// A published text as a file, by what stands after the first stop of its name.
pub fn download(slug: &str, form: &str) -> String {
    format!("/published/{slug}.{form}")
}

/// Who has taken up a published text, for everybody.
pub fn published_adoptions(slug: &str) -> String {
    format!("/published/{slug}/adoptions")
}

/// Who has taken up a text.
pub fn adoptions(slug: &str) -> String {
    format!("/motions/{slug}/adoptions")
}

/// The same as a table to take away.
pub fn adoptions_csv(slug: &str) -> String {
    format!("/motions/{slug}/adoptions.csv")
}

/// Reporting that somebody has taken up a text.
pub fn new_adoption(slug: &str) -> String {
    format!("/motions/{slug}/adoptions/new")
}

/// What one party did with a text.
pub fn adoption(slug: &str, number: u32) -> String {
    format!("/motions/{slug}/adoptions/{number}")
}

/// One member, for those who look after accounts.
pub fn member(id: &str) -> String {
    format!("/members/{id}")
}

/// One round on a text.
pub fn round(slug: &str, round: &str) -> String {
    format!("/motions/{slug}/round?round={round}")
}

/// One comment on a text.
pub fn comment(slug: &str, comment: &str) -> String {
    format!("/motions/{slug}/comments#comment-{comment}")
}

/// A composite: its sources, answers, moves and originals.
pub fn composite(slug: &str) -> String {
    format!("/composites/{slug}")
}

/// The workbench of a composite, at one of its clauses.
pub fn bench(slug: &str, entry: u32) -> String {
    match entry {
        0 => format!("/composites/{slug}/build"),
        entry => format!("/composites/{slug}/build#e{entry}"),
    }
}

/// One of the pages about a source of a composite: `sheet`, `source`, `answer`.
pub fn composite_source(slug: &str, page: &str, source: u32) -> String {
    format!("/composites/{slug}/{page}/{source}")
}
