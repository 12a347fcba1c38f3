//! One thread: a comment, its answers, and what the reader may do about each.

use crate::address;
use crate::ui::form::{Line, Paragraphs, Submission};
use crate::ui::parts::{Moment, own_words};
use crate::ui::said;
use domain::ids::MemberId;
use leptos::prelude::*;
use service::kept::Form;
use service::rounds::Thread;
use store::{Comment, CommentEdit};

/// Who is reading, and what they may do here.
#[derive(Clone)]
pub struct Reader {
    /// Who.
    pub me: Option<MemberId>,
    /// Whether they may comment.
    pub may_comment: bool,
    /// Whether they may hide what others say.
    pub may_hide: bool,
    /// The text's address.
    pub slug: String,
    /// The latest version.
    pub latest: u32,
    /// A form of theirs that needs putting right.
    pub form: Form,
}

impl Reader {
    /// The kept form if it is this one, and whether it is.
    fn kept(&self, verb: &str, comment: &Comment) -> (Form, bool) {
        let field = if verb == "reply" { "parent" } else { "comment" };
        let own = self.form.value("form") == verb && self.form.value(field) == comment.id.to_string();
        if own {
            (self.form.clone(), true)
        } else {
            (Form::default(), false)
        }
    }
}

/// A thread with the words that it is about.
#[component]
pub fn ThreadEntry(thread: Thread, reader: Reader) -> impl IntoView {
    let Thread {
        comment,
        history,
        replies,
        quote,
        lines,
    } = thread;
    let about = match (quote, lines) {
        (None, _) => ().into_any(),
        (Some(quote), Some((first, last))) => {
            let named = if first == last { format!("Line {first}") } else { format!("Lines {first}–{last}") };
            let href = format!("{}#l{first}", address::motion(&reader.slug));
            view! { <p class="thread-on"><a href=href>{named}</a> ": " <mark>{quote}</mark></p> }.into_any()
        }
        (Some(quote), None) => view! {
            <p class="thread-on">
                <a href=address::version(&reader.slug, comment.version)>{format!("Version {}", comment.version)}</a>
                ": "
                <del data-class="wording">
                    <span class="vh">"deleted: "</span>
                    {quote}
                </del>
            </p>
        }
            .into_any(),
    };
    let first = comment.clone();
    let answers = replies
        .into_iter()
        .map(|(reply, history)| view! { <li><OneComment comment=reply history reader=reader.clone() /></li> })
        .collect::<Vec<_>>();
    view! {
        <li>
            {about}
            <OneComment comment=first history reader=reader.clone() />
            {(!answers.is_empty()).then(|| view! { <ol class="replies" role="list">{answers}</ol> })}
            {reader.may_comment.then(|| view! { <Reply comment=comment.clone() reader=reader.clone() /> })}
        </li>
    }
}

/// A comment; one that was withdrawn or hidden says so in its place.
#[component]
pub fn OneComment(comment: Comment, history: Vec<CommentEdit>, reader: Reader) -> impl IntoView {
    let (withdrawn, hidden) = (comment.withdrawn_at, comment.hidden_at);
    let state = match (withdrawn, hidden) {
        (Some(_), _) => Some("withdrawn"),
        (None, Some(_)) => Some("hidden"),
        (None, None) => None,
    };
    let mine = reader.me == Some(comment.author);
    let permalink = address::comment(&reader.slug, &comment.id.to_string());
    let words = match (withdrawn, hidden) {
        (Some(at), _) => {
            view! { <p>"Withdrawn by its author on " <Moment at=at short=true /> "."</p> }.into_any()
        }
        (None, Some(at)) => view! {
            <p>
                "Hidden by the committee on " <Moment at=at short=true /> ". Reason: "
                {comment.hidden_reason.clone()}
            </p>
        }
        .into_any(),
        (None, None) => paragraphs(&comment.body).into_any(),
    };
    // What was hidden is read by its author and by those who may hide; for others its words do not come this far.
    let hidden_words = (state == Some("hidden") && (mine || reader.may_hide) && !comment.body.is_empty())
        .then(|| view! { <details><summary>"What it said"</summary>{paragraphs(&comment.body)}</details> });
    let can_act = state.is_none();
    view! {
        <article class="comment" id=format!("comment-{}", comment.id) data-state=state>
            <p class="by">
                <strong><bdi>{comment.author_name.clone()}</bdi>{mine.then_some(" (you)")}</strong>
                {format!(" · {} · ", said::category(comment.author_category))}
                <a href=permalink><Moment at=comment.created_at short=true /></a>
                {format!(" · on version {}", comment.version)}
            </p>
            <div class="said">{words}</div>
            {hidden_words}
            {(!history.is_empty()).then(|| view! { <Earlier history comment=comment.clone() /> })}
            {(can_act && mine && reader.may_comment).then(|| view! { <Own comment=comment.clone() reader=reader.clone() /> })}
            {(can_act && !mine && reader.may_hide).then(|| view! { <Hide comment=comment.clone() reader=reader.clone() /> })}
        </article>
    }
}

fn paragraphs(text: &str) -> impl IntoView + use<> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p dir="auto">{own_words(line)}</p> })
        .collect::<Vec<_>>()
}

