//! Listing working copies, the latest written first.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::context::{OpContext, read};
use super::reply::{page_response, summary};
use crate::content::review::ReviewState;
use crate::content::{Id, Kind, Status, Timestamp};
use crate::http::{Code, Cursor, Direction, ErrorItem, Page, PageRequest, PageRow, Problem, QueryReader, ReadQuery};
use crate::links::LinkStatus;
use crate::working_copies::{self, ListFilter, ListOrder, ListRange, ListedCopy, SortPosition};

/// Which working copies to list, as the OpenAPI document describes it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fields are there to be described; `ListWorkingCopiesQuery` holds what was read")]
pub(in crate::management) struct ListWorkingCopiesParams {
    /// Only those standing here in their life.
    status: Option<Status>,
    /// Only those carrying this topic, by id.
    topic: Option<Id>,
    /// Only those with this text in their title, text or name; the letters a to z in either case.
    #[param(min_length = 1, max_length = 100, pattern = r"^[^\u0000]*$", nullable = false)]
    q: Option<String>,
    /// Only those with a link, in what is public of them, that was found like this.
    link_status: Option<LinkStatus>,
    /// How many items a page has at most.
    #[param(minimum = 1, maximum = 100, default = 20, nullable = false)]
    limit: Option<u32>,
    /// Where to go on: `page.next` or `page.prev` of another page of the same list.
    #[param(min_length = 1, nullable = false)]
    cursor: Option<String>,
    /// Whether to count all items of the list into `page.total`.
    #[param(default = false, nullable = false)]
    count: Option<bool>,
}

/// What a list of articles takes besides, as the OpenAPI document describes it: only they have reviews.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fields are there to be described; `ListWorkingCopiesQuery` holds what was read")]
pub(in crate::management) struct ListReviewsParams {
    /// Only articles whose next review comes before this time.
    #[param(nullable = false)]
    review_due_before: Option<Timestamp>,
    /// Only articles whose review stands like this.
    #[param(nullable = false)]
    review_state: Option<ReviewState>,
    /// In which order; `-updatedAt` without it. By `nextReviewAt`, those without a date come last either way; the trash cannot be listed by it.
    #[param(inline, nullable = false)]
    sort: Option<ListOrder>,
}

/// In which order working copies without reviews are listed; a sign in front turns it round.
#[derive(Debug, Serialize, ToSchema)]
#[expect(dead_code, reason = "the variants are there to be described; `ListOrder` is what is read")]
enum WrittenOrder {
    /// The latest written first.
    #[serde(rename = "-updatedAt")]
    LatestFirst,
    /// The latest written last.
    #[serde(rename = "updatedAt")]
    LatestLast,
}

/// What a list of anything but articles takes besides, as the OpenAPI document describes it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the field is there to be described; `ListWorkingCopiesQuery` holds what was read")]
pub(in crate::management) struct ListWrittenParams {
    /// In which order; `-updatedAt` without it.
    #[param(inline, nullable = false)]
    sort: Option<WrittenOrder>,
}

/// Which working copies to list.
#[derive(Debug)]
pub(in crate::management) struct ListWorkingCopiesQuery {
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
            reader.reject("sort", "invalid_value", "cannot be by review for what is in the trash");
        }
        Self { page: PageRequest::read(reader), order, filter }
    }
}

/// Only articles have reviews: whoever asks others for theirs would take an empty list for an answer.
fn refuse_reviews(filter: &ListFilter, order: ListOrder) -> Result<(), Problem> {
    let asked = [
        ("sort", order.is_by_review()),
        ("reviewState", filter.review_state.is_some()),
        ("reviewDueBefore", filter.review_due_before.is_some()),
    ];
    let errors: Vec<ErrorItem> = asked
        .into_iter()
        .filter(|(_, is_asked)| *is_asked)
        .map(|(parameter, _)| ErrorItem {
            pointer: None,
            parameter: Some(parameter.to_owned()),
            code: "invalid_value".to_owned(),
            detail: format!("\"{parameter}\" cannot be about reviews here: only articles have them."),
        })
        .collect();
    match errors.first() {
        Some(first) => Err(Problem::new(Code::InvalidQuery, first.detail.clone()).with_errors(errors)),
        None => Ok(()),
    }
}

/// Answers with a page of working copies.
pub(in crate::management) async fn list(
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
