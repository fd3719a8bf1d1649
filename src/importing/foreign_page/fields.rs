//! The front matter fields of a foreign page.

use serde_json::{Map, Value, json};

use crate::content::credit::CREDITS_MAX;
use crate::content::shared_fields::TOPICS_MAX;
use crate::content::{Locale, Slug};
use crate::importing::publication::Publication;
use crate::importing::text::{one_line, truncate_at_word};

const TITLE_MAX: usize = 200;
const NAME_MAX: usize = 100;
const VALUE_SHOWN_MAX: usize = 80;

/// A topic that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTopic {
    /// The slug, made from the name.
    pub slug: Slug,
    /// The name.
    pub name: String,
}

/// The front matter that has not been interpreted yet, and the notes about it.
pub(super) struct FrontMatterFields {
    pub(super) rest: Map<String, Value>,
    pub(super) notes: Vec<String>,
}

impl FrontMatterFields {
    /// Removes and returns the first of the given members that is text.
    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        let name = names.iter().find(|name| self.rest.get(**name).is_some_and(|value| scalar_text(value).is_some()))?;
        let text = self.rest.shift_remove(*name).as_ref().and_then(scalar_text)?;
        Some(text).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn locale(&mut self) -> Option<Locale> {
        let name = ["locale", "lang", "language"].into_iter().find(|name| {
            self.rest.get(*name).and_then(Value::as_str).is_some_and(|tag| tag.parse::<Locale>().is_ok())
        })?;
        self.rest.shift_remove(name)?.as_str()?.parse().ok()
    }

    /// Reads the members about publication, and removes those that need no other note.
    pub(super) fn publication(&mut self) -> Publication {
        let publication = Publication::from_metadata(&self.rest);
        self.rest.retain(|name, _| !publication.understood.contains(name));
        publication
    }

    pub(super) fn topics(&mut self) -> Vec<PageTopic> {
        let mut topics: Vec<PageTopic> = Vec::new();
        for member in ["topics", "tags", "categories", "category"] {
            if !self.rest.get(member).is_some_and(|value| value.is_string() || is_list_of_text(value)) {
                continue;
            }
            for name in self.rest.shift_remove(member).iter().flat_map(list_of_text) {
                let name = shorten_line(&name, NAME_MAX);
                match Slug::from_heading(&name) {
                    Some(slug) if topics.iter().any(|other| other.slug == slug) => {}
                    Some(slug) if topics.len() < TOPICS_MAX => topics.push(PageTopic { slug, name }),
                    _ => self.notes.push(format!("\"{name}\" of \"{member}\" was left out.")),
                }
            }
        }
        topics
    }

    pub(super) fn authors(&mut self) -> Vec<Value> {
        let mut authors: Vec<Value> = Vec::new();
        for member in ["authors", "author"] {
            let Some(value) = self.rest.get(member) else { continue };
            let several = match value {
                Value::Array(several) => several.clone(),
                one => vec![one.clone()],
            };
            let credit = |value: &Value| {
                let name = value.as_str().or_else(|| value.get("name")?.as_str())?;
                let name = shorten_line(name, TITLE_MAX);
                (!name.is_empty()).then(|| match value.get("credential").and_then(Value::as_str) {
                    Some(credential) => json!({"name": name, "credential": shorten_line(credential, TITLE_MAX)}),
                    None => json!({"name": name}),
                })
            };
            let credits: Option<Vec<Value>> = several.iter().map(credit).collect();
            if let Some(credits) = credits.filter(|credits| authors.len() + credits.len() <= CREDITS_MAX) {
                authors.extend(credits);
                self.rest.shift_remove(member);
            }
        }
        authors
    }

    /// Returns the text on one line, truncated with a note if it is too long.
    pub(super) fn fit(&mut self, field: &str, text: &str, max: usize) -> String {
        let fitting = shorten_line(text, max);
        if fitting.ends_with('…') && !text.trim_end().ends_with('…') {
            self.notes.push(format!("The {field} was too long and was cut: \"{}\".", text.trim()));
        }
        fitting
    }

    /// Returns the notes, with one for each field that was not interpreted.
    pub(super) fn finish(mut self) -> Vec<String> {
        for (name, value) in &self.rest {
            let value = shorten_line(&value.to_string(), VALUE_SHOWN_MAX);
            self.notes.push(format!("The field \"{name}\" of the front matter was left out: {value}"));
        }
        self.notes
    }
}

pub(super) fn is_list_of_text(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

pub(super) fn is_list_of_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
}

/// Converts a scalar value to text.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Parses a list of text, or comma-separated text.
fn list_of_text(value: &Value) -> Vec<String> {
    let items: Vec<&str> = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.split(',').collect(),
        _ => Vec::new(),
    };
    items.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Returns the text on one line, truncated between words if it has more than `max` characters.
pub(super) fn shorten_line(text: &str, max: usize) -> String {
    let line = one_line(text);
    if truncate_at_word(&line, max).1.is_empty() {
        return line;
    }
    let (beginning, _) = truncate_at_word(&line, max.saturating_sub(1));
    format!("{}…", beginning.trim_end_matches([' ', ',', ';', ':', '.']))
}
