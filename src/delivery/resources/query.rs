//! The filters and the order of the list of resources.

use crate::content::{Locale, resource::ResourceKind};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::http::{PageRequest, QueryReader, ReadQuery};
use crate::string_enum;

string_enum! {
    /// A column by which the list of resources can be sorted.
    ResourceSortColumn {
        /// The time at which this version was published.
        PublishedAt = "publishedAt",
        /// The time of the last change of the document.
        UpdatedAt = "updatedAt",
        /// The title, by code point.
        Title = "title",
    }
}

/// An order of the list of resources.
pub type ResourceSort = SortOrder<ResourceSortColumn>;

impl SortColumn for ResourceSortColumn {
    const DEFAULT: SortOrder<Self> = SortOrder { column: Self::PublishedAt, descending: true };

    fn is_timestamp(self) -> bool {
        self != Self::Title
    }
}

/// The filters of the list of resources. All of them must match.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResourceFilter {
    /// Only resources of this kind.
    pub kind: Option<ResourceKind>,
    /// Only resources with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub topics: Vec<IdOrSlug>,
    /// Only resources in this locale.
    pub locale: Option<Locale>,
}

/// The query parameters of the list of resources.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListResourcesQuery {
    #[param(ignore)]
    pub(super) filter: ResourceFilter,
    /// The order; a leading `-` reverses it.
    #[param(inline, value_type = Option<ResourceSort>)]
    pub(super) sort: ResourceSort,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListResourcesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: ResourceFilter {
                kind: reader.enum_value("kind"),
                topics: parse_topics(reader).unwrap_or_default(),
                locale: reader.parsed("locale"),
            },
            sort: SortOrder::read(reader),
            page: PageRequest::read(reader),
        }
    }
}
