//! The filters, the order and the view of the list of articles.

use super::member::ArticleMember;
use crate::content::{Id, Locale, Slug};
use crate::delivery::body_forms::BodyForms;
use crate::delivery::locales::{LocalePreference, in_order_of_preference};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::delivery::{date_filter::DateFilter, topic_selection::TopicSelection};
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
    /// The topics.
    #[param(ignore)]
    pub topics: TopicSelection,
    /// The times of publication and change.
    #[param(ignore)]
    pub dates: DateFilter,
    /// Only articles in this locale, or, with `fallback`, translations in this locale.
    pub locale: Option<Locale>,
    /// The locales in which to list articles that have no translation in `locale`, the preferred one first, separated by
    /// commas; at most 10. The list has one article of each translation group: the one in the most preferred locale. Without
    /// `locale`, the server's default locale is preferred.
    #[param(value_type = Option<Vec<Locale>>, style = Form, explode = false, min_items = 1, max_items = 10)]
    pub fallback: Vec<Locale>,
    /// Only articles with these ids, separated by commas; at most 100. The order is that of `sort`.
    #[param(value_type = Option<Vec<Id>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub ids: Option<Vec<Id>>,
    /// Only articles with these slugs, separated by commas; at most 100.
    #[param(rename = "slug", value_type = Option<Vec<Slug>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub slugs: Option<Vec<Slug>>,
    /// Only articles that use the phrase with this id.
    pub phrase: Option<Id>,
    /// Only articles that have the resource with this id among their related resources.
    pub resource: Option<Id>,
}

impl ArticleFilter {
    /// Returns the locales of the list, the preferred one first; none for all locales.
    pub(super) fn locales(&self, default: &Locale) -> Vec<Locale> {
        match &self.locale {
            None if self.fallback.is_empty() => Vec::new(),
            locale => in_order_of_preference(locale.as_ref().unwrap_or(default), &self.fallback),
        }
    }
}

/// Reads `body`, and rejects it if the response has no sections; `remedy` is the parameter that adds them.
pub(super) fn read_forms_of_sections(reader: &mut QueryReader, has_sections: bool, remedy: &str) -> BodyForms {
    let forms = BodyForms::read(reader);
    if reader.has("body") && !has_sections {
        reader.reject("body", "invalid_value", &format!("is allowed with sections only; add {remedy}"));
    }
    forms
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
    /// The members of the article to add to the card, separated by commas. Not allowed with `view=full`, which has all members.
    #[param(inline, value_type = Option<Vec<ArticleMember>>, style = Form, explode = false, min_items = 1)]
    pub(super) fields: Option<Vec<ArticleMember>>,
    /// The forms of the sections. `body` is allowed only if the items have sections.
    #[param(ignore)]
    pub(super) forms: BodyForms,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListArticlesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let LocalePreference { locale, fallback } = LocalePreference::read(reader);
        let view = reader.enum_value("view").unwrap_or(ArticleView::Card);
        let fields: Option<Vec<ArticleMember>> = reader.enum_list("fields");
        if fields.is_some() && view == ArticleView::Full {
            reader.reject("fields", "invalid_value", "is not allowed with view=full, which has all members");
        }
        let has_sections = match &fields {
            Some(fields) => fields.contains(&ArticleMember::Sections),
            None => view == ArticleView::Full || reader.has("fields"),
        };
        Self {
            filter: ArticleFilter {
                topics: TopicSelection::read(reader),
                dates: DateFilter::read(reader),
                locale,
                fallback,
                ids: reader.list("ids", NAMES_MAX),
                slugs: reader.list("slug", NAMES_MAX),
                phrase: reader.parsed("phrase"),
                resource: reader.parsed("resource"),
            },
            sort: SortOrder::read(reader),
            view,
            fields,
            forms: read_forms_of_sections(reader, has_sections, "view=full or fields=sections"),
            page: PageRequest::read(reader),
        }
    }
}
