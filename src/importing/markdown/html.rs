//! The words of a block of HTML, without its tags.

/// The paragraphs of text that stand between the tags. Scripts and styles are not text.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let (tag, after) = split_tag(rest);
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
fn split_tag(source: &str) -> (&str, &str) {
    let starts_tag =
        source[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
    let closing = if source.starts_with("<!--") { "-->" } else { ">" };
    let end = if starts_tag { source.find(closing) } else { None };
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
