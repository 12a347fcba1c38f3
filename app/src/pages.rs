//! The pages, one file each, in the order of their addresses.

mod account;
mod adoptions;
pub mod amendments;
mod comments;
mod compare;
mod composites;
pub mod deadlines;
mod decision;
mod edit;
mod group;
mod help;
mod history;
mod home;
pub mod making;
pub mod manifesto;
mod members;
mod merge;
mod motion;
mod new;
mod position;
mod privacy;
mod published;
mod round;
mod sign_in;
mod texts;
mod verify;
pub mod which;

use crate::request::{Failure, Visit};
use crate::ui::page::FailurePage;
use domain::people::Role;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// The whole site.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let visit = Visit::current();
    let group = visit.group.clone();
    view! {
        <a class="skip" href="#main">"Skip to the main part"</a>
        <SiteHeader visit=visit.clone() />
        {group
            .demo
            .then(|| {
                view! {
                    <aside class="banner" aria-label="About this site">
                        <p>
                            "This is a demonstration: anybody may enter, and nothing here is real. "
                            <a href="/sign-in">"Enter as somebody else"</a>
                        </p>
                    </aside>
                }
            })}
        {match use_context::<making::Making>() {
            Some(making) => view! { <making::MakingPage making /> }.into_any(),
            None => view! { <Pages /> }.into_any(),
        }}
        <SiteFooter visit=visit />
    }
}

/// Every page, by its address.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <FailurePage failure=Failure::NotFound /> }>
                <Route path=path!("/") view=home::HomePage ssr=SsrMode::Async />
                <Route path=path!("/texts") view=texts::TextsPage ssr=SsrMode::Async />
                <Route path=path!("/motions/new") view=new::NewPage ssr=SsrMode::Async />
                <Route path=path!("/motions/new/text") view=new::NewTextPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/edit") view=edit::EditPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/history") view=history::HistoryPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/compare") view=compare::CompareFormPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/compare/:range") view=compare::ComparePage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug") view=motion::MotionPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/merge") view=merge::MergePage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/versions/:number/sources") view=merge::SourcesPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/versions/:number") view=motion::VersionPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/comments") view=comments::CommentsPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/round") view=round::RoundPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/round/new") view=round::NewRoundPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/amendments") view=amendments::ListPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/amendments/new") view=amendments::NewPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/amendments/:number") view=amendments::OnePage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/amendments/:number/edit") view=amendments::EditPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/adoptions") view=adoptions::ListPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/adoptions/new") view=adoptions::NewPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/adoptions/:number") view=adoptions::OnePage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/decision") view=decision::DecisionPage ssr=SsrMode::Async />
                <Route path=path!("/composites") view=composites::CompositesPage ssr=SsrMode::Async />
                <Route path=path!("/composites/new") view=composites::NewPage ssr=SsrMode::Async />
                <Route path=path!("/composites/:slug") view=composites::CompositePage ssr=SsrMode::Async />
                <Route path=path!("/composites/:slug/build") view=composites::BenchPage ssr=SsrMode::Async />
                <Route path=path!("/composites/:slug/sheet/:number") view=composites::SheetPage ssr=SsrMode::Async />
                <Route path=path!("/composites/:slug/source/:number") view=composites::SourcePage ssr=SsrMode::Async />
                <Route path=path!("/composites/:slug/answer/:number") view=composites::AnswerPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto") view=manifesto::ContentsPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/import") view=manifesto::ImportPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/glossary") view=manifesto::GlossaryPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/new") view=manifesto::NewPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/checks") view=manifesto::ChecksPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/editions") view=manifesto::EditionsPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/editions/new") view=manifesto::EditionNewPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/editions/compare") view=manifesto::ChooseEditionsPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/editions/compare/:range") view=manifesto::EditionComparePage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/editions/:number") view=manifesto::EditionPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/wanted") view=manifesto::WantedPage ssr=SsrMode::Async />
                <Route path=path!("/manifesto/:slug") view=manifesto::SectionPage ssr=SsrMode::Async />
                <Route path=path!("/published") view=published::PublishedListPage ssr=SsrMode::Async />
                <Route path=path!("/published/:slug") view=published::PublishedPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/position") view=position::PositionPage ssr=SsrMode::Async />
                <Route path=path!("/motions/:slug/deadlines") view=deadlines::DeadlinesPage ssr=SsrMode::Async />
                <Route path=path!("/positions") view=position::PositionsPage ssr=SsrMode::Async />
                <Route path=path!("/positions/:slug") view=position::PublicPage ssr=SsrMode::Async />
                <Route path=path!("/calendar") view=deadlines::CalendarPage ssr=SsrMode::Async />
                <Route path=path!("/which") view=which::WhichPage ssr=SsrMode::Async />
                <Route path=path!("/verify/:fingerprint") view=verify::VerifyPage ssr=SsrMode::Async />
                <Route path=path!("/published/:slug/adoptions") view=adoptions::PublicPage ssr=SsrMode::Async />
                <Route path=path!("/confirm/:token") view=adoptions::ConfirmPage ssr=SsrMode::Async />
                <Route path=path!("/help") view=help::HelpPage ssr=SsrMode::Async />
                <Route path=path!("/privacy") view=privacy::PrivacyPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=sign_in::SignInPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in/code/:request") view=sign_in::CodePage ssr=SsrMode::Async />
                <Route path=path!("/sign-in/link/:token") view=sign_in::LinkPage ssr=SsrMode::Async />
                <Route path=path!("/account/address/:token") view=account::AddressPage ssr=SsrMode::Async />
                <Route path=path!("/account") view=account::AccountPage ssr=SsrMode::Async />
                <Route path=path!("/members") view=members::MembersPage ssr=SsrMode::Async />
                <Route path=path!("/members/import") view=members::ImportPage ssr=SsrMode::Async />
                <Route path=path!("/members/:id") view=members::MemberPage ssr=SsrMode::Async />
                <Route path=path!("/group") view=group::GroupPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}

