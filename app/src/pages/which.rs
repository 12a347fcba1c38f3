//! Which version is this copy? The answer stands on the page that was asked, and nowhere else.

use crate::address;
use crate::request::Visit;
use crate::ui::changes::{ChangesInWords, Compared, Redline, counted};
use crate::ui::form::{ErrorSummary, Line, Paragraphs, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, StandingBadge};
use crate::ui::said;
use domain::document::{Origin, Standing};
use domain::text::diff::visible;
use domain::text::likeness::{Likeness, in_hundred};
use domain::text::lines::layout;
use domain::text::wording::wording;
use leptos::prelude::*;
use service::kept::Form;
use service::which::{Differences, FEWEST_WORDS, Found, Hit, Misnamed, Sameness, Tidied};
use service::{Call, Error};
use std::sync::Arc;

/// How many changes since then are told.
const MOST_SENTENCES: usize = 60;

/// What the server found out, or why not: given to the page that answers a form.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// What was typed, where it needs putting right, with what is wrong.
    pub form: Form,
    /// What is known about the copy.
    pub found: Option<Arc<Found>>,
}

/// `/which`
#[component]
pub fn WhichPage() -> impl IntoView {
    let answered = use_context::<Answered>().unwrap_or_default();
    page(async move {
        let visit = Visit::current();
        let Answered { form, found } = answered;
        let heading = match found.as_deref().map(|found| (found.hits.first(), found)) {
            None => "Which version is this?".to_owned(),
            Some((Some(hit), _)) => headline(hit),
            Some((None, found)) if found.words < FEWEST_WORDS => "Too few words to tell".to_owned(),
            Some((None, _)) => "Nothing here is like this copy".to_owned(),
        };
        let asked = found.is_some();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &heading) />
            <main class="page" id="main" tabindex="-1">
                {asked
                    .then(|| {
                        view! { <Crumbs parents=vec![("/which".to_owned(), "Which version is this?".to_owned())] /> }
                    })}
                <header class="head">
                    <h1>{heading}</h1>
                    {(!asked)
                        .then(|| {
                            view! {
                                <p class="lede">
                                    "You have a copy of a text: in a mail, in a file, on paper. Find out here which version it is, whether it is still the current one, and what differs."
                                </p>
                            }
                        })}
                </header>
                <ErrorSummary form=form.clone() />
                {found.map(|found| view! { <Answer call=visit.call.clone() found /> })}
                <Ask form asked member=visit.call.member.is_some() />
            </main>
        })
    })
}

/// The two forms: a copy, or the digits on paper.
#[component]
fn Ask(form: Form, asked: bool, member: bool) -> impl IntoView {
    let among = if member {
        "It is compared with every version that you may read, published or not."
    } else {
        "It is compared with everything that this group has published."
    };
    let wrong = form.problem("file").map(said::problem);
    view! {
        <div class="with-aside even screen-only">
            <section class="flow" aria-labelledby="h-copy">
                <h2 id="h-copy">{if asked { "Another copy" } else { "You have the text" }}</h2>
                <form method="post" action="/which" enctype="multipart/form-data" class="form">
                    <Paragraphs
                        form=form.clone()
                        name="copy"
                        label="Paste the text"
                        hint=format!("All of it, or a passage. Line numbers, page numbers and the lines under a downloaded file may stay. {among}")
                        rows=10
                        class="body"
                    />
                    <div class=if wrong.is_some() { "field wrong" } else { "field" }>
                        <label for="file">"Or choose a file"</label>
                        <p class="hint" id="file-hint">"Any file that is handed out here: its name ends in .docx, .odt, .pdf, .html, .json, .txt or .md. Of a PDF only the fingerprint in it is looked up, not its words."</p>
                        {wrong.clone().map(|text| view! { <p class="error" id="file-error"><span class="vh">"Error: "</span>{text}</p> })}
                        <input
                            type="file"
                            id="file"
                            name="file"
                            accept=".docx,.odt,.pdf,.html,.htm,.json,.txt,.md,text/plain,text/markdown"
                            aria-describedby=if wrong.is_some() { "file-hint file-error" } else { "file-hint" }
                            aria-invalid=wrong.is_some().then_some("true")
                        />
                    </div>
                    <p class="hint">"Nothing that you paste or choose here is stored."</p>
                    <p class="row"><button class="button">"Find the version"</button></p>
                </form>
            </section>
            <section class="flow" aria-labelledby="h-digits">
                <h2 id="h-digits">"You have paper"</h2>
                <p>"Copies from here bear a code such as 3f2a-91c0-77e1. It is the beginning of the text’s fingerprint: digits and letters computed from it, which no other text has."</p>
                <form method="post" action="/which" class="form">
                    <Line
                        form=form
                        name="fingerprint"
                        label="Code or fingerprint"
                        hint="The first eight digits are enough. Hyphens, spaces and capitals do not matter."
                        class="w-mid"
                        autocomplete="off"
                    />
                    <p class="row"><button class="button plain">"Look it up"</button></p>
                </form>
            </section>
        </div>
    }
}

