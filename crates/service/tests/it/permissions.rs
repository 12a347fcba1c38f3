//! Every use case, asked for by every role about a text in every setting, against the permission table.
//!
//! A use case that is not in [`VERBS`] fails [`every_use_case_is_in_the_table`].

use crate::scene::*;
use domain::adoption::Consent;
use domain::amendment::{Fit, Hand, State};
use domain::document::Origin;
use domain::ids::{AdoptionId, AmendmentId, CommentId, DocumentId, MemberId, PublicationId, RoundId};
use domain::people::{Role, Roles};
use domain::permission::{Action, Setting, row};
use domain::section::Move;
use service::adoptions::{self, ConsentForm, Filter, ReportForm};
use service::amendments::{
    self, Begin, Doing as AmendmentDoing, Draft, Edited, SaveMerge, StandBy, StepForm, Stopping,
};
use service::composites::{
    self, AddForm, AnswerForm, GroupForm, MoveForm, PastedSource, RedLineForm, SaveForm,
};
use service::decisions::{self, VoteForm, Withdraw};
use service::ladders::{self, LadderForm};
use service::manifesto::{
    self, AskForm, AssembleForm, DismissForm, FrameForm, ImportForm, LineForm, LinkForm, OrderForm,
    OutcomeForm,
};
use service::motions::{self, Pasted};
use service::people::{self, Account, Invitation, Standing};
use service::positions::{self, PositionForm, TellForm};
use service::rounds::{self, Close, CommentForm, Opening, ViewForm};
use service::which::{self, Memory};
use service::{Call, Error, group, kept};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use store::{
    AmendmentChange, NewAdoption, NewAdoptionMove, NewAmendment, NewComment, NewDocument, NewForm, NewMove,
};
use store_postgres::PostgresStore;
use store_postgres::scratch::{Scratch, VARIABLE};

/// Who is let through.
#[derive(Clone, Copy, Debug)]
enum Gate {
    /// Anybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this where no text is concerned.
    May(Action),
    /// Whoever may do this to the text; to others who may not read it, it is not there.
    To(Action),
    /// Whoever may read the text and is signed in.
    SignedInReader,
    /// Whoever may do this to the text behind a publication, which is there for all.
    Public(Action),
    /// Whoever is signed in and may do this about what is published.
    Published(Action),
}

/// What a use case answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It was done, or what was typed was looked at.
    LetIn,
    NotFound,
    SignInFirst,
    NotAllowed,
}

/// What there is to ask about.
#[derive(Clone, Debug)]
struct Place {
    slug: String,
    version: u32,
    hash: String,
    /// A round on the text, where one can be.
    round: String,
    /// A comment by whoever asks; by somebody else where that is a visitor.
    comment: String,
    /// A publication of the text.
    published: String,
    /// A draft amendment by whoever asks; by somebody else where that is a visitor.
    amendment: u32,
    /// An amendment before the members, by somebody else.
    tabled: u32,
    /// A report of an adoption, by whoever asks; by somebody else where that is a visitor.
    adoption: u32,
}

type Doing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

struct Verb {
    name: &'static str,
    gate: Gate,
    /// Settings that cannot be: a draft has had no round.
    not_on: &'static [Setting],
    run: fn(Call, Place) -> Doing,
}

macro_rules! verbs {
    ($($name:literal $gate:expr $(, not on $not:ident)*; |$call:pat_param, $place:pat_param| $run:expr;)+) => {
        &[$(Verb {
            name: $name,
            gate: $gate,
            not_on: &[$(Setting::$not),*],
            run: |call, place| Box::pin(async move {
                let ($call, $place) = (&call, &place);
                $run.await.map(drop)
            }),
        },)+]
    };
}

