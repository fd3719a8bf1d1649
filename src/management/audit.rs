//! Reading the audit log.
//!
//! Must not write the log: each operation appends its own rows.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::{OpContext, page_response, read};
use crate::audit::{self, AuditFilter, AuditRecord};
use crate::auth::Admin;
use crate::content::{Action, Id, RequestIdSource, SubjectKind, Timestamp};
use crate::db::KeysetPage;
use crate::http::{Cursor, Direction, Page, PageInfo, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery};

pub(super) const PATH: &str = "/v1/manage/audit";

/// The maximum length of an id in a filter, in characters.
const ID_MAX: usize = 64;

/// The maximum length of a caller's id in a filter, in characters: `oidc:` and a subject.
const ACTOR_MAX: usize = 260;

/// The query parameters of the audit log, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters, which are read into `ListAuditQuery`")]
pub(super) struct ListAuditParams {
    /// Only actions on the subject with this id.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$", nullable = false)]
    subject: Option<String>,
    /// Only actions on subjects of this kind.
    #[param(nullable = false)]
    kind: Option<SubjectKind>,
    /// Only actions by the key with this id, or by the user with this `oidc:` and subject of the identity provider.
    #[param(min_length = 1, max_length = 260, pattern = r"^[^\u0000]*$", nullable = false)]
    actor: Option<String>,
    /// Only this action.
    #[param(nullable = false)]
    action: Option<Action>,
    /// Only actions of the request with this `X-Request-Id`.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$", nullable = false)]
    request_id: Option<String>,
    /// Only actions at this time or later.
    #[param(nullable = false)]
    from: Option<Timestamp>,
    /// Only actions before this time.
    #[param(nullable = false)]
    until: Option<Timestamp>,
}

/// The query of the audit log.
#[derive(Debug)]
pub(super) struct ListAuditQuery {
    filter: AuditFilter,
    page: PageRequest,
}

impl ReadQuery for ListAuditQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let mut id = |name, max: usize| {
            let id = reader.text(name);
            if id.as_deref().is_some_and(|id| !(1..=max).contains(&id.chars().count())) {
                reader.reject(name, "invalid_value", &format!("must have 1 to {max} characters"));
            }
            id
        };
        // The log has ids in their canonical form only.
        let subject = id("subject", ID_MAX).map(|id| id.parse::<Id>().map_or(id, |id| id.to_string()));
        let (actor, request_id) = (id("actor", ACTOR_MAX), id("requestId", ID_MAX));
        let filter = AuditFilter {
            subject,
            kind: reader.enum_value("kind"),
            actor,
            action: reader.enum_value("action"),
            request_id,
            from: reader.parsed("from"),
            until: reader.parsed("until"),
        };
        if let (Some(from), Some(until)) = (filter.from, filter.until)
            && until <= from
        {
            reader.reject("until", "invalid_value", "must be later than \"from\"");
        }
        Self { filter, page: PageRequest::read(reader) }
    }
}

/// The actor of an action.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditActor {
    /// The id of the key, or `oidc:` and the subject of the identity provider's token. Absent if the action was not a
    /// request over HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key_id: Option<String>,
    /// The name of the key at that time, the user of the token, or the command or job.
    name: String,
}

/// The subject of an action.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditSubject {
    /// Its kind.
    kind: SubjectKind,
    /// Its id. The subject may no longer exist.
    id: String,
}

/// One row of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditEntry {
    /// The number of the row. Later rows have greater numbers.
    seq: i64,
    /// The time of the action.
    at: Timestamp,
    /// The actor.
    actor: AuditActor,
    /// The `X-Request-Id` of the request; absent if the action was not a request over HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// The origin of the request id: the client, which may have sent the id of another request, or the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id_from: Option<RequestIdSource>,
    /// The action.
    action: Action,
    /// The subject.
    subject: AuditSubject,
    /// The version before, if the subject has versions and existed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from_version: Option<i64>,
    /// The version after, if the subject has versions and still exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to_version: Option<i64>,
    /// The note of the actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    note: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditList {
    /// The rows, newest first.
    data: Vec<AuditEntry>,
    /// The position of the page in the list.
    page: PageInfo,
}

impl From<AuditRecord> for AuditEntry {
    fn from(row: AuditRecord) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: AuditActor { key_id: row.actor.key_id, name: row.actor.name },
            request_id: row.actor.request_id,
            request_id_from: row.actor.request_id_from,
            action: row.action,
            subject: AuditSubject { kind: row.subject_kind, id: row.subject_id },
            from_version: row.from_version,
            to_version: row.to_version,
            note: row.note,
        }
    }
}

/// List the audit log
///
/// Returns a row for every write, newest first: the time, the actor, the action and the subject. Rows are kept forever
/// and never changed. A row must match all filters. Needs the role `admin`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_audit_entries",
    tag = "manage",
    params(ListAuditParams, PageRequest),
    responses((status = 200, description = "A page of the log", body = AuditList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_audit_entries(
    _caller: Admin,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListAuditQuery>,
) -> Result<HttpResponse, Problem> {
    let ListAuditQuery { filter, page } = query.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(parse_position).transpose()?;
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let (entries, total) = read(&context, move |connection| {
        let entries = audit::list(connection, &filter, KeysetPage { from, backwards, rows })?;
        let total = if count { Some(audit::count(connection, &filter)?) } else { None };
        Ok((entries, total))
    })
    .await?;
    let rows = entries
        .into_iter()
        .map(|row| {
            let key = row.seq.to_string();
            let json = serde_json::to_string(&AuditEntry::from(row)).map_err(Problem::internal)?;
            Ok(PageRow { key, id: Id::nil(), json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

/// Parses the number of the row at which a page starts.
fn parse_position(cursor: &Cursor) -> Result<i64, Problem> {
    cursor.parse_key()
}
