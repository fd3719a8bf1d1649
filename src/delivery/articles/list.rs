//! `GET /v1/articles`

use actix_web::{HttpRequest, HttpResponse};

use super::item::ArticleListItem;
use super::{store, view};
use crate::content::{Id, Locale, Slug, Timestamp};
use crate::delivery::listing::{Sort, SortColumn};
use crate::delivery::naming::{IdOrSlug, Name, read_topics};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, PageInfo, PageRequest, Problem, Query, QueryReader, ReadQuery};
use crate::word_enum;

/// The address.
pub const PATH: &str = "/v1/articles";

const NAMES_MAX: usize = 100;

word_enum! {
    /// What the list of articles can be ordered by.
    ArticleColumn {
        /// When this version was published.
        PublishedAt = "publishedAt",
        /// When the document last changed.
        UpdatedAt = "updatedAt",
        /// The title, by code point.
        Title = "title",
        /// The slug.
        Slug = "slug",
    }
}

/// An order of the list of articles.
pub type ArticleSort = Sort<ArticleColumn>;

impl SortColumn for ArticleColumn {
    const DEFAULT: Sort<Self> = Sort { column: Self::PublishedAt, descending: true };

    fn is_moment(self) -> bool {
        matches!(self, Self::PublishedAt | Self::UpdatedAt)
    }
}

word_enum! {
    /// How much of each article a list gives.
    ArticleView {
        /// Its card.
        Card = "card",
        /// All of it.
        Full = "full",
    }
}

/// Which articles to list. All filters must fit.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ArticleFilter {
    /// Only articles that carry all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(
        rename = "topic",
        value_type = Option<Vec<IdOrSlug>>,
        style = Form,
        explode = false,
        min_items = 1,
        max_items = 20
    )]
    pub topics: Vec<Name>,
    /// Only articles in this locale.
    pub locale: Option<Locale>,
    /// Only the articles with these ids, separated by commas; at most 100. The order is still that of `sort`.
    #[param(value_type = Option<Vec<Id>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub ids: Option<Vec<Id>>,
    /// Only the articles with these slugs, separated by commas; at most 100.
    #[param(
        rename = "slug",
        value_type = Option<Vec<Slug>>,
        style = Form,
        explode = false,
        min_items = 1,
        max_items = 100
    )]
    pub slugs: Option<Vec<Slug>>,
    /// Only articles whose document changed then or later.
    pub updated_since: Option<Timestamp>,
    /// Only articles that use the phrase with this id.
    pub phrase: Option<Id>,
    /// Only articles among whose related resources is the one with this id.
    pub resource: Option<Id>,
}

/// Which articles to list, and how.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListArticlesQuery {
    #[param(ignore)]
    filter: ArticleFilter,
    /// The order; a leading `-` turns it round.
    #[param(inline, value_type = Option<ArticleSort>)]
    sort: ArticleSort,
    /// Whether to give cards or whole articles; cards without it.
    #[param(inline, value_type = Option<ArticleView>)]
    view: ArticleView,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListArticlesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            filter: ArticleFilter {
                topics: read_topics(reader).unwrap_or_default(),
                locale: reader.parsed("locale"),
                ids: reader.list("ids", NAMES_MAX),
                slugs: reader.list("slug", NAMES_MAX),
                updated_since: reader.parsed("updatedSince"),
                phrase: reader.parsed("phrase"),
                resource: reader.parsed("resource"),
            },
            sort: Sort::read(reader),
            view: reader.word("view").unwrap_or(ArticleView::Card),
            page: PageRequest::read(reader),
        }
    }
}

/// A page of articles.
#[derive(Debug, utoipa::ToSchema)]
pub struct ArticleList {
    /// The articles.
    pub data: Vec<ArticleListItem>,
    /// Which page this is.
    pub page: PageInfo,
}

/// List articles
///
/// Their cards, or with `view=full` whole articles: the newest first, unless `sort` says otherwise.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_articles",
    tag = "articles",
    params(ArticleFilter, ListArticlesQuery, PageRequest),
    responses(
        (status = 200, description = "A page of articles.", body = ArticleList),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn list_articles(
    request: HttpRequest,
    Query(query): Query<ListArticlesQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let ListArticlesQuery { filter, sort, view, page } = query;
    let position = page.position(&request)?;
    let range = sort.range(&page, position.as_ref())?;
    let locale = filter.locale.clone();
    let (mut listed, mut freshness) =
        reader.read_few(move |connection| store::list(connection, &filter, sort, &range, view)).await?;
    if view == ArticleView::Full {
        let now = Timestamp::now();
        for (_, _, json) in &mut listed.rows {
            let reviewed = view::reviewed_at(std::mem::take(json), now)?;
            *json = reviewed.document;
            listed.changed_at = listed.changed_at.max(reviewed.turned_at);
            freshness = freshness.no_longer_than(reviewed.turns_at);
        }
    }
    listed.answer(&request, &page, position.as_ref(), locale, freshness)
}