/// Every use case, in an order in which none stands in the way of a later one.
const VERBS: &[Verb] = verbs! {
    "group::show" Gate::Open; |call, _| group::show(call);
    "group::first_steps" Gate::Open; |call, _| group::first_steps(call);
    "group::settle" Gate::May(Action::Settle); |call, _| group::settle(call, &Default::default());
    "kept::keep" Gate::Open; |call, _| kept::keep(call, &Default::default());
    "kept::find" Gate::Open; |call, _| kept::find(call, "nothing");

    "people::list" Gate::May(Action::Administer); |call, _| people::list(call);
    "people::show" Gate::May(Action::Administer); |call, _| async { found(people::show(call, "nobody").await) };
    "people::invite" Gate::May(Action::Administer); |call, _| people::invite(call, &Invitation::default());
    "people::invite_from_command_line" Gate::Open;
        |call, _| people::invite_from_command_line(call, &Invitation::default());
    "people::read_csv" Gate::May(Action::Administer); |call, _| people::read_csv(call, "");
    "people::keep_csv" Gate::May(Action::Administer); |call, _| people::keep_csv(call, "");
    "people::import" Gate::May(Action::Administer); |call, _| people::import(call, "", false, None);
    "people::change" Gate::May(Action::Administer);
        |call, _| async { found(people::change(call, &Standing::default()).await) };
    "people::resend_invitation" Gate::May(Action::Administer);
        |call, _| async { found(people::resend_invitation(call, "nobody", None).await) };
    "people::change_account" Gate::SignedIn; |call, _| people::change_account(call, &Account::default());
    "people::ask_address" Gate::SignedIn; |call, _| people::ask_address(call, &Default::default());
    "people::pending_address" Gate::Open; |call, _| people::pending_address(call, "nothing");
    "people::confirm_address" Gate::Open; |call, _| people::confirm_address(call, "nothing");
    "people::count_try" Gate::Open; |call, _| people::count_try(call, std::net::IpAddr::from([192, 0, 2, 1]));
    "people::own_data" Gate::SignedIn; |call, _| people::own_data(call, "nothing");
    "people::is_fresh" Gate::Open; |call, _| people::is_fresh(call, "nothing");
    "people::passkeys" Gate::SignedIn; |call, _| people::passkeys(call);
    "people::ask_to_add" Gate::SignedIn; |call, _| people::ask_to_add(call, "nothing");
    "people::add_passkey" Gate::SignedIn; |call, _| people::add_passkey(call, &Default::default());
    "people::remove_passkey" Gate::SignedIn;
        |call, _| async { found(people::remove_passkey(call, "nothing", None).await) };
    "people::ask_to_enter" Gate::Open; |call, _| people::ask_to_enter(call);
    "people::by_passkey" Gate::Open; |call, _| people::by_passkey(call, "nothing", "", "/");
    "people::forget_me" Gate::SignedIn; |call, _| people::forget_me(call, &Default::default());
    "people::forget_member" Gate::May(Action::Administer);
        |call, _| async { found(people::forget_member(call, "nobody", "", None).await) };
    "people::ask" Gate::Open; |call, _| people::ask(call, "nobody@example.org", "/");
    "people::pending" Gate::Open; |call, _| people::pending(call, "nothing");
    "people::by_link" Gate::Open; |call, _| people::by_link(call, "nothing");
    "people::by_code" Gate::Open; |call, _| people::by_code(call, "nothing", "123456");
    "people::who" Gate::Open; |call, _| people::who(call, "nothing");
    // Where there is a group already, as here, it does nothing, whoever asks.
    "people::found_demo" Gate::Open; |call, _| async {
        let group = group::show(call).await?;
        people::found_demo(call, &group).await
    };
    "people::entrances" Gate::Open; |call, _| people::entrances(call);
    "people::enter" Gate::Open; |call, _| async { found(people::enter(call, "nobody", "/").await) };
    "head::mail_head" Gate::Open; |call, _| service::mail_head(call);
    "people::sign_out" Gate::Open; |call, _| people::sign_out(call, "nothing");
    "people::sign_out_everywhere" Gate::SignedIn; |call, _| people::sign_out_everywhere(call);

    "motions::home" Gate::Open; |call, _| motions::home(call);
    "motions::list" Gate::Open; |call, _| motions::list(call, &motions::Wanted::default());
    "motions::start" Gate::May(Action::Start); |call, _| motions::start(call, &Default::default());
    "motions::import" Gate::May(Action::Start); |call, _| motions::import(call, &Pasted::default());
    "motions::read" Gate::To(Action::Read); |call, place| motions::read(call, &place.slug);
    "motions::read_version" Gate::To(Action::Read); |call, place| motions::read_version(call, &place.slug, 1);
    "motions::look" Gate::To(Action::Read);
        |call, place| async { motions::look(call, &motions::read(call, &place.slug).await?).await };
    "motions::history" Gate::To(Action::Read); |call, place| motions::history(call, &place.slug, None);
    "motions::compare" Gate::To(Action::Read); |call, place| motions::compare(call, &place.slug, 1, 1);
    "motions::conflict" Gate::To(Action::Edit); |call, place| motions::conflict(call, &place.slug, 1, "Mine");
    "rounds::show" Gate::SignedInReader, not on Draft; |call, place| rounds::show(call, &place.slug, None);
    "rounds::look" Gate::SignedInReader, not on Draft;
        |call, place| async { rounds::look(call, &rounds::show(call, &place.slug, None).await?).await };
    "rounds::discussion" Gate::SignedInReader; |call, place| rounds::discussion(call, &place.slug);
    "rounds::comment" Gate::To(Action::Comment); |call, place| async {
        let form = CommentForm {
            slug: place.slug.clone(),
            version: place.version,
            body: "Words".to_owned(),
            ..CommentForm::default()
        };
        rounds::comment(call, &form).await
    };
    "rounds::edit_comment" Gate::To(Action::Comment);
        |call, place| rounds::edit_comment(call, &place.comment, "Other words", None);
    "rounds::hide_comment" Gate::To(Action::Hide); |call, place| rounds::hide_comment(call, &place.comment, "", None);
    "rounds::withdraw_comment" Gate::To(Action::Comment);
        |call, place| rounds::withdraw_comment(call, &place.comment, None);
    "rounds::give" Gate::To(Action::View), not on Draft; |call, place| async {
        let form = ViewForm {
            round: place.round.clone(),
            version: place.version,
            stance: "support".to_owned(),
            capacity: "member".to_owned(),
            ..ViewForm::default()
        };
        rounds::give(call, &form).await
    };
    "rounds::confirm" Gate::To(Action::View), not on Draft;
        |call, place| rounds::confirm(call, &place.round, place.version, None);
    "rounds::close" Gate::To(Action::Consult), not on Draft; |call, place| async {
        rounds::close(call, &Close { round: place.round.clone(), ..Close::default() }).await
    };
    "rounds::reopen" Gate::To(Action::Consult), not on Draft; |call, place| async {
        rounds::reopen(call, &Close { round: place.round.clone(), ..Close::default() }).await
    };
    "rounds::move_to_latest" Gate::To(Action::Consult), not on Draft;
        |call, place| rounds::move_to_latest(call, &place.round, 0, None);
    "rounds::open" Gate::To(Action::Consult); |call, place| async {
        rounds::open(call, &Opening { slug: place.slug.clone(), ..Opening::default() }).await
    };
    "decisions::show" Gate::SignedInReader; |call, place| decisions::show(call, &place.slug);
    "decisions::vote" Gate::To(Action::Decide); |call, place| async {
        let form = VoteForm {
            slug: place.slug.clone(),
            version: place.version,
            hash: place.hash.clone(),
            verdict: "for".to_owned(),
            ..VoteForm::default()
        };
        decisions::vote(call, &form).await
    };
    "decisions::publish" Gate::To(Action::Publish); |call, place| decisions::publish(call, &place.slug, 1, None);
    "decisions::list" Gate::Open; |call, _| decisions::list(call, 1);
    "decisions::read_published" Gate::Open; |call, place| decisions::read_published(call, &place.published);
    "decisions::published_as" Gate::Open; |call, _| decisions::published_as(call, call.id(DocumentId::new), 1);
    "decisions::records" Gate::Open; |call, _| async { decisions::records(call, &"00000000".parse().unwrap()).await };
    "decisions::drafts" Gate::Open; |call, _| async { decisions::drafts(call, &"00000000".parse().unwrap()).await };
    "which::candidates" Gate::Open; |call, _| async {
        which::candidates(call, &Memory::default(), &which::Copy::read("Five words and no more")).await
    };
    "which::find" Gate::Open; |call, _| async { which::find(call, &Memory::default(), "nothing").await };
    "positions::show" Gate::To(Action::Read); |call, place| positions::show(call, &place.slug);
    "positions::told_to_all" Gate::Open; |call, place| async { found(positions::told_to_all(call, &place.slug).await) };
    "positions::held" Gate::Open; |call, _| positions::held(call, 1);
    "positions::held_on" Gate::Open; |call, place| async {
        match call.store.document(&place.slug, call.now).await? {
            Some(document) => positions::held_on(call, &document).await,
            None => Ok(None),
        }
    };
    "positions::record" Gate::To(Action::Position); |call, place| async {
        let form = PositionForm { slug: place.slug.clone(), ..PositionForm::default() };
        positions::record(call, &form).await
    };
    "positions::tell" Gate::To(Action::Position); |call, place| async {
        positions::tell(call, &TellForm { slug: place.slug.clone(), ..TellForm::default() }).await
    };
    "ladders::show" Gate::To(Action::Read); |call, place| ladders::show(call, &place.slug);
    "ladders::set" Gate::To(Action::Schedule); |call, place| async {
        ladders::set(call, &LadderForm { slug: place.slug.clone(), ..LadderForm::default() }).await
    };
    "ladders::usual" Gate::Open; |call, _| ladders::usual(call);
    "ladders::set_usual" Gate::May(Action::Settle); |call, _| ladders::set_usual(call, None, &Default::default());
    "ladders::public" Gate::Open; |call, _| ladders::public(call);
    "ladders::own" Gate::Open; |call, _| async { found(ladders::own(call, "nothing").await) };
    "ladders::feed" Gate::Open; |call, _| ladders::feed(call);
    "ladders::open_feed" Gate::SignedIn; |call, _| ladders::open_feed(call, None);
    "ladders::close_feed" Gate::SignedIn; |call, _| ladders::close_feed(call, None);
    "decisions::withdraw" Gate::Public(Action::Publish); |call, place| async {
        decisions::withdraw(call, &Withdraw { slug: place.published.clone(), ..Withdraw::default() }).await
    };
    "amendments::list" Gate::To(Action::Read); |call, place| amendments::list(call, &place.slug);
    "amendments::one" Gate::To(Action::Read); |call, place| amendments::one(call, &place.slug, place.tabled);
    "amendments::trace" Gate::To(Action::Read); |call, place| amendments::trace(call, &place.slug, 1);
    "amendments::may_propose" Gate::To(Action::Propose); |call, place| amendments::may_propose(call, &place.slug);
    "amendments::take" Gate::To(Action::Propose); |call, place| async {
        let edited = Edited { slug: place.slug.clone(), ..Edited::default() };
        amendments::take(call, &edited).await
    };
    "amendments::preview" Gate::To(Action::Propose);
        |call, place| async { amendments::preview(call, &drafted(&place.slug)).await };
    "amendments::propose" Gate::To(Action::Propose);
        |call, place| async { amendments::propose(call, &drafted(&place.slug)).await };
    "amendments::amend" Gate::To(Action::Propose); |call, place| async {
        let form = Draft { number: place.amendment.to_string(), ..drafted(&place.slug) };
        amendments::amend(call, &form).await
    };
    "amendments::stand_by" Gate::To(Action::Propose); |call, place| async {
        let form = StandBy { slug: place.slug.clone(), number: place.amendment, version: 1, ..StandBy::default() };
        amendments::stand_by(call, &form).await
    };
    "amendments::act" Gate::To(Action::Propose); |call, place| async {
        let form = AmendmentDoing {
            slug: place.slug.clone(),
            number: place.amendment,
            verb: "withdraw".to_owned(),
            ..AmendmentDoing::default()
        };
        amendments::act(call, &form).await
    };
    "amendments::sitting" Gate::To(Action::Merge); |call, place| amendments::sitting(call, &place.slug);
    "amendments::begin" Gate::To(Action::Merge); |call, place| async {
        let form = Begin { slug: place.slug.clone(), ..Begin::default() };
        amendments::begin(call, &form).await
    };
    "amendments::step" Gate::To(Action::Merge); |call, place| async {
        let form = StepForm { slug: place.slug.clone(), ..StepForm::default() };
        amendments::step(call, &form).await
    };
    "amendments::save_merge" Gate::To(Action::Merge); |call, place| async {
        let form = SaveMerge { slug: place.slug.clone(), ..SaveMerge::default() };
        amendments::save_merge(call, &form).await
    };
    "amendments::stop" Gate::To(Action::Merge); |call, place| async {
        let form = Stopping { slug: place.slug.clone(), ..Stopping::default() };
        amendments::stop(call, &form).await
    };
    "composites::list" Gate::Open; |call, _| composites::list(call, 1);
    "composites::choices" Gate::May(Action::Composite); |call, _| composites::choices(call);
    "composites::check" Gate::May(Action::Composite); |call, _| composites::check(call, Vec::new());
    "composites::group" Gate::May(Action::Composite); |call, _| composites::group(call, &GroupForm::default());
    "composites::show" Gate::To(Action::Read), not on Draft, not on Circulated, not on Tracked, not on Wanted, not on Section,
        not on Manifesto; |call, place| composites::show(call, &place.slug);
    "composites::sheet" Gate::To(Action::Read), not on Draft, not on Circulated, not on Tracked, not on Wanted, not on Section,
        not on Manifesto; |call, place| composites::sheet(call, &place.slug, 1);
    "composites::bench" Gate::To(Action::Composite); |call, place| composites::bench(call, &place.slug);
    "composites::add_source" Gate::To(Action::Composite); |call, place| async {
        composites::add_source(call, &AddForm { slug: place.slug.clone(), ..AddForm::default() }).await
    };
    "composites::step" Gate::To(Action::Composite); |call, place| async {
        let form = composites::StepForm {
            slug: place.slug.clone(),
            what: "add".to_owned(),
            text: "A clause".to_owned(),
            ..composites::StepForm::default()
        };
        composites::step(call, &form).await
    };
    "composites::save" Gate::To(Action::Composite); |call, place| async {
        composites::save(call, &SaveForm { slug: place.slug.clone(), ..SaveForm::default() }).await
    };
    "composites::answer" Gate::To(Action::Answer); |call, place| async {
        composites::answer(call, &AnswerForm { slug: place.slug.clone(), ..AnswerForm::default() }).await
    };
    "composites::draw_red_line" Gate::To(Action::RedLine); |call, place| async {
        composites::draw_red_line(call, &red_line(&place.slug, 1)).await
    };
    "composites::withdraw_red_line" Gate::To(Action::RedLine); |call, place| async {
        composites::draw_red_line(call, &red_line(&place.slug, 2)).await?;
        let composite = composites::show(call, &place.slug).await?;
        let own = composite.red_lines.iter().find(|line| Some(line.member) == call.actor().member);
        composites::withdraw_red_line(call, &place.slug, &own.unwrap().id.to_string(), None).await
    };
    "composites::record" Gate::To(Action::Composite); |call, place| async {
        composites::record(call, &MoveForm { slug: place.slug.clone(), ..MoveForm::default() }).await
    };
    "manifesto::show" Gate::SignedIn; |call, _| manifesto::show(call);
    "manifesto::section" Gate::To(Action::Read), not on Draft, not on Circulated, not on Tracked, not on Composite,
        not on Manifesto; |call, place| manifesto::section(call, &place.slug);
    "manifesto::stands_in" Gate::To(Action::Read); |call, place| manifesto::stands_in(call, &place.slug);
    "manifesto::check" Gate::SignedIn; |call, _| manifesto::check(call);
    "manifesto::wanted" Gate::SignedIn; |call, _| manifesto::wanted(call);
    "manifesto::glossary" Gate::SignedIn; |call, _| manifesto::glossary(call);
    "manifesto::editions" Gate::SignedIn; |call, _| manifesto::editions(call);
    "manifesto::edition" Gate::SignedIn; |call, _| async { found(manifesto::edition(call, 1).await) };
    "manifesto::compare" Gate::SignedIn; |call, _| async { found(manifesto::compare(call, 1, None).await) };
    "manifesto::outcomes" Gate::To(Action::Read); |call, place| manifesto::outcomes(call, &place.slug);
    "manifesto::links" Gate::To(Action::Read); |call, place| manifesto::links(call, &place.slug);
    "manifesto::preview" Gate::May(Action::Manifesto); |call, _| manifesto::preview(call, "");
    "manifesto::import" Gate::May(Action::Manifesto); |call, _| manifesto::import(call, &ImportForm::default());
    "manifesto::draft" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::draft(call, &[]).await) };
    "manifesto::assemble" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::assemble(call, &AssembleForm::default()).await) };
    "manifesto::dismiss" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::dismiss(call, &DismissForm::default()).await) };
    "manifesto::restore" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::restore(call, "nothing", None).await) };
    "manifesto::explain" Gate::May(Action::Manifesto); |call, _| manifesto::explain(call, &Default::default());
    "manifesto::set_source" Gate::May(Action::Manifesto); |call, _| manifesto::set_source(call, &Default::default());
    "manifesto::add_outcome" Gate::May(Action::Manifesto); |call, place| async {
        found(manifesto::add_outcome(call, &OutcomeForm { slug: place.slug.clone(), ..Default::default() }).await)
    };
    "manifesto::withdraw_outcome" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::withdraw_outcome(call, "nothing", None).await) };
    "manifesto::link" Gate::May(Action::Manifesto); |call, place| async {
        found(manifesto::link(call, &LinkForm { slug: place.slug.clone(), ..Default::default() }).await)
    };
    "manifesto::unlink" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::unlink(call, "nothing", None).await) };
    "manifesto::ask" Gate::May(Action::Manifesto); |call, _| manifesto::ask(call, &AskForm::default());
    "manifesto::plan" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::plan(call, &OrderForm::default()).await) };
    "manifesto::reorder" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::reorder(call, &OrderForm::default()).await) };
    "manifesto::set_frame" Gate::May(Action::Manifesto);
        |call, _| async { found(manifesto::set_frame(call, &FrameForm::default()).await) };
    "manifesto::set_line" Gate::To(Action::Manifesto), not on Manifesto; |call, place| async {
        manifesto::set_line(call, &LineForm { slug: place.slug.clone(), ..LineForm::default() }).await
    };
    "manifesto::record" Gate::To(Action::Manifesto), not on Manifesto; |call, place| async {
        manifesto::record(call, &manifesto::MoveForm { slug: place.slug.clone(), ..Default::default() }).await
    };
    "adoptions::overview" Gate::Published(Action::Read);
        |call, place| async { adoptions::overview(call, &place.slug, &Filter::default()).await };
    "adoptions::public_overview" Gate::Open; |call, place| adoptions::public_overview(call, &place.published);
    "adoptions::show" Gate::Published(Action::Read);
        |call, place| adoptions::show(call, &place.slug, place.adoption);
    "adoptions::csv" Gate::Published(Action::Confirm); |call, place| adoptions::csv(call, &place.slug);
    "adoptions::new_report" Gate::Published(Action::Report); |call, place| adoptions::new_report(call, &place.slug);
    "adoptions::check" Gate::Published(Action::Report);
        |call, place| adoptions::check(call, &place.slug, Vec::new());
    "adoptions::report" Gate::Published(Action::Report); |call, place| async {
        let form = ReportForm {
            slug: place.slug.clone(),
            publication: place.published.clone(),
            clp: "Elsewhere CLP".to_owned(),
            conference: "Annual conference".to_owned(),
            state: "taken".to_owned(),
            consent: "members".to_owned(),
            ..ReportForm::default()
        };
        adoptions::report(call, &form).await
    };
    "adoptions::record" Gate::Published(Action::Report); |call, place| async {
        let form = adoptions::MoveForm {
            slug: place.slug.clone(),
            number: place.adoption,
            seen: 1,
            kind: "report".to_owned(),
            state: "clp-lost".to_owned(),
            ..adoptions::MoveForm::default()
        };
        adoptions::record(call, &form).await
    };
    "adoptions::consent" Gate::Published(Action::Report); |call, place| async {
        let form = ConsentForm {
            slug: place.slug.clone(),
            number: place.adoption,
            consent: "members".to_owned(),
            ..ConsentForm::default()
        };
        adoptions::consent(call, &form).await
    };
    "adoptions::ask_confirmation" Gate::Published(Action::Confirm); |call, place| async {
        let form = adoptions::AskForm {
            slug: place.slug.clone(),
            number: place.adoption,
            ..adoptions::AskForm::default()
        };
        adoptions::ask_confirmation(call, &form).await
    };
    "adoptions::pending_confirmation" Gate::Open; |call, _| adoptions::pending_confirmation(call, "nothing");
    "adoptions::answer_by_link" Gate::Open; |call, _| adoptions::answer_by_link(call, &Default::default());
    "motions::save" Gate::To(Action::Edit);
        |call, place| async { motions::save(call, &save(&place.slug, place.version, "Title", "Other words.")).await };
};

