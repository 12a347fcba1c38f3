//! The one way to set a page's title.

use crate::request::Visit;
use leptos::prelude::*;
use leptos_meta::Title;

/// The title of the page, followed by the group's name.
///
/// Leptos 0.8 writes the text of `<Title>` as it is; this encodes it once, here.
#[component]
pub fn PageTitle(
    /// What the page is.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let group = use_context::<Visit>().map_or_else(String::new, |visit| visit.group.name.clone());
    view! { <Title text=encoded(&title, &group) /> }
}

fn encoded(title: &str, group: &str) -> String {
    let text = if group.is_empty() {
        title.to_owned()
    } else {
        format!("{title} – {group}")
    };
    html_escape::encode_text(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn nothing_leaves_the_title() {
        assert_eq!(
            encoded("</title><svg onload=x>", "A & B"),
            "&lt;/title&gt;&lt;svg onload=x&gt; – A &amp; B"
        );
    }
}
