//! Reading working copies: one, or a page of a list.

use actix_web::{HttpRequest, HttpResponse};

use super::context::{OpContext, read};
use super::list_query::{ListWorkingCopiesQuery, check_kind};
use super::problems::or_not_found;
use super::reply::{Reply, WriteOutcome, page_response, summary};
use crate::content::section::SectionForm;
use crate::content::{Id, Kind};
use crate::http::{Cursor, Direction, Page, PageRow, Problem};
use crate::working_copies::{self, ListKey, ListOrder, ListRange, ListedCopy, SortPosition};

/// Returns the response with a working copy.
pub(crate) async fn fetch(context: &OpContext, kind: Kind, id: Id, form: SectionForm) -> Result<HttpResponse, Problem> {
    let copy = read(context, move |connection| working_copies::find(connection, kind, id)).await?;
    let outcome = WriteOutcome::done(or_not_found(copy, kind, id)?);
    let mut reply = Reply::of(&outcome)?;
    if let Some(json) = reply.body.as_mut().and_then(|body| body.as_object_mut()) {
        form.apply(json, &outcome.copy.content)?;
    }
    Ok(reply.respond())
}

/// Returns the response with a page of working copies.
pub(crate) async fn list(
    context: &OpContext,
    kind: Kind,
    request: &HttpRequest,
    query: ListWorkingCopiesQuery,
) -> Result<HttpResponse, Problem> {
    let ListWorkingCopiesQuery { filter, order, page } = query;
    check_kind(kind, &filter, order)?;
    let position = page.position(request)?;
    let range = ListRange {
        from: position.as_ref().map(|cursor| parse_position(order, cursor)).transpose()?,
        backwards: position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous),
        rows: page.rows(),
    };
    let count = page.count;
    let (copies, total) = read(context, move |connection| {
        let copies = working_copies::list(connection, kind, &filter, order, &range)?;
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

fn parse_position(order: ListOrder, cursor: &Cursor) -> Result<SortPosition, Problem> {
    let key =
        if order.is_by_title() { ListKey::Title(cursor.key.clone()) } else { ListKey::Number(cursor.parse_key()?) };
    Ok(SortPosition { key, id: cursor.id })
}
