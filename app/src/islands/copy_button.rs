//! A button that copies a text.

use leptos::prelude::*;

/// Copies `text`; there only where the browser can do it.
#[island]
pub fn CopyButton(
    /// What is copied.
    text: String,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let awake = RwSignal::new(false);
    // Only once the page's own view has been taken over, which has the button hidden.
    #[cfg(feature = "hydrate")]
    Effect::new(move || awake.set(true));
    let copy = move |_| {
        #[cfg(feature = "hydrate")]
        {
            let promise = window().navigator().clipboard().write_text(&text);
            // Said at once: the browser asks for nothing when a button was pressed.
            drop(promise);
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = &text;
        copied.set(true);
    };
    view! {
        <button type="button" class="button" hidden=move || !awake.get() on:click=copy>
            "Copy the text"
        </button>
        <span role="status">{move || copied.get().then_some(" Copied.")}</span>
    }
}
