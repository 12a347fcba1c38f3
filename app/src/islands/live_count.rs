//! The words of a text while it is being written: count, lines, and a draft kept in this browser.

use crate::ui::lines::NumberedText;
use domain::text::canon::Canonical;
use domain::text::lines::{Layout, layout};
use domain::text::words::{Count, Profile, count};
use leptos::prelude::*;

/// The count and the numbered preview of what stands in the fields `title` and `text`.
///
/// Rendered on the server for what the form held when it was sent; in the browser it follows every key.
#[island]
pub fn LiveCount(
    /// The title when the page was made.
    title: String,
    /// The text when the page was made.
    text: String,
    /// The rule, as JSON.
    rule: String,
    /// The version that the writer started from.
    base: u32,
    /// The text's address: the draft is kept under it.
    slug: String,
    /// Whether the preview is open from the start.
    open: bool,
) -> impl IntoView {
    let rule = StoredValue::new(serde_json::from_str::<Profile>(&rule).ok());
    let typed = RwSignal::new((title.clone(), text.clone()));
    let counted = Memo::new(move |_| {
        let (title, text) = typed.get();
        let text = Canonical::of(&text);
        rule.with_value(|rule| rule.as_ref().map(|rule| count(rule, &title, &text)))
    });
    let lines = Memo::new(move |_| {
        let text = Canonical::of(&typed.get().1);
        let lines = layout(&text, Layout::default());
        (text, lines)
    });
    let unsent = RwSignal::new(None::<(String, String, u32)>);
    // Only once the page's own view has been taken over: what differs from it before then breaks the island.
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::follow(typed, unsent, &slug, base, (title.clone(), text.clone())));
    #[cfg(not(feature = "hydrate"))]
    let _ = (base, slug);
    let take_back = move |_| {
        #[cfg(feature = "hydrate")]
        browser::take_back(typed, unsent);
    };
    let drop_it = move |_| {
        #[cfg(feature = "hydrate")]
        browser::forget(unsent);
    };
    view! {
        <section aria-labelledby="h-words">
            <h2 id="h-words">"Words"</h2>
            <div aria-live="polite" aria-atomic="true">
                {move || counted.get().map(|count| meter(count.words, count.limit, "Words in the text"))}
            </div>
            {move || counted.get().map(|count| strictest(&count))}
        </section>
        <section aria-labelledby="h-title-words">
            <h2 id="h-title-words">"Title"</h2>
            {move || counted.get().map(|count| meter(count.title.words, count.title.limit, "Words in the title"))}
        </section>
        {move || {
            unsent
                .get()
                .map(|(_, _, version)| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>
                                {if version == 0 {
                                    "This browser holds words that you did not send.".to_owned()
                                } else {
                                    format!("This browser holds words that you wrote on version {version} and did not send.")
                                }}
                            </p>
                            <p class="row">
                                <button type="button" class="button plain" on:click=take_back>"Put them back"</button>
                                <button type="button" class="linkish" on:click=drop_it>"Throw them away"</button>
                            </p>
                        </div>
                    }
                })
        }}
        <details open=open>
            <summary>"Preview with line numbers"</summary>
            {move || {
                let (text, lines) = lines.get();
                view! { <NumberedText text lines label="Preview" /> }
            }}
        </details>
    }
}

fn meter(words: u32, limit: Option<u32>, label: &'static str) -> impl IntoView {
    let over = limit.is_some_and(|limit| words > limit);
    let left = match limit {
        None => "No limit by this rule".to_owned(),
        Some(limit) if words > limit => format!("{} over the limit", say(words - limit)),
        Some(limit) if words == limit => "Exactly at the limit".to_owned(),
        Some(limit) => format!("{} left", say(limit - words)),
    };
    view! {
        <div class=if over { "wordmeter over" } else { "wordmeter" }>
            <p>
                <strong class="num">{words.to_string()}</strong>
                {limit.map(|limit| format!(" of {limit}"))}
                " words"
            </p>
            {limit
                .map(|limit| {
                    view! {
                        <meter min="0" max=limit.to_string() value=words.min(limit).to_string() aria-label=label>
                            {format!("{words} of {limit}")}
                        </meter>
                    }
                })}
            <p class="left">{left}</p>
        </div>
    }
}

