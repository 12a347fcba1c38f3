//! Writing an amendment: by editing a copy, by formal wording, or for one clause.

use crate::acts::amendments::draft;
use crate::address;
use crate::pages::amendments::parts::{FiguresInWords, Wording, limit};
use crate::pages::amendments::told;
use crate::pages::part;
use crate::request::{Visit, with_query};
use crate::ui::changes::{Compared, Redline, counted};
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Select, Submission, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Islands, text_crumbs};
use crate::ui::said;
use domain::amendment::{State, Way};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::lines::layout;
use leptos::prelude::*;
use service::amendments::{self, One, Preview};
use service::kept::Form;
use service::motions::{self, Article};
use service::{Error, Problem, Trouble};
use store::Document;

/// What the page for writing an amendment shows.
#[derive(Clone)]
struct Writing {
    document: Document,
    /// The version that it is written on.
    article: Article,
    /// The words that it changes: the version's, or those of the amendment that it amends.
    base: Canonical,
    /// The amendment that it amends, by number.
    parent: Option<u32>,
    /// The amendment that is being changed: its number and the revision of it that is shown.
    changed: Option<(u32, u32)>,
    way: Option<Way>,
    clause: Option<Clause>,
    form: Form,
    preview: Option<Preview>,
    /// What stands in the fields at first: text, wording, mover, seconder, reason.
    first: First,
    /// The latest version, where it is another.
    newer: Option<u32>,
    /// The version from which the words in the fields were carried over, and what they changed there.
    carried: Option<(u32, Vec<String>)>,
    may_hand_in: bool,
}

#[derive(Clone, Default)]
struct First {
    text: String,
    wording: String,
    mover: String,
    seconder: String,
    reason: String,
}

/// A clause that is changed by itself.
#[derive(Clone)]
struct Clause {
    id: u32,
    lines: String,
    start: u32,
    end: u32,
}

/// `/motions/{slug}/amendments/new?base=N&way=copy|wording|clause&clause=ID&parent=N`
#[component]
pub fn NewPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let reading = motions::read(&visit.call, &slug).await?;
        visit.call.require_to(Action::Propose, &reading.document)?;
        let (form, document) = (visit.kept().await?, reading.document);
        let asked = |name: &str| match form.value(name) {
            "" => visit.ask(name),
            value => value.to_owned(),
        };
        let writing = match asked("parent") {
            parent if parent.is_empty() => {
                let number = asked("base").parse().unwrap_or(document.latest);
                let article = match number {
                    number if number == document.latest => reading.article,
                    number => motions::read_version(&visit.call, &slug, number).await?.article,
                };
                Writing::on(&visit, document, article, form).await?
            }
            parent => {
                let parent = parent.parse().map_err(|_| Error::NotFound)?;
                let one = amendments::one(&visit.call, &slug, parent).await?;
                Writing::on_amendment(&visit, one, form).await?
            }
        };
        Ok::<_, Error>(match writing.way {
            None => view! { <Ways writing /> }.into_any(),
            Some(way) => view! { <Write writing way /> }.into_any(),
        })
    })
}

/// `/motions/{slug}/amendments/{number}/edit`
#[component]
pub fn EditPage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let one = amendments::one(&visit.call, &slug, number).await?;
        visit.call.require_to(Action::Propose, &one.document)?;
        let amendment = one.entry.amendment.clone();
        if visit.call.actor().member != Some(amendment.author) || !amendment.state.editable() {
            return Err(Error::NotAllowed);
        }
        let form = visit.kept().await?;
        let carried = one.entry.text.clone();
        let first = First {
            text: carried.as_str().to_owned(),
            wording: one.entry.wording.join("\n"),
            mover: amendment.mover.clone(),
            seconder: amendment.seconder.clone(),
            reason: amendment.reason.clone(),
        };
        let mut writing = match one.entry.parent {
            Some(parent) => {
                let parent = amendments::one(&visit.call, &slug, parent).await?;
                Writing::on_amendment(&visit, parent, form).await?
            }
            None => {
                let base = form.value("base").parse().unwrap_or(one.document.latest);
                let article = match base {
                    base if base == one.document.latest => one.article,
                    base => motions::read_version(&visit.call, &slug, base).await?.article,
                };
                Writing::on(&visit, one.document, article, form).await?
            }
        };
        writing.first = first;
        writing.changed = Some((amendment.number, amendment.revision));
        if writing.form.fields.is_empty() && amendment.form.base != writing.article.version.number {
            writing.carried = Some((amendment.form.base, one.entry.written.clone()));
        }
        let way = writing.way.unwrap_or(Way::Copy);
        Ok::<_, Error>(view! { <Write writing way /> })
    })
}