/// An amendment of the text that is asked about.
fn drafted(slug: &str) -> Draft {
    Draft {
        slug: slug.to_owned(),
        base: 1,
        way: "copy".to_owned(),
        text: TEXT.replace("12%", "15%"),
        ..Draft::default()
    }
}

fn red_line(slug: &str, clause: u32) -> RedLineForm {
    RedLineForm {
        slug: slug.to_owned(),
        source: 1,
        clause,
        reason: "It is why we came".to_owned(),
        ..RedLineForm::default()
    }
}

/// A composite of two motions that were pasted.
async fn composite(chair: &Call) -> String {
    let pasted = |place: u32| PastedSource {
        place,
        name: format!("Motion {place}"),
        body: format!("Branch {place}"),
        text: TEXT.to_owned(),
    };
    let form = GroupForm {
        title: "A composite".to_owned(),
        rule: start("", "").rule,
        pasted: vec![pasted(1), pasted(2)],
        ..GroupForm::default()
    };
    composites::group(chair, &form).await.unwrap()
}

/// Where the thing asked about is none that was ever there, not finding it is being let in.
fn found<T>(answer: Result<T, Error>) -> Result<(), Error> {
    match answer {
        Err(Error::NotFound) => Ok(()),
        other => other.map(drop),
    }
}

