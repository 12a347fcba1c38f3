//! People and texts for the cases to work with. Ids are small numbers, the clock stands where a case puts it.

use domain::decision::Verdict;
use domain::document::Origin;
use domain::ids::{
    ApprovalId, CommentId, DecisionId, DocumentId, MailId, MemberId, PublicationId, RoundId, SignInId,
    SubmissionId, ViewId,
};
use domain::people::{Category, Email, Role, Roles};
use domain::round::{Capacity, Stance, Window};
use domain::time::Instant;
use std::future::Future;
use std::sync::Arc;
use store::{
    Act, Event, NewApproval, NewComment, NewDocument, NewMail, NewMember, NewPublication, NewRound,
    NewSession, NewSignIn, NewVersion, NewView, SignInPurpose, Store, Submission,
};

/// The store that a case works on.
pub type Db = Arc<dyn Store>;

/// When most things happen.
pub const NOON: Instant = Instant(1_800_000_000_000);

/// So many minutes after [`NOON`].
pub fn later(minutes: i64) -> Instant {
    NOON.plus_minutes(minutes)
}

/// A write by the program itself.
pub fn act(action: &'static str) -> Act {
    Act {
        actor: None,
        at: NOON,
        action,
        subject: "subject".to_owned(),
        detail: "{}".to_owned(),
        submission: None,
        result: String::new(),
        mails: Vec::new(),
    }
}

/// A write by the program at another time.
pub fn act_at(at: Instant, action: &'static str) -> Act {
    Act { at, ..act(action) }
}

/// A write by a member.
pub fn act_by(member: MemberId, action: &'static str) -> Act {
    Act {
        actor: Some(member),
        ..act(action)
    }
}

/// The same write from a form.
pub fn form(act: Act, submission: u128) -> Act {
    Act {
        submission: Some(Submission::of(SubmissionId::new(submission), [])),
        ..act
    }
}

/// The `n`th person, to be admitted.
pub fn person(n: u128, roles: &[Role]) -> NewMember {
    NewMember {
        id: MemberId::new(n),
        email: Email::parse(&format!("person{n}@example.org")).unwrap(),
        name: format!("Person {n:03}"),
        roles: Roles::of(roles),
        category: Category::PartyMember,
        clp: "Northgate".to_owned(),
        region: "East".to_owned(),
        invited_until: NOON.plus_days(14),
    }
}

/// Admits the `n`th person.
pub async fn member(store: &Db, n: u128, roles: &[Role]) -> MemberId {
    store
        .admit(&act("member.invite"), &[person(n, roles)], None)
        .await
        .unwrap();
    MemberId::new(n)
}

/// Admits persons `1..=count`.
pub async fn people(store: &Db, count: u128, roles: &[Role]) {
    let people: Vec<_> = (1..=count).map(|n| person(n, roles)).collect();
    store.admit(&act("member.import"), &people, None).await.unwrap();
}

/// Admits a member `1` and lets them start text `1`.
pub async fn member_and_text(store: &Db) -> (MemberId, DocumentId) {
    let author = member(store, 1, &[Role::Member]).await;
    text(store, author, 1).await;
    (author, DocumentId::new(1))
}

/// The `n`th text, to be started.
pub fn document(n: u128) -> NewDocument {
    NewDocument {
        id: DocumentId::new(n),
        slug: format!("text-of-number-{n}"),
        origin: Origin::Owned,
        owner: String::new(),
        source: String::new(),
        profile: "labour-conference".to_owned(),
    }
}

/// A version that says `text`.
pub fn version(document: DocumentId, author: MemberId, text: &str) -> NewVersion {
    NewVersion {
        document,
        title: format!("Title of {text}"),
        text: text.to_owned(),
        clauses: vec![1, 2, 30],
        next_clause: 31,
        words: 3,
        stated_words: None,
        profile: "labour-conference".to_owned(),
        layout_algorithm: 1,
        layout_width: 80,
        hash: hash_of(text),
        author,
        note: format!("Says {text}"),
        seen_on: String::new(),
    }
}

