//! The text engine: canonical text, words, lines, differences, wording, anchors and merging.
//!
//! Everything here works on [`canon::Canonical`] text, so that two people looking at the same
//! version count the same words, see the same line numbers and read the same changes, on the
//! server as in the browser.
//!
//! Pairs of texts on which a comparison is easily wrong are explained, one by one, in
//! `docs/tricky-cases.md`.
//!
//! # The algebra, in letters
//!
//! Let *t* be anything that is typed, and *a*, *b*, *o*, *n* be canonical texts: usually an older
//! and a newer version, a base, and a newer base. Behind each law stands the test that checks it on
//! generated input, in `tests/it` of this crate (`laws.rs`, `workbench.rs`).
//!
//! **Texts.** canon(*t*) is canonical, and canon(canon(*t*)) = canon(*t*)
//! (`canonical_text_stays_as_it_is`); nothing that can be seen is lost but list marks that were put
//! right (`canonical_text_keeps_every_word`). A text is its paragraphs (`paragraphs_cover_the_text`)
//! and, for any width, its lines, in the same order (`lines_cover_the_text_in_order`).
//!
//! **Differences.** *d* = diff(*a*, *b*) is a list of changes, each with a class, laid out in rows.
//! It can be read in two ways:
//!
//! - reject(*d*) = *a* and accept(*d*) = *b*, byte for byte (`rows_hold_both_texts`,
//!   `marks_unwrap_to_both_texts`), so *d* needs neither text beside it;
//! - *d* is empty exactly when *a* = *b*, and a paragraph that only moved is one move and loses no word
//!   (`moving_a_paragraph_is_one_move`).
//!
//! ```
//! use domain::text::{canon::Canonical, diff::{diff, marks, summary}};
//! let a = Canonical::of("Care is a right.\n\nPay the profits out.");
//! let b = Canonical::of("Pay the dividends out.\n\nCare is a right.");
//! let d = diff(&a, &b);
//! assert_eq!(summary(&d), "1 wording change, 1 move");
//! assert!(diff(&a, &a).is_same());
//! assert!(marks(&d).contains("Pay the [-profits-]{+dividends+} out."));
//! ```
//!
//! **Words.** With *c* for the count by any rule, the costs of the changes of diff(*a*, *b*) add up to
//! *c*(*b*) − *c*(*a*) (`costs_add_up_to_the_difference`). No rule in use counts more than the
//! strictest count tells (`no_count_is_higher_than_the_strictest`).
//!
//! **Wording.** tell(*d*) is *d* in a meeting's words, by line or by clause, and amend(*a*, *w*) makes
//! the changes that the words *w* ask for: amend(*a*, tell(diff(*a*, *b*))) = *b*
//! (`what_is_told_can_be_typed`). Whatever else *w* says, it is an amended text or a refusal that
//! says what would fit, never a guess.
//!
//! ```
//! # use domain::text::{canon::Canonical, diff::diff};
//! use domain::text::{lines::Layout, typed::amend, wording::{Style, tell}};
//! # let a = Canonical::of("Care is a right.\n\nPay the profits out.");
//! # let b = Canonical::of("Pay the dividends out.\n\nCare is a right.");
//! let told: Vec<String> = tell(&diff(&a, &b), Style::Line).into_iter().map(|told| told.text).collect();
//! assert_eq!(told, ["Line 2: delete 'profits', insert 'dividends'", "Move line 1 to after line 2"]);
//! assert_eq!(amend(&a, Layout::default(), &told.join("\n")), Ok(b));
//! ```
//!
//! **Merge and rebase.** Let *a* and *b* be two amendments of *o*. Each is a set of edits of *o*:
//! E(*a*) = edits(diff(*o*, *a*)). Edits name their places in *o*, so they follow their paragraphs. Then
//!
//! - merge(*o*; *a*, *b*) makes E(*a*) ∪ E(*b*). What both change alike is one edit by two; what they
//!   change otherwise is a *clash*, a value that keeps both, and *o*'s words stay meanwhile;
//! - rebase(*o*, *a*, *n*) is the same union with *n* in the place of *b*, and *n*'s words where they clash.
//!
//! From this follow: merge(*o*; *a*) = *a*, rebase(*o*, *a*, *o*) = *a*, rebase(*o*, *o*, *n*) = *n* and
//! rebase(*o*, *a*, *a*) = *a*, which is reported as there already (`one_amendment_merges_to_itself`);
//! merge(*o*; *a*, *b*) = merge(*o*; *b*, *a*) where nothing clashes or touches, with
//! *c*(merge) = *c*(*a*) + *c*(*b*) − *c*(*o*) where nothing is shared (`independent_amendments_commute`);
//! rebasing what was merged is merging what was rebased (`merging_and_rebasing_commute`); and clashes
//! survive being written down (`clashes_can_be_written_and_read`).
//!
//! ```
//! # use domain::text::canon::Canonical;
//! use domain::text::merge::{Outcome, merge, rebase};
//! let o = Canonical::of("We pay ten pounds a day.");
//! let a = Canonical::of("We pay twelve pounds a day.");
//! let b = Canonical::of("We pay ten pounds an hour.");
//! let both = Canonical::of("We pay twelve pounds an hour.");
//! assert_eq!(merge(&o, &[a.clone(), b.clone()]).text, both);
//! assert_eq!(rebase(&o, &a, &b).text, both);
//! let other = Canonical::of("We pay nine pounds a day.");
//! assert_eq!(merge(&o, &[a, other]).outcome, Outcome::Clash);
//! ```
//!
//! **Names and anchors.** carry(*a*, *b*) gives each clause of *b* the id of the clause of *a* that it was,
//! or a new one; ids are never given twice, and carry(*a*, *a*) changes none (`clauses_keep_their_names`).
//! An anchor on words of *a* is placed on those words in *b*, or told to be gone, with a confidence; in
//! *a* itself it is placed where it was (`anchors_stay_or_are_told_to_be_gone`), and from version to
//! version it follows (`anchors_follow_through_versions`).

pub mod anchor;
pub mod blame;
pub mod canon;
pub mod clauses;
pub mod diff;
pub mod import;
pub mod likeness;
pub mod lines;
pub mod merge;
pub mod pairs;
pub mod typed;
pub mod wording;
pub mod words;
