//! `GET /v1/resources`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use crate::content::Locale;
use crate::content::documents::ResourceDocument;
use crate::content::resource::ResourceKind;
use crate::delivery::listing::{Sort, SortColumn};
use crate::delivery::naming::{IdOrSlug, Name, read_topics};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, PageInfo, PageRequest, Problem, Query, QueryReader, ReadQuery};
use crate::word_enum;

/// The address.
pub const PATH: &str = "/v1/resources";

word_enum! {
    /// What the list of resources can be ordered by.
    ResourceColumn {
        /// When this version was published.
        PublishedAt = "publishedAt",
        /// When the document last changed.
        UpdatedAt = "updatedAt",
        /// The title, by code point.
        Title = "title",
    }
}

/// An order of the list of resources.
pub type ResourceSort = Sort<ResourceColumn>;

impl SortColumn for ResourceColumn {
    const DEFAULT: Sort<Self> = Sort { column: Self::PublishedAt, descending: true };

    fn is_moment(self) -> bool {
        self != Self::Title
    }
}

/// Which resources to list. All filters must fit.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResourceFilter {
    /// Only resources of this kind.
    pub kind: Option<ResourceKind>,
    /// Only resources that carry all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(
        rename = "topic",
        value_type = Option<Vec<IdOrSlug>>,
        style = Form,
        explode = false,
        min_items = 1,
        max_items = 20
    )]
    pub topics: Vec<Name>,
    /// Only resources in this locale.
    pub locale: Option<Locale>,
}

/// Which resources to list, and how.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListResourcesQuery {
    #[param(ignore)]
    filter: ResourceFilter,
    /// The order; a leading `-` turns it round.
    #[param(inline, value_type = Option<ResourceSort>)]
    sort: ResourceSort,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListResourcesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: ResourceFilter {
                kind: reader.word("kind"),
                topics: read_topics(reader).unwrap_or_default(),
                locale: reader.parsed("locale"),
            },
            sort: Sort::read(reader),
            page: PageRequest::read(reader),
        }
    }
}

/// A page of resources.
#[derive(Debug, utoipa::ToSchema)]
pub struct ResourceList {
    /// The resources.
    pub data: Vec<ResourceDocument>,
    /// Which page this is.
    pub page: PageInfo,
}

/// List resources
///
/// The newest first, unless `sort` says otherwise.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_resources",
    tag = "resources",
    params(ResourceFilter, ListResourcesQuery, PageRequest),
    responses(
        (status = 200, description = "A page of resources.", body = ResourceList),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn list_resources(
    request: HttpRequest,
    Query(ListResourcesQuery { filter, sort, page }): Query<ListResourcesQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let position = page.position(&request)?;
    let range = sort.range(&page, position.as_ref())?;
    let locale = filter.locale.clone();
    let (listed, freshness) = reader.read(move |connection| store::list(connection, &filter, sort, &range)).await?;
    listed.answer(&request, &page, position.as_ref(), locale, freshness)
}
