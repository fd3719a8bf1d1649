//! Telling who refers to an entity.

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
    Cursor, Direction, EntityPath, EntityPathParams, ManageItemErrors, Page, PageInfo, PageRequest, PageRow, Problem,
    Query, QueryReader, ReadQuery,
};
use crate::management::operations::{OpContext, or_not_found, read};
use crate::publishing::{self, AnchorUse};
use crate::working_copies::{self, EntityLabel, WorkingCopyHead};

/// A thing that refers to another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Usage)]
pub(super) struct EntityUsage {
    /// Its lasting name.
    id: Id,
    /// Its kind.
    kind: Kind,
    /// Its title, text or name.
    label: String,
    /// Where its working copy stands.
    status: Status,
    /// In which parts of it the other is named.
    roles: Vec<ReferenceRole>,
    /// Whether its working copy refers to the other.
    in_working_copy: bool,
    /// Whether its published document does.
    in_published: bool,
    /// The anchors of the other that it links to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    anchors: Vec<AnchorUsage>,
}

/// An anchor that a thing links to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnchorUsage {
    /// The anchor.
    anchor: String,
    /// True if readers find it: in the published document, or in the working copy of what is not published.
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

/// A page of things that refer to one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsageList {
    /// Who refers to it, in the order of their ids.
    data: Vec<EntityUsage>,
    /// Which page this is.
    page: PageInfo,
}

/// Which page to give.
#[derive(Debug)]
pub(super) struct UsageQuery(PageRequest);

impl ReadQuery for UsageQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// What is known of one that refers: in which roles, and on which side.
#[derive(Debug, Default)]
struct UsageEntry {
    roles: Vec<ReferenceRole>,
    in_working_copy: bool,
    in_published: bool,
}

/// List what refers to a thing
///
/// Exactly those working copies and published documents that name it: what stands in the way of deleting it or taking
/// it back. Links to an anchor of an article say whether it is there. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = USAGE,
    operation_id = "list_usage",
    tag = "manage",
    params(EntityPathParams, PageRequest),
    responses((status = 200, description = "A page of things that refer to it", body = UsageList), ManageItemErrors),
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
    // Documents may remember what was taken back with force, so that it returns to them; they do not show it.
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
                labels.remove(&id).ok_or_else(|| db::Error::Corrupt(format!("{id} refers and is not there")))?;
            let anchors = if roles.contains(&ReferenceRole::Link) {
                publishing::find_anchor_uses(connection, target, id)?.into_iter().map(AnchorUsage::from).collect()
            } else {
                Vec::new()
            };
            Ok(EntityUsage { id, kind, label, status, roles, in_working_copy, in_published, anchors })
        })
        .collect()
}
