//! The JSON of a topic in responses.

use serde::Serialize;

use crate::content::{Id, Locale, Slug, Timestamp, documents::TopicDocument, topic::TopicKind};
use crate::db::Error;

/// The number of published entities that have a topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TopicCounts {
    /// The number of articles.
    #[schema(minimum = 0)]
    pub articles: i64,
    /// The number of phrases.
    #[schema(minimum = 0)]
    pub phrases: i64,
    /// The number of resources.
    #[schema(minimum = 0)]
    pub resources: i64,
}

/// A topic with its name in one locale.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Topic)]
pub struct TopicView {
    /// The id, which never changes.
    pub id: Id,
    /// The kind of the topic.
    pub kind: TopicKind,
    /// The name in URLs, the same in all locales.
    pub slug: Slug,
    /// The name in the requested locale, or in the default locale if it is not translated.
    #[schema(example = "Boundaries")]
    pub name: String,
    /// The description, in one or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The id of the parent topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Id>,
    /// The number of published entities that have it; with `locale`, only those in that locale.
    pub counts: TopicCounts,
    /// The time of the last change.
    pub updated_at: Timestamp,
}

/// Returns the JSON of a topic in `locale`.
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
