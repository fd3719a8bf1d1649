//! `GET /v1/topics`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use super::view::{TopicView, topic_json};
use crate::content::Locale;
use crate::content::topic::TopicKind;
use crate::delivery::listing::{Sort, SortColumn};
use crate::delivery::naming::{IdOrSlug, Name};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, PageInfo, PageRequest, Problem, Query, QueryReader, ReadQuery};
use crate::word_enum;

/// The address.
pub const PATH: &str = "/v1/topics";

word_enum! {
    /// What the list of topics can be ordered by.
    TopicColumn {
        /// The name in the default locale, by code point.
        Name = "name",
    }
}

/// An order of the list of topics.
pub type TopicSort = Sort<TopicColumn>;

impl SortColumn for TopicColumn {
    const DEFAULT: Sort<Self> = Sort { column: Self::Name, descending: false };

    fn is_moment(self) -> bool {
        false
    }
}

/// Which topics to list. All filters must fit.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopicFilter {
    /// Only topics of this kind.
    pub kind: Option<TopicKind>,
    /// Only topics directly under this one, by id or slug.
    #[param(value_type = Option<IdOrSlug>)]
    pub parent: Option<Name>,
    /// In which locale to name the topics, and in which to count what carries them. Without it, they are named in
    /// the default locale, and everything is counted.
    pub locale: Option<Locale>,
}

/// Which topics to list, and how.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTopicsQuery {
    #[param(ignore)]
    filter: TopicFilter,
    /// The order, by the names in the default locale; a leading `-` turns it round.
    #[param(inline, value_type = Option<TopicSort>)]
    sort: TopicSort,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListTopicsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: TopicFilter {
                kind: reader.word("kind"),
                parent: reader.parsed("parent"),
                locale: reader.parsed("locale"),
            },
            sort: Sort::read(reader),
            page: PageRequest::read(reader),
        }
    }
}

/// A page of topics.
#[derive(Debug, utoipa::ToSchema)]
pub struct TopicList {
    /// The topics.
    pub data: Vec<TopicView>,
    /// Which page this is.
    pub page: PageInfo,
}

/// List topics
///
/// By name, each with how many published things carry it.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_topics",
    tag = "topics",
    params(TopicFilter, ListTopicsQuery, PageRequest),
    responses(
        (status = 200, description = "A page of topics.", body = TopicList),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn list_topics(
    request: HttpRequest,
    Query(ListTopicsQuery { filter, sort, page }): Query<ListTopicsQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let position = page.position(&request)?;
    let range = sort.range(&page, position.as_ref())?;
    let locale = filter.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let ((mut listed, mut counts), freshness) =
        reader.read(move |connection| store::list(connection, &filter, sort, &range)).await?;
    for (_, id, json) in &mut listed.rows {
        *json = topic_json(json, counts.remove(id).unwrap_or_default(), &locale)?;
    }
    listed.answer(&request, &page, position.as_ref(), Some(locale), freshness)
}
