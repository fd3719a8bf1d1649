//! References from one entity to another.

use super::{Id, Kind};
use crate::string_enum;

string_enum! {
    /// The place of a reference in the referring entity.
    ReferenceRole {
        /// In `topics`.
        Topic = "topic",
        /// In the `related` resources of an article.
        Related = "related",
        /// As a phrase in a body.
        Phrase = "phrase",
        /// As the target of a link in a body.
        Link = "link",
        /// As the `articleId` of a resource.
        Target = "target",
        /// As the `parentId` of a topic.
        Parent = "parent",
    }
}

/// A reference from one entity to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The place of the reference.
    pub role: ReferenceRole,
    /// The required kind of the target.
    pub kind: Kind,
    /// The target.
    pub target: Id,
    /// The position in the JSON: a JSON Pointer (RFC 6901).
    pub pointer: String,
}

impl Reference {
    pub(super) fn new(role: ReferenceRole, kind: Kind, target: Id, pointer: impl Into<String>) -> Self {
        Self { role, kind, target, pointer: pointer.into() }
    }
}

/// Returns the references of a list of topics.
pub(super) fn topic_references(topics: &[Id]) -> Vec<Reference> {
    let reference = |(index, target): (usize, &Id)| {
        Reference::new(ReferenceRole::Topic, Kind::Topic, *target, format!("/topics/{index}"))
    };
    topics.iter().enumerate().map(reference).collect()
}