fn expected(gate: Gate, role: Role, author: bool, setting: Setting) -> Answer {
    let held = Roles::of(&[role]);
    let may = |action, setting| held.each().any(|role| row(role, author, action, setting));
    let signed_in = role != Role::Visitor;
    let let_in = |allowed: bool| match (allowed, signed_in) {
        (true, _) => Answer::LetIn,
        (false, true) => Answer::NotAllowed,
        (false, false) => Answer::SignInFirst,
    };
    match gate {
        Gate::Open => Answer::LetIn,
        Gate::SignedIn => let_in(signed_in),
        // Who wrote a text has no part in what concerns none.
        Gate::May(action) => let_in(held.each().any(|role| row(role, false, action, Setting::Nothing))),
        Gate::Public(action) => let_in(may(action, setting)),
        Gate::Published(action) => let_in(signed_in && may(action, Setting::Published)),
        Gate::To(_) | Gate::SignedInReader if !may(Action::Read, setting) => Answer::NotFound,
        Gate::To(action) => let_in(may(action, setting)),
        Gate::SignedInReader => let_in(signed_in),
    }
}

fn answer(name: &str, result: Result<(), Error>) -> Answer {
    match result {
        Ok(()) | Err(Error::Refused(_) | Error::SignInAgain) => Answer::LetIn,
        Err(Error::NotFound) => Answer::NotFound,
        Err(Error::SignInFirst) => Answer::SignInFirst,
        Err(Error::NotAllowed) => Answer::NotAllowed,
        Err(other) => panic!("{name}: {other:?}"),
    }
}

