//! Comparing two revisions of an entity.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::find::{check_exists, find_revision};
use super::paths::DIFF;
use crate::auth::Viewer;
use crate::content::diff::{self, ContentDiff};
use crate::db::Connection;
use crate::http::{EntityPath, EntityPathParams, ManageItemErrors, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, uncached_json};
use crate::working_copies::revisions::latest_version;

/// Which revisions to compare, as the OpenAPI document describes it.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields are there to be described; `DiffQuery` holds what was read")]
pub(super) struct DiffParams {
    /// The version to compare with; the one kept before `to` if absent.
    #[param(minimum = 1, nullable = false)]
    from: Option<i64>,
    /// The version that is compared; the newest if absent.
    #[param(minimum = 1, nullable = false)]
    to: Option<i64>,
}

/// Which revisions to compare.
#[derive(Debug, Clone, Copy)]
pub(super) struct DiffQuery {
    from: Option<i64>,
    to: Option<i64>,
}

impl ReadQuery for DiffQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let mut version = |name| reader.integer(name, 1, i64::MAX.cast_unsigned()).map(u64::cast_signed);
        Self { from: version("from"), to: version("to") }
    }
}

/// What differs between two revisions. Nothing differs if both lists are empty.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionDiff {
    /// The version that was compared with.
    #[schema(minimum = 1)]
    from: i64,
    /// The version that was compared.
    #[schema(minimum = 1)]
    to: i64,
    /// What differs.
    #[serde(flatten)]
    diff: ContentDiff,
}

/// Compare two revisions of a thing
///
/// Field by field, sections by their ids, blocks by their keys, texts word by word. `from` may be the newer one. Needs
/// the role `viewer`.
#[utoipa::path(
    get,
    path = DIFF,
    operation_id = "diff_revisions",
    tag = "manage",
    params(EntityPathParams, DiffParams),
    responses((status = 200, description = "What differs", body = RevisionDiff), ManageItemErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn diff_revisions(
    _caller: Viewer,
    context: OpContext,
    entity: EntityPath,
    query: Query<DiffQuery>,
) -> Result<HttpResponse, Problem> {
    let difference = context.database.read(move |connection| compare(connection, entity, query.0)).await?;
    let json = serde_json::to_value(difference).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Ok(), &json))
}

fn compare(connection: &mut Connection, entity: EntityPath, query: DiffQuery) -> Result<RevisionDiff, Problem> {
    check_exists(connection, entity)?;
    let EntityPath { kind, id } = entity;
    let to = match query.to {
        Some(to) => to,
        None => latest_version(connection, id, None)?
            .ok_or_else(|| Problem::internal(format!("the {kind} {id} has no revision")))?,
    };
    let new = find_revision(connection, entity, to)?;
    let from = match query.from {
        Some(from) => from,
        None => latest_version(connection, id, Some(to))?
            .ok_or_else(|| Problem::not_found(format!("revision of the {kind} {id} before version {to}")))?,
    };
    let old = find_revision(connection, entity, from)?;
    let diff = diff::diff(&old.content, &new.content).map_err(Problem::internal)?;
    Ok(RevisionDiff { from, to, diff })
}
