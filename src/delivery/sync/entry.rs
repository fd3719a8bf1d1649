//! One entry of an offline copy, as clients get it.

use serde::Serialize;
use serde_json::value::RawValue;

use super::store::SyncChange;
use crate::content::documents::{ArticleDocument, PhraseDocument, ResourceDocument, TopicDocument};
use crate::content::topic::TopicKind;
use crate::content::{Id, Kind, Locale, Slug, Timestamp};
use crate::db::Error;
use crate::delivery::articles::view::with_current_review;

/// A change to one entity of the copy: replace it, or remove it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SyncEntry {
    /// An article that is new or changed.
    #[serde(rename_all = "camelCase")]
    Article {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// Which article.
        id: Id,
        /// When it changed.
        changed_at: Timestamp,
        /// The article as it is now.
        document: Box<ArticleDocument>,
    },
    /// A phrase that is new or changed.
    #[serde(rename_all = "camelCase")]
    Phrase {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// Which phrase.
        id: Id,
        /// When it changed.
        changed_at: Timestamp,
        /// The phrase as it is now.
        document: Box<PhraseDocument>,
    },
    /// A resource that is new or changed.
    #[serde(rename_all = "camelCase")]
    Resource {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// Which resource.
        id: Id,
        /// When it changed.
        changed_at: Timestamp,
        /// The resource as it is now.
        document: Box<ResourceDocument>,
    },
    /// A topic that is new or changed.
    #[serde(rename_all = "camelCase")]
    Topic {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// Which topic.
        id: Id,
        /// When it changed.
        changed_at: Timestamp,
        /// The topic as it is now.
        document: SyncedTopic,
    },
    /// An entity that was unpublished, or does not match the filter: remove it from the copy if it is there.
    #[serde(rename_all = "camelCase")]
    Tombstone {
        /// The number of the change.
        #[schema(minimum = 1)]
        seq: i64,
        /// The id of the entity.
        id: Id,
        /// When it changed.
        changed_at: Timestamp,
        /// Its kind.
        kind: Kind,
    },
}

/// A topic, named in one locale, without counts: those can be counted in the copy.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncedTopic {
    /// Its lasting name.
    pub id: Id,
    /// What it sorts by.
    pub kind: TopicKind,
    /// Its word in addresses, the same in all locales.
    pub slug: Slug,
    /// Its name in the locale of the copy, or in the default locale where it has no other.
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
    /// When it last changed.
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
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Box<RawValue>>,
}

/// The JSON of an entry.
pub(super) struct EntryJson {
    /// The JSON.
    pub(super) json: String,
    /// The next time at which the state of a review changes it.
    pub(super) review_changes_at: Option<Timestamp>,
}

/// Returns the JSON of a change at `now`.
pub(super) fn entry_json(change: SyncChange, locale: &Locale, now: Timestamp) -> Result<EntryJson, Error> {
    let SyncChange { seq, id, kind, at, document } = change;
    let (document, review_changes_at) = match (kind, document) {
        (_, None) => (None, None),
        (Kind::Article, Some(document)) => {
            let article = with_current_review(document, now)?;
            (Some(article.document), article.review_changes_at)
        }
        (Kind::Topic, Some(document)) => (Some(topic_json(&document, locale)?), None),
        (Kind::Phrase | Kind::Resource, Some(document)) => (Some(document), None),
    };
    let members = EntryMembers {
        entry_type: if document.is_some() { kind.as_str() } else { "tombstone" },
        seq,
        id,
        changed_at: at,
        kind: document.is_none().then_some(kind),
        document: document.map(RawValue::from_string).transpose()?,
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
