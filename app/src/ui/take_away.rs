//! The files that a text can be taken away in, as pages name them.

use leptos::prelude::*;

/// A file that a text can be taken away in.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What stands after the text's name in the address, without the first stop.
    pub ending: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What it is for, and how large it gets.
    pub purpose: &'static str,
}

/// Every file. The first four are what most people want.
pub const FORMS: [Form; 11] = [
    Form {
        ending: "pdf",
        name: "PDF (.pdf)",
        purpose: "To print, or to read on any device, also with a screen reader. Mostly under 100 KB.",
    },
    Form {
        ending: "clear.pdf",
        name: "PDF in clear print (.pdf)",
        purpose: "The same in 16 point letters, on sheets laid across. Mostly under 100 KB.",
    },
    Form {
        ending: "docx",
        name: "Word (.docx)",
        purpose: "To open in Word, LibreOffice or Google Docs. Mostly under 20 KB.",
    },
    Form {
        ending: "txt",
        name: "Plain text (.txt)",
        purpose: "To paste into a form or a mail, and to check the fingerprint. A few KB.",
    },
    Form {
        ending: "clear.docx",
        name: "Word in clear print (.docx)",
        purpose: "The Word file in 16 point letters. Mostly under 20 KB.",
    },
    Form {
        ending: "odt",
        name: "OpenDocument (.odt)",
        purpose: "For LibreOffice and other free programs. Mostly under 20 KB.",
    },
    Form {
        ending: "numbered.txt",
        name: "Plain text with line numbers (.txt)",
        purpose: "To speak about lines where there is only plain text. A few KB.",
    },
    Form {
        ending: BARE,
        name: "Title and text alone (.txt)",
        purpose: "The whole file has the fingerprint of the text. A few KB.",
    },
    Form {
        ending: "md",
        name: "Markdown (.md)",
        purpose: "For websites and wikis that take it. A few KB.",
    },
    Form {
        ending: "html",
        name: "Web page (.html)",
        purpose: "One file for your own website; it needs nothing else. Mostly under 20 KB.",
    },
    Form {
        ending: "json",
        name: "Data (.json)",
        purpose: "For programs: clauses, lines, counts and fingerprint. Mostly under 20 KB.",
    },
];

/// The form that holds title and text alone, and so cannot say that it is a draft.
pub const BARE: &str = "bare.txt";

/// How many of them are shown at once.
const FIRST: usize = 4;

/// The links to all files of a text.
#[component]
pub fn Files(
    /// The address of the text, to which endings are added.
    at: String,
    /// Whether the text is published. A draft comes only in forms that say so.
    published: bool,
) -> impl IntoView {
    let links = |forms: &[Form]| {
        let forms = forms.iter().filter(|form| published || form.ending != BARE);
        let links = forms.map(|form| {
            let href = format!("{at}.{}", form.ending);
            view! {
                <li>
                    <a href=href>{form.name}</a>
                    <small>{form.purpose}</small>
                </li>
            }
        });
        view! { <ul class="files" role="list">{links.collect_view()}</ul> }
    };
    let (first, others) = FORMS.split_at(FIRST);
    view! {
        {links(first)}
        <details>
            <summary>"More forms"</summary>
            {links(others)}
        </details>
    }
}
