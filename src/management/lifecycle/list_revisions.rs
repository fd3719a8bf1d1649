//! Listing the revisions of an entity.

use actix_web::{HttpRequest, HttpResponse};

use super::find::check_exists;
use super::paths::REVISIONS;
use super::revision_schemas::{RevisionList, RevisionView};
use crate::auth::Viewer;
use crate::http::{
    Direction, EntityPath, EntityPathParams, Page, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery,
};
use crate::management::operations::{OpContext, page_response};
use crate::working_copies::revisions;

/// The page of revisions.
#[derive(Debug)]
pub(super) struct ListRevisionsQuery(PageRequest);

impl ReadQuery for ListRevisionsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// List the revisions of an entity
///
/// Returns one revision for each stored version, newest first, also for entities in the trash. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = REVISIONS,
    operation_id = "list_revisions",
    tag = "manage",
    params(EntityPathParams, PageRequest),
    responses((status = 200, description = "A page of revisions", body = RevisionList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_revisions(
    _caller: Viewer,
    context: OpContext,
    entity: EntityPath,
    request: HttpRequest,
    query: Query<ListRevisionsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = query.0.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(|cursor| cursor.parse_key::<i64>()).transpose()?;
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let read = move |connection: &mut _| -> Result<_, Problem> {
        check_exists(connection, entity)?;
        let heads = revisions::list(connection, entity.id, from, backwards, rows)?;
        let total = if count { Some(revisions::count(connection, entity.id)?) } else { None };
        Ok((heads, total))
    };
    let (heads, total) = context.database.read(read).await?;
    let rows = heads
        .into_iter()
        .map(|head| {
            let revision = RevisionView::from(head);
            let json = serde_json::to_string(&revision).map_err(Problem::internal)?;
            Ok(PageRow { key: revision.version.to_string(), id: entity.id, json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}