/// What a hit is called: with its number, and without a stop.
fn headline(hit: &Hit) -> String {
    let version = hit.version.number;
    let likeness = &hit.likeness;
    match likeness.sameness {
        Sameness::Exact | Sameness::Layout if likeness.other_title => {
            format!("This is the text of version {version}, under another title")
        }
        Sameness::Exact => format!("This is version {version}, letter for letter"),
        Sameness::Layout => format!("This is version {version}"),
        Sameness::Words => format!("These are the words of version {version}"),
        Sameness::Near if holds_all(likeness) => format!("This holds the whole of version {version}"),
        Sameness::Near if likeness.is_part() => format!("This is a passage of version {version}"),
        Sameness::Near if likeness.alike >= 850 => format!("This is nearly version {version}"),
        Sameness::Near => format!("Version {version} is the nearest"),
    }
}

const fn holds_all(likeness: &Likeness) -> bool {
    likeness.more_around && likeness.of_text >= 995
}

/// How like a version the copy is, in a sentence.
fn how_like(likeness: &Likeness) -> String {
    let out_of = |share| in_hundred(share, true);
    match likeness.sameness {
        Sameness::Exact => "Nothing differs.".to_owned(),
        Sameness::Layout => {
            "No word, figure, capital or comma differs: only spaces, the ends of lines, the form of quotation marks and dashes, or the marks of lists.".to_owned()
        }
        Sameness::Words => "Every word is the same and in its place. Capitals or punctuation differ, which may change what it means.".to_owned(),
        Sameness::Near if holds_all(likeness) => {
            "Every word of it stands in your copy, which has more before or after it.".to_owned()
        }
        Sameness::Near if likeness.is_part() && likeness.of_copy >= 995 => {
            "Every word of your copy stands in it, in the same order; but it has more than your copy.".to_owned()
        }
        Sameness::Near if likeness.is_part() => format!(
            "Of every 100 words of your copy, {} stand in it, in the same order; it has more than your copy.",
            out_of(likeness.of_copy)
        ),
        Sameness::Near if likeness.more_around => format!(
            "Of every 100 words of that version, {} stand in your copy, in the same order; your copy has more before or after them.",
            out_of(likeness.of_text)
        ),
        Sameness::Near => format!(
            "Of every 100 words of the two, {} are the same, in the same order.",
            out_of(likeness.alike)
        ),
    }
}

/// What was left out of the copy first, as a sentence.
fn left_out(tidied: &[Tidied]) -> Option<String> {
    let names: Vec<&str> = tidied
        .iter()
        .map(|tidied| match tidied {
            Tidied::Facts => "the lines under the text",
            Tidied::LineNumbers => "line numbers",
            Tidied::PageNumbers => "page numbers",
            Tidied::Hyphens => "hyphens at the ends of lines",
            Tidied::End => "the end of your copy, which is longer than any text here",
        })
        .collect();
    match names.split_last() {
        None => None,
        Some((last, [])) => Some(format!("Left out before comparing: {last}.")),
        Some((last, others)) => Some(format!(
            "Left out before comparing: {} and {last}.",
            others.join(", ")
        )),
    }
}

