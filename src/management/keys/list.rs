//! Listing keys.

use actix_web::{HttpRequest, HttpResponse};

use super::paths::LIST;
use super::view::{KeyList, KeyView};
use crate::auth::{self, Admin, KeyFilter, KeyState};
use crate::content::{Id, Timestamp};
use crate::db::KeysetPage;
use crate::http::{Cursor, Direction, Page, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, page_response, read};

/// The query of the list of keys.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListKeysQuery {
    /// Only keys in this state.
    #[param(nullable = false)]
    state: Option<KeyState>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListKeysQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { state: reader.enum_value("state"), page: PageRequest::read(reader) }
    }
}

/// List the API keys
///
/// Returns the keys, newest first, including those that no longer work. Their secrets are not stored and cannot be
/// shown. Needs the role `admin`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_api_keys",
    tag = "manage",
    params(ListKeysQuery, PageRequest),
    responses((status = 200, description = "The keys", body = KeyList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_api_keys(
    _caller: Admin,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListKeysQuery>,
) -> Result<HttpResponse, Problem> {
    let ListKeysQuery { state, page } = query.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(parse_position).transpose()?;
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let filter = KeyFilter { state, now: Timestamp::now(), denied: context.deny_list.unwritten_ids() };
    let (keys, total) = read(&context, move |connection| {
        let keys = auth::list(connection, &filter, KeysetPage { from: from.as_ref(), backwards, rows })?;
        let total = if count { Some(auth::count(connection, &filter)?) } else { None };
        Ok((keys, total))
    })
    .await?;
    let rows = keys
        .into_iter()
        .map(|mut key| {
            context.deny_list.apply(&mut key);
            let position = format!("{}-{}", key.created_at.unix_ms(), key.id);
            let json = serde_json::to_string(&KeyView::of(key)).map_err(Problem::internal)?;
            Ok(PageRow { key: position, id: Id::nil(), json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

/// Parses the time and the id of the key at which a page starts.
fn parse_position(cursor: &Cursor) -> Result<(Timestamp, String), Problem> {
    let place = cursor.key.rsplit_once('-').and_then(|(ms, id)| Some((ms.parse().ok()?, id.to_owned())));
    let (ms, id) = place.ok_or_else(Cursor::invalid)?;
    Ok((Timestamp::from_unix_ms(ms), id))
}
