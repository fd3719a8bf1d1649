//! Shortcodes: markup of WordPress plugins in square brackets.

use std::collections::HashSet;

use crate::importing::parsed::Notes;
use crate::importing::text::{LineCounter, abbreviate};

/// Names that are shortcodes even without attributes or an end tag.
const KNOWN: &[&str] = &["gallery", "caption", "embed", "audio", "video", "playlist", "wp_caption", "contact-form-7"];

/// Removes the shortcodes from a text, with notes. The text between start and end tags stays.
pub(super) fn strip<'t>(text: &'t str, notes: &mut Notes) -> std::borrow::Cow<'t, str> {
    let ended: HashSet<&str> = text.match_indices("[/").filter_map(|(at, _)| name_of(&text[at + 2..])).collect();
    let mut kept = String::new();
    let mut from = 0;
    let mut line_counter = LineCounter::new(text, 1);
    for (at, _) in text.match_indices('[') {
        if at < from {
            continue;
        }
        let Some(Shortcode { length, is_end }) = shortcode(&text[at..], &ended) else { continue };
        kept.push_str(&text[from..at]);
        from = at + length;
        let line = line_counter.line_at(at) as u64;
        if !is_end {
            let shortcode = abbreviate(&text[at..from]);
            notes.add(line, format!("The shortcode {shortcode} was left out; the text in it stays."));
        }
    }
    if from == 0 {
        return text.into();
    }
    kept.push_str(&text[from..]);
    kept.into()
}

/// A shortcode in a text.
struct Shortcode {
    length: usize,
    /// True for an end tag such as `[/caption]`.
    is_end: bool,
}

/// Parses the shortcode at the start of the text.
fn shortcode(text: &str, ended: &HashSet<&str>) -> Option<Shortcode> {
    const LENGTH_MAX: usize = 2_000;
    let inside = text.strip_prefix('[')?;
    let (inside, is_end) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let name = name_of(inside)?;
    let end = text
        .bytes()
        .take(LENGTH_MAX)
        .position(|byte| matches!(byte, b']' | b'\n'))
        .filter(|end| text.as_bytes()[*end] == b']')?;
    // This is the text of a Markdown link, or an escaped shortcode in doubled brackets.
    if text[end + 1..].starts_with(['(', ']']) {
        return None;
    }
    let rest = inside.get(name.len()..end - (text.len() - inside.len()))?;
    let has_attributes = rest.contains('=');
    let fits = rest.is_empty() || rest.starts_with([' ', '/']);
    (fits && (has_attributes || ended.contains(name) || KNOWN.contains(&name)))
        .then_some(Shortcode { length: end + 1, is_end })
}

fn name_of(text: &str) -> Option<&str> {
    let length = text
        .bytes()
        .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
        .count();
    let name = &text[..length];
    name.starts_with(|first: char| first.is_ascii_lowercase()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::strip;
    use crate::importing::parsed::Notes;

    #[test]
    fn shortcodes_are_removed_and_bracketed_words_kept() {
        let mut notes = Notes::default();
        let text = "He said [sic] so.\n[caption id=\"x\"]<img>A cat[/caption]\n[gallery ids=\"1,2\"] [[shown]] [read](x) [a b]";
        assert_eq!(strip(text, &mut notes), "He said [sic] so.\n<img>A cat\n [[shown]] [read](x) [a b]");
        let notes = notes.into_list();
        assert_eq!(notes.iter().map(|note| note.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
    }
}
