//! Comparing two revisions of an entity.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::find::{check_exists, find_revision};
use super::paths::DIFF;
use crate::auth::Viewer;
use crate::content::diff::{self, ContentDiff};
use crate::db::Connection;
use crate::http::{EntityPath, EntityPathParams, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, uncached_json};
use crate::working_copies::revisions::latest_version;

/// The query parameters of a comparison, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters, which are read into `DiffQuery`")]
pub(super) struct DiffParams {
    /// The version to compare with; default: the one stored before `to`.
    #[param(minimum = 1, nullable = false)]
    from: Option<i64>,
    /// The version to compare; default: the newest.
    #[param(minimum = 1, nullable = false)]
    to: Option<i64>,
}

/// The query of a comparison.
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

/// The differences between two revisions. If both lists are empty, nothing differs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionDiff {
    /// The version to compare with.
    #[schema(minimum = 1)]
    from: i64,
    /// The compared version.
    #[schema(minimum = 1)]
    to: i64,
    /// The differences.
    #[serde(flatten)]
    diff: ContentDiff,
}

/// Compare two revisions of an entity
///
/// Compares fields by name, sections by id, blocks by key and texts word by word. `from` may be newer than `to`. Needs
/// the role `viewer`.
#[utoipa::path(
    get,
    path = DIFF,
    operation_id = "diff_revisions",
    tag = "manage",
    params(EntityPathParams, DiffParams),
    responses((status = 200, description = "The differences", body = RevisionDiff)),
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
