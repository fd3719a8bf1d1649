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

/// The matching parts of each text of an entity, such as its `title`. Texts without matches are omitted.
pub(super) type FieldMarks = BTreeMap<&'static str, Vec<MarkedText>>;

/// A hit of a search.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SearchHit {
    /// The hit is an article.
    Article(ArticleHit),
    /// The hit is a phrase.
    Phrase(PhraseHit),
    /// The hit is a resource.
    Resource(ResourceHit),
}

/// An article that matches, with its matching sections.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleHit {
    /// The score of its best part. Comparable only within one response.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The article.
    #[schema(value_type = ArticleCard)]
    pub article: Box<RawValue>,
    /// The matching parts of its `title`, `summary` and `kicker`.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
    /// The best matching sections, the best first, at most 3. Empty if only the article as a whole matches.
    #[schema(max_items = 3)]
    pub sections: Vec<SectionHit>,
}

/// A section that matches.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionHit {
    /// The id, which never changes.
    pub id: Id,
    /// The anchor in deep links.
    pub anchor: Slug,
    /// The heading, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub heading: Option<Snippet>,
    /// The score.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The best matching part of its text.
    pub snippet: Snippet,
}

/// A phrase that matches.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhraseHit {
    /// The score.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The phrase.
    #[schema(value_type = PhraseDocument)]
    pub phrase: Box<RawValue>,
    /// The matching parts of its `text`, `insteadOf` and `why`.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
}

/// A resource that matches.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResourceHit {
    /// The score.
    #[schema(minimum = 0)]
    pub score: f64,
    /// The resource.
    #[schema(value_type = ResourceDocument)]
    pub resource: Box<RawValue>,
    /// The matching parts of its `title` and `excerpt`.
    #[schema(value_type = BTreeMap<String, Vec<MarkedText>>)]
    pub marks: FieldMarks,
}

/// A page of hits.
#[derive(Debug, ToSchema)]
#[schema(as = SearchResults, rename_all = "camelCase")]
pub struct SearchResults {
    /// The hits, the best first.
    pub data: Vec<SearchHit>,
    /// The position of the page in the list.
    pub page: PageInfo,
    /// The part of the query that the hits match.
    pub matching: Matching,
    /// The query with misspelt words corrected, if there were any. The hits are those of the corrected query.
    #[schema(nullable = false)]
    pub did_you_mean: Option<String>,
}
