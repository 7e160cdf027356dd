//! Writing XML: elements with attributes whose values may be missing.

use std::io::{Result, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML file in the making.
pub(super) struct Xml<W: Write> {
    writer: Writer<W>,
}

/// The attributes of an element, in their order.
#[derive(Default)]
pub(super) struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
        self
    }

    /// Nothing where there is no value.
    pub(super) fn maybe(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl<W: Write> Xml<W> {
    /// Begins a file, with the line that says that it is XML in UTF-8.
    pub(super) fn new(out: W) -> Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer })
    }

    pub(super) fn open(&mut self, name: &str, attributes: Attributes) -> Result<()> {
        let start = element(name, &attributes);
        self.writer.write_event(Event::Start(start))
    }

    pub(super) fn empty(&mut self, name: &str, attributes: Attributes) -> Result<()> {
        let start = element(name, &attributes);
        self.writer.write_event(Event::Empty(start))
    }

    pub(super) fn text(&mut self, name: &str, text: &str) -> Result<()> {
        self.text_with(name, Attributes::default(), text)
    }

    pub(super) fn text_with(&mut self, name: &str, with: Attributes, text: &str) -> Result<()> {
        self.open(name, with)?;
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }

    pub(super) fn close(&mut self, name: &str) -> Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Ends the file with a line break.
    pub(super) fn end(&mut self) -> Result<()> {
        self.writer.get_mut().write_all(b"\n")
    }
}

fn element<'a>(name: &'a str, attributes: &'a Attributes) -> BytesStart<'a> {
    let attributes = attributes.0.iter();
    BytesStart::new(name).with_attributes(attributes.map(|(name, value)| (*name, value.as_str())))
}
