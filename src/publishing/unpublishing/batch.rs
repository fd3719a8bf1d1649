//! Entities that are unpublished together.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::content::Id;

/// The other entities that are unpublished at the same moment.
#[derive(Debug, Clone, Copy)]
pub(in crate::publishing) struct UnpublishBatch<'m> {
    /// The entities unpublished in the same step; these may refer to it.
    pub(in crate::publishing) members: &'m HashSet<Id>,
    /// The entities that are or will be unpublished at this moment; an alternative may be one of them.
    pub(in crate::publishing) ended: &'m HashSet<Id>,
}

impl UnpublishBatch<'_> {
    /// A batch in which nothing else ends.
    pub(in crate::publishing) fn empty() -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { members: &NONE, ended: &NONE }
    }
}
