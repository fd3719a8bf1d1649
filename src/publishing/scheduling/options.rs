//! The options of a publish or an unpublish, as stored in a schedule.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{Id, Unpublishing};
use crate::db::Error;
use crate::publishing::options::{ChangeNote, IncludeReferences, PublishOptions};
use crate::working_copies::{WorkingCopy, revisions};

/// The stored options of a publish.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredPublishOptions {
    #[serde(default)]
    include_references: bool,
    /// The digest of the content of each included entity at the time of the decision. Earlier versions stored none:
    /// their schedules include no entity.
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    included: HashMap<Id, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change_note: Option<String>,
    #[serde(default)]
    major: bool,
}

/// Serializes the options of a publish. `included` contains all entities that are published with it, with their current
/// content.
pub(super) fn serialize_publish_options<'c>(
    options: &PublishOptions,
    included: impl Iterator<Item = &'c WorkingCopy>,
) -> Result<Value, Error> {
    let include_references = options.include_references != IncludeReferences::None;
    let included = included
        .filter(|_| include_references)
        .map(|copy| Ok((copy.head.id, revisions::digest(&copy.content)?)))
        .collect::<Result<_, Error>>()?;
    let stored = StoredPublishOptions {
        include_references,
        included,
        change_note: options.note.text.clone(),
        major: options.note.major,
    };
    Ok(serde_json::to_value(stored)?)
}

/// Parses the stored options of a publish.
pub fn parse_publish_options(options: &Value) -> Result<PublishOptions, Error> {
    let stored: StoredPublishOptions = serde_json::from_value(options.clone())?;
    Ok(PublishOptions {
        include_references: if stored.include_references {
            IncludeReferences::Exactly(stored.included)
        } else {
            IncludeReferences::None
        },
        note: ChangeNote { text: stored.change_note, major: stored.major },
    })
}

/// The stored options of an unpublish.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredUnpublishing {
    #[serde(flatten)]
    unpublishing: Unpublishing,
    /// True if the approval rule was applied when this was scheduled. The approval itself ends with the next publish.
    #[serde(default)]
    is_approved: bool,
}

/// Serializes the options of an unpublish. `is_approved`: the approval rule was applied.
pub(super) fn serialize_unpublishing(unpublishing: &Unpublishing, is_approved: bool) -> Result<Value, Error> {
    Ok(serde_json::to_value(StoredUnpublishing { unpublishing: unpublishing.clone(), is_approved })?)
}

/// Returns true if the unpublishing was approved when it was scheduled.
pub(super) fn is_approved(options: &Value) -> Result<bool, Error> {
    let stored: StoredUnpublishing = serde_json::from_value(options.clone())?;
    Ok(stored.is_approved)
}

/// Parses the stored options of an unpublish.
pub fn parse_unpublishing(options: &Value) -> Result<Unpublishing, Error> {
    Ok(serde_json::from_value(options.clone())?)
}
