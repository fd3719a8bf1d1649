//! The bridge between the two sides: makes frozen documents of working copies, and is the only code
//! that writes the published tables and the change log.
//!
//! Everything here happens inside the caller's transaction. Must not know about HTTP, nor who asked.

mod address;
mod anchors;
mod approval;
mod checking;
mod embed;
mod ending;
mod freeze;
mod linking;
mod log;
mod preview;
mod publish;
mod references;
mod scheduling;
mod search;
mod settings;
mod sources;
mod synonyms;
pub mod transfer;
mod translations;
mod turning;
mod unpublish;
mod unpublishings;
mod withdrawn;

mod documents;

use crate::content::{Content, Id, Reference, Timestamp, Violations};
use crate::db::{self, Connection};
use crate::working_copies::User;

pub use address::{ArticleAddress, InvalidArticleAddress};
pub use anchors::{AnchorUse, DeadLink, anchor_uses, dead_links, dead_published_links, lost_anchors};
pub use approval::{ApprovalRule, InvalidApprovalRule, check_approver};
pub use checking::{Flaw, FlawKind, can_freeze, check, mend};
pub use ending::{end_withdrawn, is_withdrawn};
pub use linking::follow_link;
pub use preview::preview;
pub use publish::{ChangeNote, IncludeReferences, PublishOptions, publish, publish_together};
pub use references::store::references_to;
pub use scheduling::{Plan, Ran, cancel, end_schedules, read_options, read_unpublishing, run_due, schedule};
pub use search::{follow_index, reindex};
pub use settings::{Settings, follow_settings, pending_work, rebuilt_at};
pub use synonyms::{SavedSynonyms, replace_synonyms, synonyms};
pub use translations::is_stale;
pub use translations::store::published_at;
pub use turning::{find_turned, next_turn, note_turned};
pub use unpublish::{Dependents, unpublish};

/// The content that is public of a thing, as it was when it was published.
pub fn published_content(connection: &mut Connection, id: Id) -> Result<Option<Content>, db::Error> {
    Ok(sources::store::find(connection, id)?.map(|source| source.content))
}

/// Why something could not be published or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It refers to things that are not published.
    #[error("it refers to something unpublished")]
    UnpublishedReferences(Vec<UnpublishedReference>),
    /// These have another content than the one that was to be published with it.
    #[error("something that was to be published with it was changed")]
    Changed(Vec<User>),
    /// Documents that readers see refer to it, or such as are scheduled.
    #[error("documents refer to it")]
    InUse(Vec<User>),
    /// Documents that refer to it are to be there still when it is to end.
    #[error("documents that are to stay longer refer to it")]
    EndsTooEarly(Vec<User>),
    /// It is not published.
    #[error("it is not published")]
    NotPublished,
    /// It was taken back without being shown any longer, and cannot be shown again so.
    #[error("nothing of it is shown any more")]
    NothingToShow,
    /// What is said of its end cannot be.
    #[error("{0}")]
    Invalid(Violations),
    /// The article to read instead is not published.
    #[error("the alternative {0} is not published")]
    UnpublishedAlternative(Id),
    /// These need an approval of what they say now.
    #[error("it needs an approval")]
    ApprovalRequired(Vec<User>),
    /// Readers would get words or an address beside its content that nobody approved.
    #[error("what is said of it needs an approval")]
    UnapprovedWords(User),
    /// Whoever approves it has written or submitted some of it.
    #[error("nobody approves what they have written or submitted themselves")]
    OwnWork,
    /// A time to do something has passed.
    #[error("{0} has passed")]
    Past(Timestamp),
    /// It is not scheduled for that.
    #[error("there is no such schedule")]
    NotScheduled,
    /// Another published thing has its address.
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
    /// The thing that refers.
    pub source: Id,
    /// Where, and to what.
    pub reference: Reference,
    /// What editors know the target by.
    pub label: String,
}
