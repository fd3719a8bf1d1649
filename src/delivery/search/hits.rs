//! The JSON members of hits.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::run::Matching;
use crate::content::documents::{ArticleCard, PhraseDocument, ResourceDocument};
use crate::content::search::{MarkedText, Snippet};
use crate::content::{Id, Slug};
use crate::http::PageInfo;

/// The matching parts of each text of an entity, such as its `title`. Texts without matches are left out.
pub(super) type FieldMarks = BTreeMap<&'static str, Vec<MarkedText>>;

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SearchHit {
    /// An article.
    Article(ArticleHit),
    /// A phrase.
    Phrase(PhraseHit),
    /// A resource.
    Resource(ResourceHit),
}

/// An article that was found, with its sections that answer the query.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleHit {
    /// How well it answers, as well as its best part does. Good for comparing hits of one answer only.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The article.
    #[schema(value_type = ArticleCard)]
    pub article: Box<RawValue>,
    /// Which parts of its `title`, `summary` and `kicker` answer.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
    /// The sections that answer best, the best first, at most 3. None if it is the article as a whole that answers.
    #[schema(max_items = 3)]
    pub sections: Vec<SectionHit>,
}

/// A section that was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionHit {
    /// Its lasting name.
    pub id: Id,
    /// Its name in deep links.
    pub anchor: Slug,
    /// Its heading, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub heading: Option<Snippet>,
    /// How well it answers.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The part of its text that answers best.
    pub snippet: Snippet,
}

/// A phrase that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhraseHit {
    /// How well it answers.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The phrase.
    #[schema(value_type = PhraseDocument)]
    pub phrase: Box<RawValue>,
    /// Which parts of its `text`, `insteadOf` and `why` answer.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
}

/// A resource that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResourceHit {
    /// How well it answers.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The resource.
    #[schema(value_type = ResourceDocument)]
    pub resource: Box<RawValue>,
    /// Which parts of its `title` and `excerpt` answer.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
}

/// A page of hits.
#[derive(Debug, ToSchema)]
#[schema(as = SearchResults, rename_all = "camelCase")]
pub struct SearchResults {
    /// The hits, the best first.
    pub data: Vec<SearchHit>,
    /// Which page this is.
    pub page: PageInfo,
    /// How much of the query the hits hold.
    pub matching: Matching,
    /// The query with misspelt words corrected, if there are such. The hits are then those of the corrected query.
    #[schema(nullable = false)]
    pub did_you_mean: Option<String>,
}
