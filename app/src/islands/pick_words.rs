//! Commenting on selected words: picked on the page of the text, carried to the form for a comment.

use leptos::prelude::*;

/// Offers to comment on the words that are selected in the text.
///
/// Without JavaScript the form for a comment asks for the line instead.
#[island]
pub fn PickWords(
    /// The text's address.
    slug: String,
) -> impl IntoView {
    let picked = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    browser::watch(picked);
    let go = move |_| {
        #[cfg(feature = "hydrate")]
        browser::carry(&slug);
        #[cfg(not(feature = "hydrate"))]
        let _ = &slug;
    };
    view! {
        <p class="quiet" role="status">
            {move || match picked.get() {
                Some(words) => format!("Selected: “{}”", shortened(&words)),
                None => String::new(),
            }}
        </p>
        <p hidden=move || picked.get().is_none()>
            <button type="button" class="button plain" on:click=go>"Comment on these words"</button>
        </p>
    }
}

/// In the form for a comment: the words that were picked, with a way to drop them.
#[island]
pub fn PickedWords(
    /// The words that the form came back with.
    quote: String,
) -> impl IntoView {
    let words = RwSignal::new(quote);
    // Only once the page's own view has been taken over: what differs from it before then breaks the island.
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::arrive(words));
    let drop_them = move |_| {
        #[cfg(feature = "hydrate")]
        browser::fill("", "", "");
        words.set(String::new());
    };
    view! {
        {move || {
            let words = words.get();
            (!words.is_empty())
                .then(|| {
                    view! {
                        <p id="quote" tabindex="-1">
                            "On the words " <mark>{words}</mark> " "
                            <button type="button" class="linkish" on:click=drop_them>"Not on these words"</button>
                        </p>
                    }
                })
        }}
    }
}

fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(80).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Element, HtmlInputElement, Node, Range, Storage};

    const KEY: &str = "picked-words";
    /// How much of the text around the words helps to find them again.
    const AROUND: usize = 60;

    fn storage() -> Option<Storage> {
        window().session_storage().ok().flatten()
    }

    fn clause(node: &Node) -> Option<Element> {
        let element = match node.dyn_ref::<Element>() {
            Some(element) => Some(element.clone()),
            None => node.parent_element(),
        };
        element?.closest(".text .clause").ok().flatten()
    }

    /// The selected words with what stands around them, where they lie within one clause of the text.
    fn selected() -> Option<(String, String, String)> {
        let selection = window().get_selection().ok().flatten()?;
        if selection.is_collapsed() || selection.range_count() == 0 {
            return None;
        }
        let range = selection.get_range_at(0).ok()?;
        let (start, end) = (range.start_container().ok()?, range.end_container().ok()?);
        let home = clause(&start)?;
        if clause(&end)? != home {
            return None;
        }
        let words = String::from(range.to_string());
        if words.trim().is_empty() {
            return None;
        }
        let side = |before: bool| -> Option<String> {
            let around = Range::new().ok()?;
            around.select_node_contents(&home).ok()?;
            if before {
                around.set_end(&start, range.start_offset().ok()?).ok()?;
            } else {
                around.set_start(&end, range.end_offset().ok()?).ok()?;
            }
            Some(String::from(around.to_string()))
        };
        let before: String = side(true).unwrap_or_default();
        let skip = before.chars().count().saturating_sub(AROUND);
        let before: String = before.chars().skip(skip).collect();
        let after: String = side(false).unwrap_or_default().chars().take(AROUND).collect();
        Some((words, before, after))
    }

    /// Follows the selection.
    pub fn watch(picked: RwSignal<Option<String>>) {
        let listener = Closure::<dyn Fn()>::new(move || {
            // Pressing the button must not take away what it is about.
            let Some((words, before, after)) = selected() else {
                let inside = window()
                    .get_selection()
                    .ok()
                    .flatten()
                    .is_some_and(|selection| !selection.is_collapsed());
                if inside {
                    picked.set(None);
                }
                return;
            };
            if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&(&words, before, after))) {
                let _ = storage.set_item(KEY, &json);
            }
            picked.set(Some(words));
        });
        let _ =
            document().add_event_listener_with_callback("selectionchange", listener.as_ref().unchecked_ref());
        listener.forget();
    }

    /// Goes to the form for a comment, where [`arrive`] takes over.
    pub fn carry(slug: &str) {
        let _ = window()
            .location()
            .set_href(&format!("/motions/{slug}/comments#new"));
    }

    /// Puts what was picked into the form.
    pub fn arrive(words: RwSignal<String>) {
        let Some(storage) = storage() else { return };
        let Some(json) = storage.get_item(KEY).ok().flatten() else {
            return;
        };
        let _ = storage.remove_item(KEY);
        if let Ok((quote, before, after)) = serde_json::from_str::<(String, String, String)>(&json) {
            fill(&quote, &before, &after);
            words.set(quote);
        }
    }

    /// Fills the hidden fields of the form.
    pub fn fill(quote: &str, before: &str, after: &str) {
        for (name, value) in [("quote", quote), ("before", before), ("after", after)] {
            let field = document().query_selector(&format!("#comment-form input[name={name}]"));
            if let Some(field) = field
                .ok()
                .flatten()
                .and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
            {
                field.set_value(value);
            }
        }
    }
}
