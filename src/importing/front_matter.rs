//! Front matter at the start of a page: YAML between `---`, TOML between `+++`, or JSON.
//!
//! Owns its boundaries and the parsing into fields. Must not know the meaning of the fields. Front matter that cannot be
//! parsed is an error, never text.

use serde_json::{Map, Value};

use super::error::DocumentError;
use super::yaml::read_yaml;

/// The notation of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Yaml,
    Toml,
    Json,
}

/// Splits a page into the fields of its front matter and its body. Line breaks must be line feeds.
pub(super) fn split(text: &str) -> Result<(Value, &str), DocumentError> {
    let start = content_start(text);
    let (line, after) = first_line(&text[start..]);
    let line_number = text[..start].matches('\n').count() as u64 + 1;
    let Some((notation, fences)) = opening_fence(line) else {
        if looks_like_json(&text[start..]) {
            return split_json(&text[start..], line_number);
        }
        return Ok((Value::Object(Map::new()), text));
    };
    // After the first line, three hyphens are a thematic break unless a field follows.
    let is_rule = fences[0] == "---" && line_number > 1 && !starts_with_field(after);
    if is_rule {
        return Ok((Value::Object(Map::new()), text));
    }
    let Some((front, body)) = split_at_fence(after, fences) else {
        return Err(DocumentError::OpenFrontMatter { line: line_number, fence: fences[0] });
    };
    let fields = match notation {
        Notation::Yaml => read_yaml(front, line_number)?,
        Notation::Toml => read_toml(front, line_number)?,
        Notation::Json => serde_json::from_str(front).map_err(|error| DocumentError::Syntax {
            line: error.line() as u64 + line_number,
            reason: format!("the JSON front matter cannot be read: {error}"),
        })?,
    };
    match fields {
        Value::Null => Ok((Value::Object(Map::new()), body)),
        fields @ Value::Object(_) => Ok((fields, body)),
        _ => Err(DocumentError::Shape { line: line_number + 1, expected: "fields, each with its name: \"slug: …\"" }),
    }
}

/// Returns the offset of the first line that is neither blank nor an HTML comment on lines of its own.
fn content_start(text: &str) -> usize {
    let is_blank = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_blank);
        let after_comment =
            trimmed.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")).map(|(_, rest)| rest);
        let after_line = after_comment.filter(|after| first_line(after).0.trim_matches(is_blank).is_empty());
        match after_line {
            Some(after) => rest = after,
            None => break,
        }
    }
    let trimmed = rest.trim_start_matches(is_blank);
    let start = text.len() - trimmed.len();
    // Indentation before the first character is part of its line: it may make a code block.
    let line_start = text[..start].rfind('\n').map_or(0, |index| index + 1);
    let is_indented = text[line_start..start].chars().any(|character| matches!(character, ' ' | '\t'));
    if is_indented { line_start } else { start }
}

fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// Returns the notation that an opening line selects, and the lines that may close it.
fn opening_fence(line: &str) -> Option<(Notation, &'static [&'static str])> {
    let line = line.trim_end();
    let language = line.strip_prefix("---").map(|language| language.trim().to_ascii_lowercase());
    match (language.as_deref(), line) {
        (Some("" | "yaml" | "yml"), _) => Some((Notation::Yaml, &["---", "..."])),
        (Some("toml"), _) => Some((Notation::Toml, &["---"])),
        (Some("json"), _) => Some((Notation::Json, &["---"])),
        (None, "+++") => Some((Notation::Toml, &["+++"])),
        (None, ";;;") => Some((Notation::Json, &[";;;"])),
        _ => None,
    }
}

/// Returns true if the first non-blank line is a name followed by a colon.
fn starts_with_field(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let Some((name, value)) = line.split_once(':') else { return false };
    let is_name = |character: char| character.is_alphanumeric() || " _-.\"'".contains(character);
    let starts_well = name.starts_with(|first: char| first.is_alphabetic() || "_\"'".contains(first));
    starts_well && name.len() <= 80 && name.chars().all(is_name) && (value.is_empty() || value.starts_with([' ', '\t']))
}

fn split_at_fence<'t>(text: &'t str, fences: &[&str]) -> Option<(&'t str, &'t str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if fences.contains(&line.trim_end()) {
            return Some((&text[..start], &text[start + line.len()..]));
        }
        start += line.len();
    }
    None
}

