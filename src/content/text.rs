//! Rules for text: how long it may be and whether it may break into lines.
//!
//! Text is kept to the letter; what a rule refuses is refused, never trimmed or rewritten.

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// A rule for one text field. Lengths are counted in Unicode scalar values, as JSON Schema does.
#[derive(Debug, Clone, Copy)]
pub struct TextRule {
    /// The most characters allowed.
    pub max: usize,
    /// Whether line breaks are allowed.
    pub lines: bool,
    /// Whether empty or blank text is allowed.
    pub blank: bool,
    /// Whether carriage returns are allowed.
    pub returns: bool,
}

impl TextRule {
    /// One line, not blank.
    pub const fn line(max: usize) -> Self {
        Self { max, lines: false, blank: false, returns: false }
    }

    /// One or more lines, not blank.
    pub const fn lines(max: usize) -> Self {
        Self { max, lines: true, blank: false, returns: false }
    }

    /// One or more lines, perhaps none at all: the text of a span.
    pub const fn any(max: usize) -> Self {
        Self { max, lines: true, blank: true, returns: false }
    }

    /// Text that another reader takes apart, with the line ends of any system.
    pub const fn source(max: usize) -> Self {
        Self { max, lines: true, blank: true, returns: true }
    }

    /// The rule as a reader.
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
        match text.chars().find(|character| !self.allows(*character)) {
            None => Some(text.to_owned()),
            Some('\r') if self.lines => item
                .reject(ViolationCode::InvalidCharacter, "Holds a carriage return; end lines with a line feed only."),
            Some('\n' | '\r') => item.reject(ViolationCode::InvalidCharacter, "Must be one line, without line breaks."),
            Some(character) => item.reject(
                ViolationCode::InvalidCharacter,
                format!("Holds the control character U+{:04X}; remove it.", u32::from(character)),
            ),
        }
    }

    fn allows(self, character: char) -> bool {
        match character {
            '\t' => true,
            '\n' => self.lines,
            '\r' => self.returns,
            // Noncharacters and separators that break lines in scripts have no place in content either.
            '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}' => false,
            other => !other.is_control(),
        }
    }
}
