//! Metadata in the head of a page.

use serde_json::{Map, Value, json};
use url::Url;

use super::tokens::StartTag;
use crate::importing::text::one_line;

/// Maximum number of metadata members kept per page.
const MEMBERS_MAX: usize = 200;

/// The metadata of a page.
#[derive(Debug, Default)]
pub(in crate::importing) struct PageMetadata {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The other metadata by name; a repeated name has a list.
    pub members: Map<String, Value>,
    /// The language.
    pub language: Option<String>,
    /// The base URL of relative links.
    pub base: Option<Url>,
}

impl PageMetadata {
    /// Collects the metadata of a start tag.
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
