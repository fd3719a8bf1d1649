//! The JSON of an entry of an offline copy.

use serde::Serialize;
use serde_json::value::RawValue;

use super::store::{SyncChange, SyncState};
use super::tombstone::{Removal, TombstoneReason};
use crate::content::documents::{ArticleDocument, PhraseDocument, ResourceDocument, TopicDocument};
use crate::content::{Id, Kind, Locale, Slug, Timestamp, topic::TopicKind};
use crate::db::Error;
use crate::delivery::articles::view::with_current_review;

/// A change to one entity of the copy: replace or remove the entity.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SyncEntry {
    /// A new or changed article.
    #[serde(rename_all = "camelCase")]
    Article {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the article.
        id: Id,
        /// The time of the change.
        changed_at: Timestamp,
        /// The current document of the article.
        document: Box<ArticleDocument>,
    },
    /// A new or changed phrase.
    #[serde(rename_all = "camelCase")]
    Phrase {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the phrase.
        id: Id,
        /// The time of the change.
        changed_at: Timestamp,
        /// The current document of the phrase.
        document: Box<PhraseDocument>,
    },
    /// A new or changed resource.
    #[serde(rename_all = "camelCase")]
    Resource {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the resource.
        id: Id,
        /// The time of the change.
        changed_at: Timestamp,
        /// The current document of the resource.
        document: Box<ResourceDocument>,
    },
    /// A new or changed topic.
    #[serde(rename_all = "camelCase")]
    Topic {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the topic.
        id: Id,
        /// The time of the change.
        changed_at: Timestamp,
        /// The current state of the topic.
        document: SyncedTopic,
    },
    /// An entity that was unpublished or does not match the filter. Remove it from the copy, if it is there.
    #[serde(rename_all = "camelCase")]
    Tombstone {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the entity.
        id: Id,
        /// The time of the change.
        changed_at: Timestamp,
        /// The kind of the entity.
        kind: Kind,
        /// The reason why the copy must not have the entity.
        reason: TombstoneReason,
        /// The explanation for readers, if the entity was unpublished with one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        explanation: Option<String>,
        /// The URL to read instead, at the time of this response, if the entity was unpublished with an alternative.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false, format = "uri-reference")]
        url: Option<String>,
    },
}

/// A topic with its name in one locale. It has no counts, because clients can count in their copy.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncedTopic {
    /// The id, which never changes.
    pub id: Id,
    /// The kind of the topic.
    pub kind: TopicKind,
    /// The name in URLs, the same in all locales.
    pub slug: Slug,
    /// The name in the locale of the copy, or in the default locale if it is not translated.
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
    /// The time of the last change.
    pub updated_at: Timestamp,
}

/// The members of an entry.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryMembers {
    #[serde(rename = "type")]
    entry_type: &'static str,
    seq: i64,
    id: Id,
    changed_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Box<RawValue>>,
    #[serde(flatten)]
    removal: Option<RemovalMembers>,
}

/// The members that only tombstones have.
#[derive(Serialize)]
struct RemovalMembers {
    kind: Kind,
    #[serde(flatten)]
    removal: Removal,
}

/// The JSON of an entry.
pub(super) struct EntryJson {
    pub(super) json: String,
    /// The next time at which the state of a review changes the JSON.
    pub(super) review_changes_at: Option<Timestamp>,
}

/// Returns the JSON of a change at `now`.
pub(super) fn entry_json(change: SyncChange, locale: &Locale, now: Timestamp) -> Result<EntryJson, Error> {
    let SyncChange { seq, id, kind, at, state } = change;
    let mut review_changes_at = None;
    let (document, removal) = match (kind, state) {
        (_, SyncState::Removed(removal)) => (None, Some(RemovalMembers { kind, removal })),
        (Kind::Article, SyncState::Present(document)) => {
            let article = with_current_review(document, now)?;
            review_changes_at = article.review_changes_at;
            (Some(article.document), None)
        }
        (Kind::Topic, SyncState::Present(document)) => (Some(topic_json(&document, locale)?), None),
        (Kind::Phrase | Kind::Resource, SyncState::Present(document)) => (Some(document), None),
    };
    let members = EntryMembers {
        entry_type: if removal.is_some() { "tombstone" } else { kind.as_str() },
        seq,
        id,
        changed_at: at,
        document: document.map(RawValue::from_string).transpose()?,
        removal,
    };
    Ok(EntryJson { json: serde_json::to_string(&members)?, review_changes_at })
}

fn topic_json(document: &str, locale: &Locale) -> Result<String, Error> {
    let TopicDocument { id, topic, updated_at, .. } = serde_json::from_str(document)?;
    let (name, description) = topic.in_locale(locale);
    Ok(serde_json::to_string(&SyncedTopic {
        id,
        kind: topic.kind,
        slug: topic.slug.clone(),
        name: name.to_owned(),
        description: description.map(str::to_owned),
        parent_id: topic.parent_id,
        updated_at,
    })?)
}