/// A text in a setting, with a round, a comment and a publication as far as it can have them.
async fn place(scene: &Scene, call: &Call, chair: &Call, author: bool, setting: Setting) -> Place {
    let author = if author { call } else { chair };
    let form = if setting == Setting::Tracked {
        track("A text", TEXT)
    } else {
        start("A text", TEXT)
    };
    // The table knows authors who are no members (any more); starting a text as such is not what is tested here.
    let id: DocumentId = chair.id(DocumentId::new);
    let slug = motions::start(chair, &form).await.unwrap();
    let made = scene.store.document(&slug, NOON).await.unwrap().unwrap();
    let version = scene.store.version(made.id, 1).await.unwrap().unwrap();
    let slug = match setting {
        // The committee makes it; who wrote its sources has no part in it.
        Setting::Composite => composite(chair).await,
        Setting::Wanted => section(scene, chair, author, id, &version, Move::Wanted).await,
        Setting::Section => section(scene, chair, author, id, &version, Move::Draft).await,
        Setting::Manifesto => {
            section(scene, chair, author, id, &version, Move::Draft).await;
            scene.store.manifesto(NOON).await.unwrap().unwrap().slug
        }
        _ => scene.start_as(author, id, &made, &version).await,
    };
    let document = scene.store.document(&slug, NOON).await.unwrap().unwrap();
    let mut round = RoundId::new(0).to_string();
    // There is one manifesto: it has its round and its publication from the first who asked.
    let rounds = scene.store.rounds_of(document.id).await.unwrap();
    if let Some(open) = rounds.iter().find(|_| setting == Setting::Manifesto) {
        round = open.id.to_string();
    } else if setting != Setting::Draft {
        let form = Opening {
            slug: slug.clone(),
            version: 1,
            question: "Do you support it?".to_owned(),
            close_date: "20 October 2026".to_owned(),
            close_time: "6pm".to_owned(),
            ..Opening::default()
        };
        round = rounds::open(chair, &form).await.unwrap().to_string();
    }
    assert_eq!(
        scene
            .store
            .document(&slug, NOON)
            .await
            .unwrap()
            .unwrap()
            .records
            .setting(),
        setting
    );
    let commenter = call.member.as_ref().or(chair.member.as_ref()).unwrap().id;
    let comment = NewComment {
        id: chair.id(CommentId::new),
        document: document.id,
        version: 1,
        parent: None,
        author: commenter,
        anchor: String::new(),
        body: "Words".to_owned(),
    };
    scene.store.comment(&scene.act(), &comment).await.unwrap();
    let publication = store::NewPublication {
        id: chair.id(PublicationId::new),
        slug: "published".to_owned(),
        document: document.id,
        version: 1,
        hash: version.hash.clone(),
        imprint: "Published by the Group".to_owned(),
        published_by: chair.member.as_ref().unwrap().id,
    };
    let known = scene.store.publications_of(document.id).await.unwrap();
    let published = match known.first() {
        Some(known) => known.slug.clone(),
        None => scene.store.publish(&scene.act(), &publication).await.unwrap(),
    };
    let amendment = scene.propose_as(commenter, document.id).await;
    let tabled = scene
        .propose_as(chair.member.as_ref().unwrap().id, document.id)
        .await;
    scene.table(document.id, tabled).await;
    let taken = known.first().map_or(publication.id, |known| known.id);
    let adoption = scene.adopt_as(commenter, document.id, taken).await;
    Place {
        adoption,
        amendment,
        tabled,
        slug,
        version: 1,
        hash: version.hash,
        round,
        comment: comment.id.to_string(),
        published,
    }
}

