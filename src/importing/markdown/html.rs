//! Text extraction from a block of HTML.

/// Returns the paragraphs of text between the tags, without scripts and styles.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut text = String::new();
    // Computed once, so that an unclosed tag does not search the whole rest again (quadratic time).
    let last_end = html.rfind('>').unwrap_or(0);
    let last_comment_end = html.rfind("-->").unwrap_or(0);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let at = html.len() - rest.len();
        let (tag, after) = split_tag(rest, at < last_end, at < last_comment_end);
        let name = name_of(tag);
        match name.as_str() {
            // A less-than character that does not start a tag.
            "" => text.push_str(tag),
            "script" | "style" => rest = after_closing(after, &name),
            "br" => text.push('\n'),
            "a" | "abbr" | "b" | "code" | "em" | "i" | "small" | "span" | "strong" | "sub" | "sup" | "u" | "!" => {}
            _ => text.push_str("\n\n"),
        }
        if !matches!(name.as_str(), "script" | "style") {
            rest = after;
        }
    }
    text.push_str(rest);
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph.lines().map(in_single_spaces).filter(|line| !line.is_empty()).collect();
        decode(&lines.join("\n"))
    });
    paragraphs.filter(|paragraph| !paragraph.trim().is_empty()).collect()
}

fn in_single_spaces(line: &str) -> String {
    line.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Splits off the tag or comment at the start of `source`.
fn split_tag(source: &str, tag_may_end: bool, comment_may_end: bool) -> (&str, &str) {
    // An unclosed comment hides the rest, as in browsers.
    if source.starts_with("<!--") && !comment_may_end {
        return (source, "");
    }
    let starts_tag =
        source[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
    let (closing, may_end) = if source.starts_with("<!--") { ("-->", comment_may_end) } else { (">", tag_may_end) };
    let end = if starts_tag && may_end { source.find(closing) } else { None };
    end.map_or_else(|| source.split_at(1), |end| source.split_at(end + closing.len()))
}

/// Returns the name of a tag, `!` for a comment or declaration, or an empty string if it is not a tag.
fn name_of(tag: &str) -> String {
    let inside = tag[1..].trim_start_matches('/');
    if inside.starts_with(['!', '?']) {
        return "!".to_owned();
    }
    inside.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn after_closing<'s>(source: &'s str, name: &str) -> &'s str {
    let closes = |start: &usize| {
        source.get(start + 2..start + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let Some(start) = source.match_indices("</").map(|(start, _)| start).find(closes) else {
        return "";
    };
    source[start..].find('>').map_or("", |end| &source[start + end + 1..])
}

/// Decodes the most common character references. Others stay as they are.
fn decode(text: &str) -> String {
    let named = [("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}
