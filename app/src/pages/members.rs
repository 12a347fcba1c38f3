//! Who is here, for those who look after accounts.

mod import;
mod one;

pub use import::ImportPage;
pub use one::MemberPage;

use crate::address;
use crate::request::{Visit, with_query};
use crate::ui::form::{Choices, ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Day;
use crate::ui::said;
use domain::people::{Category, Role, Roles};
use domain::time::Instant;
use leptos::prelude::*;
use service::kept::Form;
use service::{Error, people};
use store::Member;

/// People on one page of the list.
const MEMBERS_A_PAGE: usize = 100;

/// `/members`
#[component]
pub fn MembersPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let (form, number) = (visit.kept().await?, visit.page());
        let members = people::list(&visit.call).await?;
        let (all, now, done) = (members.len(), visit.call.now, visit.ask("done"));
        let from = (number as usize - 1) * MEMBERS_A_PAGE;
        let shown: Vec<Member> = members.into_iter().skip(from).take(MEMBERS_A_PAGE).collect();
        let to = from + shown.len();
        let more = to < all;
        let caption = if all > MEMBERS_A_PAGE {
            format!("People {} to {to} of {all}, by name", from + 1)
        } else {
            format!(
                "{}, by name",
                if all == 1 {
                    "1 person".to_owned()
                } else {
                    format!("{all} people")
                }
            )
        };
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Members") />
            <main class="page" id="main" tabindex="-1">
                <header class="head row apart">
                    <h1>"Members"</h1>
                    <p class="row">
                        <a class="button" href="#invite">"Invite somebody"</a>
                        <a href="/members/import">"Import a list"</a>
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <Done done />
                <div class="stack">
                    <MemberTable members=shown caption now />
                    <Around page=number more />
                    <Invite form />
                </div>
            </main>
        })
    })
}

/// What has just been done, by a fixed word in the address.
#[component]
pub fn Done(
    /// The word.
    done: String,
) -> impl IntoView {
    let text = match done.as_str() {
        "invited" => Some("The invitation is on its way. The link in it works once, for 14 days."),
        "imported" => Some(
            "They have been entered. They can sign in with their e-mail address from now on; no mail has been sent.",
        ),
        "changed" => Some("The change has been saved."),
        "days" => Some("New texts take these days from now on."),
        "forgotten" => Some("They have been forgotten. What others rely on stays, under “Former member”."),
        _ => None,
    };
    text.map(|text| view! { <div class="notice" data-kind="good" role="status"><p>{text}</p></div> })
}

