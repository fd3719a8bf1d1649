//! Listing the preview tokens of an article.

use actix_web::{HttpRequest, HttpResponse};

use super::super::operations::{Desk, page_of};
use super::{TOKENS, TokenList, TokenView, store};
use crate::auth::Author;
use crate::content::{Id, Kind, Timestamp};
use crate::http::{
    Cursor, Direction, ManageItemErrors, Page, PageRequest, PathId, Problem, Query, QueryReader, ReadQuery, Row,
};
use crate::working_copies;

/// Which page of tokens to list.
#[derive(Debug)]
pub(super) struct ListPreviewTokensQuery(PageRequest);

impl ReadQuery for ListPreviewTokensQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// List the preview tokens of an article
///
/// The latest made first, without the tokens themselves, which are not stored. What expired more than 30 days ago is
/// forgotten. Needs the role `author`.
#[utoipa::path(
    get,
    path = TOKENS,
    operation_id = "list_preview_tokens",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), PageRequest),
    responses((status = 200, description = "The tokens", body = TokenList), ManageItemErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn list_preview_tokens(
    _caller: Author,
    desk: Desk,
    request: HttpRequest,
    id: PathId,
    query: Query<ListPreviewTokensQuery>,
) -> Result<HttpResponse, Problem> {
    let page = query.0.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(place).transpose()?;
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count, id) = (page.rows(), page.count, id.0);
    let (tokens, total) = desk
        .database
        .read(move |connection| -> Result<_, Problem> {
            if working_copies::find(connection, Kind::Article, id)?.is_none() {
                return Err(Problem::not_found(format!("article {id}")));
            }
            let tokens = store::list(connection, id, from, backwards, rows)?;
            Ok((tokens, if count { Some(store::count(connection, id)?) } else { None }))
        })
        .await?;
    let rows = tokens
        .into_iter()
        .map(|token| {
            let (made, id) = (token.created_at.unix_ms().to_string(), token.id);
            Ok((made, id, serde_json::to_string(&TokenView::of(token)).map_err(Problem::internal)?))
        })
        .collect::<Result<Vec<Row>, Problem>>()?;
    Ok(page_of(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

/// The time and the id of the token at which a page begins.
fn place(cursor: &Cursor) -> Result<(Timestamp, Id), Problem> {
    let ms = cursor.key_as()?;
    Ok((Timestamp::from_unix_ms(ms), cursor.id))
}
