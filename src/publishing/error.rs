//! The error of publishing, unpublishing and scheduling.

use crate::content::{Id, Reference, Timestamp, Violations};
use crate::db;
use crate::working_copies::EntityRef;

/// Why something could not be published or taken back.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It refers to entities that are not published.
    #[error("it refers to something unpublished")]
    UnpublishedReferences(Vec<UnpublishedReference>),
    /// These have another content than the one that was to be published with it.
    #[error("something that was to be published with it was changed")]
    ContentChanged(Vec<EntityRef>),
    /// Documents that readers see refer to it, or such as are scheduled.
    #[error("documents refer to it")]
    InUse(Vec<EntityRef>),
    /// Documents that refer to it are to be there still when it is to end.
    #[error("documents that are to stay longer refer to it")]
    ReferrersStayLonger(Vec<EntityRef>),
    /// It is not published.
    #[error("it is not published")]
    NotPublished,
    /// It was taken back without being shown any longer, and cannot be shown again so.
    #[error("nothing of it is shown any more")]
    CannotWithdraw,
    /// What is said of its end cannot be.
    #[error("{0}")]
    Invalid(Violations),
    /// The article to read instead is not published.
    #[error("the alternative {0} is not published")]
    UnpublishedAlternative(Id),
    /// These need an approval of what they say now.
    #[error("it needs an approval")]
    ApprovalRequired(Vec<EntityRef>),
    /// Readers would get words or an address beside its content that nobody approved.
    #[error("what is said of it needs an approval")]
    UnapprovedText(EntityRef),
    /// Whoever approves it has written or submitted some of it.
    #[error("nobody approves what they have written or submitted themselves")]
    SelfApproval,
    /// A time to do something has passed.
    #[error("{0} has passed")]
    TimeInPast(Timestamp),
    /// It is not scheduled for that.
    #[error("there is no such schedule")]
    NotScheduled,
    /// Another published entity has its address.
    #[error("the slug \"{slug}\" is published for {id}")]
    SlugInUse {
        /// The slug.
        slug: String,
        /// Whose it is.
        id: Id,
    },
    /// The translation group has another published article of the locale.
    #[error("the locale {locale} of the translation group is published by {id}")]
    TranslationExists {
        /// The locale.
        locale: String,
        /// Which article.
        id: Id,
    },
    /// A section is still published in another article.
    #[error("the section {section} is published in {id}")]
    SectionInUse {
        /// The section.
        section: Id,
        /// Which article.
        id: Id,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// A reference that stands in the way of publishing.
#[derive(Debug, Clone)]
pub struct UnpublishedReference {
    /// The entity that refers.
    pub source: Id,
    /// Where, and to what.
    pub reference: Reference,
    /// What editors know the target by.
    pub label: String,
}
