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
    pub(super) id: Id,
    pub(super) kind: Kind,
    pub(super) mode: UnpublishMode,
    /// The explanation for readers.
    pub(super) explanation: Option<String>,
    pub(super) at: Timestamp,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    /// Its last published state, if it was an article.
    pub(super) article: Option<UnpublishedArticle>,
}

/// The last published state of an article.
#[derive(Debug)]
pub(super) struct UnpublishedArticle {
    pub(super) locale: Locale,
    /// Its last slug.
    pub(super) slug: Slug,
    pub(super) translation_group_id: Id,
    /// Its document, if that is still served.
    pub(super) document: Option<String>,
}

/// The target to which readers of an unpublished entity are redirected.
#[derive(Debug)]
pub(super) enum RedirectTarget {
    /// A readable article.
    Article(ArticleTarget),
    /// An external URL.
    Url(String),
}

/// A readable article.
#[derive(Debug)]
pub(super) struct ArticleTarget {
    pub(super) id: Id,
    pub(super) locale: Locale,
    pub(super) slug: Slug,
    pub(super) url: String,
}

impl RedirectTarget {
    /// Returns the target as documents show it.
    pub(super) fn card(&self) -> AlternativeCard {
        match self {
            Self::Url(url) => AlternativeCard { url: url.clone(), article: None },
            Self::Article(ArticleTarget { id, slug, url, .. }) => {
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
