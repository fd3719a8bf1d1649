//! `GET /v1/sync`

use actix_web::{HttpRequest, HttpResponse};

use super::entry::{SyncEntry, entry_json};
use super::query::{SyncFilter, SyncQuery, SyncStart};
use super::store;
use crate::content::Timestamp;
use crate::delivery::{error::ReadError, reader::DeliveryReader, responses::NotModified};
use crate::http::{Problem, Query, Representation};

pub(crate) const PATH: &str = "/v1/sync";

/// A page of changes to a copy.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = SyncPage, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes JSON that is built from stored documents")]
pub struct SyncPage {
    /// The changes, to apply in this order. Each entity occurs at most once.
    items: Vec<SyncEntry>,
    /// The token for the next page, if there are more changes.
    #[schema(nullable = false, required = false)]
    next_page: Option<String>,
    /// The token to store for the next sync, if there are no more changes now.
    #[schema(nullable = false, required = false)]
    next_token: Option<String>,
}

/// Update an offline copy
///
/// Start with `initial=true`, follow `nextPage` to the end, and store `nextToken`. Send it later to get the changes since.
/// Entries can be applied more than once. The response is 410 `resync_required` if a change that the copy lacks is too old, or
/// if a backup was restored since the token was issued: start again. An entity that ceases to match the filter is a tombstone.
/// So is every entity that is unpublished or withdrawn, even if it was never in the copy. `reason` distinguishes these.
#[utoipa::path(
    get, path = PATH, tag = "sync", security(()),
    params(SyncQuery, SyncFilter),
    responses((status = 200, description = "The changes.", body = SyncPage), NotModified),
)]
pub async fn sync(
    request: HttpRequest,
    Query(query): Query<SyncQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let start = query.start.ok_or_else(|| Problem::internal("a rejected query was executed"))?;
    let now = Timestamp::now();
    let window_ms = i64::from(reader.settings.sync_window_s) * 1000;
    let work = move |connection: &mut _| {
        let (token, pending_since) = match start {
            SyncStart::Initial(filter) => (store::start(connection, filter)?, None),
            SyncStart::Token(token) => {
                let pending_since = store::check_token(connection, &token, now.later_by_ms(-window_ms))?;
                (token, pending_since)
            }
            SyncStart::UnreadableToken => {
                return Err(ReadError::ResyncRequired("The token is from another version of the server."));
            }
        };
        Ok((store::load_batch(connection, token, limit)?, pending_since))
    };
    let ((batch, pending_since), mut freshness) = reader.read(work).await?;
    freshness = freshness.at_most_until(pending_since.map(|at| at.later_by_ms(window_ms)));
    let locale = batch.token.scope.locales.first().unwrap_or_else(|| reader.default_locale());
    let mut items = Vec::with_capacity(batch.changes.len());
    for change in batch.changes {
        let entry = entry_json(change, locale, now)?;
        items.push(entry.json);
        freshness = freshness.at_most_until(entry.review_changes_at);
    }
    let next = if batch.is_last { "nextToken" } else { "nextPage" };
    let body = format!("{{\"items\":[{}],\"{next}\":\"{}\"}}", items.join(","), batch.token.encode());
    Representation::json(body, batch.changed_at, freshness).respond(&request)
}
