//! The query of lists of working copies.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::content::review::ReviewState;
use crate::content::{Id, Kind, Locale, Status, Timestamp};
use crate::http::{Code, ErrorItem, PageRequest, Problem, QueryReader, ReadQuery};
use crate::links::LinkStatus;
use crate::working_copies::{ListFilter, ListOrder, TranslationFilter, TranslationState};

/// The maximum length of the id or name of an actor, in characters: `oidc:` and a subject.
const ACTOR_MAX: usize = 260;

/// The query parameters of a list of working copies, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListWorkingCopiesParams {
    /// Only working copies with this status.
    status: Option<Status>,
    /// Only working copies with this topic, by id.
    topic: Option<Id>,
    /// Only working copies with this text in their title, text or name; the letters a to z match in either case.
    #[param(min_length = 1, max_length = 100, pattern = r"^[^\u0000]*$", nullable = false)]
    q: Option<String>,
    /// With `true`, only published working copies whose content has changed since; with `false`, all others.
    #[param(nullable = false)]
    changed: Option<bool>,
    /// Only working copies whose last write was by this actor: the id of a key or, if it has no working copies, the name
    /// of a key or command, as in the audit log.
    #[param(min_length = 1, max_length = 260, pattern = r"^[^\u0000]*$", nullable = false)]
    updated_by: Option<String>,
    /// Only working copies with a link of this status in their published document.
    link_status: Option<LinkStatus>,
    /// The maximum number of items of a page.
    #[param(minimum = 1, maximum = 100, default = 20, nullable = false)]
    limit: Option<u32>,
    /// The position of the page: `page.next` or `page.prev` of another page of the same list, unchanged.
    #[param(min_length = 1, nullable = false)]
    cursor: Option<String>,
    /// Set to count all items of the list in `page.total`.
    #[param(default = false, nullable = false)]
    count: Option<bool>,
}

/// The additional query parameters of a list of articles, for the OpenAPI document: only articles have reviews and
/// translations.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListArticlesParams {
    /// Only articles in this locale.
    #[param(nullable = false)]
    locale: Option<Locale>,
    /// Only articles whose translation into `translationLocale` is in this state. `missing`: no article of the
    /// translation group has the locale. `stale`: the article is the source of its translations, which is the article of
    /// the group that was created first, and was published since its translation was. Requires `translationLocale`.
    #[param(inline, nullable = false)]
    translation: Option<TranslationState>,
    /// The locale for `translation`.
    #[param(nullable = false)]
    translation_locale: Option<Locale>,
    /// Only articles whose next review is before this time.
    #[param(nullable = false)]
    review_due_before: Option<Timestamp>,
    /// Only articles with this review state.
    #[param(nullable = false)]
    review_state: Option<ReviewState>,
    /// The order; default: `-updatedAt`. By `nextReviewAt`, articles without a date are last in both directions; the
    /// trash cannot be ordered by it.
    #[param(inline, nullable = false)]
    sort: Option<ListOrder>,
}

/// The order of working copies without reviews; a leading `-` reverses it.
#[derive(Debug, Serialize, ToSchema)]
#[expect(dead_code, reason = "describes the values, which are read into `ListOrder`")]
enum WrittenOrder {
    /// The last written first.
    #[serde(rename = "-updatedAt")]
    LatestFirst,
    /// The last written last.
    #[serde(rename = "updatedAt")]
    LatestLast,
    /// By the title, text or name, in the order of Unicode code points.
    #[serde(rename = "title")]
    TitleFirst,
    /// By the title, text or name, backwards.
    #[serde(rename = "-title")]
    TitleLast,
}

/// The additional query parameters of lists of phrases and resources, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListLocalizedParams {
    /// Only working copies in this locale.
    #[param(nullable = false)]
    locale: Option<Locale>,
    /// The order; default: `-updatedAt`. `title` is the text of a phrase.
    #[param(inline, nullable = false)]
    sort: Option<WrittenOrder>,
}

