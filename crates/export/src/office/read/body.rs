//! The body of a `.docx` as two texts.

use super::pull::{Pull, Tag, Token};
use super::styles::{Count, Look, Numbering, Styles, level};
use super::view::{Authors, Form as Put, View};
use super::{Limits, Passed, ReadBack, Refusal};

/// Reads the body. In a file of ours the ends of our lines are no breaks.
pub(super) fn read(
    document: &str,
    styles: &Styles,
    numbering: &Numbering,
    ours: bool,
    limits: &Limits,
) -> Result<ReadBack, Refusal> {
    let mut body = Body {
        pull: Pull::new(document, limits),
        styles,
        limits,
        ours,
        views: [View::default(), View::default()],
        counts: [Count::default(), Count::default()],
        form: Form::default(),
        inserted: 0,
        deleted: 0,
        tracked: false,
        authors: Authors::default(),
        passed: Passed::default(),
        runs: 0,
        line_end: false,
    };
    body.walk(numbering)?;
    let Body {
        views,
        tracked,
        authors,
        passed,
        ..
    } = body;
    let [base, amended] = views.map(View::read);
    Ok(ReadBack {
        base,
        amended,
        tracked,
        authors: authors.0,
        fingerprint: None,
        passed,
    })
}

/// What the properties of a paragraph say, before and after a change of them.
#[derive(Clone, Default)]
struct Form {
    now: Props,
    before: Option<Props>,
    /// The end of the paragraph is inserted, deleted.
    inserted: bool,
    deleted: bool,
}

#[derive(Clone, Default)]
struct Props {
    style: Option<String>,
    list: Option<u32>,
    level: Option<u8>,
    outline: Option<u8>,
}

struct Body<'a> {
    pull: Pull<'a>,
    styles: &'a Styles,
    limits: &'a Limits,
    ours: bool,
    /// With every change rejected, and accepted.
    views: [View; 2],
    counts: [Count; 2],
    form: Form,
    /// How many insertions and deletions are open.
    inserted: u32,
    deleted: u32,
    tracked: bool,
    authors: Authors,
    passed: Passed,
    runs: u32,
    /// The run marks the end of one of our lines.
    line_end: bool,
}

