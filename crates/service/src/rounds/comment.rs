//! Comments in threads, on the whole text or on some of its words.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{Article, clauses_of, layout_of, text_of};
use crate::{Call, Error, Trouble};
use domain::ids::CommentId;
use domain::permission::Action;
use domain::text::anchor::{Anchor, Placed, anchor_line, anchor_words, place};
use domain::text::lines::line_at;
use serde_json::json;
use store::{Comment, CommentEdit, Document, NewComment, StoreError, Submission};

/// What the form for a comment holds.
#[derive(Clone, Debug, Default)]
pub struct CommentForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The version that is commented on.
    pub version: u32,
    /// The comment that it answers, or empty.
    pub parent: String,
    /// The line that it is about, or empty for the whole text.
    pub line: String,
    /// The words that it is about, where some were selected.
    pub quote: String,
    /// The words just before them.
    pub before: String,
    /// The words just after them.
    pub after: String,
    /// What it says.
    pub body: String,
}

/// Makes a comment.
pub async fn comment(call: &Call, form: &CommentForm) -> Result<CommentId, Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::Comment, &document)?;
    let mut problems = Problems::default();
    let body = problems.paragraphs("body", &form.body, 6_000);
    if body.is_empty() {
        problems.add("body", Trouble::Missing);
    }
    let version = call
        .version(document.id, form.version)
        .await?
        .ok_or(Error::NotFound)?;
    let (text, ids) = (text_of(&version), clauses_of(&version));
    let parent = match form.parent.as_str() {
        "" => None,
        id => {
            let id: CommentId = id.parse().map_err(|_| Error::NotFound)?;
            let parent = call
                .store
                .comment_by_id(id)
                .await?
                .filter(|parent| parent.document == document.id);
            // Threads are one deep: an answer to an answer stands under the same comment.
            Some(
                parent
                    .map(|parent| parent.parent.unwrap_or(parent.id))
                    .ok_or(Error::NotFound)?,
            )
        }
    };
    let anchor = if parent.is_some() || (form.line.is_empty() && form.quote.trim().is_empty()) {
        None
    } else if form.quote.trim().is_empty() {
        let line = form.line.trim().parse().ok();
        let anchor = line.and_then(|line| anchor_line(&text, &ids, line, layout_of(&version)));
        if anchor.is_none() {
            problems.add("line", Trouble::NotAChoice);
        }
        anchor
    } else {
        let anchor = anchor_words(&text, &ids, &form.quote, &form.before, &form.after);
        if anchor.is_none() {
            problems.add("quote", Trouble::WordsNotFound);
        }
        anchor
    };
    problems.done()?;
    let id = call.id(CommentId::new);
    let comment = NewComment {
        id,
        document: document.id,
        version: version.number,
        parent,
        author: member.id,
        anchor: anchor
            .and_then(|anchor| serde_json::to_string(&anchor).ok())
            .unwrap_or_default(),
        body,
    };
    let act = call.act(
        "comment.make",
        document.id,
        &json!({ "comment": id, "version": version.number }),
    );
    match call
        .store
        .comment(&submitted(act, form.submission, id), &comment)
        .await
        .map_err(Error::from)
    {
        Ok(()) => Ok(id),
        Err(Error::Repeated(id)) => id.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        Err(other) => Err(other),
    }
}

/// Changes one's own comment; what it said before stays in its history.
pub async fn edit_comment(
    call: &Call,
    id: &str,
    body: &str,
    submission: Option<Submission>,
) -> Result<(Document, CommentId), Error> {
    let (document, comment) = own(call, id).await?;
    let mut problems = Problems::default();
    let body = problems.paragraphs("body", body, 6_000);
    if body.is_empty() {
        problems.add("body", Trouble::Missing);
    }
    problems.done()?;
    let act = call.act("comment.edit", document.id, &json!({ "comment": comment.id }));
    match call
        .store
        .edit_comment(&submitted(act, submission, ""), comment.id, &body)
        .await
    {
        Ok(()) => Ok((document, comment.id)),
        Err(StoreError::Stale) => Err(Error::NotAllowed),
        Err(other) => Err(other.into()),
    }
}

/// Takes one's own comment back.
pub async fn withdraw_comment(
    call: &Call,
    id: &str,
    submission: Option<Submission>,
) -> Result<(Document, CommentId), Error> {
    let (document, comment) = own(call, id).await?;
    let act = call.act("comment.withdraw", document.id, &json!({ "comment": comment.id }));
    call.store
        .withdraw_comment(&submitted(act, submission, ""), comment.id)
        .await?;
    Ok((document, comment.id))
}

