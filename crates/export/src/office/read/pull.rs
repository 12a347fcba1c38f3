//! XML taken token by token, within limits.

use super::{Limits, Refusal};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// A start or an end of an element, or text.
pub(super) enum Token<'a> {
    Start(Tag<'a>),
    End(String),
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name() == name
    }

    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// An attribute; none where it is missing or cannot be read.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| attribute.key.into_inner() == name)?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
        (value.len() <= 1000).then(|| value.into_owned())
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }
}

/// No element has a longer name.
const NAME: usize = 200;

pub(super) struct Pull<'a> {
    reader: Reader<&'a [u8]>,
    depth: u32,
    limit: u32,
}

impl<'a> Pull<'a> {
    pub(super) fn new(text: &'a str, limits: &Limits) -> Self {
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        // An element without content is a start and an end, as every other.
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            depth: 0,
            limit: limits.depth,
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Refusal> {
        loop {
            return match self.reader.read_event().map_err(|_| Refusal::Broken)? {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > self.limit {
                        return Err(Refusal::Depth(self.limit));
                    }
                    // Names are held until their elements end.
                    if tag.name().into_inner().len() > NAME {
                        return Err(Refusal::Broken);
                    }
                    Ok(Some(Token::Start(Tag(tag))))
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Ok(Some(Token::End(tag.name().into_inner().to_owned())))
                }
                Event::Text(text) => Ok(Some(Token::Text(text.into_inner()))),
                Event::CData(text) => Ok(Some(Token::Text(text.into_inner()))),
                Event::GeneralRef(name) => {
                    let named = match &*name.xml10_content() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => name.resolve_char_ref().map_err(|_| Refusal::Broken)?,
                    };
                    let c = named.ok_or(Refusal::Declares)?;
                    Ok(Some(Token::Text(c.to_string().into())))
                }
                Event::DocType(_) => Err(Refusal::Declares),
                Event::Eof if self.depth > 0 => Err(Refusal::Broken),
                Event::Eof => Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            };
        }
    }

    /// How many elements are open.
    pub(super) const fn depth(&self) -> u32 {
        self.depth
    }

    /// Passes over the rest of the element whose start was the last token.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}
