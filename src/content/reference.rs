//! References from one entity to another.

use super::{Id, Kind};
use crate::string_enum;

string_enum! {
    /// In which part of a thing another one is named.
    ReferenceRole {
        /// Among the `topics`.
        Topic = "topic",
        /// Among the `related` resources of an article.
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

/// One thing naming another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// In which part.
    pub role: ReferenceRole,
    /// Of which kind the target must be.
    pub kind: Kind,
    /// The target.
    pub target: Id,
    /// Where in the JSON it stands: a JSON Pointer (RFC 6901).
    pub pointer: String,
}

/// The references that a list of topics makes.
pub(super) fn topic_references(topics: &[Id]) -> Vec<Reference> {
    topics
        .iter()
        .enumerate()
        .map(|(index, target)| Reference {
            role: ReferenceRole::Topic,
            kind: Kind::Topic,
            target: *target,
            pointer: format!("/topics/{index}"),
        })
        .collect()
}
