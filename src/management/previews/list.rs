//! Listing the preview tokens of an article.

use actix_web::{HttpRequest, HttpResponse};

use super::paths::TOKENS;
use super::store::{self, TokenFilter};
use super::view::{TokenList, TokenView};
use crate::auth::Author;
use crate::content::{Id, Kind, Timestamp};
use crate::db::Connection;
use crate::http::{Cursor, Direction, Page, PageRequest, PageRow, PathId, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, page_response};
use crate::working_copies;

/// The page of tokens.
#[derive(Debug)]
pub(super) struct ListPreviewTokensQuery(PageRequest);

impl ReadQuery for ListPreviewTokensQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// List the preview tokens of an article
///
/// Returns the tokens, newest first, without their secrets, which are not stored. Tokens that expired more than 30 days
/// ago are deleted. Needs the role `author`.
#[utoipa::path(
    get,
    path = TOKENS,
    operation_id = "list_article_preview_tokens",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), PageRequest),
    responses((status = 200, description = "The tokens", body = TokenList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_article_preview_tokens(
    _caller: Author,
    context: OpContext,
    request: HttpRequest,
    id: PathId,
    query: Query<ListPreviewTokensQuery>,
) -> Result<HttpResponse, Problem> {
    let id = id.0;
    let denied = context.deny_list.unwritten_ids();
    let filter = TokenFilter { article: Some(id), created_by_id: None, state: None, now: Timestamp::now(), denied };
    token_page_response(&context, &request, query.0.0, filter, move |connection| {
        let article = working_copies::exists(connection, Kind::Article, id)?;
        if article { Ok(()) } else { Err(Problem::not_found(format!("article {id}"))) }
    })
    .await
}

/// Returns the response with a page of the tokens that match, unless `check` fails.
pub(super) async fn token_page_response(
    context: &OpContext,
    request: &HttpRequest,
    page: PageRequest,
    filter: TokenFilter,
    check: impl FnOnce(&mut Connection) -> Result<(), Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let position = page.position(request)?;
    let from = position.as_ref().map(parse_position).transpose()?;
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let (tokens, total) = context
        .database
        .read(move |connection| -> Result<_, Problem> {
            check(connection)?;
            let tokens = store::list(connection, &filter, from, backwards, rows)?;
            Ok((tokens, if count { Some(store::count(connection, &filter)?) } else { None }))
        })
        .await?;
    let rows = tokens
        .into_iter()
        .map(|token| {
            let (key, id) = (token.row.created_at.unix_ms().to_string(), token.row.id);
            let view = TokenView::of(token, &context.deny_list);
            let json = serde_json::to_string(&view).map_err(Problem::internal)?;
            Ok(PageRow { key, id, json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(request, &Page::new(rows, request, &page, position.as_ref(), total)))
}

/// Parses the time and the id of the token at which a page starts.
fn parse_position(cursor: &Cursor) -> Result<(Timestamp, Id), Problem> {
    let ms = cursor.parse_key()?;
    Ok((Timestamp::from_unix_ms(ms), cursor.id))
}
