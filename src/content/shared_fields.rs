//! Fields that several kinds of entities have.

use super::decode::{ObjectDecoder, ValueDecoder, first_duplicate};
use super::{Id, ViolationCode};

/// The maximum number of topics of an entity.
pub const TOPICS_MAX: usize = 20;

/// The members of a working copy that the server sets. Accepted in input and ignored.
pub const READ_ONLY_FIELDS: &[&str] = &[
    "id",
    "type",
    "version",
    "status",
    "publishedVersion",
    "workflow",
    "schedule",
    "linkStatus",
    "lastCheckedAt",
    "reviewState",
    "createdAt",
    "updatedAt",
    "sourceId",
    "warnings",
];

/// Reads the `topics` of an entity: ids without duplicates. The caller has replaced slugs by ids.
pub(super) fn read_topics(fields: &mut ObjectDecoder<'_, '_>) -> Vec<Id> {
    let topics = fields.list("topics", TOPICS_MAX, read_topic_id);
    reject_duplicate(fields, "topics", &topics);
    topics
}

/// Reads the id of a topic.
pub(super) fn read_topic_id(item: &mut ValueDecoder<'_, '_>) -> Option<Id> {
    let text = item.text()?;
    let id = text.parse().ok();
    id.or_else(|| item.reject(ViolationCode::InvalidId, "Must be the id of a topic, which is a UUID, or its slug."))
}

/// Rejects a list member that contains an id twice.
pub(super) fn reject_duplicate(fields: &mut ObjectDecoder<'_, '_>, name: &str, ids: &[Id]) {
    if let Some(index) = first_duplicate(ids) {
        let detail = format!("Item {index} repeats {}; list it once.", ids[index]);
        fields.reject::<()>(name, ViolationCode::Duplicate, detail);
    }
}
