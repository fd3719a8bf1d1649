//! Searching working copies.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::{OpContext, read, uncached_json};
use crate::auth::Viewer;
use crate::content::search::{Highlighter, SearchQuery, Snippet};
use crate::content::{Id, Kind, Status, Timestamp};
use crate::http::{Problem, Query, QueryReader, ReadQuery};
use crate::working_copies;

/// The path of the endpoint.
pub(super) const PATH: &str = "/v1/manage/search";

const LIMIT_MAX: u64 = 100;
const LIMIT_DEFAULT: u64 = 20;

/// The steps into which a score is rounded: four decimals.
const SCORE_STEPS: f64 = 10_000.0;

/// The query of a search.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchWorkingCopiesQuery {
    /// The words to find, as `GET /v1/search` reads them.
    #[param(required = true, value_type = String, min_length = 1, max_length = 200, example = "\"say no\" -money")]
    q: Option<SearchQuery>,
    /// Only these kinds, separated by commas; default: all.
    #[param(rename = "kind", value_type = Option<Vec<Kind>>, style = Form, explode = false, min_items = 1)]
    kinds: Vec<Kind>,
    /// The maximum number of hits.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: usize,
}

impl ReadQuery for SearchWorkingCopiesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let q = SearchQuery::parse(&reader.text("q").unwrap_or_default());
        if let Err(invalid) = &q {
            reader.reject("q", "invalid_value", &invalid.to_string());
        }
        let limit = reader.integer("limit", 1, LIMIT_MAX).unwrap_or(LIMIT_DEFAULT);
        Self {
            q: q.ok(),
            kinds: reader.enum_list("kind").unwrap_or_else(|| Kind::ALL.to_vec()),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        }
    }
}

/// A working copy that matches.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkingCopyHit {
    /// Its kind.
    kind: Kind,
    /// Its id.
    id: Id,
    /// Its title, text or name, with the matching parts.
    label: Snippet,
    /// Its status.
    status: Status,
    /// Its version.
    version: i64,
    /// The time of its last change.
    updated_at: Timestamp,
    /// The score. Comparable only within one response.
    #[schema(minimum = 0)]
    score: f64,
    /// The best matching part of its other texts.
    snippet: Snippet,
}

/// The hits of a search.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkingCopyHits {
    /// The working copies, the best first.
    data: Vec<WorkingCopyHit>,
    /// True if each of them has all words of the query. Otherwise, few have all words, and each has some.
    has_all_words: bool,
}

/// Search working copies
///
/// Searches the texts as last saved, published or not, except entities in the trash. If fewer than three have all
/// words, texts with some of the words match too. Needs any role.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "search_working_copies",
    tag = "manage",
    params(SearchWorkingCopiesQuery),
    responses((status = 200, description = "The hits", body = WorkingCopyHits)),
    security(("apiKey" = [])),
)]
pub(super) async fn search_working_copies(
    _caller: Viewer,
    context: OpContext,
    Query(query): Query<SearchWorkingCopiesQuery>,
) -> Result<HttpResponse, Problem> {
    let SearchWorkingCopiesQuery { q, kinds, limit } = query;
    let q = q.ok_or_else(|| Problem::internal("a query without words was accepted"))?;
    let highlighter = Highlighter::new(&q);
    let found = read(&context, move |connection| working_copies::search(connection, &q, &kinds, limit)).await?;
    let data = found.copies.into_iter().map(|copy| WorkingCopyHit {
        kind: copy.kind,
        id: copy.id,
        label: highlighter.whole(&copy.label),
        status: copy.status,
        version: copy.version,
        updated_at: copy.updated_at,
        score: (copy.score * SCORE_STEPS).round() / SCORE_STEPS,
        snippet: highlighter.snippet(&copy.text),
    });
    let hits = WorkingCopyHits { data: data.collect(), has_all_words: found.has_all };
    Ok(uncached_json(HttpResponse::Ok(), &serde_json::to_value(hits).map_err(Problem::internal)?))
}
