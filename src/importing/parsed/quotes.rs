//! Quotation marks: where words stand between a pair of them.

/// Words between quotation marks, as bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// Where the opening sign starts.
    pub outer_start: usize,
    /// Where the words start.
    pub start: usize,
    /// Where the words end.
    pub end: usize,
    /// Where the closing sign ends.
    pub outer_end: usize,
}

/// A quotation longer than this is not looked for, so that a sign without its partner costs little.
const LENGTH_MAX: usize = 1_000;

/// After so many signs without a partner no more are looked for.
const UNPAIRED_MAX: usize = 1_000;

/// All quotations of the text, in their order; those inside others are part of the outer ones.
pub(super) fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut unpaired = 0;
    while unpaired < UNPAIRED_MAX
        && let Some((start, sign)) = next_opening(text, from)
    {
        let inside = start + sign.len_utf8();
        if let Some((end, length)) = closing(text, inside, sign) {
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
    text[from..].char_indices().map(|(index, sign)| (from + index, sign)).find(|(index, sign)| match sign {
        '“' | '„' | '«' => true,
        // A straight sign opens only where a word begins.
        '"' => {
            let starts = before(*index).is_none_or(|before| before.is_whitespace() || "([—–:/".contains(before));
            starts && text[index + 1..].starts_with(|next: char| !next.is_whitespace())
        }
        _ => false,
    })
}

fn closing(text: &str, inside: usize, sign: char) -> Option<(usize, usize)> {
    let closers: &[char] = match sign {
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
        } else if character == sign {
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
    fn pairs_of_all_sorts_are_found() {
        assert_eq!(words("a “one” b «two» c \"three\" d „four“"), ["one", "two", "three", "four"]);
    }

    #[test]
    fn what_has_no_partner_is_no_quotation() {
        assert_eq!(words("5\" wide and “open, then \"shut\""), ["shut"]);
    }

    #[test]
    fn a_quotation_inside_another_is_part_of_it() {
        assert_eq!(words("«one «two» three»"), ["one «two» three"]);
    }
}