impl Body<'_> {
    fn walk(&mut self, numbering: &Numbering) -> Result<(), Refusal> {
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) => {
                    self.start(&tag)?;
                    self.fits()?;
                }
                Token::End(name) => match name.as_str() {
                    "w:ins" | "w:moveTo" => self.inserted = self.inserted.saturating_sub(1),
                    "w:del" | "w:moveFrom" => self.deleted = self.deleted.saturating_sub(1),
                    "w:p" => self.paragraph(numbering)?,
                    _ => {}
                },
                Token::Text(_) => {}
            }
        }
        // What a file that breaks off inside a joined paragraph still says.
        self.form = Form::default();
        self.paragraph(numbering)
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match tag.name() {
            "w:p" => {
                self.piece()?;
                self.form = Form::default();
            }
            "w:pPr" => self.form = self.properties()?,
            "w:r" => {
                self.line_end = false;
                self.piece()?;
            }
            "w:rPr" => self.letters()?,
            "w:ins" | "w:moveTo" => {
                self.changed(tag);
                self.inserted += 1;
            }
            "w:del" | "w:moveFrom" => {
                self.changed(tag);
                self.deleted += 1;
            }
            "w:t" | "w:delText" => {
                let kept = tag.get("xml:space").as_deref() == Some("preserve");
                let text = self.text()?;
                self.say(if kept {
                    &text
                } else {
                    text.trim_matches([' ', '\n', '\t', '\r'])
                });
            }
            "w:tab" | "w:ptab" => self.say("\t"),
            "w:br" | "w:cr" => self.line_break(),
            "w:noBreakHyphen" => self.say("\u{2011}"),
            "w:softHyphen" => self.say("\u{ad}"),
            "w:commentReference" => self.passed.comments += 1,
            "w:footnoteReference" | "w:endnoteReference" => self.passed.notes += 1,
            "w:tbl" => self.passed.tables += 1,
            "w:drawing" | "w:pict" | "w:object" | "w:sym" => {
                self.passed.pictures += 1;
                self.pull.skip()?;
            }
            "mc:Fallback" | "w:sdtPr" | "w:sectPr" | "w:tblPr" | "w:tblGrid" | "w:trPr" | "w:tcPr"
            | "w:instrText" | "w:delInstrText" => self.pull.skip()?,
            _ => {}
        }
        Ok(())
    }

    /// Counts a paragraph or a run.
    fn piece(&mut self) -> Result<(), Refusal> {
        self.runs += 1;
        if self.runs > self.limits.runs {
            return Err(Refusal::Runs(self.limits.runs));
        }
        Ok(())
    }

    fn fits(&self) -> Result<(), Refusal> {
        self.views.iter().try_for_each(|view| view.fits(self.limits))
    }

    /// Notes that there is a change, and who made it.
    fn changed(&mut self, tag: &Tag<'_>) {
        self.tracked = true;
        self.authors.add(&tag.get("w:author").unwrap_or_default());
    }

    /// Reads the properties of a paragraph to their end.
    fn properties(&mut self) -> Result<Form, Refusal> {
        let mut form = Form::default();
        // Within the properties as they were before a change.
        let mut old = false;
        let mut mark = false;
        while let Some(token) = self.pull.next()? {
            let tag = match token {
                Token::Start(tag) => tag,
                Token::End(name) => {
                    match name.as_str() {
                        "w:pPr" if !old => break,
                        "w:pPrChange" => old = false,
                        "w:rPr" => mark = false,
                        _ => {}
                    }
                    continue;
                }
                Token::Text(_) => continue,
            };
            let props = if old {
                form.before.get_or_insert_default()
            } else {
                &mut form.now
            };
            match tag.name() {
                "w:pPrChange" => {
                    self.changed(&tag);
                    old = true;
                    form.before = Some(Props::default());
                }
                "w:pStyle" => props.style = tag.get("w:val"),
                "w:numId" => props.list = tag.number("w:val"),
                "w:ilvl" => props.level = Some(level(tag.number("w:val"))),
                "w:outlineLvl" => {
                    props.outline = tag.number("w:val").filter(|n| *n < 9).map(|n| level(Some(n)))
                }
                "w:rPr" => mark = true,
                "w:ins" | "w:moveTo" if mark => {
                    self.changed(&tag);
                    form.inserted = true;
                }
                "w:del" | "w:moveFrom" if mark => {
                    self.changed(&tag);
                    form.deleted = true;
                }
                "w:rPrChange" | "w:sectPr" => self.pull.skip()?,
                _ => {}
            }
        }
        Ok(form)
    }

    /// Reads the properties of a run to their end.
    fn letters(&mut self) -> Result<(), Refusal> {
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) if tag.is("w:rStyle") => {
                    self.line_end |= tag.get("w:val").is_some_and(|id| self.styles.is_line_end(&id));
                }
                Token::Start(tag) if tag.is("w:rPrChange") => self.pull.skip()?,
                Token::End(name) if name == "w:rPr" => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads the text of an element to its end.
    fn text(&mut self) -> Result<String, Refusal> {
        let mut out = String::new();
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Text(text) => {
                    if out.len() + text.len() > self.limits.text as usize {
                        return Err(Refusal::Text(self.limits.text));
                    }
                    out.push_str(&text);
                }
                Token::End(name) if name == "w:t" || name == "w:delText" => break,
                Token::Start(_) => self.pull.skip()?,
                Token::End(_) => {}
            }
        }
        Ok(out.replace(['\n', '\r'], " "))
    }

    fn said(&self) -> [bool; 2] {
        [self.inserted == 0, self.deleted == 0]
    }

    fn say(&mut self, text: &str) {
        for (view, is) in self.said().into_iter().enumerate() {
            if is {
                self.views[view].said.push_str(text);
            }
        }
    }

    fn line_break(&mut self) {
        for (view, is) in self.said().into_iter().enumerate() {
            let said = &mut self.views[view].said;
            // Word processors may drop the style of a break; our lines end after a space as well.
            let end = self.line_end || self.ours && said.ends_with(' ');
            if is && !end {
                said.push('\n');
            }
        }
    }

    /// Ends a paragraph in the texts in which it ends.
    fn paragraph(&mut self, numbering: &Numbering) -> Result<(), Refusal> {
        let form = std::mem::take(&mut self.form);
        let both = self.views.iter_mut().zip(&mut self.counts);
        for (n, (view, count)) in both.enumerate() {
            let ends = if n == 0 { !form.inserted } else { !form.deleted };
            if ends {
                let props = if n == 0 {
                    form.before.as_ref().unwrap_or(&form.now)
                } else {
                    &form.now
                };
                view.put(&props.form(self.styles, numbering, count));
            }
        }
        self.fits()
    }
}

impl Props {
    /// What they make of a paragraph. A list that counts does so for an empty item too.
    fn form(&self, styles: &Styles, numbering: &Numbering, count: &mut Count) -> Put {
        let style = self.style.as_deref();
        let look = style.map_or_else(Look::default, |id| styles.look(id));
        let (own, at) = look.list.unwrap_or((0, 0));
        let list = self.list.unwrap_or(own);
        let at = self.level.unwrap_or(at);
        Put {
            title: look.title,
            heading: look.heading.or(self.outline.map(|level| level + 1)),
            item: look.item,
            marker: (list > 0).then(|| count.marker(numbering, list, at)).flatten(),
            at,
        }
    }
}
