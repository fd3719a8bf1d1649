//! Listing the entities that refer to an entity.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, LINK};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::paths::USAGE;
use crate::auth::Viewer;
use crate::content::{Id, Kind, ReferenceRole, Status};
use crate::db::{self, Connection};
use crate::http::{
    Cursor, Direction, EntityPath, EntityPathParams, Page, PageInfo, PageRequest, PageRow, Problem, Query, QueryReader,
    ReadQuery,
};
use crate::management::operations::{OpContext, or_not_found, read};
use crate::publishing::{self, AnchorUse};
use crate::working_copies::{self, EntityLabel, WorkingCopyHead};

/// An entity that refers to another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Usage)]
pub(super) struct EntityUsage {
    /// Its id.
    id: Id,
    /// Its kind.
    kind: Kind,
    /// Its title, text or name.
    label: String,
    /// The status of its working copy.
    status: Status,
    /// The places of its references.
    roles: Vec<ReferenceRole>,
    /// True if its working copy refers to the other entity.
    in_working_copy: bool,
    /// True if its published document refers to the other entity.
    in_published: bool,
    /// The anchors of the other entity that it links to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    anchors: Vec<AnchorUsage>,
}

/// An anchor that an entity links to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnchorUsage {
    /// The anchor.
    anchor: String,
    /// True if readers find it: in the published document, or, if the target is not published, in its working copy.
    resolves: bool,
    /// True if the working copy has such a link.
    in_working_copy: bool,
    /// True if the published document has such a link.
    in_published: bool,
}

impl From<AnchorUse> for AnchorUsage {
    fn from(used: AnchorUse) -> Self {
        let AnchorUse { anchor, resolves, in_working_copy, in_published } = used;
        Self { anchor, resolves, in_working_copy, in_published }
    }
}

/// A page of referrers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsageList {
    /// The referrers, in the order of their ids.
    data: Vec<EntityUsage>,
    /// The position of the page in the list.
    page: PageInfo,
}

/// The page of referrers.
#[derive(Debug)]
pub(super) struct UsageQuery(PageRequest);

impl ReadQuery for UsageQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// The references of one referrer.
#[derive(Debug, Default)]
struct UsageEntry {
    roles: Vec<ReferenceRole>,
    in_working_copy: bool,
    in_published: bool,
}

/// List the entities that refer to an entity
///
/// Returns exactly the working copies and published documents that refer to it, and so prevent its deletion or
/// unpublishing. Links to an anchor of an article show if the anchor exists. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = USAGE,
    operation_id = "list_usage",
    tag = "manage",
    params(EntityPathParams, PageRequest),
    responses((status = 200, description = "A page of referrers", body = UsageList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_usage(
    _caller: Viewer,
    context: OpContext,
    request: HttpRequest,
    entity: EntityPath,
    query: Query<UsageQuery>,
) -> Result<HttpResponse, Problem> {
    let EntityPath { kind, id } = entity;
    let page = query.0.0;
    let position = page.position(&request)?;
    let (from, rows, count) = (position.clone(), page.limit + 1, page.count);
    let (usages, total) = read(&context, move |connection| -> Result<_, db::Error> {
        let Some(copy) = working_copies::find(connection, kind, id)? else { return Ok((None, None)) };
        let uses = collect_usage(connection, &copy.head)?;
        let total = count.then_some(i64::try_from(uses.len()).unwrap_or(i64::MAX));
        let chosen = match &from {
            None => uses.into_iter().take(rows).collect(),
            Some(Cursor { direction: Direction::Next, id, .. }) => {
                uses.into_iter().filter(|(referrer, _)| referrer > id).take(rows).collect()
            }
            Some(Cursor { id, .. }) => {
                uses.into_iter().rev().filter(|(referrer, _)| referrer < id).take(rows).collect()
            }
        };
        Ok((Some(with_labels(connection, id, chosen)?), total))
    })
    .await?;
    let usages = or_not_found(usages, kind, id)?;
    let rows = usages
        .into_iter()
        .map(|usage| {
            let json = serde_json::to_string(&usage).map_err(Problem::internal)?;
            Ok(PageRow { key: String::new(), id: usage.id, json })
        })
        .collect::<Result<_, Problem>>()?;
    let page = Page::new(rows, &request, &page, position.as_ref(), total);
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.link_header(&request) {
        response.insert_header((LINK, link));
    }
    response.insert_header((CACHE_CONTROL, "no-store"));
    Ok(response.content_type("application/json").body(page.json()))
}

fn collect_usage(connection: &mut Connection, head: &WorkingCopyHead) -> Result<BTreeMap<Id, UsageEntry>, db::Error> {
    let mut uses: BTreeMap<Id, UsageEntry> = BTreeMap::new();
    for (referrer, role) in working_copies::references_to(connection, head.id)? {
        let entry = uses.entry(referrer).or_default();
        entry.in_working_copy = true;
        entry.roles.push(role);
    }
    // Documents keep references to an entity that was unpublished with force, to show it after its next publish. They do
    // not show it now.
    let published = if head.is_published() { publishing::references_to(connection, head.id)? } else { Vec::new() };
    for (referrer, role) in published {
        let entry = uses.entry(referrer).or_default();
        entry.in_published = true;
        entry.roles.push(role);
    }
    for entry in uses.values_mut() {
        entry.roles.sort();
        entry.roles.dedup();
    }
    Ok(uses)
}

fn with_labels(
    connection: &mut Connection,
    target: Id,
    uses: Vec<(Id, UsageEntry)>,
) -> Result<Vec<EntityUsage>, db::Error> {
    let ids: Vec<Id> = uses.iter().map(|(id, _)| *id).collect();
    let mut labels = working_copies::load_labels(connection, &ids)?;
    uses.into_iter()
        .map(|(id, UsageEntry { roles, in_working_copy, in_published })| {
            let EntityLabel { kind, label, status } =
                labels.remove(&id).ok_or_else(|| db::Error::Corrupt(format!("the referrer {id} does not exist")))?;
            let anchors = if roles.contains(&ReferenceRole::Link) {
                publishing::find_anchor_uses(connection, target, id)?.into_iter().map(AnchorUsage::from).collect()
            } else {
                Vec::new()
            };
            Ok(EntityUsage { id, kind, label, status, roles, in_working_copy, in_published, anchors })
        })
        .collect()
}
