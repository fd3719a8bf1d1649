//! A topic as clients get it.

use serde::Serialize;

use crate::content::documents::TopicDocument;
use crate::content::topic::TopicKind;
use crate::content::{Id, Locale, Slug, Timestamp};
use crate::db::Error;

/// The number of published entities that have a topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TopicCounts {
    /// Articles.
    #[schema(minimum = 0)]
    pub articles: i64,
    /// Phrases.
    #[schema(minimum = 0)]
    pub phrases: i64,
    /// Resources.
    #[schema(minimum = 0)]
    pub resources: i64,
}

/// A topic, named in one locale.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Topic)]
pub struct TopicView {
    /// Its lasting name.
    pub id: Id,
    /// What it sorts by.
    pub kind: TopicKind,
    /// Its word in addresses, the same in all locales.
    pub slug: Slug,
    /// Its name in the locale asked for, or in the default locale where it has no other.
    #[schema(example = "Boundaries")]
    pub name: String,
    /// What it covers, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The wider topic it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Id>,
    /// The number of published entities that have it; with `locale`, only those in that locale.
    pub counts: TopicCounts,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The JSON of a topic in `locale`.
pub(super) fn topic_json(document: &str, counts: TopicCounts, locale: &Locale) -> Result<String, Error> {
    let TopicDocument { id, topic, updated_at, .. } = serde_json::from_str(document)?;
    let (name, description) = topic.in_locale(locale);
    let view = TopicView {
        id,
        kind: topic.kind,
        slug: topic.slug.clone(),
        name: name.to_owned(),
        description: description.map(str::to_owned),
        parent_id: topic.parent_id,
        counts,
        updated_at,
    };
    Ok(serde_json::to_string(&view)?)
}
