//! How views stand, counted.

use crate::ui::said;
use domain::round::SMALLEST_PUBLIC_COUNT;
use leptos::prelude::*;
use service::rounds::{Count, Tally};

/// The counts by stance and category, with bars; for members only.
#[component]
pub fn TallyTable(
    /// The counts.
    tally: Tally,
    /// The version that the round asks about.
    version: u32,
) -> impl IntoView {
    let Tally {
        counts,
        on_this_version,
        all,
    } = tally;
    let views = said::number(all, "view");
    let caption = match on_this_version {
        those if those == all => format!("{views} on version {version}"),
        0 => format!("{views}, none of them on version {version}"),
        those => format!("{views}, {those} of them on version {version}"),
    };
    let party_members: u32 = counts.iter().map(|count| count.party_members).sum();
    let supporters: u32 = counts.iter().map(|count| count.supporters).sum();
    let rows = counts
        .into_iter()
        .map(|count| {
            let share = share(count, all);
            view! {
                <tr>
                    <th scope="row">{said::stance(count.stance)}</th>
                    <td class="num">{count.party_members}</td>
                    <td class="num">{count.supporters}</td>
                    <td class="num">{count.all()}</td>
                    <td>
                        <span class="vh">{format!("{share} in 100")}</span>
                        <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                            <rect width=share.to_string() height="8" />
                        </svg>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby="tally" tabindex="0">
            <table class="tally">
                <caption id="tally">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"View"</th>
                        <th scope="col" class="num">"Party members"</th>
                        <th scope="col" class="num">"Supporters"</th>
                        <th scope="col" class="num">"All"</th>
                        <th scope="col">
                            <span class="vh">"Share"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"All"</th>
                        <td class="num">{party_members}</td>
                        <td class="num">{supporters}</td>
                        <td class="num">{all}</td>
                        <td></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

/// The counts as a visitor may see them: no categories, no small numbers, and no total that would give one away.
#[component]
pub fn PublicTally(
    /// The counts.
    tally: Tally,
) -> impl IntoView {
    let few = format!("fewer than {SMALLEST_PUBLIC_COUNT}");
    let rows = tally
        .public()
        .into_iter()
        .map(|(stance, count)| {
            let count = count.map_or_else(|| few.clone(), |count| count.to_string());
            view! { <div><dt>{said::stance(stance)}</dt><dd>{count}</dd></div> }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

/// Out of a hundred.
fn share(count: Count, all: u32) -> u32 {
    (count.all() * 100 + all / 2).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::round::Stance;

    fn tally() -> Tally {
        let count = |stance, party_members, supporters| Count {
            stance,
            party_members,
            supporters,
        };
        Tally {
            counts: vec![
                count(Stance::Support, 14, 9),
                count(Stance::Oppose, 2, 1),
                count(Stance::Abstain, 0, 0),
            ],
            on_this_version: 20,
            all: 26,
        }
    }

    #[test]
    fn a_visitor_sees_no_small_count_no_total_and_no_category() {
        let owner = Owner::new();
        owner.set();
        let html = view! { <PublicTally tally=tally() /> }
            .to_html()
            .replace("<!>", "");
        assert!(html.contains("<dd>23</dd>"), "{html}");
        assert_eq!(html.matches("fewer than 5").count(), 2, "{html}");
        for told in ["14", "26", "3", "Party"] {
            assert!(!html.replace("23", "").contains(told), "{told} in {html}");
        }
    }

    #[test]
    fn a_member_sees_categories_and_which_version_was_meant() {
        let owner = Owner::new();
        owner.set();
        let html = view! { <TallyTable tally=tally() version=4 /> }
            .to_html()
            .replace("<!>", "");
        assert!(html.contains("26 views, 20 of them on version 4"), "{html}");
        assert!(html.contains("width=\"88\""), "{html}");
        assert!(html.contains("<td class=\"num\">14</td>"), "{html}");
    }

    #[test]
    fn nobody_has_given_a_view() {
        assert_eq!(
            share(
                Count {
                    stance: Stance::Support,
                    party_members: 0,
                    supporters: 0
                },
                0
            ),
            0
        );
    }
}
