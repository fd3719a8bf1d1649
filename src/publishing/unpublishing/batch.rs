//! What is unpublished together.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::content::Id;

/// The other entities that end at the moment of an unpublishing.
#[derive(Debug, Clone, Copy)]
pub(in crate::publishing) struct UnpublishBatch<'m> {
    /// The entities unpublished in the same step; they may refer to it.
    pub(in crate::publishing) members: &'m HashSet<Id>,
    /// The entities that end at the same moment or have ended; redirects may lead to them and on from there.
    pub(in crate::publishing) ended: &'m HashSet<Id>,
}

impl UnpublishBatch<'_> {
    /// A batch in which nothing else ends.
    pub(in crate::publishing) fn empty() -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { members: &NONE, ended: &NONE }
    }
}
