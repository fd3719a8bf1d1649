//! The filters and the order of the list of topics.

use crate::content::{Locale, topic::TopicKind};
use crate::delivery::id_or_slug::IdOrSlug;
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::http::{PageRequest, QueryReader, ReadQuery};
use crate::string_enum;

string_enum! {
    /// A column by which the list of topics can be sorted.
    TopicSortColumn {
        /// The name in the default locale, by code point.
        Name = "name",
    }
}

/// An order of the list of topics.
pub type TopicSort = SortOrder<TopicSortColumn>;

impl SortColumn for TopicSortColumn {
    const DEFAULT: SortOrder<Self> = SortOrder { column: Self::Name, descending: false };

    fn is_timestamp(self) -> bool {
        false
    }
}

/// The filters of the list of topics. All of them must match.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopicFilter {
    /// Only topics of this kind.
    pub kind: Option<TopicKind>,
    /// Only direct children of this topic, by id or slug.
    #[param(value_type = Option<IdOrSlug>)]
    pub parent: Option<IdOrSlug>,
    /// The locale of the names and of the counted entities. Without it, the names are in the default locale, and the entities
    /// of all locales are counted.
    pub locale: Option<Locale>,
}

/// The query parameters of the list of topics.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTopicsQuery {
    #[param(ignore)]
    pub(super) filter: TopicFilter,
    /// The order, by the names in the default locale; a leading `-` reverses it.
    #[param(inline, value_type = Option<TopicSort>)]
    pub(super) sort: TopicSort,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListTopicsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: TopicFilter {
                kind: reader.enum_value("kind"),
                parent: reader.parsed("parent"),
                locale: reader.parsed("locale"),
            },
            sort: SortOrder::read(reader),
            page: PageRequest::read(reader),
        }
    }
}