/// Name of the group and the way around.
#[component]
fn SiteHeader(
    /// The visit.
    visit: Visit,
) -> impl IntoView {
    let roles = visit.call.actor().roles;
    let signed_in = visit.call.member.is_some();
    let links = [
        signed_in.then_some(("/texts", "Texts")),
        signed_in.then_some((crate::address::MANIFESTO, "Manifesto")),
        Some(("/published", "Published")),
        Some(("/help", "How it works")),
        roles.has(Role::Administrator).then_some(("/members", "Members")),
        (roles.has(Role::Administrator) || roles.has(Role::Chair)).then_some(("/group", "Settings")),
        signed_in.then_some(("/account", "Your account")),
        (!signed_in).then_some(("/sign-in", "Sign in")),
    ];
    let path = visit.path.to_string();
    let here = move |href: &str| {
        let under = href == "/texts" && (path.starts_with("/motions") || path.starts_with("/composites"));
        (path == href || under || path.starts_with(&format!("{href}/"))).then_some(if path == href {
            "page"
        } else {
            "true"
        })
    };
    view! {
        <header class="site">
            <a class="brand" href="/">{visit.group.name.clone()}</a>
            <nav aria-label="Main">
                <ul class="mainnav" role="list">
                    {links
                        .into_iter()
                        .flatten()
                        .map(|(href, name)| view! { <li><a href=href aria-current=here(href)>{name}</a></li> })
                        .collect_view()}
                </ul>
            </nav>
        </header>
    }
}

/// Help, privacy, and who publishes.
#[component]
fn SiteFooter(
    /// The visit.
    visit: Visit,
) -> impl IntoView {
    let imprint = visit.group.imprint.clone();
    view! {
        <footer class="colophon">
            <ul role="list">
                <li><a href="/help">"How a motion becomes policy"</a></li>
                <li><a href="/which">"Which version is this?"</a></li>
                <li><a href="/positions">"Positions"</a></li>
                <li><a href="/calendar">"Calendars"</a></li>
                <li><a href="/privacy">"Privacy"</a></li>
            </ul>
            <p>{imprint}</p>
        </footer>
    }
}

/// A part of the address, as the route names it.
pub fn part(name: &str) -> String {
    leptos_router::hooks::use_params_map().with_untracked(|params| params.get(name).unwrap_or_default())
}
