//! For those who run a round: close it now, open it again.

use crate::ui::form::{Line, Submission};
use domain::round::Phase;
use domain::time::Instant;
use leptos::prelude::*;
use service::kept::Form;
use store::Round;

/// The forms by which the committee moves a round's close.
#[component]
pub fn RunRound(round: Round, now: Instant, form: Form) -> impl IntoView {
    let closed = round.window.phase(now) == Phase::Closed;
    let which = if closed { "reopen" } else { "close" };
    let form = if form.value("form") == which {
        form
    } else {
        Form::default()
    };
    let open = !form.fields.is_empty();
    let action = format!("/api/round/{which}");
    view! {
        <section class="flow" aria-labelledby="h-run">
            <h2 id="h-run">"For the committee"</h2>
            <details open=open>
                <summary>{if closed { "Open this round again" } else { "Close this round now" }}</summary>
                <form class="form" method="post" action=action>
                    <Submission />
                    <input type="hidden" name="form" value=which />
                    <input type="hidden" name="slug" value=round.slug.clone() />
                    <input type="hidden" name="round" value=round.id.to_string() />
                    {closed
                        .then(|| {
                            view! {
                                <div class="row">
                                    <Line form=form.clone() name="close_date" label="New close: date" kind="date" class="w-date" />
                                    <Line form=form.clone() name="close_time" label="Time in London" kind="time" class="w-date" />
                                </div>
                            }
                        })}
                    <Line
                        form=form.clone()
                        name="reason"
                        // The form for a view, which is on the page while the round is open, has a reason too.
                        id=if open { "reason".to_owned() } else { "run-reason".to_owned() }
                        label="Why?"
                        hint="Every member sees it."
                    />
                    <p class="row">
                        <button class="button danger">{if closed { "Open it again" } else { "Close it now" }}</button>
                    </p>
                </form>
            </details>
            {closed.then(|| view! { <p><a href=crate::address::motion_page(&round.slug, "round/new")>"Open a new round instead"</a></p> })}
        </section>
    }
}
