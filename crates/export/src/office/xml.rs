//! XML that is well formed by the way it is made.

use quick_xml::escape::{escape, partial_escape};

/// XML in the making.
pub(super) struct Xml {
    out: String,
    open: Vec<&'static str>,
}

/// Names and values of attributes.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Xml {
    /// Starts a document with its root.
    pub(super) fn new(root: &'static str, attributes: Attributes<'_>) -> Self {
        let mut xml = Self {
            out: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned(),
            open: Vec::new(),
        };
        xml.open(root, attributes);
        xml
    }

    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name);
    }

    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(&partial_escape(shown(text)));
    }

    /// Closes what is open and gives the bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.into_bytes()
    }

    fn tag(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.out.push_str(&escape(shown(value)));
            self.out.push('"');
        }
    }
}

/// Without the characters that XML cannot hold at all. No text of ours has any; labels may.
fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    let bad = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(bad) {
        text.replace(bad, " ").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let mut xml = Xml::new("a", &[("b", "\"<&>'\u{1}\n")]);
        xml.leaf("c", &[], "]]> <&\u{0}\u{ffff}");
        let text = String::from_utf8(xml.finish()).expect("text");
        let (_, body) = text.split_once('\n').expect("a declaration");
        assert_eq!(
            body,
            "<a b=\"&quot;&lt;&amp;&gt;&apos;  \"><c>]]&gt; &lt;&amp;  </c></a>"
        );
    }
}
