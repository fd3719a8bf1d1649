//! `GET /v1/search`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::ranking::{PageWindow, RankPosition};
use super::run::{SearchOutcome, SearchRequest, SearchScope, run};
use super::{hits::SearchResults, results::load_hits, spelling::CorrectionSlots, store::load_synonyms_version};
use crate::content::{Kind, Locale, Timestamp, search::SearchQuery};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::delivery::{
    reader::DeliveryReader, responses::NotModified, store::changes::last_change, store::topics::require_topics,
};
use crate::http::{
    Code, Cursor, Direction, Page, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery, Representation,
};
use crate::string_enum;

pub(crate) const PATH: &str = "/v1/search";

string_enum! {
    /// A kind of entity to search for.
    SearchKind {
        /// Articles, with their matching sections.
        Article = "article",
        /// Phrases.
        Phrase = "phrase",
        /// Resources, except those that refer to articles.
        Resource = "resource",
    }
}

impl SearchKind {
    fn kind(self) -> Kind {
        match self {
            Self::Article => Kind::Article,
            Self::Phrase => Kind::Phrase,
            Self::Resource => Kind::Resource,
        }
    }
}

/// The query parameters of a search.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// The words to find. They match in any form (`relapse` finds "relapsing"), by the synonyms that editors maintain, and
    /// ignoring case and accents. The last word matches as a prefix, unless a space follows it. Words in quotation marks must
    /// be adjacent. A leading `-` excludes a word. At most 24 words.
    #[param(required = true, value_type = String, min_length = 1, max_length = 200, example = "\"say no\" money -loan")]
    q: Option<(String, SearchQuery)>,
    /// Only these kinds, separated by commas; default: articles.
    #[param(inline, rename = "kind", value_type = Option<Vec<SearchKind>>, style = Form, explode = false, min_items = 1)]
    kinds: Vec<SearchKind>,
    /// Only entities with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    topics: Vec<IdOrSlug>,
    /// Only entities in this locale.
    locale: Option<Locale>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for SearchParams {
    fn read(reader: &mut QueryReader) -> Self {
        let q = reader.text("q").unwrap_or_default();
        let q = match SearchQuery::parse(&q) {
            Ok(query) => Some((q, query)),
            Err(invalid) => {
                reader.reject("q", "invalid_value", &invalid.to_string());
                None
            }
        };
        Self {
            q,
            kinds: reader.enum_list("kind").unwrap_or_else(|| vec![SearchKind::Article]),
            topics: parse_topics(reader).unwrap_or_default(),
            locale: reader.parsed("locale"),
            page: PageRequest::read(reader),
        }
    }
}

/// A page of hits.
struct SearchPage {
    outcome: SearchOutcome,
    rows: Vec<PageRow>,
    /// The time of the last change of any published entity or of the synonyms.
    changed_at: Option<Timestamp>,
}

/// Search published content
///
/// Returns hits, the best first; articles have their matching sections. If few or no texts have all words, up to 4 misspelt
/// words of the query are corrected (`didYouMean`), and texts with some of the words match too (`matching`). While many
/// corrections are in progress, other searches run without correction, and their responses must not be cached. Pages are
/// consistent as long as nothing is published in between.
#[utoipa::path(
    get, path = PATH, tag = "search", security(()),
    params(SearchParams, PageRequest),
    responses((status = 200, description = "A page of hits.", body = SearchResults), NotModified),
)]
pub async fn search(
    request: HttpRequest,
    Query(params): Query<SearchParams>,
    reader: DeliveryReader,
    slots: Data<CorrectionSlots>,
) -> Result<HttpResponse, Problem> {
    let SearchParams { q, kinds, topics, locale, page } = params;
    let (text, query) = q.ok_or_else(|| Problem::internal("a query without words was not rejected"))?;
    let position = page.position(&request)?;
    let window = page_window(&page, position.as_ref())?;
    let (kinds, scope_locale) = (kinds.into_iter().map(SearchKind::kind).collect(), locale.clone());
    let (SearchPage { outcome, rows, changed_at }, freshness) = reader
        .read(move |connection| {
            let topics = require_topics(connection, &topics)?;
            let scope = SearchScope { kinds, locale: scope_locale, topics };
            let outcome = run(connection, SearchRequest { text, query, scope, window }, &slots)?;
            let rows = load_hits(connection, &outcome)?;
            let synonyms_changed_at = load_synonyms_version(connection)?.map(|synonyms| synonyms.updated_at);
            let changed_at = last_change(connection)?.max(synonyms_changed_at);
            Ok(SearchPage { outcome, rows, changed_at })
        })
        .await?;
    let total = page.count.then(|| i64::try_from(outcome.total).unwrap_or(i64::MAX));
    let page = Page::new(rows, &request, &page, position.as_ref(), total);
    let mut members = vec![("matching", serde_json::json!(outcome.matching).to_string())];
    members.extend(outcome.corrected.map(|text| ("didYouMean", serde_json::json!(text).to_string())));
    let response = Representation::json(page.json_with(&members), changed_at, freshness)
        .with_link(page.link_header(&request))
        .with_locale(locale);
    // The next request for the same query may get corrections.
    let response = if outcome.correction_skipped { response.uncached() } else { response };
    response.respond(&request)
}

fn page_window(page: &PageRequest, position: Option<&Cursor>) -> Result<PageWindow, Problem> {
    let after = position.map(|cursor| {
        RankPosition::from_key(&cursor.key).ok_or_else(|| {
            Problem::new(Code::InvalidCursor, "\"cursor\" does not belong to this search. Start without it.")
        })
    });
    Ok(PageWindow {
        count: page.limit + 1,
        after: after.transpose()?,
        backward: position.is_some_and(|cursor| cursor.direction == Direction::Previous),
    })
}
