//! What the head of a page says of it.

use url::Url;

use super::tokens::StartTag;
use crate::content::Timestamp;
use crate::importing::manuscript::one_line;
use crate::importing::moments::moment;

/// What the head of a page says of it.
#[derive(Debug, Default)]
pub(in crate::importing) struct Head {
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The language it is written in.
    pub language: Option<String>,
    /// The address that others in it start from.
    pub base: Option<Url>,
}

impl Head {
    /// Takes what an element says.
    pub(super) fn take(&mut self, tag: &StartTag<'_>) {
        let value = |name: &str| tag.attribute(name).map(one_line).filter(|value| !value.is_empty());
        match tag.name {
            "html" | "body" => self.language = self.language.take().or_else(|| value("lang")),
            "base" => self.base = value("href").and_then(|href| Url::parse(&href).ok()).or_else(|| self.base.take()),
            "link" if tag.says("rel", "canonical") && self.base.is_none() => {
                self.base = value("href").and_then(|href| Url::parse(&href).ok());
            }
            "meta" => {
                let name = value("name").or_else(|| value("property")).unwrap_or_default().to_lowercase();
                let Some(content) = value("content") else { return };
                match name.as_str() {
                    "description" => self.description = Some(content),
                    "og:description" | "twitter:description" => {
                        self.description.get_or_insert(content);
                    }
                    "author" => self.author = Some(content),
                    "article:published_time" | "date" | "dc.date" => self.published = moment(&content),
                    "og:title" => {
                        self.title.get_or_insert(content);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