#[component]
fn Earlier(history: Vec<CommentEdit>, comment: Comment) -> impl IntoView {
    let count = history.len();
    let times = if count == 1 {
        "once".to_owned()
    } else {
        format!("{count} times")
    };
    view! {
        <details>
            <summary>
                {format!("Changed {times}")}
                {comment.edited_at.map(|at| view! { ", last on " <Moment at=at short=true /> })}
            </summary>
            <ol class="timeline" role="list">
                {history
                    .into_iter()
                    .map(|edit| {
                        view! {
                            <li>
                                <p class="meta">"Written " <Moment at=edit.at short=true /></p>
                                {paragraphs(&edit.body)}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </details>
    }
}

#[component]
fn Reply(comment: Comment, reader: Reader) -> impl IntoView {
    let (form, kept) = reader.kept("reply", &comment);
    view! {
        <details open=kept>
            <summary>"Answer"</summary>
            <form class="form" method="post" action="/api/comment/make">
                <Submission />
                <input type="hidden" name="form" value="reply" />
                <input type="hidden" name="slug" value=reader.slug.clone() />
                <input type="hidden" name="version" value=reader.latest.to_string() />
                <input type="hidden" name="parent" value=comment.id.to_string() />
                <Paragraphs form name="body" id=field_id("body", "reply", &comment) label="Your answer" rows=4 />
                <p class="row"><button class="button plain">"Post the answer"</button></p>
            </form>
        </details>
    }
}

#[component]
fn Own(comment: Comment, reader: Reader) -> impl IntoView {
    let (form, kept) = reader.kept("edit", &comment);
    let id = comment.id.to_string();
    view! {
        <details open=kept>
            <summary>"Change or withdraw"</summary>
            <form class="form" method="post" action="/api/comment/edit">
                <Submission />
                <input type="hidden" name="form" value="edit" />
                <input type="hidden" name="slug" value=reader.slug.clone() />
                <input type="hidden" name="comment" value=id.clone() />
                <Paragraphs
                    form
                    name="body"
                    id=field_id("body", "edit", &comment)
                    label="Your comment"
                    value=comment.body.clone()
                    hint="What it said before stays readable in its history."
                    rows=5
                />
                <p class="row"><button class="button plain">"Save the change"</button></p>
            </form>
            <form method="post" action="/api/comment/withdraw">
                <Submission />
                <input type="hidden" name="slug" value=reader.slug.clone() />
                <input type="hidden" name="comment" value=id />
                <p class="row">
                    <button class="button danger">"Withdraw it"</button>
                    <span class="quiet">"Its words go for good; a line in its place says that you withdrew it."</span>
                </p>
            </form>
        </details>
    }
}

#[component]
fn Hide(comment: Comment, reader: Reader) -> impl IntoView {
    let (form, kept) = reader.kept("hide", &comment);
    view! {
        <details open=kept>
            <summary>"Hide"</summary>
            <form class="form" method="post" action="/api/comment/hide">
                <Submission />
                <input type="hidden" name="form" value="hide" />
                <input type="hidden" name="slug" value=reader.slug.clone() />
                <input type="hidden" name="comment" value=comment.id.to_string() />
                <Line
                    form
                    name="reason"
                    id=field_id("reason", "hide", &comment)
                    label="Why should it be hidden?"
                    hint="Everybody in the group sees the reason. Its author can still read the comment."
                />
                <p class="row"><button class="button danger">"Hide the comment"</button></p>
            </form>
        </details>
    }
}

/// Fields of the same name stand once for every comment.
fn field_id(name: &str, verb: &str, comment: &Comment) -> String {
    format!("{name}-{verb}-{}", comment.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{CommentId, DocumentId};
    use domain::people::Category;
    use domain::time::Instant;

    fn comment() -> Comment {
        Comment {
            id: CommentId::new(5),
            document: DocumentId::new(1),
            version: 2,
            parent: None,
            author: MemberId::new(7),
            author_name: "Ada Reader".to_owned(),
            author_category: Category::Supporter,
            anchor: String::new(),
            body: "Words <i>to</i> hide".to_owned(),
            created_at: Instant(1_790_000_000_000),
            edited_at: None,
            withdrawn_at: None,
            hidden_at: None,
            hidden_reason: String::new(),
        }
    }

    fn html(comment: Comment, me: u128) -> String {
        let owner = Owner::new();
        owner.set();
        let reader = Reader {
            me: Some(MemberId::new(me)),
            may_comment: false,
            may_hide: false,
            slug: "a-text".to_owned(),
            latest: 3,
            form: Form::default(),
        };
        view! { <OneComment comment history=Vec::new() reader /> }.to_html()
    }

    #[test]
    fn a_hidden_comment_shows_its_reason_and_not_its_words() {
        let hidden = Comment {
            hidden_at: Some(Instant(0)),
            hidden_reason: "It names a client.".to_owned(),
            ..comment()
        };
        let shown = html(hidden.clone(), 8);
        assert!(
            shown.contains("It names a client.") && !shown.contains("Words"),
            "{shown}"
        );
        assert!(html(hidden, 7).contains("Words &lt;i&gt;to"));
    }

    #[test]
    fn what_does_not_show_in_a_comment_is_shown() {
        let turned = Comment {
            body: "I am \u{202e}not\u{200d} against".to_owned(),
            ..comment()
        };
        let shown = html(turned, 8);
        assert!(
            shown.contains("⟨U+202E⟩not⟨U+200D⟩") && !shown.contains('\u{202e}'),
            "{shown}"
        );
        assert!(shown.contains("<bdi>Ada Reader<"), "{shown}");
    }

    #[test]
    fn a_withdrawn_comment_is_gone_also_for_its_author() {
        let withdrawn = Comment {
            withdrawn_at: Some(Instant(0)),
            ..comment()
        };
        let shown = html(withdrawn, 7);
        assert!(
            shown.contains("Withdrawn by its author") && !shown.contains("Words"),
            "{shown}"
        );
    }

    #[test]
    fn a_comment_has_an_address_of_its_own_and_stays_text() {
        let shown = html(comment(), 8);
        assert!(
            shown.contains("id=\"comment-00000000-0000-0000-0000-000000000005\""),
            "{shown}"
        );
        assert!(shown.contains("Words &lt;i&gt;to&lt;/i&gt; hide"), "{shown}");
    }
}
