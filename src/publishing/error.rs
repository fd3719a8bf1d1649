//! The error of publishing, unpublishing and scheduling.

use crate::content::{Id, Reference, Timestamp, Violations};
use crate::db;
use crate::working_copies::EntityRef;

/// The reason why an entity could not be published, unpublished or scheduled.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The entity refers to entities that are not published.
    #[error("it refers to something unpublished")]
    UnpublishedReferences(Vec<UnpublishedReference>),
    /// The content of an entity lacks members that a publish requires.
    #[error("it lacks something that a publish requires: {0}")]
    Incomplete(Violations),
    /// The content of these entities changed after it was chosen for the publish.
    #[error("something that was to be published with it was changed")]
    ContentChanged(Vec<EntityRef>),
    /// Documents refer to the entity that are public or scheduled to be published.
    #[error("documents refer to it")]
    InUse(Vec<EntityRef>),
    /// Documents refer to the entity that are not scheduled to end by then.
    #[error("documents that are to stay longer refer to it")]
    ReferrersStayLonger(Vec<EntityRef>),
    /// The entity is not published.
    #[error("it is not published")]
    NotPublished,
    /// The entity was unpublished without showing its document, and cannot be withdrawn now.
    #[error("nothing of it is shown any more")]
    CannotWithdraw,
    /// The options of the unpublishing are invalid.
    #[error("{0}")]
    Invalid(Violations),
    /// The alternative article is not published.
    #[error("the alternative {0} is not published")]
    UnpublishedAlternative(Id),
    /// The current content of these entities needs an approval.
    #[error("it needs an approval")]
    ApprovalRequired(Vec<EntityRef>),
    /// The publish gives readers text or an address outside of the content that is not approved.
    #[error("what is said of it needs an approval")]
    UnapprovedText(EntityRef),
    /// The person who approves it has written or submitted a part of it.
    #[error("nobody approves what they have written or submitted themselves")]
    SelfApproval,
    /// The scheduled time has passed.
    #[error("{0} has passed")]
    TimeInPast(Timestamp),
    /// The entity has no such schedule.
    #[error("there is no such schedule")]
    NotScheduled,
    /// Another published entity has the slug.
    #[error("the slug \"{slug}\" is published for {id}")]
    SlugInUse {
        /// The slug.
        slug: String,
        /// The entity that has it.
        id: Id,
    },
    /// The translation group has another published article in the locale.
    #[error("the locale {locale} of the translation group is published by {id}")]
    TranslationExists {
        /// The locale.
        locale: String,
        /// The other article.
        id: Id,
    },
    /// Another published article contains the section.
    #[error("the section {section} is published in {id}")]
    SectionInUse {
        /// The section.
        section: Id,
        /// The other article.
        id: Id,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// A reference that prevents a publish.
#[derive(Debug, Clone)]
pub struct UnpublishedReference {
    /// The entity that contains the reference.
    pub source: Id,
    /// The reference.
    pub reference: Reference,
    /// The label of the target in the management API.
    pub label: String,
}

/// Lists the first few entities, and the number of the others.
pub fn list_entities(referrers: &[EntityRef]) -> String {
    list_first(referrers.iter().map(ToString::to_string))
}

/// Lists the first few items, and the number of the others.
pub(super) fn list_first(items: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let more = items.len().saturating_sub(SHOWN);
    let shown: Vec<String> = items.take(SHOWN).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