#[component]
fn Answer(call: Call, found: Arc<Found>) -> impl IntoView {
    let Some(hit) = found.hits.first().cloned() else {
        return view! {
            {found.misnamed.clone().map(|misnamed| view! { <NotThose misnamed /> })}
            <Nothing found member=call.member.is_some() />
        }
        .into_any();
    };
    let likeness = hit.likeness;
    let others: Vec<Hit> = found.hits.iter().skip(1).cloned().collect();
    let number = hit.version.number;
    // Where the copy names another version than it is likest to, it is held against the one that it names.
    let shown = match &found.misnamed {
        Some(Misnamed {
            version,
            differences: Some(differences),
            ..
        }) => Some((differences.clone(), version.number)),
        _ => found.differences.clone().map(|differences| (differences, number)),
    };
    view! {
        <Status hit=hit.clone() />
        {found.misnamed.clone().map(|misnamed| view! { <NotThose misnamed /> })}
        <section class="flow" aria-labelledby="h-like">
            <h2 id="h-like">"How like it your copy is"</h2>
            <p>{how_like(&likeness)}</p>
            {found
                .title
                .clone()
                .map(|title| {
                    view! { <p><strong>"It bears another title: "</strong>{format!("“{}”.", visible(&title))}</p> }
                })}
            {left_out(&found.tidied).map(|said| view! { <p class="quiet">{said}</p> })}
        </section>
        {shown.map(|(differences, number)| view! { <Shown differences number /> })}
        {found
            .since
            .clone()
            .map(|since| {
                let current = hit.current.as_ref().map_or(0, |current| current.version);
                let open = found.differences.is_none();
                view! { <Since since from=number to=current open /> }
            })}
        <Others others />
    }
    .into_any()
}

/// The copy names a version and has other words.
#[component]
fn NotThose(misnamed: Misnamed) -> impl IntoView {
    let number = misnamed.version.number;
    let href = match (&misnamed.publication, &misnamed.document) {
        (Some(publication), _) => Some(address::published(&publication.slug)),
        (None, Some(document)) => Some(address::version(&document.slug, number)),
        (None, None) => None,
    };
    view! {
        <div class="notice" data-kind="bad">
            <p>
                <strong>{format!("This copy names version {number}, but its words are not those of version {number}.")}</strong>
            </p>
            <p>
                {format!("It bears the fingerprint of version {number} of “{}”. Somebody has changed its words since it left here.", misnamed.version.title)}
            </p>
            {href
                .map(|href| {
                    view! {
                        <ul class="links" role="list">
                            <li><a href=href>{format!("Read version {number} as it is")}</a></li>
                        </ul>
                    }
                })}
        </div>
    }
}