/// The additional query parameters of lists of topics, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter, which is read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListTopicsParams {
    /// The order; default: `-updatedAt`. `title` is the name of a topic.
    #[param(inline, nullable = false)]
    sort: Option<WrittenOrder>,
}

/// The query of a list of working copies.
#[derive(Debug)]
pub(crate) struct ListWorkingCopiesQuery {
    /// The filters.
    pub(super) filter: ListFilter,
    /// The order.
    pub(super) order: ListOrder,
    /// The page.
    pub(super) page: PageRequest,
}

impl ReadQuery for ListWorkingCopiesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let filter = ListFilter {
            status: reader.enum_value("status"),
            topic: reader.parsed("topic"),
            q: read_text(reader, "q", 100),
            changed: reader.has("changed").then(|| reader.flag("changed")),
            updated_by: read_text(reader, "updatedBy", ACTOR_MAX),
            locale: reader.parsed("locale"),
            translation: read_translation(reader),
            review_due_before: reader.parsed("reviewDueBefore"),
            link_status: reader.enum_value("linkStatus"),
            review_state: reader.enum_value("reviewState"),
        };
        let order = reader.enum_value("sort").unwrap_or(ListOrder::LatestFirst);
        if order.is_by_review() && filter.status == Some(Status::Trashed) {
            reader.reject("sort", "invalid_value", "cannot be an order by review for the trash");
        }
        if filter.translation.is_some() && filter.status == Some(Status::Trashed) {
            reader.reject(
                "translation",
                "invalid_value",
                "cannot select in the trash, which is in no translation group",
            );
        }
        Self { page: PageRequest::read(reader), order, filter }
    }
}

fn read_text(reader: &mut QueryReader, name: &'static str, max: usize) -> Option<String> {
    let text = reader.text(name);
    if text.as_deref().is_some_and(|text| !(1..=max).contains(&text.chars().count())) {
        reader.reject(name, "invalid_value", &format!("must have 1 to {max} characters"));
    }
    text
}

fn read_translation(reader: &mut QueryReader) -> Option<TranslationFilter> {
    let state: Option<TranslationState> = reader.enum_value("translation");
    let locale: Option<Locale> = reader.parsed("translationLocale");
    if reader.has("translation") != reader.has("translationLocale") {
        let names = ("translation", "translationLocale");
        let (given, missing) = if reader.has(names.0) { names } else { (names.1, names.0) };
        reader.reject(given, "invalid_value", &format!("requires \"{missing}\""));
    }
    state.zip(locale).map(|(state, locale)| TranslationFilter { state, locale })
}

/// Rejects filters for kinds that lack the member: an empty list could be mistaken for a result.
pub(super) fn check_kind(kind: Kind, filter: &ListFilter, order: ListOrder) -> Result<(), Problem> {
    let is_article = kind == Kind::Article;
    let reviews = "reviews here: only articles have them";
    let translations = "translations here: only articles have them";
    let asked = [
        ("sort", order.is_by_review() && !is_article, reviews),
        ("reviewState", filter.review_state.is_some() && !is_article, reviews),
        ("reviewDueBefore", filter.review_due_before.is_some() && !is_article, reviews),
        ("translation", filter.translation.is_some() && !is_article, translations),
        ("locale", filter.locale.is_some() && kind == Kind::Topic, "languages here: all languages share topics"),
    ];
    let errors: Vec<ErrorItem> = asked
        .into_iter()
        .filter(|(_, is_refused, _)| *is_refused)
        .map(|(parameter, _, reason)| {
            let detail = format!("\"{parameter}\" cannot refer to {reason}.");
            ErrorItem::of_parameter(parameter, "invalid_value", detail)
        })
        .collect();
    match errors.first() {
        Some(first) => Err(Problem::new(Code::InvalidQuery, first.detail.clone()).with_errors(errors)),
        None => Ok(()),
    }
}
