//! The error of writes to working copies.

use super::model::EntityRef;
use crate::content::{Id, Kind, ViolationCode, Violations};
use crate::db;

/// Why a working copy could not be saved or deleted.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The content names entities that do not exist.
    #[error("{0}")]
    Invalid(Violations),
    /// Another entity has the slug.
    #[error("the slug \"{slug}\" belongs to the {kind} {id}")]
    SlugInUse {
        /// The slug.
        slug: String,
        /// What kind of entity has it.
        kind: Kind,
        /// Which one.
        id: Id,
    },
    /// The translation group already has an article of this locale.
    #[error("the translation group already has the locale {locale} in the article {id}")]
    TranslationExists {
        /// The locale.
        locale: String,
        /// The article.
        id: Id,
    },
    /// Another entity has the id.
    #[error("the id {0} belongs to another thing")]
    IdInUse(Id),
    /// Other entities refer to it.
    #[error("others refer to it")]
    InUse(Vec<EntityRef>),
    /// It is to be published as it stands.
    #[error("the {kind} {id} is scheduled to be published")]
    Scheduled {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: Id,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl SaveError {
    /// One value of the content is wrong.
    pub(in crate::working_copies) fn invalid(
        pointer: impl Into<String>,
        code: ViolationCode,
        detail: impl Into<String>,
    ) -> Self {
        Self::Invalid(Violations::one(pointer, code, detail))
    }
}
