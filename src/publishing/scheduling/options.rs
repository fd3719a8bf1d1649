//! How something is to be published or taken back, as it stands in a schedule.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::Unpublishing;
use crate::db::Error;
use crate::publishing::{ChangeNote, IncludeReferences, PublishOptions};

/// How to publish, as a schedule keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    #[serde(default)]
    include_references: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change_note: Option<String>,
    #[serde(default)]
    major: bool,
}

/// The options to publish with, written down.
pub(super) fn write(options: &PublishOptions) -> Result<Value, Error> {
    let stored = Stored {
        include_references: options.include_references != IncludeReferences::None,
        change_note: options.note.text.clone(),
        major: options.note.major,
    };
    Ok(serde_json::to_value(stored)?)
}

/// The options to publish with, as a schedule has them.
pub fn read(options: &Value) -> Result<PublishOptions, Error> {
    let stored: Stored = serde_json::from_value(options.clone())?;
    Ok(PublishOptions {
        include_references: if stored.include_references { IncludeReferences::All } else { IncludeReferences::None },
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
pub(super) fn write_unpublishing(unpublishing: &Unpublishing, is_approved: bool) -> Result<Value, Error> {
    Ok(serde_json::to_value(StoredUnpublishing { unpublishing: unpublishing.clone(), is_approved })?)
}

/// Whether how to take back was approved when it was scheduled.
pub(super) fn is_approved(options: &Value) -> Result<bool, Error> {
    let stored: StoredUnpublishing = serde_json::from_value(options.clone())?;
    Ok(stored.is_approved)
}

/// How to take back, as a schedule has it.
pub fn read_unpublishing(options: &Value) -> Result<Unpublishing, Error> {
    Ok(serde_json::from_value(options.clone())?)
}
