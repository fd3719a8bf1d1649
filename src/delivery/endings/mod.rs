//! What is left of things that were taken back: what readers are told, and where they are led.
//!
//! Must not know how anything is found that is still published.

pub(super) mod store;

use crate::content::documents::{AlternativeCard, ArticleRef, Withdrawal};
use crate::content::{Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::Error;

/// How a thing was taken back.
#[derive(Debug)]
pub(super) struct Ending {
    /// Which thing.
    pub(super) id: Id,
    /// Of which kind.
    pub(super) kind: Kind,
    /// What is found in its place.
    pub(super) mode: UnpublishMode,
    /// What its readers are told.
    pub(super) explanation: Option<String>,
    /// When it was taken back.
    pub(super) at: Timestamp,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    /// What it was as an article.
    pub(super) article: Option<EndedArticle>,
}

/// An article as it was when it was taken back.
#[derive(Debug)]
pub(super) struct EndedArticle {
    /// Its locale.
    pub(super) locale: Locale,
    /// Its last slug.
    pub(super) slug: Slug,
    /// Its translation group.
    pub(super) translation_group_id: Id,
    /// Its document, if that is still shown.
    pub(super) document: Option<String>,
}

/// Where the readers of something that was taken back are led.
#[derive(Debug)]
pub(super) enum Destination {
    /// To an article that can be read.
    Article {
        /// Which.
        id: Id,
        /// Its locale.
        locale: Locale,
        /// Its slug.
        slug: Slug,
        /// Its address.
        url: String,
    },
    /// To a page elsewhere.
    Url(String),
}

impl Destination {
    /// As documents show it.
    pub(super) fn card(&self) -> AlternativeCard {
        match self {
            Self::Url(url) => AlternativeCard { url: url.clone(), article: None },
            Self::Article { id, slug, url, .. } => {
                AlternativeCard { url: url.clone(), article: Some(ArticleRef { id: *id, slug: slug.clone() }) }
            }
        }
    }
}

/// A withdrawn document with its notice.
pub(super) fn with_notice(document: &str, ending: &Ending, to: Option<&Destination>) -> Result<String, Error> {
    let mut members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(document)?;
    let notice = Withdrawal {
        at: ending.at,
        explanation: ending.explanation.clone().unwrap_or_default(),
        alternative: to.map(Destination::card),
    };
    members.insert("withdrawal".to_owned(), serde_json::to_value(notice)?);
    Ok(serde_json::to_string(&members)?)
}
