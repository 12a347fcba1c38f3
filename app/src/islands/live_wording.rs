//! An amendment while it is being written: what it changes, in formal wording, and what that costs in words.

use leptos::prelude::*;

/// What the server says of the amendment whose form is on the page, asked again whenever typing pauses.
///
/// The engine that compares texts would make the browser half half as heavy again, so it stays on the server.
#[island]
pub fn LiveWording(
    /// What is said when the page is made, as HTML.
    first: String,
    /// The id of the form.
    form: String,
    /// Where to ask.
    action: String,
) -> impl IntoView {
    let told = RwSignal::new(first);
    // Only once the page's own view has been taken over: what differs from it before then breaks the island.
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::follow(&form, action.clone(), told));
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, action);
    view! {
        <section aria-labelledby="h-so-far">
            <h2 id="h-so-far">"So far"</h2>
            <div class="flow" aria-live="polite" inner_html=move || told.get()></div>
        </section>
    }
}

/// The form of the page, and the way to the server.
#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use std::cell::Cell;
    use std::time::Duration;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, HtmlFormElement, RequestInit, Response, UrlSearchParams};

    /// How long typing has to pause.
    const PAUSE: Duration = Duration::from_millis(400);

    thread_local! {
        /// Counts the changes, so that only the answer to the last one is shown.
        static LAST: Cell<u32> = const { Cell::new(0) };
    }

    /// Follows the form from now on.
    pub fn follow(form: &str, action: String, told: RwSignal<String>) {
        let found = document().get_element_by_id(form);
        let Some(form) = found.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let target = form.clone();
        let listener = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
            let (form, action) = (form.clone(), action.clone());
            let mine = LAST.get().wrapping_add(1);
            LAST.set(mine);
            set_timeout(
                move || {
                    if LAST.get() == mine {
                        spawn_local(async move {
                            if let Ok(html) = ask(&form, &action).await
                                && LAST.get() == mine
                            {
                                told.set(html);
                            }
                        });
                    }
                },
                PAUSE,
            );
        });
        let _ = target.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref());
        listener.forget();
    }

    /// What the server says of the form as it is. Where there is no answer, the page keeps the last one.
    async fn ask(form: &HtmlFormElement, action: &str) -> Result<String, JsValue> {
        let fields = FormData::new_with_form(form)?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(UrlSearchParams::new_with_str_sequence_sequence(&fields)?.as_ref());
        let answer = JsFuture::from(window().fetch_with_str_and_init(action, &request)).await?;
        let answer: Response = answer.dyn_into()?;
        if !answer.ok() {
            return Err(JsValue::NULL);
        }
        let text = JsFuture::from(answer.text()?).await?;
        text.as_string().ok_or(JsValue::NULL)
    }
}