/// A section, started by this person; the first one founds the manifesto, which nobody's own.
async fn section(
    scene: &Scene,
    chair: &Call,
    author: &Call,
    id: DocumentId,
    like: &store::Version,
    state: Move,
) -> String {
    let document = |id, slug: &str| NewDocument {
        id,
        slug: slug.to_owned(),
        origin: Origin::Owned,
        owner: String::new(),
        source: String::new(),
        profile: "manifesto".to_owned(),
    };
    let version = |id, author: &Call| store::NewVersion {
        document: id,
        title: "A section".to_owned(),
        text: like.text.clone(),
        clauses: like.clauses.clone(),
        next_clause: like.next_clause,
        words: like.words,
        stated_words: None,
        profile: "manifesto".to_owned(),
        layout_algorithm: like.layout_algorithm,
        layout_width: like.layout_width,
        hash: like.hash.clone(),
        author: author.member.as_ref().or(chair.member.as_ref()).unwrap().id,
        note: String::new(),
        seen_on: String::new(),
    };
    let act = chair.act("test", "test", &Default::default());
    if scene.store.manifesto(NOON).await.unwrap().is_none() {
        let whole = chair.id(DocumentId::new);
        let frame = store::Frame::default();
        scene
            .store
            .found_manifesto(
                &act,
                &document(whole, "manifesto"),
                &version(whole, chair),
                &frame,
                &[],
                None,
            )
            .await
            .unwrap();
    }
    let whole = scene.store.manifesto(NOON).await.unwrap().unwrap().id;
    let new = store::NewSection {
        document: document(id, "a-section"),
        first: version(id, author),
        state,
        commitment: String::new(),
        budget: None,
    };
    scene
        .store
        .add_sections(&act, whole, None, &[new], None, &[])
        .await
        .unwrap()
}

