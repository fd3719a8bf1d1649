//! The text of the document: JSON with one line for each value that fits, so that it is small and reviewable.

use serde_json::Value;

/// The width of a line in bytes; longer values get lines of their own for their members.
const WIDTH: usize = 120;

/// Returns `value` as text, always the same for the same value.
pub(crate) fn json_text(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

/// Writes `value`, whose line is already indented by `indent` levels.
fn write(value: &Value, indent: usize, text: &mut String) {
    let used = text.len() - text.rfind('\n').map_or(0, |end| end + 1);
    let whole = value.to_string();
    let is_leaf = !value.is_object() && !value.is_array();
    if is_leaf || used + whole.len() <= WIDTH || whole.len() <= 2 {
        text.push_str(&whole);
        return;
    }
    let (open, close, members): (_, _, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(members) => ('{', '}', members.iter().map(|(name, member)| (Some(name), member)).collect()),
        Value::Array(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
        _ => return,
    };
    text.push(open);
    let mut separator = "\n";
    for (name, member) in members {
        text.push_str(separator);
        text.extend(std::iter::repeat_n(' ', indent + 1));
        if let Some(name) = name {
            text.push_str(&Value::from(name.as_str()).to_string());
            text.push(':');
        }
        write(member, indent + 1, text);
        separator = ",\n";
    }
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text.push(close);
}
