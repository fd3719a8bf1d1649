//! The filters, the order and the view of the list of articles.

use crate::content::{Id, Locale, Slug, Timestamp};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::http::{PageRequest, QueryReader, ReadQuery};
use crate::string_enum;

/// The maximum number of ids or slugs in a filter.
const NAMES_MAX: usize = 100;

string_enum! {
    /// A column by which the list of articles can be sorted.
    ArticleSortColumn {
        /// The time at which this version was published.
        PublishedAt = "publishedAt",
        /// The time of the last change of the document.
        UpdatedAt = "updatedAt",
        /// The title, by code point.
        Title = "title",
        /// The slug.
        Slug = "slug",
    }
}

/// An order of the list of articles.
pub type ArticleSort = SortOrder<ArticleSortColumn>;

impl SortColumn for ArticleSortColumn {
    const DEFAULT: SortOrder<Self> = SortOrder { column: Self::PublishedAt, descending: true };

    fn is_timestamp(self) -> bool {
        matches!(self, Self::PublishedAt | Self::UpdatedAt)
    }
}

string_enum! {
    /// The representation of articles in a list.
    ArticleView {
        /// The card.
        Card = "card",
        /// The whole article.
        Full = "full",
    }
}

/// The filters of the list of articles. All of them must match.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ArticleFilter {
    /// Only articles with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub topics: Vec<IdOrSlug>,
    /// Only articles in this locale.
    pub locale: Option<Locale>,
    /// Only articles with these ids, separated by commas; at most 100. The order is that of `sort`.
    #[param(value_type = Option<Vec<Id>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub ids: Option<Vec<Id>>,
    /// Only articles with these slugs, separated by commas; at most 100.
    #[param(rename = "slug", value_type = Option<Vec<Slug>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub slugs: Option<Vec<Slug>>,
    /// Only articles whose document changed at or after this time.
    pub updated_since: Option<Timestamp>,
    /// Only articles that use the phrase with this id.
    pub phrase: Option<Id>,
    /// Only articles that have the resource with this id among their related resources.
    pub resource: Option<Id>,
}

/// The query parameters of the list of articles.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListArticlesQuery {
    #[param(ignore)]
    pub(super) filter: ArticleFilter,
    /// The order; a leading `-` reverses it.
    #[param(inline, value_type = Option<ArticleSort>)]
    pub(super) sort: ArticleSort,
    /// The representation of the articles: cards, which is the default, or whole articles.
    #[param(inline, value_type = Option<ArticleView>)]
    pub(super) view: ArticleView,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListArticlesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: ArticleFilter {
                topics: parse_topics(reader).unwrap_or_default(),
                locale: reader.parsed("locale"),
                ids: reader.list("ids", NAMES_MAX),
                slugs: reader.list("slug", NAMES_MAX),
                updated_since: reader.parsed("updatedSince"),
                phrase: reader.parsed("phrase"),
                resource: reader.parsed("resource"),
            },
            sort: SortOrder::read(reader),
            view: reader.enum_value("view").unwrap_or(ArticleView::Card),
            page: PageRequest::read(reader),
        }
    }
}
