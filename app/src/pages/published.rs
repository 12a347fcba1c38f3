//! Published texts: the list, and each one as delegates take it away.

use crate::address;
use crate::islands::CopyButton;
use crate::pages::home::PublishedEntries;
use crate::pages::part;
use crate::request::{Visit, set_tag};
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, HowCounted, Islands, Pager, StandingBadge, WholeFingerprint};
use crate::ui::said;
use crate::ui::take_away::Files;
use crate::ui::tally::PublicTally;
use domain::document::Standing;
use leptos::prelude::*;
use service::decisions::{self, Published};
use service::kept::Form;
use service::motions::TEXTS_A_PAGE;
use service::{Error, calendar};

/// `/published`
#[component]
pub fn PublishedListPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let number = visit.page();
        let mut publications = decisions::list(&visit.call, number).await?;
        let more = publications.len() > TEXTS_A_PAGE as usize;
        publications.truncate(TEXTS_A_PAGE as usize);
        Ok::<_, Error>(view! {
            <PageTitle title="Published texts" />
            <main class="page" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Published texts"</h1>
                    <p class="lede">
                        "Final texts, approved by the committee of the group. Take any of them to your branch or constituency party: no account is needed."
                    </p>
                </header>
                {if publications.is_empty() {
                    view! {
                        <div class="empty">
                            <p>"Nothing is published yet."</p>
                            <p>"A text appears here, for everybody, when the committee has approved and published it."</p>
                            <p class="row"><a href="/help">"How a motion becomes policy"</a></p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <PublishedEntries publications=publications.clone() list_page=true /> }.into_any()
                }}
                <Pager path="/published".to_owned() page=number more=more />
            </main>
        })
    })
}

/// `/published/{slug}`
#[component]
pub fn PublishedPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let published = decisions::read_published(&visit.call, &slug).await?;
        let form = visit.kept().await?;
        if form == Form::default() {
            set_tag(&visit, &published.publication.hash, &shown(&published));
        }
        Ok::<_, Error>(
            view! { <Whole may_report=service::adoptions::may_report(&visit.call) group=visit.group.name.clone() base=visit.call.site.base_url.clone() published form /> },
        )
    })
}

/// All that may change on the page while the text stays.
fn shown(published: &Published) -> String {
    let current = published.current.as_ref().map(|current| current.slug.clone());
    let tally = published.tally.as_ref().map(service::rounds::Tally::public);
    let standing = (
        published.publication.standing_at,
        said::standing(&published.publication, published.current.as_ref()),
    );
    format!(
        "{standing:?} {current:?} {tally:?} {:?} {}",
        published.document, published.may_withdraw
    )
}

