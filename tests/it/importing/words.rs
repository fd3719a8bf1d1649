//! The words of a text, and those of the entities read from it.

use cairn::importing::ConvertedEntity;
use serde_json::Value;

/// Returns the words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Collects all text anywhere in a value.
pub(super) fn texts_of(value: &Value, found: &mut String) {
    match value {
        Value::String(text) => {
            found.push_str(text);
            found.push(' ');
        }
        Value::Array(items) => {
            // The words of one paragraph may be in several spans.
            let spans = items.iter().all(|item| item.get("_type").is_some_and(|kind| kind == "span"));
            for item in items {
                match item.get("text").filter(|_| spans) {
                    Some(text) => found.push_str(text.as_str().unwrap()),
                    None => texts_of(item, found),
                }
            }
            found.push(' ');
        }
        Value::Object(members) => members.values().for_each(|value| texts_of(value, found)),
        _ => {}
    }
}

/// Asserts that each of the words is in the entities or in a note.
pub(super) fn assert_kept(wanted: &[String], entities: &[ConvertedEntity], notes: &str, text: &str) {
    let mut found = String::from(notes);
    for entity in entities {
        found.push('\n');
        texts_of(&Value::Object(entity.fields.clone()), &mut found);
    }
    let kept: std::collections::HashSet<String> = words(&found).into_iter().collect();
    // Adjacent words in the source may become one word.
    let is_number = |word: &String| word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    // List numbers are generated, and so is the bullet that Word writes as this letter.
    let is_sign = |word: &String| is_number(word) || word == "o";
    let is_kept =
        |word: &&String| is_sign(word) || kept.contains(*word) || (word.starts_with('w') && found.contains(*word));
    let lost: Vec<&String> = wanted.iter().filter(|word| !is_kept(word)).collect();
    assert!(lost.is_empty(), "lost {lost:?} of {text:?}\nnotes: {notes}\nkept: {found}");
}
