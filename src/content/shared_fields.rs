//! Fields that several kinds of entities share.

use super::decode::{ObjectDecoder, first_duplicate};
use super::{Id, ViolationCode};

/// The most topics one entity may have.
pub const TOPICS_MAX: usize = 20;

/// The members of a working copy that the server sets; an editor may send them back, they are not read.
pub const READ_ONLY_FIELDS: &[&str] = &[
    "id",
    "version",
    "status",
    "publishedVersion",
    "workflow",
    "schedule",
    "reviewState",
    "createdAt",
    "updatedAt",
    "sourceId",
    "warnings",
];

/// Reads the `topics` of a thing: ids, each once.
pub(super) fn read_topics(fields: &mut ObjectDecoder<'_, '_>) -> Vec<Id> {
    let topics = fields.list("topics", TOPICS_MAX, Id::read);
    reject_duplicate(fields, "topics", &topics);
    topics
}

/// Refuses a list member that names the same id twice.
pub(super) fn reject_duplicate(fields: &mut ObjectDecoder<'_, '_>, name: &str, ids: &[Id]) {
    if let Some(index) = first_duplicate(ids) {
        let detail = format!("Item {index} names {} a second time; name it once.", ids[index]);
        fields.reject::<()>(name, ViolationCode::Duplicate, detail);
    }
}
