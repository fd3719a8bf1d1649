//! Listing schedules.

use actix_web::http::header::{CACHE_CONTROL, LINK};
use actix_web::{HttpRequest, HttpResponse};

use super::paths::SCHEDULES;
use super::schemas::{ScheduleList, ScheduleView};
use crate::auth::Viewer;
use crate::content::{ScheduleState, Timestamp};
use crate::http::{Direction, Page, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, read};
use crate::working_copies::schedules::{self, ScheduleFilter};

/// The query parameters of the list of schedules, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListSchedulesQuery`")]
pub(super) struct ListSchedulesParams {
    /// Only schedules in this state; default: those whose time has not been reached.
    #[param(default = "pending", nullable = false)]
    state: Option<ScheduleState>,
    /// Only schedules for this time or later.
    #[param(nullable = false)]
    from: Option<Timestamp>,
    /// Only schedules before this time.
    #[param(nullable = false)]
    until: Option<Timestamp>,
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

/// The query of the list of schedules.
#[derive(Debug)]
pub(super) struct ListSchedulesQuery {
    filter: ScheduleFilter,
    page: PageRequest,
}

impl ReadQuery for ListSchedulesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let filter = ScheduleFilter {
            state: reader.enum_value("state").unwrap_or(ScheduleState::Pending),
            from: reader.parsed("from"),
            until: reader.parsed("until"),
        };
        Self { page: PageRequest::read(reader), filter }
    }
}

/// List schedules
///
/// Returns the schedules of all kinds, the earliest first. `state` selects those that were carried out, failed or were
/// cancelled. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = SCHEDULES,
    operation_id = "list_schedules",
    tag = "manage",
    params(ListSchedulesParams),
    responses((status = 200, description = "A page of schedules", body = ScheduleList)),
    security(("apiKey" = [])),
)]
pub(super) async fn schedules(
    _caller: Viewer,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListSchedulesQuery>,
) -> Result<HttpResponse, Problem> {
    let ListSchedulesQuery { filter, page } = query.0;
    let position = page.position(&request)?;
    let from = match &position {
        Some(cursor) => {
            let ms = cursor.parse_key()?;
            Some((Timestamp::from_unix_ms(ms), cursor.id))
        }
        None => None,
    };
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let (found, total) = read(&context, move |connection| {
        let found = schedules::list(connection, &filter, from, backwards, rows)?;
        let total = if count { Some(schedules::count(connection, &filter)?) } else { None };
        Ok((found, total))
    })
    .await?;
    let rows = found
        .into_iter()
        .map(|schedule| {
            let (key, id) = (schedule.at.unix_ms().to_string(), schedule.id);
            let json = serde_json::to_string(&ScheduleView::of(schedule)?).map_err(Problem::internal)?;
            Ok(PageRow { key, id, json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    let page = Page::new(rows, &request, &page, position.as_ref(), total);
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.link_header(&request) {
        response.insert_header((LINK, link));
    }
    response.insert_header((CACHE_CONTROL, "no-store"));
    Ok(response.content_type("application/json").body(page.json()))
}
