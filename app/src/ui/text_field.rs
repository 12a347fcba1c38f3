//! The one way to put text into a `<textarea>`.

use leptos::prelude::*;

/// A multi-line field whose text is safe to render on the server.
///
/// Leptos 0.8 writes the children of `<textarea>` as they are, so that `</textarea><script>` in somebody's motion
/// would leave the field; and `prop:value` renders nothing without JavaScript. This encodes once, here.
#[component]
pub fn TextField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// What stands in it.
    #[prop(into)]
    text: String,
    /// Its height in lines.
    rows: u16,
    /// `body` for the text of a motion.
    #[prop(into, optional)]
    class: String,
    /// The ids of what describes it.
    #[prop(into, optional)]
    described: Option<String>,
    /// Whether it needs putting right.
    #[prop(optional)]
    wrong: bool,
    /// Another id than the name, where the name stands on the page more than once.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    view! {
        <textarea
            class=(!class.is_empty()).then_some(class)
            id=id
            name=name
            rows=rows.to_string()
            aria-describedby=described
            aria-invalid=wrong.then_some("true")
        >
            {encoded(&text)}
        </textarea>
    }
}

/// A browser drops one line break right after `<textarea>`; a text that starts with one gets another.
fn encoded(text: &str) -> String {
    let text = html_escape::encode_text(text);
    if text.starts_with('\n') {
        format!("\n{text}")
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_field() {
        let owner = Owner::new();
        owner.set();
        let html =
            view! { <TextField name="text" rows=3 text="</textarea><script>alert(1)</script> & <b>" /> }
                .to_html();
        assert!(
            html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;"),
            "{html}"
        );
        assert_eq!(html.matches("<script").count(), 0, "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }

    #[test]
    fn the_text_stands_in_the_field_to_the_letter() {
        let owner = Owner::new();
        owner.set();
        let html = view! { <TextField name="text" rows=3 text="a\n\nb" /> }.to_html();
        assert!(html.contains(">a\n\nb</textarea>"), "{html}");
        assert_eq!(encoded("\na"), "\n\na");
    }
}
