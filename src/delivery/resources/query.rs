//! The filters and the order of the list of resources.

use crate::content::{Locale, Region, resource::ResourceKind};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::delivery::{date_filter::DateFilter, topic_selection::TopicSelection};
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
    /// The topics.
    #[param(ignore)]
    pub topics: TopicSelection,
    /// The times of publication and change.
    #[param(ignore)]
    pub dates: DateFilter,
    /// Only resources in this locale.
    pub locale: Option<Locale>,
    /// Only resources for this region, and those that name no region. A subdivision such as `US-CA` also gets the resources
    /// of its country.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$", example = "GB")]
    pub region: Option<Region>,
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
                topics: TopicSelection::read(reader),
                dates: DateFilter::read(reader),
                locale: reader.parsed("locale"),
                region: reader.parsed("region"),
            },
            sort: SortOrder::read(reader),
            page: PageRequest::read(reader),
        }
    }
}
