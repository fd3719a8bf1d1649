//! Rules for text: the length and the allowed characters.
//!
//! Text is stored unchanged. A text that breaks a rule is rejected, never trimmed or rewritten.

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// A rule for one text field. Lengths are counted in Unicode scalar values, as JSON Schema does.
#[derive(Debug, Clone, Copy)]
pub struct TextRule {
    /// The maximum length, in characters.
    pub max: usize,
    /// True if line breaks are allowed.
    pub lines: bool,
    /// True if empty or blank text is allowed.
    pub blank: bool,
    /// True if carriage returns are allowed.
    pub returns: bool,
}

impl TextRule {
    /// A rule for one line that is not blank.
    pub const fn line(max: usize) -> Self {
        Self { max, lines: false, blank: false, returns: false }
    }

    /// A rule for one or more lines that are not blank.
    pub const fn lines(max: usize) -> Self {
        Self { max, lines: true, blank: false, returns: false }
    }

    /// A rule for any number of lines, which may be blank: the text of a span.
    pub const fn any(max: usize) -> Self {
        Self { max, lines: true, blank: true, returns: false }
    }

    /// A rule for text that another parser reads, with the line breaks of any system.
    pub const fn source(max: usize) -> Self {
        Self { max, lines: true, blank: true, returns: true }
    }

    /// Returns the rule as a decoder function.
    pub fn read(self) -> impl Fn(&mut ValueDecoder<'_, '_>) -> Option<String> {
        move |item| self.check(item)
    }

    fn check(self, item: &mut ValueDecoder<'_, '_>) -> Option<String> {
        let text = item.text()?;
        let length = text.chars().count();
        if length > self.max {
            return item
                .reject(ViolationCode::TooLong, format!("Has {length} characters; at most {} are allowed.", self.max));
        }
        if !self.blank && text.trim().is_empty() {
            return item.reject(ViolationCode::Blank, "Must not be blank.");
        }
        let detail = match text.chars().find(|character| !self.allows(*character)) {
            None => return Some(text.to_owned()),
            Some('\r') if self.lines => "Contains a carriage return; end lines with a line feed only.".to_owned(),
            Some('\n' | '\r') => "Must be one line, without line breaks.".to_owned(),
            Some(character) => format!("Contains the control character U+{:04X}; remove it.", u32::from(character)),
        };
        item.reject(ViolationCode::InvalidCharacter, detail)
    }

    fn allows(self, character: char) -> bool {
        match character {
            '\t' => true,
            '\n' => self.lines,
            '\r' => self.returns,
            // Noncharacters, and separators that are line breaks in JavaScript.
            '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}' => false,
            other => !other.is_control(),
        }
    }
}