/// Whether it is the text to use: before anything else.
#[component]
fn Status(hit: Hit) -> impl IntoView {
    let (version, title) = (hit.version.number, hit.version.title.clone());
    let draft = hit.document.clone().map(|document| {
        let href = address::version(&document.slug, version);
        view! { <li><a href=href>"The version with its drafts and comments"</a></li> }
    });
    let current = hit.current.clone().map(|current| {
        view! {
            <a href=address::published(&current.slug)>{format!("version {}", current.version)}</a>
        }
    });
    match hit.publication.clone() {
        Some(publication) => {
            let differs = hit.likeness.sameness >= Sameness::Words || hit.likeness.other_title;
            let (kind, said) = match publication.standing {
                Standing::Current if differs => (
                    "warn",
                    view! {
                        <p>{format!("Version {version} of “{title}” is the current text. Your copy differs from it: take this one to a meeting.")}</p>
                    }
                        .into_any(),
                ),
                Standing::Current => (
                    "good",
                    view! { <p>{format!("Version {version} of “{title}” is the current text.")}</p> }.into_any(),
                ),
                Standing::Superseded => (
                    "warn",
                    view! {
                        <p>
                            {format!("Version {version} of “{title}” is not the current text any more: superseded on ")}
                            <Day at=publication.standing_at />
                            {current.map(|current| view! { " by " {current} })}
                            "."
                        </p>
                    }
                        .into_any(),
                ),
                Standing::Withdrawn => (
                    "bad",
                    view! {
                        <p>
                            {format!("Version {version} of “{title}” was withdrawn on ")}
                            <Day at=publication.standing_at />
                            {format!(": {}. The group no longer stands by it.", publication.standing_reason.trim_end_matches('.'))}
                            {current.map(|current| view! { " Current is " {current} "." })}
                        </p>
                    }
                        .into_any(),
                ),
            };
            view! {
                <div class="notice" data-kind=kind>
                    {said}
                    <ul class="links" role="list">
                        <li>
                            <a href=address::published(&publication.slug)>{format!("Read and download version {version}")}</a>
                        </li>
                        <li>
                            <a href=address::verify(&publication.hash)>"Its record: decision, fingerprint, how to check"</a>
                        </li>
                        {draft}
                    </ul>
                </div>
            }
            .into_any()
        }
        None => {
            let tracked = hit
                .document
                .as_ref()
                .is_some_and(|document| document.records.origin == Origin::Tracked);
            let latest = hit.document.as_ref().map_or(version, |document| document.latest);
            let said = match (tracked, latest == version) {
                (true, true) => "It is a text of others that the group follows, as it was last seen.",
                (true, false) => {
                    "It is a text of others that the group follows, and a newer version of it has been seen."
                }
                (false, true) => {
                    "It is not published: only the group reads it, and its words may still change."
                }
                (false, false) => {
                    "It is not published: only the group reads it, and there is a newer version."
                }
            };
            view! {
                <div class="notice" data-kind="warn">
                    <p>{format!("Version {version} of “{title}”. {said}")}</p>
                    {current.map(|current| view! { <p>"Published and current is " {current} "."</p> })}
                    <ul class="links" role="list">
                        {draft}
                        {hit
                            .document
                            .clone()
                            .filter(|_| latest != version)
                            .map(|document| {
                                let href = address::compare(&document.slug, version, latest);
                                view! { <li><a href=href>{format!("What changed from version {version} to version {latest}")}</a></li> }
                            })}
                    </ul>
                </div>
            }
            .into_any()
        }
    }
}

/// The differences, in words and in the text.
#[component]
fn Shown(differences: Differences, number: u32) -> impl IntoView {
    let Differences {
        old,
        new,
        old_layout,
        new_layout,
        diff,
        shortened,
    } = differences;
    let compared = Compared {
        old_lines: layout(&old, old_layout),
        new_lines: layout(&new, new_layout),
        diff: diff.clone(),
        old,
        new,
    };
    let counted = (!shortened).then(|| counted(&diff));
    view! {
        <section class="flow" aria-labelledby="h-differences">
            <h2 id="h-differences">{format!("From version {number} to your copy")}</h2>
            {counted.map(|counted| view! { <p>{counted}</p> })}
            {shortened
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>"There is more than can be shown here: these are the first differences, and others follow."</p>
                        </div>
                    }
                })}
            <div class="with-aside even">
                <section aria-label="The text with its differences">
                    <Redline compared old_name=format!("version {number}") new_name="your copy" />
                </section>
                <div class="aside">
                    <section aria-labelledby="words"><ChangesInWords diff /></section>
                </div>
            </div>
        </section>
    }
}

/// What has changed since the version that the copy is of.
#[component]
fn Since(since: Differences, from: u32, to: u32, open: bool) -> impl IntoView {
    let sentences = wording(&since.diff);
    let more = since.shortened || sentences.len() > MOST_SENTENCES;
    let items = sentences
        .into_iter()
        .take(MOST_SENTENCES)
        .map(|sentence| view! { <li>{visible(&sentence)}</li> })
        .collect_view();
    let none = since.diff.is_same();
    view! {
        <section class="flow" aria-labelledby="h-since">
            <h2 id="h-since">{format!("What has changed since, from version {from} to version {to}")}</h2>
            {if none {
                view! { <p>"The words are the same; only the title or the record differs."</p> }.into_any()
            } else {
                view! {
                    <details open=open>
                        <summary>{counted(&since.diff)}</summary>
                        <ol class="changes">{items}</ol>
                        {more.then(|| view! { <p>"There are more changes than are listed here."</p> })}
                    </details>
                }
                    .into_any()
            }}
        </section>
    }
}

