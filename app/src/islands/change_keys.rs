//! From change to change with the keys N and P.

use leptos::prelude::*;

/// While a change has the focus, N goes to the next one and P to the one before.
///
/// Only then: a single key that did something everywhere would be in the way of speech input.
#[island]
pub fn ChangeKeys(
    /// How many changes the page shows.
    total: u32,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::listen(total);
    view! {
        <p class="quiet screen-only">
            {(total > 1).then_some("At a change, the keys N and P go to the next and the previous one.")}
        </p>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlElement};

    pub fn listen(total: u32) {
        let listener =
            wasm_bindgen::closure::Closure::<dyn Fn(_)>::new(move |event: web_sys::KeyboardEvent| {
                let step = match event.key().as_str() {
                    "n" | "N" => 1,
                    "p" | "P" => -1,
                    _ => return,
                };
                if event.ctrl_key() || event.alt_key() || event.meta_key() {
                    return;
                }
                let here = document()
                    .active_element()
                    .and_then(|focus| focus.closest(".chg").ok().flatten());
                let Some(here) = here
                    .as_ref()
                    .map(Element::id)
                    .and_then(|id| id.strip_prefix("ch")?.parse::<i64>().ok())
                else {
                    return;
                };
                let next = (here + step).clamp(1, i64::from(total));
                if let Some(change) = document().get_element_by_id(&format!("ch{next}")) {
                    event.prevent_default();
                    // The address, so that the change is the page's target as when a link is pressed.
                    let _ = window().location().set_hash(&format!("ch{next}"));
                    let _ = change.unchecked_into::<HtmlElement>().focus();
                }
            });
        let _ = document().add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        listener.forget();
    }
}