fn say(words: u32) -> String {
    if words == 1 {
        "1 word".to_owned()
    } else {
        format!("{words} words")
    }
}

fn strictest(count: &Count) -> impl IntoView + use<> {
    let words = count.strictest.words;
    let more = count.disputed.len().saturating_sub(12);
    let tokens: Vec<String> = count
        .disputed
        .iter()
        .take(12)
        .map(|token| format!("“{}” in line {}", token.token, token.line))
        .chain((more > 0).then(|| format!("and {more} more")))
        .collect();
    let rule = count.strictest.rule.clone();
    (!tokens.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("By the strictest rule {words}")}</summary>
                <p>{format!("That rule: {rule}. The rules differ on:")}</p>
                <ul>{tokens.into_iter().map(|token| view! { <li>{token}</li> }).collect_view()}</ul>
            </details>
        }
    })
}

/// The fields of the page, and what this browser remembers of them.
#[cfg(feature = "hydrate")]
mod browser {
    use domain::text::canon::Canonical;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{HtmlInputElement, HtmlTextAreaElement, Storage};

    type Typed = RwSignal<(String, String)>;
    type Unsent = RwSignal<Option<(String, String, u32)>>;

    thread_local! {
        /// The key under which this page's draft is kept.
        static KEY: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
    }

    fn fields() -> Option<(HtmlInputElement, HtmlTextAreaElement)> {
        let title = document().get_element_by_id("title")?.dyn_into().ok()?;
        let text = document().get_element_by_id("text")?.dyn_into().ok()?;
        Some((title, text))
    }

    fn storage() -> Option<Storage> {
        window().local_storage().ok().flatten()
    }

    fn key() -> String {
        KEY.with_borrow(Clone::clone)
    }

    /// Follows the fields from now on, and looks for words that were not sent.
    pub fn follow(typed: Typed, unsent: Unsent, slug: &str, base: u32, sent: (String, String)) {
        KEY.set(format!("draft:{slug}"));
        let Some((title, text)) = fields() else { return };
        let here = (title.value(), text.value());
        if let Some(kept) = storage().and_then(|storage| storage.get_item(&key()).ok().flatten())
            && let Ok((title, text, version)) = serde_json::from_str::<(String, String, u32)>(&kept)
        {
            // What was saved comes back in its canonical form: by that it is known again.
            let same = |there: &(String, String)| {
                title == there.0 && Canonical::of(&text).as_str() == Canonical::of(&there.1).as_str()
            };
            if same(&here) || same(&sent) {
                forget(unsent);
            } else {
                unsent.set(Some((title, text, version)));
            }
        }
        if here != sent {
            typed.set(here);
        }
        let read = move || {
            let Some((title, text)) = fields() else { return };
            let now = (title.value(), text.value());
            if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&(&now.0, &now.1, base))) {
                // A browser that keeps nothing (private window, full) is no reason to stop writing.
                let _ = storage.set_item(&key(), &json);
            }
            typed.set(now);
        };
        for target in [
            title.unchecked_into::<web_sys::EventTarget>(),
            text.unchecked_into(),
        ] {
            let listener = wasm_bindgen::closure::Closure::<dyn Fn()>::new(read);
            let _ = target.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref());
            listener.forget();
        }
    }

    /// Puts unsent words back into the fields.
    pub fn take_back(typed: Typed, unsent: Unsent) {
        let (Some((title_field, text_field)), Some((title, text, _))) = (fields(), unsent.get_untracked())
        else {
            return;
        };
        title_field.set_value(&title);
        text_field.set_value(&text);
        typed.set((title, text));
        unsent.set(None);
    }

    /// Throws unsent words away.
    pub fn forget(unsent: Unsent) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key());
        }
        unsent.set(None);
    }
}
