//! Entities that were unpublished: the explanation for readers, and the redirect or alternative.
//!
//! Must not know how published entities are found.

pub(super) mod store;

use crate::content::documents::{AlternativeCard, ArticleRef, Withdrawal};
use crate::content::{Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::Error;

/// An entity that was unpublished.
#[derive(Debug)]
pub(super) struct UnpublishedEntity {
    /// Its id.
    pub(super) id: Id,
    /// Its kind.
    pub(super) kind: Kind,
    /// The way in which it was unpublished.
    pub(super) mode: UnpublishMode,
    /// The explanation for readers.
    pub(super) explanation: Option<String>,
    /// The time at which it was unpublished.
    pub(super) at: Timestamp,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    /// Its last published state, if it was an article.
    pub(super) article: Option<UnpublishedArticle>,
}

/// The last published state of an article.
#[derive(Debug)]
pub(super) struct UnpublishedArticle {
    /// Its locale.
    pub(super) locale: Locale,
    /// Its last slug.
    pub(super) slug: Slug,
    /// Its translation group.
    pub(super) translation_group_id: Id,
    /// Its document, if that is still served.
    pub(super) document: Option<String>,
}

/// The target to which readers of an unpublished entity are redirected.
#[derive(Debug)]
pub(super) enum RedirectTarget {
    /// A readable article.
    Article {
        /// Its id.
        id: Id,
        /// Its locale.
        locale: Locale,
        /// Its slug.
        slug: Slug,
        /// Its URL.
        url: String,
    },
    /// An external URL.
    Url(String),
}

impl RedirectTarget {
    /// Returns the target as documents show it.
    pub(super) fn card(&self) -> AlternativeCard {
        match self {
            Self::Url(url) => AlternativeCard { url: url.clone(), article: None },
            Self::Article { id, slug, url, .. } => {
                AlternativeCard { url: url.clone(), article: Some(ArticleRef { id: *id, slug: slug.clone() }) }
            }
        }
    }
}

/// Returns the document of a withdrawn entity with the notice of its withdrawal.
pub(super) fn with_withdrawal_notice(
    document: &str,
    entity: &UnpublishedEntity,
    alternative: Option<&RedirectTarget>,
) -> Result<String, Error> {
    let mut members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(document)?;
    let notice = Withdrawal {
        at: entity.at,
        explanation: entity.explanation.clone().unwrap_or_default(),
        alternative: alternative.map(RedirectTarget::card),
    };
    members.insert("withdrawal".to_owned(), serde_json::to_value(notice)?);
    Ok(serde_json::to_string(&members)?)
}