fn read_toml(front: &str, lines_before: u64) -> Result<Value, DocumentError> {
    let table = front.parse::<toml::Table>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(front.len());
        let lines = memchr::memchr_iter(b'\n', &front.as_bytes()[..at]).count() as u64 + 1;
        let reason = format!("the TOML front matter cannot be read: {}", error.message());
        DocumentError::Syntax { line: lines + lines_before, reason }
    })?;
    Ok(to_json(toml::Value::Table(table)))
}

/// Converts a TOML value to JSON; dates and times become strings.
fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        toml::Value::Table(members) => members.into_iter().map(|(name, value)| (name, to_json(value))).collect(),
    }
}

/// Returns true if a page starts with a JSON object. Templates and attributes start with other characters.
fn looks_like_json(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|inside| {
        let line = first_line(inside).0.trim();
        line.is_empty() || line == "}" || line.starts_with('"')
    })
}

fn split_json(text: &str, line_number: u64) -> Result<(Value, &str), DocumentError> {
    let mut objects = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let fail = |line: u64, reason: String| DocumentError::Syntax {
        line: line + line_number - 1,
        reason: format!("the JSON front matter cannot be read: {reason}"),
    };
    let fields = match objects.next() {
        Some(Ok(fields)) => fields,
        Some(Err(error)) => return Err(fail(error.line() as u64, error.to_string())),
        None => return Err(fail(1, "it is empty".to_owned())),
    };
    let body = &text[objects.byte_offset()..];
    let (line, after) = first_line(body);
    if !line.trim().is_empty() {
        let lines = text[..text.len() - body.len()].matches('\n').count() as u64 + 1;
        return Err(fail(lines, "the text must start on a line of its own after it".to_owned()));
    }
    Ok((Value::Object(fields), after))
}

#[cfg(test)]
mod tests {
    use super::split;

    fn read(text: &str) -> Option<(String, String)> {
        split(text).ok().map(|(fields, body)| (fields.to_string(), body.to_owned()))
    }

    fn parts(fields: &str, body: &str) -> (String, String) {
        (fields.to_owned(), body.to_owned())
    }

    #[test]
    fn front_matter_is_read_in_each_notation() {
        for text in [
            "---\na: b\n---\nWords.",
            "--- \na: b\n...\nWords.",
            "\u{feff}\n\n---\na: b\n---\nWords.",
            "<!-- lint off -->\n---yaml\na: b\n---\nWords.",
            "+++\na = \"b\"\n+++\nWords.",
            "---toml\na = \"b\"\n---\nWords.",
            "{\"a\": \"b\"}\nWords.",
            "\n{\n  \"a\": \"b\"\n}\nWords.",
            ";;;\n{\"a\": \"b\"}\n;;;\nWords.",
        ] {
            assert_eq!(read(text).unwrap_or_default(), parts("{\"a\":\"b\"}", "Words."), "{text}");
        }
        assert_eq!(read("+++\nd = 2099-01-02\n+++\n").unwrap_or_default(), parts("{\"d\":\"2099-01-02\"}", ""));
        assert_eq!(read("{}").unwrap_or_default(), parts("{}", ""));
    }

    #[test]
    fn text_that_is_no_front_matter_stays_text() {
        for text in [
            "Words.",
            "{{< note >}}\nWords.",
            "{% if a %}",
            "{: .lead}",
            "\n---\nWords.\n\n---\n",
            "    {\"a\": 1}\n",
            "{}s",
        ] {
            assert_eq!(read(text).unwrap_or_default(), parts("{}", text), "{text}");
        }
    }

    #[test]
    fn front_matter_that_cannot_be_read_is_refused_with_its_line() {
        for (text, line) in [
            ("---\na: b\n", "line 1: "),
            ("\n---\na: b\nWords.", "line 2: "),
            ("---\n- a\n---\n", "line 2: "),
            ("+++\na = 1\nb = \n+++\n", "line 3: "),
            ("+++\na = 1\n", "line 1: "),
            ("{\n\"a\": b\n}\n", "line 2: "),
            ("{\"a\": 1} Words.", "line 1: "),
            (";;;\n{\n}}\n;;;\n", "line 3: "),
        ] {
            let message = split(text).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(message.starts_with(line), "{text:?}: {message}");
        }
    }
}
