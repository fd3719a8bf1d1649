//! What the head of a page says of it.

use serde_json::{Map, Value, json};
use url::Url;

use super::tokens::StartTag;
use crate::importing::text::one_line;

/// More than this is not remembered of what a page says.
const MEMBERS_MAX: usize = 200;

/// What the head of a page says of it.
#[derive(Debug, Default)]
pub(in crate::importing) struct PageMetadata {
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The other metadata, by name: a list where a name occurs twice.
    pub members: Map<String, Value>,
    /// The language it is written in.
    pub language: Option<String>,
    /// The address that others in it start from.
    pub base: Option<Url>,
}

impl PageMetadata {
    /// Takes what an element says.
    pub(super) fn take(&mut self, tag: &StartTag<'_>) {
        let value = |name: &str| tag.attribute(name).map(one_line).filter(|value| !value.is_empty());
        match tag.name {
            "html" | "body" => self.language = self.language.take().or_else(|| value("lang")),
            "base" => self.base = value("href").and_then(|href| Url::parse(&href).ok()).or_else(|| self.base.take()),
            "link" if tag.has_value("rel", "canonical") && self.base.is_none() => {
                self.base = value("href").and_then(|href| Url::parse(&href).ok());
            }
            "meta" => {
                let name = value("name").or_else(|| value("property")).or_else(|| value("itemprop"));
                let name = name.unwrap_or_default().to_lowercase();
                let Some(content) = value("content") else { return };
                self.remember(&name, &content);
                match name.as_str() {
                    "description" => self.description = Some(content),
                    "og:description" | "twitter:description" => {
                        self.description.get_or_insert(content);
                    }
                    "author" => self.author = Some(content),
                    "og:title" => {
                        self.title.get_or_insert(content);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    fn remember(&mut self, name: &str, content: &str) {
        if self.members.len() >= MEMBERS_MAX {
            return;
        }
        match self.members.get_mut(name) {
            Some(Value::Array(several)) if several.len() < MEMBERS_MAX => several.push(json!(content)),
            Some(Value::String(first)) if first != content => {
                let several = json!([first.clone(), content]);
                self.members.insert(name.to_owned(), several);
            }
            Some(_) => {}
            None => {
                self.members.insert(name.to_owned(), json!(content));
            }
        }
    }
}
