//! Reading the audit log.
//!
//! Must not write it: rows are appended by whatever they tell of.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::{OpContext, page_response, read};
use crate::audit::{self, AuditFilter, AuditRecord};
use crate::auth::Admin;
use crate::content::{Action, Id, RequestIdSource, SubjectKind, Timestamp};
use crate::db::KeysetPage;
use crate::http::{
    Cursor, Direction, ManageListErrors, Page, PageInfo, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery,
};

pub(super) const PATH: &str = "/v1/manage/audit";

/// Ids that are looked for have at most this many characters.
const ID_MAX: usize = 64;

/// Those of callers have this many: `oidc:` and a subject.
const ACTOR_MAX: usize = 260;

/// Which rows of the audit log to list, as the OpenAPI document describes it.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "the fields are there to be described; `ListAuditQuery` holds what was read")]
pub(super) struct ListAuditParams {
    /// Only what was done to the thing of this id.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$", nullable = false)]
    subject: Option<String>,
    /// Only what was done to things of this kind.
    #[param(nullable = false)]
    kind: Option<SubjectKind>,
    /// Only what the key of this id did, or who has this `oidc:` and subject at the identity provider.
    #[param(min_length = 1, max_length = 260, pattern = r"^[^\u0000]*$", nullable = false)]
    actor: Option<String>,
    /// Only this.
    #[param(nullable = false)]
    action: Option<Action>,
    /// Only what the request with this `X-Request-Id` did.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$", nullable = false)]
    request_id: Option<String>,
    /// Only what was done then or later.
    #[param(nullable = false)]
    from: Option<Timestamp>,
    /// Only what was done before then.
    #[param(nullable = false)]
    until: Option<Timestamp>,
}

/// Which rows of the audit log to list.
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
        // An id has one spelling in the log.
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

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditActor {
    /// The id of the key, or `oidc:` and the subject of the identity provider's token; absent where it was not done over
    /// HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key_id: Option<String>,
    /// What the key was called then, who the token was of, or the command or job that did it.
    name: String,
}

/// What something was done to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditSubject {
    /// Its kind.
    kind: SubjectKind,
    /// Its id. What it names may be gone.
    id: String,
}

/// One row of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditEntry {
    /// Its number. A later row has a greater one.
    seq: i64,
    /// When it was done.
    at: Timestamp,
    /// Who did it.
    actor: AuditActor,
    /// The request that did it, by its `X-Request-Id`; absent where it was not done over HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// Who chose that id: a client that sent an `X-Request-Id`, which may be that of another request, or the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id_from: Option<RequestIdSource>,
    /// What was done.
    action: Action,
    /// What it was done to.
    subject: AuditSubject,
    /// Its version before, if it has versions and existed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from_version: Option<i64>,
    /// Its version after, if it has versions and exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to_version: Option<i64>,
    /// What was said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    note: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditList {
    /// The rows, the latest first.
    data: Vec<AuditEntry>,
    /// Which page this is.
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
/// Who did what, to what, when, the latest first: a row for every write, kept for ever and never changed. All filters
/// must fit. Needs the role `admin`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_audit_entries",
    tag = "manage",
    params(ListAuditParams, PageRequest),
    responses((status = 200, description = "A page of the log", body = AuditList), ManageListErrors),
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

/// The row at which a page begins.
fn parse_position(cursor: &Cursor) -> Result<i64, Problem> {
    cursor.parse_key()
}
