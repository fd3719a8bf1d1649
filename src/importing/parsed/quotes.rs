//! Quotation marks and the text between each pair.

/// A quotation, as byte offsets in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// Start of the opening mark.
    pub outer_start: usize,
    /// Start of the quoted words.
    pub start: usize,
    /// End of the quoted words.
    pub end: usize,
    /// End of the closing mark.
    pub outer_end: usize,
}

/// Maximum length of a quotation in bytes. It bounds the search for the closing mark.
const LENGTH_MAX: usize = 1_000;

/// Maximum number of unpaired marks before the search stops.
const UNPAIRED_MAX: usize = 1_000;

/// Returns the quotations of the text, in order. Nested ones are part of the outer one.
pub(super) fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut unpaired = 0;
    while unpaired < UNPAIRED_MAX
        && let Some((start, mark)) = next_opening(text, from)
    {
        let inside = start + mark.len_utf8();
        if let Some((end, length)) = closing(text, inside, mark) {
            found.push(Quote { outer_start: start, start: inside, end, outer_end: end + length });
            from = end + length;
        } else {
            from = inside;
            unpaired += 1;
        }
    }
    found
}

fn next_opening(text: &str, from: usize) -> Option<(usize, char)> {
    let before = |index: usize| text[..index].chars().next_back();
    text[from..].char_indices().map(|(index, mark)| (from + index, mark)).find(|(index, mark)| match mark {
        '“' | '„' | '«' => true,
        // A straight mark opens only at the start of a word.
        '"' => {
            let starts = before(*index).is_none_or(|before| before.is_whitespace() || "([—–:/".contains(before));
            starts && text[index + 1..].starts_with(|next: char| !next.is_whitespace())
        }
        _ => false,
    })
}

fn closing(text: &str, inside: usize, mark: char) -> Option<(usize, usize)> {
    let closers: &[char] = match mark {
        '“' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        _ => &['"'],
    };
    let mut depth = 0_usize;
    for (index, character) in text[inside..].char_indices().take(LENGTH_MAX) {
        if closers.contains(&character) {
            if depth == 0 {
                return Some((inside + index, character.len_utf8()));
            }
            depth -= 1;
        } else if character == mark {
            depth += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::quotes;

    fn words(text: &str) -> Vec<&str> {
        quotes(text).iter().map(|quote| &text[quote.start..quote.end]).collect()
    }

    #[test]
    fn all_kinds_of_quotation_marks_are_paired() {
        assert_eq!(words("a “one” b «two» c \"three\" d „four“"), ["one", "two", "three", "four"]);
    }

    #[test]
    fn unpaired_marks_are_ignored() {
        assert_eq!(words("5\" wide and “open, then \"shut\""), ["shut"]);
    }

    #[test]
    fn a_quotation_inside_another_is_part_of_it() {
        assert_eq!(words("«one «two» three»"), ["one «two» three"]);
    }
}
