//! A committee member's vote on one version.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::Article;
use crate::people::noted;
use crate::{Call, Error, Trouble};
use domain::decision::{Tally, Verdict, Vote, tally};
use domain::document::Kind;
use domain::ids::{ApprovalId, DecisionId};
use domain::permission::Action;
use serde_json::json;
use store::{Approval, DecisionRecord, Document, NewApproval, Publication, Round, StoreError, Submission};

/// What the form for a vote holds.
#[derive(Clone, Debug, Default)]
pub struct VoteForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The version that was read.
    pub version: u32,
    /// Its fingerprint, as it stood on the page.
    pub hash: String,
    /// The word for how.
    pub verdict: String,
    /// Why, or empty.
    pub reason: String,
}

/// Votes on the latest version. Approving one that is over its limit is refused, and an edition of the manifesto that
/// contradicts itself.
pub async fn vote(call: &Call, form: &VoteForm) -> Result<Tally, Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::Decide, &document)?;
    let mut problems = Problems::default();
    let verdict = problems.choice("verdict", &form.verdict, Verdict::from_word);
    let reason = problems.paragraphs("reason", &form.reason, 2_000);
    if verdict == Some(Verdict::Against) && reason.is_empty() {
        problems.add("reason", Trouble::Missing);
    }
    problems.done()?;
    let Some(verdict) = verdict else {
        return Err(Error::form(Trouble::Missing));
    };
    let version = call
        .version(document.id, form.version)
        .await?
        .ok_or(Error::NotFound)?;
    if form.version != document.latest || form.hash != version.hash {
        return Err(Error::form(Trouble::AskedAnew(document.latest)));
    }
    if document.round_closes.is_some() {
        return Err(Error::form(Trouble::RoundNotClosed));
    }
    if verdict == Verdict::For && document.records.kind == Kind::Manifesto {
        let open = crate::manifesto::contradictions(call, &document, form.version).await?;
        if open > 0 {
            return Err(Error::form(Trouble::FindingsOpen(open)));
        }
    }
    let article = Article::of(version);
    let count = &article.count;
    if verdict == Verdict::For && count.over > 0 {
        return Err(Error::form(Trouble::OverLimit(
            count.over,
            count.limit.unwrap_or(0),
        )));
    }
    if verdict == Verdict::For && count.title.over > 0 {
        return Err(Error::form(Trouble::TitleOverLimit(
            count.title.over,
            count.title.limit.unwrap_or(0),
        )));
    }
    let approval = NewApproval {
        id: call.id(ApprovalId::new),
        decision: call.id(DecisionId::new),
        document: document.id,
        version: form.version,
        hash: article.version.hash.clone(),
        member: member.id,
        verdict,
        reason,
        quorum: crate::group::show(call).await?.quorum,
        words: count.words,
        word_limit: count.limit,
        rule: article.profile.name.to_string(),
    };
    let detail = json!({ "version": form.version, "hash": approval.hash, "verdict": verdict.word() });
    let act = submitted(
        call.act("version.vote", document.id, &detail),
        form.submission,
        "",
    );
    match call.store.vote(&act, &approval).await {
        Ok(decided) => Ok(decided.tally),
        Err(StoreError::Taken("decision")) => Err(Error::form(Trouble::AlreadyDecided)),
        Err(StoreError::Taken("row")) => Err(Error::form(Trouble::AlreadyVoted)),
        Err(StoreError::Stale) => Err(Error::form(Trouble::AskedAnew(document.latest))),
        Err(other) => Err(other.into()),
    }
}

/// All that the decision page of a text shows.
#[derive(Clone, Debug)]
pub struct DecisionPage {
    /// The text.
    pub document: Document,
    /// The latest version, which is the one to decide on.
    pub article: Article,
    /// The votes on it.
    pub approvals: Vec<Approval>,
    /// The votes on it, counted.
    pub tally: Tally,
    /// The decisions so far, the newest first.
    pub decisions: Vec<DecisionRecord>,
    /// What has been published.
    pub publications: Vec<Publication>,
    /// The last round.
    pub round: Option<Round>,
    /// How many sit on the committee, and whether there is a chair.
    pub committee: (u32, bool),
    /// Whether whoever is asking has voted on this version.
    pub voted: bool,
}

/// The decision page: members see how it stands and what was decided, the committee votes there.
pub async fn show(call: &Call, slug: &str) -> Result<DecisionPage, Error> {
    let document = crate::motions::readable(call, slug).await?;
    let me = call.signed_in()?.id;
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    let approvals = call.store.approvals(document.id, document.latest).await?;
    if call.on_committee() && approvals.iter().any(|approval| approval.member != me) {
        noted(call, "votes by name", document.id);
    }
    let committee = call.store.committee().await?;
    let votes: Vec<Vote> = approvals
        .iter()
        .map(|approval| Vote {
            member: approval.member,
            verdict: approval.verdict,
            current: approval.current,
            chair: approval.chair,
        })
        .collect();
    let tally = tally(
        &votes,
        crate::group::show(call).await?.quorum,
        committee.0,
        !committee.1,
    );
    Ok(DecisionPage {
        article: Article::of(version),
        voted: approvals.iter().any(|approval| approval.member == me),
        tally,
        decisions: call.store.decisions(document.id).await?,
        publications: call.store.publications_of(document.id).await?,
        round: call.store.rounds_of(document.id).await?.into_iter().next(),
        committee,
        approvals,
        document,
    })
}
