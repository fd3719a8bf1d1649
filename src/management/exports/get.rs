//! `GET /v1/manage/exports`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::{Object, Ref, RefOr, Schema, Type};

use super::records::ExportLineType;
use super::streaming::{ExportChunks, ExportSlots};
use super::writer::ExportOptions;
use crate::auth::Editor;
use crate::http::{ManageListErrors, Problem, Query, QueryReader, ReadQuery, stream_uncached};
use crate::management::operations::OpContext;

pub(super) const PATH: &str = "/v1/manage/exports";

const NDJSON: &str = "application/x-ndjson";

/// A line of an export, as the OpenAPI document describes it. What else it has is for Cairn to read again.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the lines have in common")]
pub(super) struct ExportLine {
    /// First `cairn.export`, last `end` with the number of `lines` before it, and between them every `entity` (a working
    /// copy with its `content`, and what is `published` of it), each followed by its `revision`s if those are wanted, then
    /// every `change`, `address` and `unpublishing`, and the `synonyms`.
    #[schema(rename = "type")]
    line_type: ExportLineType,
}

/// An export, as the OpenAPI document describes it: lines of JSON.
#[derive(Debug)]
pub(super) struct ExportLines;

impl utoipa::PartialSchema for ExportLines {
    fn schema() -> RefOr<Schema> {
        Object::builder()
            .schema_type(Type::String)
            .description(Some("One `ExportLine` on each line. Without one of the type `end` it is not whole."))
            .content_media_type(NDJSON)
            .content_schema(Some(Ref::from_schema_name(<ExportLine as utoipa::ToSchema>::name())))
            .into()
    }
}

impl utoipa::ToSchema for ExportLines {
    fn name() -> std::borrow::Cow<'static, str> {
        "Export".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let name = <ExportLine as utoipa::ToSchema>::name().into_owned();
        schemas.push((name, <ExportLine as utoipa::PartialSchema>::schema()));
        let name = <ExportLineType as utoipa::ToSchema>::name().into_owned();
        schemas.push((name, <ExportLineType as utoipa::PartialSchema>::schema()));
    }
}

/// What of it is wanted.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// Whether every revision comes along, and not only what is now.
    #[param(nullable = false)]
    revisions: Option<bool>,
    /// Whether the change log, old addresses, unpublishings and synonyms come along. Without these lines a key below `admin` can
    /// import it, and all of it comes as drafts.
    #[param(value_type = Option<bool>, default = true, nullable = false)]
    log: bool,
}

impl ReadQuery for ExportQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let revisions = Some(reader.flag("revisions"));
        let is_given = reader.has("log");
        let log = reader.flag("log") || !is_given;
        Self { revisions, log }
    }
}

/// Get everything there is
///
/// Working copies and what is public of them, with their ids, versions and times, the change log, addresses and unpublishings,
/// as lines of JSON. An empty Cairn that imports it says the same, to the byte. All of it is of one moment. The last line
/// is of the type `end`; without it the export is not whole. API keys, webhooks, previews, schedules and the audit log are
/// not in it. Needs the role `editor`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "export_content",
    tag = "manage",
    params(ExportQuery),
    responses(
        (status = 200, description = "The export.", body = ExportLines, content_type = "application/x-ndjson"),
        ManageListErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn export_content(
    _caller: Editor,
    context: OpContext,
    slots: Data<ExportSlots>,
    request: HttpRequest,
    Query(query): Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let options = ExportOptions { revisions: query.revisions == Some(true), log: query.log };
    let permit = slots.acquire()?;
    let pieces = ExportChunks::begin(context.database.as_ref().clone(), options, permit).await?;
    stream_uncached(&request, pieces, NDJSON)
}
