//! Inline content of plain text: bold lead-ins before a colon, and links.

use crate::content::link::check_href;
use crate::importing::parsed::{MarkSet, ParsedDocument};

const LEAD_CHARACTERS_MAX: usize = 60;
const LEAD_WORDS_MAX: usize = 8;

/// Adds a line to the open block. In a list item, the lead-in before a colon becomes bold.
pub(super) fn push(parsed: &mut ParsedDocument, line: u64, text: &str, is_item: bool) {
    let lead = if is_item { lead_in(text) } else { 0 };
    if lead > 0 {
        parsed.push(line, &text[..lead], MarkSet::STRONG, None);
    }
    let mut rest = &text[lead..];
    while let Some(FoundAddress { start, length, url }) = next_address(rest) {
        parsed.push(line, &rest[..start], MarkSet::NONE, None);
        let target = parsed.add_link(url);
        parsed.push(line, &rest[start..start + length], MarkSet::NONE, Some(target));
        rest = &rest[start + length..];
    }
    parsed.push(line, rest, MarkSet::NONE, None);
}

/// Returns the length of the lead-in with its colon in bytes, or 0 if there is none.
fn lead_in(text: &str) -> usize {
    let Some(colon) = text.find(':') else { return 0 };
    let lead = &text[..colon];
    let short =
        lead.chars().count() <= LEAD_CHARACTERS_MAX && (1..=LEAD_WORDS_MAX).contains(&lead.split_whitespace().count());
    let is_words = lead.chars().any(char::is_alphabetic) && !lead.contains(['.', '!', '?', '“', '"', '«', ';']);
    let parted = text[colon + 1..].starts_with(char::is_whitespace);
    if short && is_words && parted { colon + 1 } else { 0 }
}

/// A URL or e-mail address in a line.
struct FoundAddress {
    start: usize,
    length: usize,
    url: String,
}

/// Finds the next URL or e-mail address.
fn next_address(text: &str) -> Option<FoundAddress> {
    let mut from = 0;
    while let Some(start) = text[from..].find(|character: char| !character.is_whitespace()).map(|start| from + start) {
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
        let opened = text[start..end].len() - text[start..end].trim_start_matches(['(', '<', '[', '“', '"']).len();
        let word =
            text[start + opened..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '>', ']', '”', '"', '…']);
        if let Some(url) = address_of(word) {
            return Some(FoundAddress { start: start + opened, length: word.len(), url });
        }
        from = end;
    }
    None
}

fn address_of(word: &str) -> Option<String> {
    let on_the_web = ["https://", "http://"].iter().any(|scheme| word.len() > scheme.len() && word.starts_with(scheme));
    let address = if on_the_web {
        word.to_owned()
    } else if word.starts_with("www.") && word.matches('.').count() > 1 {
        format!("https://{word}")
    } else {
        let (name, host) = word.split_once('@')?;
        let plain =
            |text: &str| text.chars().all(|character| character.is_ascii_alphanumeric() || ".-_+".contains(character));
        let is_mail = !name.is_empty() && plain(name) && plain(host) && host.contains('.') && !host.starts_with('.');
        is_mail.then(|| format!("mailto:{word}"))?
    };
    check_href(&address).is_ok().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::{lead_in, next_address};

    #[test]
    fn a_lead_in_is_a_few_words_before_a_colon() {
        assert_eq!(lead_in("Stay calm: anger makes it worse"), 10);
        assert_eq!(lead_in("Denial and fear: x"), 16);
        for text in
            ["At 10:30 we talk", "See https://example.org", "He left. Then: silence", "no colon", ": nothing before"]
        {
            assert_eq!(lead_in(text), 0, "{text}");
        }
    }

    #[test]
    fn addresses_are_found_without_the_signs_around_them() {
        let address = |text: &str| {
            next_address(text).map(|found| (text[found.start..found.start + found.length].to_owned(), found.url))
        };
        assert_eq!(
            address("Look (https://example.org/a_b). There"),
            Some(("https://example.org/a_b".to_owned(), "https://example.org/a_b".to_owned()))
        );
        assert_eq!(
            address("write to help@example.org."),
            Some(("help@example.org".to_owned(), "mailto:help@example.org".to_owned()))
        );
        assert_eq!(address("at www.example.org, now").map(|found| found.1), Some("https://www.example.org".to_owned()));
        assert_eq!(address("not@this and @that or javascript://x"), None);
    }
}
