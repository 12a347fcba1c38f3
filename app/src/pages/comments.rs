//! What was said about a text: threads in its order, and a form to add to them.

mod thread;

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Paragraphs, Select, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Islands, Tab, Tabs, text_crumbs};
use crate::ui::said;
use domain::document::{Kind, Origin};
use domain::permission::{Action, Setting};
use domain::text::lines::Line;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::rounds::{self, Discussion, Thread};
use store::Comment;
use thread::{Reader, ThreadEntry};

/// `/motions/{slug}/comments`
#[component]
pub fn CommentsPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let form = visit.kept().await?;
        let discussion = rounds::discussion(&visit.call, &slug).await?;
        Ok::<_, Error>(view! { <Comments visit discussion form /> })
    })
}

#[component]
fn Comments(visit: Visit, discussion: Discussion, form: Form) -> impl IntoView {
    let Discussion {
        document,
        article,
        placed,
        general,
        removed,
    } = discussion;
    let (slug, latest) = (document.slug.clone(), document.latest);
    let tracked = document.records.origin == Origin::Tracked;
    let every = || [&placed, &general, &removed].into_iter().flatten();
    let threads = every().count();
    let shown = |comment: &Comment| comment.withdrawn_at.is_none() && comment.hidden_at.is_none();
    let comments = every()
        .map(|thread| {
            usize::from(shown(&thread.comment))
                + thread.replies.iter().filter(|(reply, _)| shown(reply)).count()
        })
        .sum::<usize>();
    let comments = u32::try_from(comments).unwrap_or(u32::MAX);
    let reader = Reader {
        me: visit.call.actor().member,
        may_comment: visit.call.may_to(Action::Comment, &document),
        may_hide: visit.call.may_to(Action::Hide, &document),
        slug: slug.clone(),
        latest,
        form: form.clone(),
    };
    let may_comment = reader.may_comment;
    let seen_by = if document.records.setting() != Setting::Draft {
        "Seen by the group only"
    } else {
        "Seen by its author and the committee only"
    };
    view! {
        <PageTitle title=titled(&form, &format!("Comments on {}", document.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"Comments"</h1>
                <ul class="factline" role="list">
                    <li>{said::number(comments, "comment")}</li>
                    <li>{seen_by}</li>
                    <li>{format!("Line numbers are those of version {latest}")}</li>
                </ul>
                <Tabs slug=slug.clone() latest=latest comments=comments tracked=tracked section=document.records.kind == Kind::Section current=Tab::Comments />
            </header>
            <ErrorSummary form=form.clone() />
            <div class="with-aside even">
                <div class="stack">
                    {(threads == 0)
                        .then(|| {
                            view! {
                                <div class="empty">
                                    <p>"Nobody has commented on this text yet."</p>
                                    <p>"Choose a line, or write about the whole text."</p>
                                </div>
                            }
                        })}
                    <Threads id="h-lines" title="On words of the text, in its order" intro="" threads=placed reader=reader.clone() />
                    <Threads id="h-whole" title="On the whole text" intro="" threads=general reader=reader.clone() />
                    <Threads
                        id="h-removed"
                        title="On words that have gone"
                        intro="These comments stood on words that are no longer in the text."
                        threads=removed
                        reader=reader
                    />
                </div>
                <div class="aside">
                    <section aria-labelledby="new">
                        <h2 id="new" tabindex="-1">"Add a comment"</h2>
                        {if may_comment {
                            let line = visit.ask("line");
                            view! { <NewComment form slug version=latest lines=article.lines line /> }.into_any()
                        } else {
                            view! { <p>"Your account may read these comments but not add to them: members and supporters comment."</p> }.into_any()
                        }}
                    </section>
                </div>
            </div>
        </main>
    }
}

#[component]
fn Threads(
    id: &'static str,
    title: &'static str,
    intro: &'static str,
    threads: Vec<Thread>,
    reader: Reader,
) -> impl IntoView {
    (!threads.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                {(!intro.is_empty()).then(|| view! { <p class="quiet">{intro}</p> })}
                <ol class="threads" role="list">
                    {threads
                        .into_iter()
                        .map(|thread| view! { <ThreadEntry thread reader=reader.clone() /> })
                        .collect_view()}
                </ol>
            </section>
        }
    })
}

#[component]
fn NewComment(form: Form, slug: String, version: u32, lines: Vec<Line>, line: String) -> impl IntoView {
    let own = form.value("form") == "new";
    let form = if own { form } else { Form::default() };
    let quote = form.value("quote").to_owned();
    let (before, after) = (form.value("before").to_owned(), form.value("after").to_owned());
    let choices = std::iter::once((String::new(), "The whole text".to_owned()))
        .chain(lines.iter().map(|line| {
            (
                line.n.to_string(),
                format!("Line {}: {}", line.n, first_words(&line.text)),
            )
        }))
        .collect::<Vec<_>>();
    // Only a number comes through: it is set as the choice.
    let line = line
        .parse::<u32>()
        .map_or_else(|_| String::new(), |line| line.to_string());
    let about = (!quote.is_empty()).then(|| quote.clone());
    view! {
        <form class="form" method="post" action="/api/comment/make" id="comment-form">
            <Submission />
            <input type="hidden" name="form" value="new" />
            <input type="hidden" name="slug" value=slug.clone() />
            <input type="hidden" name="version" value=version.to_string() />
            <input type="hidden" name="quote" value=quote />
            <input type="hidden" name="before" value=before />
            <input type="hidden" name="after" value=after />
            <Islands>
                <crate::islands::PickedWords quote=about.unwrap_or_default() />
            </Islands>
            <Select form=form.clone() name="line" label="About" choices=choices value=line />
            <Paragraphs
                form
                name="body"
                label="Your comment"
                hint="Plain words. The group can read it, with your name."
                rows=6
            />
            <p class="row"><button class="button">"Post the comment"</button></p>
            <p class="quiet">"You can change it or take it back later. " <a href=address::motion(&slug)>"Read the text"</a></p>
        </form>
    }
}

/// The first words of a line, as many as fit a list of choices.
fn first_words(line: &str) -> String {
    const MOST: usize = 44;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let mut short = String::new();
    for word in line.split(' ') {
        if short.chars().count() + word.chars().count() > MOST && !short.is_empty() {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.extend(word.chars().take(MOST));
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::first_words;

    #[test]
    fn a_line_is_cut_between_words() {
        assert_eq!(first_words("Conference notes that:"), "Conference notes that:");
        let long = "Councils spend less on libraries than they did ten years ago, and it shows";
        assert_eq!(first_words(long), "Councils spend less on libraries than they…");
        assert!(first_words(&"x".repeat(80)).chars().count() <= 45);
    }
}
