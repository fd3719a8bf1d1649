//! The middleware of delivery for requests with a preview token: they read the preview database.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage, ResponseError};
use url::form_urlencoded;

use super::sent_token::{SentToken, X_ROBOTS_TAG, invalid_token};
use super::token_state::find_active;
use crate::auth::DenyList;
use crate::db::{Connection, Database, ScratchError};
use crate::http::{
    Code, NO_REFERRER, PREVIEW_TOKEN_PARAMETER, PreviewTokenInQuery, Problem, has_preview_token,
    has_preview_token_in_query,
};
use crate::previews::{ContentState, PreviewDatabase, PreviewDatabases, PreviewError};
use crate::publishing::LeftOut;

/// The header that names what a preview leaves out.
const X_PREVIEW_LEFT_OUT: HeaderName = HeaderName::from_static("x-preview-left-out");

/// The maximum number of entities that it names.
const LEFT_OUT_NAMED_MAX: usize = 20;

/// The bytes of a megabyte.
const MB: u64 = 1024 * 1024;

/// The headers by which CDNs purge a response that they store. They must not store a preview.
const SURROGATE_HEADERS: [&str; 2] = ["surrogate-key", "cache-tag"];

/// Lets a read of delivery with a valid token read the preview database, and forbids storing its response. Other requests
/// pass unchanged.
pub async fn serve_preview(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !has_preview_token(&request) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let mut response = match find_preview(&request).await {
        Ok(preview) => {
            request.extensions_mut().insert(Arc::clone(&preview.scratch));
            let mut response = next.call(request).await?.map_into_boxed_body();
            if let Some(names) = left_out_names(&preview.left_out) {
                response.headers_mut().insert(X_PREVIEW_LEFT_OUT, names);
            }
            response
        }
        Err(problem) => request.into_response(problem.error_response()),
    };
    let headers = response.headers_mut();
    for name in SURROGATE_HEADERS {
        headers.remove(name);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_ROBOTS_TAG, HeaderValue::from_static("noindex"));
    let (name, value) = NO_REFERRER;
    headers.insert(name, value);
    Ok(response)
}

/// Returns the preview database for a request with a token of all working copies.
async fn find_preview(request: &ServiceRequest) -> Result<Arc<PreviewDatabase>, Problem> {
    let mut in_query = None;
    if has_preview_token_in_query(request) {
        in_query = token_of_query(request.query_string())?;
        request.extensions_mut().insert(PreviewTokenInQuery);
    }
    let token = SentToken::read(in_query, request.headers())?.ok_or_else(invalid)?.0;
    let parts = request.app_data::<Data<Database>>().zip(request.app_data::<Data<DenyList>>());
    let parts = parts.zip(request.app_data::<Data<PreviewDatabases>>());
    let Some(((database, deny_list), previews)) = parts else {
        return Err(Problem::internal("the application has no previews"));
    };
    let deny_list = Data::clone(deny_list);
    let check = move |connection: &mut Connection| -> Result<Option<ContentState>, Problem> {
        let token = find_active(connection, &deny_list, &token)?;
        let is_valid = token.is_some_and(|token| token.row.article_id.is_none());
        Ok(if is_valid { Some(ContentState::read(connection)?) } else { None })
    };
    let state = database.read(check).await?.ok_or_else(invalid)?;
    Data::clone(previews).into_inner().get(state).await.map_err(|error| unavailable(&error))
}

/// Returns the token of a query that has the parameter.
fn token_of_query(query: &str) -> Result<Option<String>, Problem> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == PREVIEW_TOKEN_PARAMETER);
    let first = values.next().map(|(_, value)| value.into_owned());
    match values.next() {
        Some(_) => Err(invalid_token("duplicate", "\"token\" occurs more than once; send it once.")),
        None => Ok(first),
    }
}

fn invalid() -> Problem {
    invalid_token(
        "invalid_token",
        "The preview token is no longer valid, or does not show all unpublished work. Create one with POST /v1/manage/preview-tokens.",
    )
}

/// Returns the problem of a preview database that cannot be made.
fn unavailable(error: &PreviewError) -> Problem {
    let (detail, retry_after) = match error {
        PreviewError::NotReady => {
            ("The preview of all unpublished work is being prepared; try again in a moment.".to_owned(), "2")
        }
        PreviewError::Stopping => ("The server is stopping; try again in a moment.".to_owned(), "5"),
        PreviewError::Copy(ScratchError::TooLarge { size, max_size }) => (
            format!(
                "A preview of all unpublished work needs a copy of the database. The database has {} MB, and CAIRN_PREVIEW_MAX_MB allows {} MB.",
                size.div_ceil(MB),
                max_size / MB
            ),
            "3600",
        ),
        PreviewError::Copy(ScratchError::NoSpace { needed, available }) => (
            format!(
                "A preview of all unpublished work needs a copy of the database, which may take {} MB. The disk has {} MB for it.",
                needed.div_ceil(MB),
                available / MB
            ),
            "60",
        ),
        PreviewError::Copy(_) | PreviewError::Publish(_) => (
            "The preview of all unpublished work could not be prepared. The log of the server has the reason."
                .to_owned(),
            "60",
        ),
    };
    Problem::new(Code::Unavailable, detail)
        .with_header(RETRY_AFTER, HeaderValue::from_static(retry_after))
        .caused_by(error)
}

/// Returns the kinds and ids of what a preview leaves out: the first ones, and the number of the others.
fn left_out_names(left_out: &[LeftOut]) -> Option<HeaderValue> {
    if left_out.is_empty() {
        return None;
    }
    let named = left_out.iter().take(LEFT_OUT_NAMED_MAX);
    let mut names: Vec<String> = named.map(|left| format!("{} {}", left.entity.kind, left.entity.id)).collect();
    let more = left_out.len().saturating_sub(LEFT_OUT_NAMED_MAX);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    HeaderValue::try_from(names.join(", ")).ok()
}
