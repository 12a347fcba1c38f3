//! The views of a round with their reasons.

use crate::ui::parts::{Moment, own_words};
use crate::ui::said;
use domain::ids::MemberId;
use domain::round::Stance;
use leptos::prelude::*;
use store::View;

/// Views by stance. Without `names` there is nothing by which to tell who gave one: no name, no time,
/// and an order that follows neither.
#[component]
pub fn Views(views: Vec<View>, names: bool, me: Option<MemberId>) -> impl IntoView {
    let mut views: Vec<View> = views
        .into_iter()
        .filter(|view| names || !view.reason.is_empty())
        .collect();
    if !names {
        views.sort_by(|a, b| a.reason.cmp(&b.reason));
    }
    let groups = Stance::ALL
        .iter()
        .filter_map(|stance| {
            let own: Vec<View> = views.iter().filter(|view| view.stance == *stance).cloned().collect();
            (!own.is_empty()).then(|| {
                view! {
                    <details open>
                        <summary>{format!("{}: {}", said::stance(*stance), heading(own.len(), names))}</summary>
                        <ol class="threads" role="list">
                            {own.into_iter().map(|view| view! { <li><OneView view names me /></li> }).collect_view()}
                        </ol>
                    </details>
                }
            })
        })
        .collect_view();
    (!views.is_empty()).then(|| view! { <h3>{if names { "Who said what" } else { "Reasons" }}</h3> {groups} })
}

fn heading(count: usize, names: bool) -> String {
    let one = if names { "view" } else { "reason" };
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

#[component]
fn OneView(view: View, names: bool, me: Option<MemberId>) -> impl IntoView {
    let who = if me == Some(view.member) {
        Some("You".to_owned())
    } else {
        names.then(|| view.member_name.clone())
    };
    let known = who.is_some();
    let paragraphs: Vec<String> = view
        .reason
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(own_words)
        .collect();
    view! {
        <article class="comment">
            <p class="by">
                {who.map(|who| view! { <strong><bdi>{who}</bdi></strong> " · " })}
                {said::category(view.category)}
                {format!(" · {}", said::capacity(view.capacity).to_lowercase())}
                {format!(" · on version {}", view.version)}
                {known.then(|| view! { " · " <Moment at=view.at short=true /> })}
            </p>
            <div class="said">{paragraphs.into_iter().map(|line| view! { <p dir="auto">{line}</p> }).collect_view()}</div>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{RoundId, ViewId};
    use domain::people::Category;
    use domain::round::Capacity;
    use domain::time::Instant;

    fn given(member: u128, name: &str, reason: &str) -> View {
        View {
            id: ViewId::new(member),
            round: RoundId::new(1),
            member: MemberId::new(member),
            member_name: name.to_owned(),
            category: Category::PartyMember,
            version: 3,
            stance: Stance::Oppose,
            capacity: Capacity::Researcher,
            reason: reason.to_owned(),
            at: Instant(1_790_000_000_000),
            current: true,
        }
    }

    fn html(names: bool, me: u128) -> String {
        let owner = Owner::new();
        owner.set();
        let views = vec![
            given(1, "First Reader", "Too <b>long</b>"),
            given(2, "Second Reader", ""),
        ];
        view! { <Views views names me=Some(MemberId::new(me)) /> }
            .to_html()
            .replace("<!>", "")
    }

    #[test]
    fn members_see_reasons_and_neither_names_nor_times() {
        let html = html(false, 9);
        assert!(html.contains("Too &lt;b&gt;long"), "{html}");
        assert!(!html.contains("Reader"), "{html}");
        assert!(!html.contains("<time"), "{html}");
        assert_eq!(html.matches("<article").count(), 1, "{html}");
    }

    #[test]
    fn the_committee_sees_who() {
        let html = html(true, 9);
        assert!(
            html.contains("First Reader") && html.contains("Second Reader"),
            "{html}"
        );
    }

    #[test]
    fn ones_own_view_is_marked() {
        let html = html(false, 1);
        assert!(html.contains("<strong><bdi>You</bdi></strong>"), "{html}");
        assert!(!html.contains("Reader"), "{html}");
    }
}
