//! Reading working copies: one, or a page of a list, the last written first.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::context::{OpContext, read};
use super::problems::or_not_found;
use super::reply::{Reply, WriteOutcome, page_response, summary};
use crate::content::review::ReviewState;
use crate::content::{Id, Kind, Status, Timestamp};
use crate::http::{Code, Cursor, Direction, ErrorItem, Page, PageRequest, PageRow, Problem, QueryReader, ReadQuery};
use crate::links::LinkStatus;
use crate::working_copies::{self, ListFilter, ListOrder, ListRange, ListedCopy, SortPosition};

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

/// The additional query parameters of a list of articles, for the OpenAPI document: only articles have reviews.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListReviewsParams {
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
}

/// The additional query parameters of lists of other kinds, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter, which is read into `ListWorkingCopiesQuery`")]
pub(crate) struct ListWrittenParams {
    /// The order; default: `-updatedAt`.
    #[param(inline, nullable = false)]
    sort: Option<WrittenOrder>,
}

/// The query of a list of working copies.
#[derive(Debug)]
pub(crate) struct ListWorkingCopiesQuery {
    filter: ListFilter,
    order: ListOrder,
    page: PageRequest,
}

impl ReadQuery for ListWorkingCopiesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let q = reader.text("q");
        if q.as_deref().is_some_and(|q| !(1..=100).contains(&q.chars().count())) {
            reader.reject("q", "invalid_value", "must have 1 to 100 characters");
        }
        let filter = ListFilter {
            status: reader.enum_value("status"),
            topic: reader.parsed("topic"),
            q,
            review_due_before: reader.parsed("reviewDueBefore"),
            link_status: reader.enum_value("linkStatus"),
            review_state: reader.enum_value("reviewState"),
        };
        let order = reader.enum_value("sort").unwrap_or(ListOrder::LatestFirst);
        if order.is_by_review() && filter.status == Some(Status::Trashed) {
            reader.reject("sort", "invalid_value", "cannot be an order by review for the trash");
        }
        Self { page: PageRequest::read(reader), order, filter }
    }
}

/// Returns the response with a working copy.
pub(crate) async fn fetch(context: &OpContext, kind: Kind, id: Id) -> Result<HttpResponse, Problem> {
    let copy = read(context, move |connection| working_copies::find(connection, kind, id)).await?;
    Ok(Reply::of(&WriteOutcome::done(or_not_found(copy, kind, id)?))?.respond())
}

/// Rejects review filters for kinds without reviews: an empty list could be mistaken for a result.
fn refuse_reviews(filter: &ListFilter, order: ListOrder) -> Result<(), Problem> {
    let asked = [
        ("sort", order.is_by_review()),
        ("reviewState", filter.review_state.is_some()),
        ("reviewDueBefore", filter.review_due_before.is_some()),
    ];
    let errors: Vec<ErrorItem> = asked
        .into_iter()
        .filter(|(_, is_asked)| *is_asked)
        .map(|(parameter, _)| {
            let detail = format!("\"{parameter}\" cannot refer to reviews here: only articles have them.");
            ErrorItem::of_parameter(parameter, "invalid_value", detail)
        })
        .collect();
    match errors.first() {
        Some(first) => Err(Problem::new(Code::InvalidQuery, first.detail.clone()).with_errors(errors)),
        None => Ok(()),
    }
}

/// Returns the response with a page of working copies.
pub(crate) async fn list(
    context: &OpContext,
    kind: Kind,
    request: &HttpRequest,
    query: ListWorkingCopiesQuery,
) -> Result<HttpResponse, Problem> {
    let ListWorkingCopiesQuery { filter, order, page } = query;
    if kind != Kind::Article {
        refuse_reviews(&filter, order)?;
    }
    let position = page.position(request)?;
    let range = ListRange {
        from: position.as_ref().map(parse_position).transpose()?,
        backwards: position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous),
        rows: page.rows(),
    };
    let count = page.count;
    let (copies, total) = read(context, move |connection| {
        let copies = working_copies::list(connection, kind, &filter, order, range)?;
        let total = if count { Some(working_copies::count(connection, kind, &filter)?) } else { None };
        Ok((copies, total))
    })
    .await?;
    let rows = copies
        .iter()
        .map(|ListedCopy { key, copy }| Ok(PageRow { key: key.to_string(), id: copy.head.id, json: summary(copy)? }))
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    let page = Page::new(rows, request, &page, position.as_ref(), total);
    Ok(page_response(request, &page))
}

fn parse_position(cursor: &Cursor) -> Result<SortPosition, Problem> {
    Ok(SortPosition { key: cursor.parse_key()?, id: cursor.id })
}
