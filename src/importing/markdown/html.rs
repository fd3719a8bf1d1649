//! The words of a block of HTML, without its tags.

/// The paragraphs of text that stand between the tags. Scripts and styles are not text.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut text = String::new();
    // Known beforehand, so that no tag looks in vain through all the rest for its end.
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
            // A sign of "less than" that starts no tag.
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

/// The tag or comment that `source` starts with, and what follows it.
fn split_tag(source: &str, tag_may_end: bool, comment_may_end: bool) -> (&str, &str) {
    // A comment without an end hides the rest, as it does in browsers.
    if source.starts_with("<!--") && !comment_may_end {
        return (source, "");
    }
    let starts_tag =
        source[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
    let (closing, may_end) = if source.starts_with("<!--") { ("-->", comment_may_end) } else { (">", tag_may_end) };
    let end = if starts_tag && may_end { source.find(closing) } else { None };
    end.map_or_else(|| source.split_at(1), |end| source.split_at(end + closing.len()))
}

/// The name of a tag; `!` for a comment or declaration; nothing for what is no tag.
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

/// The commonest character references; others stay as they are written.
fn decode(text: &str) -> String {
    let named = [("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}