#[component]
fn MemberTable(members: Vec<Member>, caption: String, now: Instant) -> impl IntoView {
    let dash = |text: &str| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text.to_owned()
        }
    };
    let rows = members
        .into_iter()
        .map(|member| {
            view! {
                <tr>
                    <th scope="row"><a href=address::member(&member.id.to_string())><bdi>{member.name.clone()}</bdi></a></th>
                    <td data-th="E-mail">{member.email.clone()}</td>
                    <td data-th="Roles">{said::roles(member.roles)}</td>
                    <td data-th="Category">{said::category(member.category)}</td>
                    <td data-th="CLP"><bdi>{dash(&member.clp)}</bdi></td>
                    <td data-th="Account"><Account member now /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby="people" tabindex="0">
            <table class="rows">
                <caption id="people">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"E-mail"</th>
                        <th scope="col">"Roles"</th>
                        <th scope="col">"Category"</th>
                        <th scope="col">"CLP"</th>
                        <th scope="col">"Account"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Whether somebody has signed in yet, or may not.
#[component]
pub fn Account(
    /// Who.
    member: Member,
    /// When this is shown.
    now: Instant,
) -> impl IntoView {
    match (member.blocked_at, member.confirmed_at) {
        (Some(at), _) => view! { "Blocked since " <Day at=at /> }.into_any(),
        (None, Some(at)) => view! { "Here since " <Day at=at /> }.into_any(),
        (None, None) if member.invited_until < now => {
            view! { "Invitation ran out " <Day at=member.invited_until /> }.into_any()
        }
        (None, None) => view! { "Invited until " <Day at=member.invited_until /> }.into_any(),
    }
}

#[component]
fn Around(page: u32, more: bool) -> impl IntoView {
    let to = |page: u32| with_query("/members", "page", &page.to_string());
    (page > 1 || more).then(|| {
        view! {
            <nav aria-label="Pages">
                <ul class="pager" role="list">
                    {(page > 1).then(|| view! { <li><a rel="prev" href=to(page - 1)>"Earlier in the list"</a></li> })}
                    {more.then(|| view! { <li><a rel="next" href=to(page + 1)>"Later in the list"</a></li> })}
                </ul>
            </nav>
        }
    })
}

#[component]
fn Invite(form: Form) -> impl IntoView {
    view! {
        <section class="narrow flow" aria-labelledby="invite">
            <h2 id="invite" tabindex="-1">"Invite somebody"</h2>
            <form class="form" method="post" action="/api/member/invite">
                <Submission />
                <Line form=form.clone() name="name" label="Name" hint="As other members see it." class="w-mid" />
                <Line form=form.clone() name="email" label="E-mail address" kind="email" class="w-mid" hint="We send a link to this address." />
                <RoleBoxes form=form.clone() roles=Roles::of(&[Role::Member]) />
                <CategoryChoice form=form.clone() category=Category::PartyMember.word() />
                <Line form=form.clone() name="clp" label="Constituency party (CLP)" hint="Leave empty if there is none." class="w-mid" />
                <Line form name="region" label="Region" class="w-mid" />
                <p class="row"><button class="button">"Send the invitation"</button></p>
            </form>
        </section>
    }
}

/// Party member or supporter.
#[component]
pub fn CategoryChoice(
    /// The form as it was kept.
    form: Form,
    /// The word chosen at first.
    category: &'static str,
) -> impl IntoView {
    let choices = Category::ALL
        .iter()
        .map(|one| {
            (
                one.word().to_owned(),
                said::category(*one).to_owned(),
                String::new(),
            )
        })
        .collect::<Vec<_>>();
    view! {
        <Choices
            form
            name="category"
            legend="Category"
            choices=choices
            value=category
            hint="How their views are counted. It decides nothing else."
        />
    }
}

/// The roles that somebody may be given, as boxes to tick.
#[component]
pub fn RoleBoxes(
    /// The form as it was kept.
    form: Form,
    /// The roles ticked at first.
    roles: Roles,
) -> impl IntoView {
    let wrong = form.problem("role").map(said::problem);
    let kept: Option<Vec<String>> = (!form.fields.is_empty()).then(|| {
        form.fields
            .iter()
            .filter(|(name, _)| name == "role")
            .map(|(_, value)| value.clone())
            .collect()
    });
    let boxes = Role::ALL
        .iter()
        .filter(|role| **role != Role::Visitor)
        .enumerate()
        .map(|(at, role)| {
            let id = if at == 0 { "role".to_owned() } else { format!("role-{}", role.word()) };
            let hint_id = format!("{id}-more");
            let ticked = kept.as_ref().map_or_else(|| roles.has(*role), |kept| kept.iter().any(|word| word == role.word()));
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name="role" value=role.word() checked=ticked aria-describedby=hint_id.clone() />
                    <label for=id>{said::role(*role)}</label>
                    <p class="hint" id=hint_id>{role_hint(*role)}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class=if wrong.is_some() { "field wrong" } else { "field" } aria-describedby=wrong.is_some().then_some("role-error")>
            <legend>"Roles"</legend>
            {wrong
                .clone()
                .map(|wrong| {
                    view! {
                        <p class="error" id="role-error">
                            <span class="vh">"Error: "</span>
                            {wrong}
                        </p>
                    }
                })}
            <div class="choices">{boxes}</div>
        </fieldset>
    }
}

/// What a role lets somebody do.
const fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Visitor => "Reads what is published.",
        Role::Supporter => "Reads circulated texts, comments, gives views.",
        Role::Member => "The same, and starts texts of their own.",
        Role::Committee => "Reads and edits every draft, opens rounds, decides and publishes.",
        Role::Chair => "A committee member who also looks after the group’s settings.",
        Role::Administrator => "Looks after accounts and settings; decides nothing about texts.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_kept_even_when_all_were_taken_away() {
        let owner = Owner::new();
        owner.set();
        let roles = Roles::of(&[Role::Member]);
        let fresh = view! { <RoleBoxes form=Form::default() roles /> }.to_html();
        assert_eq!(fresh.matches("checked").count(), 1, "{fresh}");
        let sent = Form {
            fields: vec![("name".to_owned(), "A".to_owned())],
            ..Form::default()
        };
        let again = view! { <RoleBoxes form=sent roles /> }.to_html();
        assert_eq!(again.matches("checked").count(), 0, "{again}");
        assert!(!again.contains("visitor"), "{again}");
    }
}