#[component]
fn Whole(may_report: bool, group: String, base: String, published: Published, form: Form) -> impl IntoView {
    let (publication, article) = (published.publication.clone(), published.article.clone());
    let words = said::words_of(article.count.words, article.count.limit);
    let approved = published.decision.as_ref().map(|decision| decision.at);
    view! {
        <PageTitle title=titled(&form, &publication.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=vec![("/published".to_owned(), "Published".to_owned())] />
            <header class="head">
                <p class="kicker">{format!("{} of {group}", said::kind(publication.kind))}</p>
                <h1>{publication.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li><StandingBadge standing=publication.standing /></li>
                    <li>{format!("Version {}", publication.version)}</li>
                    {approved.map(|at| view! { <li>"Approved " <Day at /></li> })}
                    <li>"Published " <Day at=publication.published_at /></li>
                    <li>{words}</li>
                </ul>
            </header>
            <ErrorSummary form=form.clone() />
            <StandingNotice published=published.clone() />
            <div class="with-aside">
                <NumberedText text=article.text.clone() lines=article.lines.clone() label="Final text" ids=true />
                <div class="aside">
                    <TakeAway slug=publication.slug.clone() text=article.text.as_str().to_owned() />
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words"</h2>
                        <p>{said::left(article.count.words, article.count.limit)}</p>
                        <HowCounted
                            count=article.count.clone()
                            rule=article.profile.name.to_string()
                            source=said::source(&article.profile)
                        />
                    </section>
                    <TakenUp slug=publication.slug.clone() document=published.document.clone() may_report />
                    <RightCopy published=published.clone() base />
                    <HowItCame published=published.clone() />
                    <section aria-labelledby="a-imprint">
                        <h2 id="a-imprint">"Imprint"</h2>
                        <p>{format!("Published by {}", publication.imprint)}</p>
                    </section>
                    <ForTheGroup published form />
                </div>
            </div>
        </main>
    }
}

/// That this is not the text to use any more, before anything else.
#[component]
fn StandingNotice(published: Published) -> impl IntoView {
    let since = calendar::date(published.publication.standing_at);
    let current = published.current.clone();
    let instead = current.map(|current| {
        view! {
            <p>
                <a href=address::published(&current.slug)>{format!("Read version {}, which is current", current.version)}</a>
            </p>
        }
    });
    match published.publication.standing {
        Standing::Current => ().into_any(),
        Standing::Superseded => view! {
            <div class="notice" data-kind="warn">
                <h2>"Replaced by a newer version"</h2>
                <p>{format!("Since {since} this is no longer the current text. It stays here for the record.")}</p>
                {instead}
            </div>
        }
            .into_any(),
        Standing::Withdrawn => view! {
            <div class="notice" data-kind="bad">
                <h2>{format!("Withdrawn on {since}")}</h2>
                <p>{published.publication.standing_reason.clone()}</p>
                <p>"The group no longer stands by this text: please do not put it to a meeting. It stays here for the record."</p>
                {instead}
            </div>
        }
            .into_any(),
    }
}

/// The longest text, in bytes, that a button copies: it carries the words once more. Longer ones are there as files.
const COPIED: usize = 100_000;

/// The files.
#[component]
fn TakeAway(slug: String, text: String) -> impl IntoView {
    view! {
        <section class="screen-only" aria-labelledby="a-take">
            <h2 id="a-take">"Take it away"</h2>
            {(text.len() <= COPIED).then(|| view! { <Islands><CopyButton text /></Islands> })}
            <Files at=address::published(&slug) published=true />
            <p class="quiet">"This page prints as well, with its line numbers."</p>
        </section>
    }
}

/// Who has taken it up, and how to say that one has.
#[component]
fn TakenUp(slug: String, document: Option<String>, may_report: bool) -> impl IntoView {
    let there = address::published_adoptions(&slug);
    let tell = document.filter(|_| may_report).map_or_else(
        || format!("{there}#tell"),
        |document| address::new_adoption(&document),
    );
    view! {
        <section class="screen-only" aria-labelledby="a-taken">
            <h2 id="a-taken">"Who has taken it up"</h2>
            <ul class="links" role="list">
                <li><a href=there>"Which parties have passed it, and in which words"</a></li>
                <li><a href=tell>"Tell us what your party did with it"</a></li>
            </ul>
        </section>
    }
}

/// How to tell whether a copy is this text.
#[component]
fn RightCopy(published: Published, base: String) -> impl IntoView {
    let publication = published.publication;
    view! {
        <section aria-labelledby="a-copy">
            <h2 id="a-copy">"Is your copy the right one?"</h2>
            <p>{format!("Every copy of version {} has this fingerprint (SHA-256):", publication.version)}</p>
            <p><WholeFingerprint hash=publication.hash.clone() /></p>
            <p class="print-only">{format!("Newest state: {base}{}", address::published(&publication.slug))}</p>
            <ul class="links screen-only" role="list">
                <li><a href="/which">"Paste a copy and see what differs"</a></li>
                <li><a href=address::verify(&publication.hash)>"Its record, and how to check a file yourself"</a></li>
            </ul>
            <p class="print-only">"The group’s log then ended in:"</p>
            <p class="print-only"><WholeFingerprint hash=publication.chain_head.clone() /></p>
            <details class="screen-only">
                <summary>"The place in the group’s log"</summary>
                <p>"When this was published, the chain of everything that the group had done ended in:"</p>
                <p><WholeFingerprint hash=publication.chain_head.clone() /></p>
                <p class="quiet">"Whoever keeps this number can show later that nothing before it was changed."</p>
            </details>
        </section>
    }
}

/// The decision, and how members stood, in numbers only.
#[component]
fn HowItCame(published: Published) -> impl IntoView {
    let decision = published.decision.map(|decision| {
        let (for_, against, abstain) = decision.votes;
        view! {
            <p>
                "The committee approved exactly this version on " <Day at=decision.at />
                {format!(": {for_} for, {against} against, {abstain} abstained. {}.", decision.attendance)}
            </p>
        }
    });
    let tally = published.tally.map(|tally| {
        view! {
            <div class="screen-only flow">
                <p>"Members were asked for their views on it:"</p>
                <PublicTally tally />
            </div>
        }
    });
    view! {
        <section aria-labelledby="a-how">
            <h2 id="a-how">"How it came about"</h2>
            {decision}
            {tally}
            <ul class="links" role="list"><li><a href="/help">"How a motion becomes policy"</a></li></ul>
        </section>
    }
}

/// What only the group may do here.
#[component]
fn ForTheGroup(published: Published, form: Form) -> impl IntoView {
    let slug = published.publication.slug.clone();
    let withdraw = published.may_withdraw && published.publication.standing != Standing::Withdrawn;
    let open = !form.problems.is_empty();
    published.document.map(|document| {
        view! {
            <section class="screen-only" aria-labelledby="a-group">
                <h2 id="a-group">"For the group"</h2>
                <ul class="links" role="list">
                    <li><a href=address::motion(&document)>"The text with its drafts and comments"</a></li>
                    <li><a href=address::motion_page(&document, "decision")>"The decision"</a></li>
                </ul>
                {withdraw
                    .then(|| {
                        view! {
                            <details open=open>
                                <summary>"Withdraw this text"</summary>
                                <form class="form" method="post" action="/api/version/withdraw">
                                    <Submission />
                                    <input type="hidden" name="slug" value=slug />
                                    <p>"It stays readable for everybody, under a note that says so and why. This cannot be undone; a new version can be published later."</p>
                                    <Line form=form name="reason" label="Reason" hint="Everybody will read it." />
                                    <p class="row"><button class="button danger">"Withdraw it"</button></p>
                                </form>
                            </details>
                        }
                    })}
            </section>
        }
    })
}