/// Hides somebody's comment, with a reason that stands in its place.
pub async fn hide_comment(
    call: &Call,
    id: &str,
    reason: &str,
    submission: Option<Submission>,
) -> Result<(Document, CommentId), Error> {
    let (document, comment) = find(call, id).await?;
    call.require_to(Action::Hide, &document)?;
    let mut problems = Problems::default();
    let reason = problems.line("reason", reason, 300);
    problems.done()?;
    let act = call.act("comment.hide", document.id, &json!({ "comment": comment.id }));
    call.store
        .hide_comment(&submitted(act, submission, ""), comment.id, &reason)
        .await?;
    Ok((document, comment.id))
}

async fn find(call: &Call, id: &str) -> Result<(Document, Comment), Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let comment = call.store.comment_by_id(id).await?.ok_or(Error::NotFound)?;
    let document = call
        .store
        .document_by_id(comment.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    if call.may_to(Action::Read, &document) {
        Ok((document, comment))
    } else {
        Err(Error::NotFound)
    }
}

async fn own(call: &Call, id: &str) -> Result<(Document, Comment), Error> {
    let (document, comment) = find(call, id).await?;
    let member = call.require_to(Action::Comment, &document)?;
    if comment.author != member.id || comment.withdrawn_at.is_some() || comment.hidden_at.is_some() {
        return Err(Error::NotAllowed);
    }
    Ok((document, comment))
}

/// A comment with its answers, and where it stands in the text now.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The comment.
    pub comment: Comment,
    /// What it said before.
    pub history: Vec<CommentEdit>,
    /// The answers, the oldest first, each with what it said before.
    pub replies: Vec<(Comment, Vec<CommentEdit>)>,
    /// The words that it points at, as they were when it was made.
    pub quote: Option<String>,
    /// The lines and words that it points at in the version shown; `None` for the whole text or where they are gone.
    pub lines: Option<(u32, u32)>,
}

/// All that was said about a text.
#[derive(Clone, Debug)]
pub struct Discussion {
    /// The text.
    pub document: Document,
    /// The latest version, to which the threads are carried.
    pub article: Article,
    /// Threads on words that the latest version has, in the order of the text.
    pub placed: Vec<Thread>,
    /// Threads on the whole text.
    pub general: Vec<Thread>,
    /// Threads on words that have been removed.
    pub removed: Vec<Thread>,
}

/// What was said about a text, carried over to its latest version.
pub async fn discussion(call: &Call, slug: &str) -> Result<Discussion, Error> {
    let document = crate::motions::readable(call, slug).await?;
    call.signed_in()?;
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    let article = Article::of(version);
    let ids = clauses_of(&article.version);
    let mut comments = call.store.comments(document.id).await?;
    // What was hidden is read by those who may hide, and by whoever said it; others see that it was, and why.
    let (reader, may_hide) = (call.actor().member, call.may_to(Action::Hide, &document));
    for hidden in comments.iter_mut().filter(|comment| comment.hidden_at.is_some()) {
        if !may_hide && Some(hidden.author) != reader {
            hidden.body.clear();
        }
    }
    let mut discussion = Discussion {
        document,
        placed: Vec::new(),
        general: Vec::new(),
        removed: Vec::new(),
        article,
    };
    let mut order: Vec<((u32, u32), Thread)> = Vec::new();
    for comment in comments.iter().filter(|comment| comment.parent.is_none()) {
        let mut replies = Vec::new();
        for reply in comments.iter().filter(|reply| reply.parent == Some(comment.id)) {
            replies.push((reply.clone(), past(call, reply).await?));
        }
        let history = past(call, comment).await?;
        let anchor: Option<Anchor> = serde_json::from_str(&comment.anchor).ok();
        let mut thread = Thread {
            comment: comment.clone(),
            history,
            replies,
            quote: None,
            lines: None,
        };
        let Some(anchor) = anchor else {
            discussion.general.push(thread);
            continue;
        };
        thread.quote = Some(anchor.quote.clone());
        match place(&anchor, &discussion.article.text, &ids) {
            Placed::At {
                paragraph,
                start,
                end,
                ..
            } => {
                let lines = &discussion.article.lines;
                thread.lines = Some((
                    line_at(lines, start),
                    line_at(lines, end.saturating_sub(1).max(start)),
                ));
                order.push(((paragraph, start), thread));
            }
            Placed::Removed => discussion.removed.push(thread),
        }
    }
    order.sort_by_key(|(place, _)| *place);
    discussion.placed = order.into_iter().map(|(_, thread)| thread).collect();
    Ok(discussion)
}

async fn past(call: &Call, comment: &Comment) -> Result<Vec<CommentEdit>, Error> {
    if comment.edited_at.is_none() || comment.withdrawn_at.is_some() || comment.hidden_at.is_some() {
        return Ok(Vec::new());
    }
    Ok(call.store.comment_history(comment.id).await?)
}
