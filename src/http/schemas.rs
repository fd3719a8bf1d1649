//! Shared schemas of the OpenAPI document: problems and pages.

use serde::Serialize;
use utoipa::ToSchema;

use super::code::Code;
use super::problem::ErrorItem;
use crate::content::documents::AlternativeCard;
use crate::content::{Id, Kind};

/// A problem document (RFC 9457), the shape of every error.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// The address of the documentation of `code`, relative to the server.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/docs/errors#not_found")]
    pub problem_type: String,
    /// The title of the code, which is always the same.
    #[schema(example = "Not found")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// A description of this occurrence and its remedy.
    #[schema(example = "There is no published article named \"no-such-article\" in the locale en.")]
    pub detail: String,
    /// The error code for programs; it is never renamed.
    pub code: Code,
    /// The id of the request, as in `X-Request-Id`; the server's log has it too.
    pub request_id: String,
    /// The errors in the input, if there are any.
    #[schema(nullable = false)]
    pub errors: Option<Vec<ErrorItem>>,
    /// With `version_mismatch`: the current version.
    #[schema(nullable = false)]
    pub current_version: Option<i64>,
    /// With a batch: the index of the failed operation, counted from 0.
    #[schema(nullable = false, minimum = 0)]
    pub operation: Option<usize>,
    /// With `in_use`: the entities that refer to this one.
    #[schema(nullable = false)]
    pub used_by: Option<Vec<UsedBy>>,
    /// With `gone`: the reason.
    #[schema(nullable = false)]
    pub explanation: Option<String>,
    /// With `gone`: an alternative for readers.
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
    /// With `approval_required`: the entities that need an approval.
    #[schema(nullable = false)]
    pub unapproved: Option<Vec<UnapprovedEntity>>,
    /// With `unavailable` of `/health/ready`: the result of each check.
    #[schema(nullable = false)]
    pub checks: Option<ReadinessChecks>,
}

/// The results of the readiness checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessChecks {
    /// The server is not stopping.
    pub serving: CheckState,
    /// The database can be read.
    pub readable: CheckState,
    /// The database can be written: it is not read-only, and not locked for longer than a moment.
    pub writable: CheckState,
    /// The database has the schema version of this server or a later one.
    pub migrated: CheckState,
    /// The disk of the database has the configured minimum of free space.
    pub disk: CheckState,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// The check passed.
    Ok,
    /// The check failed or could not be completed.
    Failed,
}

/// An entity that needs an approval before it can be published.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnapprovedEntity {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// Its title, text or name.
    pub label: String,
}

/// An entity that refers to another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsedBy {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// Its title, text or name.
    pub label: String,
}

/// The page size of a list, and the cursors of the neighbouring pages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// The maximum number of items of a page.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: usize,
    /// The `cursor` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<String>,
    /// The `cursor` of the previous page; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub prev: Option<String>,
    /// The total number of items of the list; with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0)]
    pub total: Option<i64>,
}