impl Writing {
    /// An amendment to the text itself.
    async fn on(visit: &Visit, document: Document, article: Article, form: Form) -> Result<Self, Error> {
        let base = article.text.clone();
        Self::with(visit, document, article, base, None, form).await
    }

    /// An amendment to an amendment.
    async fn on_amendment(visit: &Visit, parent: One, mut form: Form) -> Result<Self, Error> {
        let amendment = parent.entry.amendment.clone();
        let fits = matches!(amendment.state, State::Tabled | State::ToVote) && parent.entry.parent.is_none();
        if !fits && form.problems.is_empty() {
            form.problems.push(Problem {
                field: String::new(),
                trouble: Trouble::NotAmendable,
            });
        }
        let base = Canonical::trusted(amendment.form.text.clone());
        let mut article = Article::of(parent.base);
        article.lines = layout(&base, motions::layout_of(&article.version));
        Self::with(
            visit,
            parent.document,
            article,
            base,
            Some(amendment.number),
            form,
        )
        .await
    }

    async fn with(
        visit: &Visit,
        document: Document,
        article: Article,
        base: Canonical,
        parent: Option<u32>,
        mut form: Form,
    ) -> Result<Self, Error> {
        let asked = |name: &str| match form.value(name) {
            "" => visit.ask(name),
            value => value.to_owned(),
        };
        let way = Way::from_word(&asked("way")).filter(|way| parent.is_none() || *way != Way::Clause);
        let clause = asked("clause").parse().ok().filter(|_| parent.is_none());
        let clause = clause.and_then(|id| clause_of(&article, id));
        let mut preview = None;
        if !form.fields.is_empty() && !form.value("way").is_empty() {
            let written = draft(&document.slug, None, |name| form.value(name).to_owned());
            match amendments::preview(&visit.call, &written).await {
                Ok(shown) => preview = Some(shown),
                // Whoever only goes over to another way of writing has not said yet that this is it.
                Err(Error::Refused(problems)) if form.value("do") == "preview" => form.problems = problems,
                Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self {
            newer: (parent.is_none() && article.version.number != document.latest).then_some(document.latest),
            first: First {
                text: base.as_str().to_owned(),
                mover: visit
                    .call
                    .member
                    .as_ref()
                    .map_or_else(String::new, |member| member.name.clone()),
                ..First::default()
            },
            may_hand_in: document.round_closes.is_some() || visit.call.on_committee(),
            document,
            article,
            base,
            parent,
            changed: None,
            way,
            clause,
            form,
            preview,
            carried: None,
        })
    }

    /// The address of this page in another way, or for another clause.
    fn page(&self, way: Way) -> String {
        let mut page = match self.changed {
            Some((number, _)) => address::amendment_page(&self.document.slug, number, "edit"),
            None => address::motion_page(&self.document.slug, "amendments/new"),
        };
        match self.parent {
            Some(parent) => page = with_query(&page, "parent", &parent.to_string()),
            None => page = with_query(&page, "base", &self.article.version.number.to_string()),
        }
        with_query(&page, "way", way.word())
    }

    fn heading(&self) -> String {
        match (self.changed, self.parent) {
            (Some((number, _)), _) => format!("Change amendment {number}"),
            (None, Some(parent)) => format!("Propose an amendment to amendment {parent}"),
            (None, None) => "Propose an amendment".to_owned(),
        }
    }

    fn crumbs(&self) -> Vec<(String, String)> {
        let mut parents = text_crumbs(&self.document);
        parents.push((
            address::motion_page(&self.document.slug, "amendments"),
            "Amendments".to_owned(),
        ));
        if let Some(number) = self.changed.map(|(number, _)| number).or(self.parent) {
            parents.push((
                address::amendment(&self.document.slug, number),
                format!("Amendment {number}"),
            ));
        }
        parents
    }
}

/// A clause by its id: where it stands and on which lines.
fn clause_of(article: &Article, id: u32) -> Option<Clause> {
    let ids = motions::clauses_of(&article.version);
    let at = ids.iter().position(|clause| clause.0 == id)?;
    let paragraphs = article.text.paragraphs();
    let paragraph = paragraphs.get(at)?;
    Some(Clause {
        id,
        lines: lines_of(article, at),
        start: paragraph.start,
        end: paragraph.end,
    })
}

/// "Line 4" or "Lines 4–6", for a paragraph.
fn lines_of(article: &Article, paragraph: usize) -> String {
    let mut lines = article
        .lines
        .iter()
        .filter(|line| line.paragraph as usize == paragraph)
        .map(|line| line.n);
    let first = lines.next().unwrap_or(0);
    match lines.next_back() {
        Some(last) => format!("Lines {first}–{last}"),
        None => format!("Line {first}"),
    }
}

/// Every clause with its lines and first words, for choosing one.
fn clauses(article: &Article) -> Vec<(String, String)> {
    let ids = motions::clauses_of(&article.version);
    article
        .text
        .paragraphs()
        .iter()
        .zip(ids)
        .enumerate()
        .map(|(at, (paragraph, id))| {
            let words: Vec<&str> = paragraph.text.split_whitespace().collect();
            let dots = if words.len() > 8 { " …" } else { "" };
            let opening = words.get(..8).unwrap_or(&words).join(" ");
            (
                id.0.to_string(),
                format!("{}: {opening}{dots}", lines_of(article, at)),
            )
        })
        .collect()
}

/// The ways to write an amendment, to choose from.
#[component]
fn Ways(writing: Writing) -> impl IntoView {
    let ways = [
        (
            Way::Copy,
            "Change a copy of the text",
            "You get the whole text and change in it what you like. What a meeting would be told is worked out from that.",
        ),
        (
            Way::Clause,
            "Change one clause",
            "You choose a paragraph or a point of a list and write it anew, or take it out.",
        ),
        (
            Way::Wording,
            "Type the formal wording",
            "As it is read out in a meeting: Line 7: delete ‘these words’, insert ‘those words’. It is refused where it does not fit, with what would help.",
        ),
    ];
    let ways: Vec<_> = ways
        .into_iter()
        .filter(|(way, ..)| writing.parent.is_none() || *way != Way::Clause)
        .map(|(way, name, said)| {
            let href = writing.page(way);
            view! { <li><h2><a href=href>{name}</a></h2><p>{said}</p></li> }
        })
        .collect();
    view! {
        <PageTitle title=format!("{}: {}", writing.heading(), writing.document.title) />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=writing.crumbs() />
            <header class="head">
                <h1>{writing.heading()}</h1>
                <p class="lede">"How would you like to write it? All end in the same, and you can go over from one to another with what you have written."</p>
            </header>
            <ErrorSummary form=writing.form.clone() />
            <Notices writing=writing.clone() />
            <ul class="entries" role="list">{ways}</ul>
            {writing.changed.is_none().then(|| view! { <FromFile writing=writing.clone() /> })}
            <p class="quiet">"Nothing is sent before you hand it in. " <a href="/help#amendments">"How amendments work"</a></p>
        </main>
    }
}

/// Taking the changes from a file of a word processor.
#[component]
fn FromFile(writing: Writing) -> impl IntoView {
    let (slug, latest) = (writing.document.slug.clone(), writing.document.latest);
    let (file, name) = match writing.parent {
        Some(parent) => (
            format!("{}.text", address::amendment(&slug, parent)),
            format!("the text with amendment {parent} in it"),
        ),
        None => (
            address::compare(&slug, latest, latest),
            format!("version {latest}"),
        ),
    };
    let problem = writing.form.problem("edited").map(said::problem);
    let wrong = problem.is_some();
    view! {
        <section class="flow" aria-labelledby="h-file">
            <h2 id="h-file">"Or change it in Word or LibreOffice"</h2>
            <ol>
                <li>
                    "Take the text away: "
                    <a href=format!("{file}.docx")>{format!("{name} (.docx)")}</a> " or "
                    <a href=format!("{file}.odt")>"the same for LibreOffice (.odt)"</a>
                    ". Whatever you change in this file is tracked."
                </li>
                <li>"Change what you like, in Word, LibreOffice or another word processor."</li>
                <li>"Give the file back here. You see what it would change before anything is saved."</li>
            </ol>
            <form method="post" action=format!("/upload/amendment/{slug}") enctype="multipart/form-data" class="form">
                {writing.parent.map(|parent| view! { <input type="hidden" name="parent" value=parent.to_string() /> })}
                <div class="field">
                    <label for="edited">"Your changed file"</label>
                    <p class="hint" id="edited-hint">"Its name ends in .docx or .odt; at most 4 MB. Comments and pictures in it are not read."</p>
                    {problem.map(|text| view! { <p class="error" id="edited-error"><span class="vh">"Error: "</span>{text}</p> })}
                    <input
                        type="file"
                        id="edited"
                        name="edited"
                        accept=".docx,.odt,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.oasis.opendocument.text"
                        aria-describedby=if wrong { "edited-hint edited-error" } else { "edited-hint" }
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <p class="row"><button class="button plain">"Read the file"</button></p>
            </form>
        </section>
    }
}

/// What the writer should know beforehand.
#[component]
fn Notices(writing: Writing) -> impl IntoView {
    let number = writing.article.version.number;
    let newest = writing.newer.map(|latest| {
        (
            latest,
            address::motion_page(&writing.document.slug, "amendments/new"),
        )
    });
    view! {
        {newest
            .map(|(latest, href)| {
                view! {
                    <div class="notice" data-kind="warn">
                        <p>
                            {format!("You write on version {number}, and the text is at version {latest}. Only an amendment to the latest version can be handed in. ")}
                            <a href=href>{format!("Write on version {latest}")}</a>
                        </p>
                    </div>
                }
            })}
        {writing
            .carried
            .map(|(from, written)| {
                view! {
                    <div class="notice" data-kind="warn">
                        <p>
                            {format!(
                                "You wrote this on version {from}. Below it is carried over to version {number}; where both change the same words, version {number} stands. Look at it before you save. How you first wrote it is kept:",
                            )}
                        </p>
                        <Wording wording=written />
                    </div>
                }
            })}
        {(!writing.form.repairs.is_empty())
            .then(|| {
                view! {
                    <div class="notice" role="status">
                        <p>"Your file has been read. Nothing is saved yet: look at the preview, and save it below the text."</p>
                        <ul>{writing.form.repairs.iter().map(|told| view! { <li>{told.clone()}</li> }).collect_view()}</ul>
                    </div>
                }
            })}
        {(!writing.may_hand_in)
            .then(|| {
                view! {
                    <div class="notice">
                        <p>"No round is open, so that amendments cannot be handed in now. You can write one and keep it as a draft."</p>
                    </div>
                }
            })}
    }
}

/// The form.
#[component]
fn Write(writing: Writing, way: Way) -> impl IntoView {
    let form = writing.form.clone();
    let (document, base) = (writing.document.clone(), writing.article.version.number);
    let first = writing.first.clone();
    let of_what = match writing.parent {
        Some(parent) => format!("To amendment {parent} to “{}”", document.title),
        None => format!("To “{}”, version {base}", document.title),
    };
    let choosing = way == Way::Clause && writing.clause.is_none();
    let leave = match writing.changed {
        Some((number, _)) => address::amendment(&document.slug, number),
        None => address::motion_page(&document.slug, "amendments"),
    };
    // Not to one clause: what has been changed elsewhere could not go along.
    let others: Vec<_> = [
        (Way::Copy, "In a copy of the text"),
        (Way::Wording, "As formal wording"),
    ]
    .into_iter()
    .filter(|(other, _)| *other != way)
    .map(|(other, said)| {
        view! { <button class="button plain" name="do" value=format!("as-{}", other.word())>{said}</button> }
    })
    .collect();
    let layout = if way == Way::Copy {
        "with-aside even"
    } else {
        "halves"
    };
    view! {
        <PageTitle title=titled(&form, &format!("{}: {}", writing.heading(), document.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=writing.crumbs() />
            <header class="head">
                <p class="kicker">{of_what}</p>
                <h1>{writing.heading()}</h1>
            </header>
            <ErrorSummary form=form.clone() />
            <Notices writing=writing.clone() />
            <div class=layout>
                <form method="post" action="/api/amendment/write" class="form" id="amendment">
                    <Submission />
                    <input type="hidden" name="slug" value=document.slug.clone() />
                    <input type="hidden" name="base" value=base.to_string() />
                    <input type="hidden" name="way" value=way.word() />
                    {writing
                        .parent
                        .map(|parent| view! { <input type="hidden" name="parent" value=parent.to_string() /> })}
                    {writing
                        .changed
                        .map(|(number, revision)| {
                            // The revision that the writer has seen, not the one that is there by now.
                            let seen = match form.value("revision") {
                                "" => revision.to_string(),
                                seen => seen.to_owned(),
                            };
                            view! {
                                <input type="hidden" name="number" value=number.to_string() />
                                <input type="hidden" name="revision" value=seen />
                            }
                        })}
                    <Words writing=writing.clone() way />
                    {(!choosing)
                        .then(|| {
                            let hand_in = writing.may_hand_in && writing.newer.is_none();
                            view! {
                                <p class="row">
                                    <button class="button plain" name="do" value="preview">"Count and preview"</button>
                                </p>
                                <Paragraphs form=form.clone() name="reason" label="Why?" hint="If you like. It stands beside your amendment." rows=3 value=first.reason.clone() />
                                <Line
                                    form=form.clone()
                                    name="mover"
                                    label="Mover"
                                    hint="Who proposes it to the meeting: a person, a branch or a constituency party."
                                    value=first.mover.clone()
                                />
                                <Line form=form.clone() name="seconder" label="Seconder" hint="Who supports it as the second, if somebody does." value=first.seconder.clone() />
                                <p class="row">
                                    {hand_in
                                        .then(|| view! { <button class="button" name="do" value="submit">"Save and hand in"</button> })}
                                    <button class=if hand_in { "button plain" } else { "button" } name="do" value="draft">"Save as draft"</button>
                                    <a href=leave>"Leave without saving"</a>
                                </p>
                            }
                        })}
                    <fieldset class="field">
                        <legend>"Go on writing it in another way"</legend>
                        <p class="hint">"What you have changed so far goes along."</p>
                        <div class="row">{others}</div>
                    </fieldset>
                </form>
                <div class=if way == Way::Copy { "aside" } else { "flow" }>
                    {(!choosing).then(|| view! { <Live writing=writing.clone() /> })}
                    {(way != Way::Copy)
                        .then(|| {
                            let name = match writing.parent {
                                Some(parent) => format!("The text with amendment {parent} in it"),
                                None => format!("Version {base}"),
                            };
                            view! {
                                <section class="flow" aria-labelledby="h-text">
                                    <h2 id="h-text" tabindex="-1">{name.clone()}</h2>
                                    <NumberedText text=writing.base.clone() lines=writing.article.lines.clone() label=name ids=true />
                                </section>
                            }
                        })}
                </div>
            </div>
            {writing.preview.clone().map(|preview| view! { <Previewed preview parent=writing.parent /> })}
        </main>
    }
}

/// The field for the words, which depends on the way of writing.
#[component]
fn Words(writing: Writing, way: Way) -> impl IntoView {
    let (form, first) = (writing.form.clone(), writing.first.clone());
    match way {
        Way::Copy => view! {
            <Paragraphs
                form
                name="text"
                label="The text as you want it"
                hint="Change what you like and leave the rest as it is. An empty line stands between paragraphs."
                rows=24
                class="body"
                value=first.text
            />
        }
        .into_any(),
        Way::Wording => view! {
            <Paragraphs
                form
                name="wording"
                label="Formal wording"
                hint="One instruction a line, by the line numbers of the text on this page. For example: Line 7: delete ‘these words’, insert ‘those words’. Or: After line 12 insert ‘new words’. Or: Delete lines 3 to 5."
                rows=7
                value=first.wording
            />
        }
        .into_any(),
        Way::Clause => match writing.clause.clone() {
            None => view! {
                <Select form name="clause" label="Which clause do you want to change?" choices=clauses(&writing.article) />
                <p class="row"><button class="button" name="do" value="as-clause">"Change this clause"</button></p>
            }
            .into_any(),
            Some(clause) => {
                let words = writing
                    .base
                    .as_str()
                    .get(clause.start as usize..clause.end as usize)
                    .unwrap_or("")
                    .to_owned();
                // Whoever has just chosen the clause has not written in this field yet.
                let fresh = form.value("do") == "as-clause";
                let form = if fresh { Form::default() } else { form };
                let another = writing.page(Way::Clause);
                view! {
                    <input type="hidden" name="clause" value=clause.id.to_string() />
                    <Paragraphs
                        form
                        name="clause_text"
                        label=format!("{} as you want it", clause.lines)
                        hint="Leave it empty to take the whole clause out. Empty lines make several paragraphs of it."
                        rows=8
                        class="body"
                        value=words
                    />
                    <p><a href=another>"Choose another clause"</a></p>
                }
                .into_any()
            }
        },
    }
}

/// The count and the formal wording, as one types; without JavaScript, what the last preview said.
#[component]
fn Live(writing: Writing) -> impl IntoView {
    let first = match &writing.preview {
        Some(preview) => told::changes(preview),
        None => told::refused(&writing.form.problems),
    };
    view! {
        <Islands>
            <crate::islands::LiveWording first form="amendment".to_owned() action="/told/amendment".to_owned() />
        </Islands>
    }
}

/// What the amendment would do, as it was sent.
#[component]
fn Previewed(preview: Preview, parent: Option<u32>) -> impl IntoView {
    let article = Article::of(preview.version.clone());
    let limit = limit(&article);
    let as_laid = motions::layout_of(&preview.version);
    let old_name = match parent {
        Some(parent) => format!("amendment {parent}"),
        None => format!("version {}", preview.version.number),
    };
    let compared = Compared {
        old_lines: layout(&preview.base, as_laid),
        new_lines: layout(&preview.amended, as_laid),
        old: preview.base.clone(),
        new: preview.amended.clone(),
        diff: preview.diff.clone(),
    };
    view! {
        <section class="flow" id="preview" tabindex="-1" aria-labelledby="words">
            <h2 id="words" tabindex="-1">"What your amendment would do"</h2>
            <p>{counted(&preview.diff)}</p>
            <FiguresInWords figures=preview.figures limit now=article.count.words />
            <h3>"Formal wording"</h3>
            <Wording wording=preview.wording.clone() />
            <h3>"The changes in the text"</h3>
            <Redline compared old_name new_name="the text with your amendment" />
        </section>
    }
}
