//! How something is to be published or taken back, as it stands in a schedule.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{Id, Unpublishing};
use crate::db::Error;
use crate::publishing::options::{ChangeNote, IncludeReferences, PublishOptions};
use crate::working_copies::{WorkingCopy, revisions};

/// How to publish, as a schedule keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredPublishOptions {
    #[serde(default)]
    include_references: bool,
    /// The digest of the content that each entity which is published with it had when that was decided. Earlier versions kept
    /// none: nothing goes out with what they scheduled.
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    included: HashMap<Id, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change_note: Option<String>,
    #[serde(default)]
    major: bool,
}

/// The options to publish with, written down. `included` is all that is published with it, as it stands now.
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

/// The options to publish with, as a schedule has them.
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

/// How to take back, as a schedule keeps it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredUnpublishing {
    #[serde(flatten)]
    unpublishing: Unpublishing,
    /// Whether the rule on approvals was asked when this was scheduled. The approval itself ends with the next publish.
    #[serde(default)]
    is_approved: bool,
}

/// How to take back, written down, and whether it was approved where that is needed.
pub(super) fn serialize_unpublishing(unpublishing: &Unpublishing, is_approved: bool) -> Result<Value, Error> {
    Ok(serde_json::to_value(StoredUnpublishing { unpublishing: unpublishing.clone(), is_approved })?)
}

/// Returns true if the unpublishing was approved when it was scheduled.
pub(super) fn is_approved(options: &Value) -> Result<bool, Error> {
    let stored: StoredUnpublishing = serde_json::from_value(options.clone())?;
    Ok(stored.is_approved)
}

/// How to take back, as a schedule has it.
pub fn parse_unpublishing(options: &Value) -> Result<Unpublishing, Error> {
    Ok(serde_json::from_value(options.clone())?)
}
