//! The error of writes to working copies.

use super::model::EntityRef;
use crate::content::{Id, Kind, ViolationCode, Violations};
use crate::db;

/// The reason why a working copy could not be saved or deleted.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The content refers to entities that do not exist.
    #[error("{0}")]
    Invalid(Violations),
    /// Another entity has the slug.
    #[error("the slug \"{slug}\" belongs to the {kind} {id}")]
    SlugInUse {
        /// The slug.
        slug: String,
        /// The kind of the entity that has it.
        kind: Kind,
        /// The id of the entity that has it.
        id: Id,
    },
    /// The translation group already has an article in this locale.
    #[error("the translation group already has the locale {locale} in the article {id}")]
    TranslationExists {
        /// The locale.
        locale: String,
        /// The article.
        id: Id,
    },
    /// Another entity has the id.
    #[error("the id {0} belongs to another entity")]
    IdInUse(Id),
    /// Other entities refer to it.
    #[error("other entities refer to it")]
    InUse(Vec<EntityRef>),
    /// It is scheduled to be published and cannot be changed.
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
    /// Returns an error for one invalid value of the content.
    pub(crate) fn invalid(pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) -> Self {
        Self::Invalid(Violations::one(pointer, code, detail))
    }
}