impl Scene {
    /// A draft amendment, without asking who may.
    async fn propose_as(&self, author: MemberId, document: DocumentId) -> u32 {
        let amendment = NewAmendment {
            id: self.visitor().id(AmendmentId::new),
            document,
            parent: None,
            author,
            mover: "Somebody".to_owned(),
            seconder: String::new(),
            reason: String::new(),
        };
        let form = NewForm {
            base: 1,
            parent_form: None,
            text: TEXT.replace("8pm", "9pm"),
            fit: Fit::Written,
        };
        self.store.propose(&self.act(), &amendment, &form).await.unwrap()
    }

    /// A report that a copy was taken, without asking who may.
    async fn adopt_as(&self, reporter: MemberId, document: DocumentId, publication: PublicationId) -> u32 {
        let id = self.visitor().id(AdoptionId::new);
        let adoption = NewAdoption {
            id,
            document,
            publication,
            clp: "Northtown CLP".to_owned(),
            region: String::new(),
            conference: "Annual conference".to_owned(),
            reporter: Some(reporter),
            consent: Consent::Members,
        };
        let first = NewAdoptionMove {
            adoption: id,
            seen: 0,
            kind: domain::adoption::Kind::Report,
            state: domain::adoption::State::Taken,
            own_words: false,
            hand: domain::adoption::Hand::Reporter,
            meeting_on: String::new(),
            composite_document: None,
            composite: String::new(),
            note: String::new(),
            member: Some(reporter),
        };
        self.store
            .adopt(&self.act(), &adoption, &first, None)
            .await
            .unwrap()
    }

    /// Puts an amendment before the members.
    async fn table(&self, document: DocumentId, number: u32) {
        let amendment = self.store.amendment(document, number).await.unwrap().unwrap();
        let change = AmendmentChange {
            id: amendment.id,
            revision: amendment.revision,
            words: None,
            form: None,
            moves: vec![NewMove {
                state: State::Tabled,
                member: amendment.author,
                hand: Hand::Committee,
                reason: String::new(),
                version: 1,
            }],
            version: None,
        };
        self.store.change_amendment(&self.act(), &change).await.unwrap();
    }

