//! Escaping of text: characters with a meaning in Markdown get a backslash, and white space that would be trimmed
//! becomes a character reference.

/// The position of a text, as far as it affects escaping.
#[derive(Debug, Clone, Copy)]
pub(super) struct EscapeContext {
    /// Set at the start of a line.
    pub(super) at_line_start: bool,
    /// Set in a heading, where `#` and `}` at the end have a meaning.
    pub(super) in_heading: bool,
    /// Set before the `[` of a link.
    pub(super) before_link: bool,
}

/// Writes `text`, which contains no line feed.
pub(super) fn escape(text: &str, context: EscapeContext, out: &mut String) {
    let mut rest = text;
    if context.at_line_start {
        rest = escape_line_start(text, out);
    }
    let mut before = text[..text.len() - rest.len()].chars().next_back();
    for (index, character) in rest.char_indices() {
        let after = &rest[index + character.len_utf8()..];
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            // Between letters an underscore has no meaning, and names_like_this stay readable.
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)),
            '&' => is_reference(after),
            '!' => after.is_empty() && context.before_link,
            '#' | '}' => context.in_heading,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

/// Writes the characters that have a meaning only at the start of a line, and returns the rest.
fn escape_line_start<'t>(text: &'t str, out: &mut String) -> &'t str {
    let Some(first) = text.chars().next() else {
        return text;
    };
    let after = &text[first.len_utf8()..];
    match first {
        ' ' | '\t' => {
            out.push_str(reference(first));
            return after;
        }
        '#' | '>' | '|' | '=' => out.push('\\'),
        '-' | '+' | ':' if !after.starts_with(char::is_alphanumeric) => out.push('\\'),
        '0'..='9' => return escape_number(text, out),
        _ => return text,
    }
    out.push(first);
    after
}

/// `1. ` would start a list.
fn escape_number<'t>(text: &'t str, out: &mut String) -> &'t str {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let after = &text[digits..];
    let mut sign_and_rest = after.chars();
    let is_sign = matches!(sign_and_rest.next(), Some('.' | ')'));
    if !is_sign || sign_and_rest.next().is_some_and(|character| !character.is_whitespace()) {
        return text;
    }
    out.push_str(&text[..digits]);
    out.push('\\');
    out.push_str(&after[..1]);
    &after[1..]
}

/// Returns true if an ampersand before `after` would start a character reference.
pub(super) fn is_reference(after: &str) -> bool {
    let name = after.trim_start_matches(|character: char| character == '#' || character.is_ascii_alphanumeric());
    name.len() < after.len() && name.starts_with(';')
}

/// Returns white space as a character reference, which is never trimmed.
pub(super) fn reference(white_space: char) -> &'static str {
    if white_space == '\t' { "&#9;" } else { "&#32;" }
}
