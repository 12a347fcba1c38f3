//! What is kept about people, who sees it, and for how long.

use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use domain::retention::PERIODS;
use domain::round::SMALLEST_PUBLIC_COUNT;
use leptos::prelude::*;
use service::Error;

/// `/privacy`
#[component]
pub fn PrivacyPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let group = visit.group.clone();
        let contact = if group.contact.is_empty() {
            "whoever invited you".to_owned()
        } else {
            group.contact.clone()
        };
        Ok::<_, Error>(view! {
            <PageTitle title="Privacy" />
            <main class="page" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Privacy"</h1>
                    <p class="lede">"What you support is a political opinion. The law counts that among the data that need most care (“special category data”), and so do we."</p>
                </header>
                <div class="prose flow">
                    <h2>"Who is responsible"</h2>
                    <p>{format!("{} runs this site and decides what is kept on it. You reach the group here: {contact}.", group.name)}</p>
                    <h2>"If you only read"</h2>
                    <p>"Visitors leave nothing behind: no cookie, no account, no counting of visits. No page loads anything from anybody else."</p>
                    <p>"Only who asks for a mail to sign in, types a code, begins to sign in by a passkey, or has a copy compared on “Which version is this?” is counted by their place in the net, so that nobody can guess codes, flood a mailbox or keep others waiting. That is done by a scrambled number, never by their address itself."</p>
                    <h2>"What is kept about members"</h2>
                    <ul>
                        <li>"Your e-mail address, name, role and category; your constituency party and region, if they were given."</li>
                        <li>"What you write: versions, notes, comments with their earlier wording, your views with reason and capacity, and, on the committee, your votes."</li>
                        <li>"Which version of each text you last opened, so that the page can say what is new to you."</li>
                        <li>"A log of what was done and when: for instance that you gave a view, but not which."</li>
                    </ul>
                    <h2>"Who sees it"</h2>
                    <ul>
                        <li>"Comments, and who saved which version: everybody in the group, with names. Comments on a draft: its author and the committee."</li>
                        <li>"Your view: the group sees numbers by category, and reasons without names. The committee sees names as well. There is no way to show your name to everybody, not even with your consent: what you support is yours to tell."</li>
                        <li>"Votes of the committee: the committee sees names, members see numbers. A published text shows numbers."</li>
                        <li>{format!("Visitors see published texts, and how many members held which view, where that is {SMALLEST_PUBLIC_COUNT} or more. Never names, and never comments.")}</li>
                        <li>"Your e-mail address: you, and those who look after accounts."</li>
                        <li>"The program’s log says, by numbers and not by names, who on the committee opened views or votes by name or took the table of reports, who opened accounts, and who took a copy of their own data."</li>
                        <li>"Whoever runs the computer that this site is on could read what is stored there."</li>
                    </ul>
                    <h2>"For how long"</h2>
                    <ul>
                        {PERIODS.iter().map(|period| view! { <li>{period.kept}</li> }).collect_view()}
                    </ul>
                    <h2>"Who else gets it"</h2>
                    <p>"Nobody. There are no advertisements, no statistics services and no social networks on any page, and nothing is sold or handed on."</p>
                    <h2>"What you can ask for"</h2>
                    <p>"On the page “Your account” you can take a copy of what is kept about you, correct your name, constituency party and region, and be forgotten. You can also take comments back, and change your view until a round closes."</p>
                    <p>"Once you are forgotten, nobody can sign in as you. What goes then, and what stays under “Former member”, is said above."</p>
                    <p>{format!("For anything else, write to: {contact}. Published texts hold no names.")}</p>
                    <p>"If you are not content with the answer, you can complain to the Information Commissioner’s Office."</p>
                </div>
            </main>
        })
    })
}