/// What stands for the hash of `text`.
pub fn hash_of(text: &str) -> String {
    format!("hash of {text}")
}

/// Starts the `n`th text, which says "one".
pub async fn text(store: &Db, author: MemberId, n: u128) -> DocumentId {
    let document = document(n);
    store
        .start(
            &act_by(author, "text.start"),
            &document,
            &version(document.id, author, "one"),
        )
        .await
        .unwrap();
    document.id
}

/// The `n`th round on version 1, from [`NOON`] to an hour later.
pub fn round(n: u128, document: DocumentId, opened_by: MemberId) -> NewRound {
    NewRound {
        id: RoundId::new(n),
        document,
        version: 1,
        question: format!("Question {n}?"),
        window: Window {
            opens: NOON,
            closes: later(60),
        },
        opened_by,
    }
}

/// The `n`th comment on version 1.
pub fn comment(n: u128, document: DocumentId, author: MemberId) -> NewComment {
    NewComment {
        id: CommentId::new(n),
        document,
        version: 1,
        parent: None,
        author,
        anchor: String::new(),
        body: format!("Comment {n}"),
    }
}

/// The `n`th view, in support.
pub fn view(n: u128, round: RoundId, document: DocumentId, member: MemberId) -> NewView {
    NewView {
        id: ViewId::new(n),
        round,
        document,
        member,
        version: 1,
        stance: Stance::Support,
        capacity: Capacity::Member,
        reason: format!("Reason {n}"),
    }
}

/// A vote of member `n` on version 1 with a quorum of three.
pub fn vote(n: u128, document: DocumentId, verdict: Verdict) -> NewApproval {
    NewApproval {
        id: ApprovalId::new(n),
        decision: DecisionId::new(n),
        document,
        version: 1,
        hash: hash_of("one"),
        member: MemberId::new(n),
        verdict,
        reason: format!("Reason {n}"),
        quorum: 3,
        words: 246,
        word_limit: Some(250),
        rule: "Conference".to_owned(),
    }
}

/// The `n`th publication: that version of the text, by its author.
pub fn publication(n: u128, document: DocumentId, version: u32, by: MemberId) -> NewPublication {
    NewPublication {
        id: PublicationId::new(n),
        slug: "published".to_owned(),
        document,
        version,
        hash: hash_of("one"),
        imprint: "Published by the group".to_owned(),
        published_by: by,
    }
}

/// The `n`th request to sign in, which holds for 15 minutes from [`NOON`].
pub fn request(n: u128, member: Option<MemberId>) -> NewSignIn {
    NewSignIn {
        id: SignInId::new(n),
        member,
        token_hash: format!("link {n}"),
        code_hash: format!("code {n}"),
        purpose: SignInPurpose::SignIn,
        next: "/texts".to_owned(),
        expires_at: later(15),
    }
}

/// The `n`th session, which holds for an hour from [`NOON`].
pub fn session(n: u128, member: MemberId) -> NewSession {
    NewSession {
        token_hash: format!("session {n}"),
        member,
        expires_at: later(60),
    }
}

/// The `n`th mail.
pub fn mail(n: u128) -> NewMail {
    NewMail {
        id: MailId::new(n),
        recipient: format!("person{n}@example.org"),
        subject: format!("Subject {n}"),
        body: format!("Body {n}"),
    }
}

/// Every event; panics unless they are one unbroken chain.
pub async fn chain(store: &Db) -> Vec<Event> {
    let events = store.events(0, 10_000).await.unwrap();
    let mut previous = String::new();
    for (at, event) in (1..).zip(&events) {
        assert_eq!(event.seq, at);
        assert_eq!(
            event.previous, previous,
            "event {at} does not follow the one before"
        );
        assert_eq!(event.hash, event.expected_hash(), "event {at} was changed");
        previous.clone_from(&event.hash);
    }
    let head = store.chain_head().await.unwrap();
    assert_eq!(head, (events.len() as i64, previous));
    events
}

/// The same thing done so many times at once; every answer, in no order.
pub async fn at_once<T, F>(times: u128, task: impl Fn(u128) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (1..=times).map(|n| tokio::spawn(task(n))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