    /// The same text again, started by this person.
    async fn start_as(
        &self,
        author: &Call,
        id: DocumentId,
        like: &store::Document,
        first: &store::Version,
    ) -> String {
        let Some(member) = &author.member else {
            return like.slug.clone();
        };
        let document = NewDocument {
            id,
            slug: like.slug.clone(),
            origin: like.records.origin,
            owner: like.owner.clone(),
            source: like.source.clone(),
            profile: like.profile.clone(),
        };
        let version = store::NewVersion {
            document: id,
            title: first.title.clone(),
            text: first.text.clone(),
            clauses: first.clauses.clone(),
            next_clause: first.next_clause,
            words: first.words,
            stated_words: first.stated_words,
            profile: first.profile.clone(),
            layout_algorithm: first.layout_algorithm,
            layout_width: first.layout_width,
            hash: first.hash.clone(),
            author: member.id,
            note: first.note.clone(),
            seen_on: first.seen_on.clone(),
        };
        self.store.start(&self.act(), &document, &version).await.unwrap()
    }
}

#[tokio::test]
async fn every_use_case_keeps_to_the_table() {
    keeps_to_the_table(Scene::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_use_case_keeps_to_the_table_on_postgresql() {
    let Ok(server) = std::env::var(VARIABLE) else {
        eprintln!("{VARIABLE} names no PostgreSQL: not tried there; `cargo xtask test` starts one");
        return;
    };
    let name = format!("service_table_{}", std::process::id());
    let scratch = Scratch::create(&server, &name).await.unwrap();
    let url = scratch.url.clone();
    let ended = tokio::spawn(async move {
        let store = PostgresStore::open(&url).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        keeps_to_the_table(Scene::on(Arc::new(store), folder).await).await;
    })
    .await;
    scratch.remove().await.unwrap();
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn keeps_to_the_table(scene: Scene) {
    let chair = scene.person("chair-of-all", &[Role::Chair]).await;
    let mut asked = 0;
    let mut wrong = Vec::new();
    for (role, author) in Role::ALL.iter().flat_map(|role| [(*role, false), (*role, true)]) {
        if role == Role::Visitor && author {
            continue;
        }
        let call = match role {
            Role::Visitor => scene.visitor(),
            _ => scene.person(&format!("{}-{author}", role.word()), &[role]).await,
        };
        for setting in [
            Setting::Draft,
            Setting::Circulated,
            Setting::Tracked,
            Setting::Composite,
            Setting::Wanted,
            Setting::Section,
            Setting::Manifesto,
        ] {
            let place = place(&scene, &call, &chair, author, setting).await;
            for verb in VERBS.iter().filter(|verb| !verb.not_on.contains(&setting)) {
                let given = answer(verb.name, (verb.run)(call.clone(), place.clone()).await);
                let expected = expected(verb.gate, role, author, setting);
                asked += 1;
                if given != expected {
                    wrong.push(format!(
                        "{} by {role:?} (author: {author}) on {setting:?}: {given:?}, by the table {expected:?}",
                        verb.name
                    ));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked > 1_000, "{asked}");
}

/// The use cases that the crate's sources hold: public functions whose first argument is a [`Call`].
fn use_cases(folder: &Path, module: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            use_cases(&path, &stem, found);
            continue;
        }
        // It carries requests out, whatever they ask.
        if stem == "heavy" {
            continue;
        }
        let module = if module.is_empty() { stem.as_str() } else { module };
        let source = fs::read_to_string(&path).unwrap();
        let joined = source.split_whitespace().collect::<Vec<_>>().join(" ");
        for declared in joined.split("pub async fn ").skip(1) {
            let (name, arguments) = declared.split_once('(').unwrap();
            assert!(
                arguments.trim_start().starts_with("call: &Call"),
                "{name} takes something else first"
            );
            found.insert(format!("{module}::{name}"));
        }
    }
}

#[test]
fn every_use_case_is_in_the_table() {
    let mut found = BTreeSet::new();
    use_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    let listed: BTreeSet<String> = VERBS.iter().map(|verb| verb.name.to_owned()).collect();
    assert_eq!(listed.len(), VERBS.len(), "a use case is listed twice");
    assert_eq!(found, listed);
}

#[tokio::test]
async fn whoever_is_not_signed_in_changes_nothing_about_texts() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let visitor = scene.visitor();
    let place = place(&scene, &visitor, &chair, false, Setting::Circulated).await;
    let before = scene.store.events(0, 10_000).await.unwrap();
    for verb in VERBS {
        let _ = (verb.run)(visitor.clone(), place.clone()).await;
    }
    let after = scene.store.events(0, 10_000).await.unwrap();
    let new: Vec<_> = after[before.len()..]
        .iter()
        .map(|event| event.action.as_str())
        .collect();
    assert_eq!(new, ["sign-in.ask"]);
}