/// Other versions that are like the copy.
#[component]
fn Others(others: Vec<Hit>) -> impl IntoView {
    (!others.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-others">
                <h2 id="h-others">"Other versions that are like it"</h2>
                <ul class="entries" role="list">
                    {others
                        .into_iter()
                        .map(|hit| {
                            let href = match (&hit.publication, &hit.document) {
                                (Some(publication), _) => address::published(&publication.slug),
                                (None, Some(document)) => address::version(&document.slug, hit.version.number),
                                (None, None) => "/published".to_owned(),
                            };
                            view! {
                                <li>
                                    <h3><a href=href>{format!("{}, version {}", hit.version.title, hit.version.number)}</a></h3>
                                    <p>{how_like(&hit.likeness)}</p>
                                    <p class="meta">
                                        {match &hit.publication {
                                            Some(publication) => view! { <StandingBadge standing=publication.standing /> }.into_any(),
                                            None => view! { <span>"Not published"</span> }.into_any(),
                                        }}
                                    </p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// The copy is like nothing.
#[component]
fn Nothing(found: Arc<Found>, member: bool) -> impl IntoView {
    let (first, then) = if found.words < FEWEST_WORDS {
        (
            format!(
                "Your copy has {}. Paste a sentence or more: at least {FEWEST_WORDS} words.",
                said::number(u32::try_from(found.words).unwrap_or(u32::MAX), "word")
            ),
            None,
        )
    } else if member {
        (
            "No version that you may read has enough in common with it.".to_owned(),
            Some(
                "It may be a text of others, or one that has been rewritten. To keep it here, start a text with it.",
            ),
        )
    } else {
        (
            "Nothing that this group has published has enough in common with it.".to_owned(),
            Some(
                "It may come from elsewhere, or have been rewritten. Members of the group can sign in: it is then compared with drafts that they may read as well.",
            ),
        )
    };
    view! {
        <div class="notice" data-kind="warn">
            <p>{first}</p>
            {then.map(|then| view! { <p>{then}</p> })}
            <ul class="links" role="list">
                <li><a href="/published">"Everything that is published"</a></li>
            </ul>
        </div>
    }
}

/// What the page says of problems that are nobody's fault.
pub fn refused(field: &str, trouble: service::Trouble, copy: String) -> Answered {
    Answered {
        form: Form {
            fields: vec![("copy".to_owned(), copy)],
            problems: vec![service::Problem {
                field: field.to_owned(),
                trouble,
            }],
            ..Form::default()
        },
        found: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(sameness: Sameness, alike: u16, of_copy: u16, of_text: u16, more_around: bool) -> Likeness {
        Likeness {
            sameness,
            alike,
            of_copy,
            of_text,
            more_around,
            other_title: false,
        }
    }

    fn check(likeness: Likeness, expected: &str) {
        let said = how_like(&likeness);
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn likeness_is_said_in_plain_words() {
        check(
            likeness(Sameness::Exact, 1000, 1000, 1000, false),
            "Nothing differs",
        );
        check(likeness(Sameness::Layout, 1000, 1000, 1000, false), "No word");
        check(
            likeness(Sameness::Words, 1000, 1000, 1000, false),
            "Every word is the same",
        );
        check(
            likeness(Sameness::Near, 999, 999, 999, false),
            "Of every 100 words of the two, 99 are",
        );
        check(
            likeness(Sameness::Near, 400, 200, 1000, true),
            "Every word of it stands in your copy",
        );
        check(
            likeness(Sameness::Near, 400, 1000, 200, false),
            "Every word of your copy stands in it",
        );
        check(likeness(Sameness::Near, 400, 930, 200, false), "93 stand in it");
    }

    #[test]
    fn what_was_left_out_is_one_sentence() {
        assert_eq!(left_out(&[]), None);
        assert_eq!(
            left_out(&[Tidied::Facts, Tidied::LineNumbers, Tidied::Hyphens]).as_deref(),
            Some(
                "Left out before comparing: the lines under the text, line numbers and hyphens at the ends of lines."
            )
        );
    }
}
