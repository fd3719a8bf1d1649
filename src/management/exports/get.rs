//! `GET /v1/manage/exports`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::{Object, Ref, RefOr, Schema, Type};

use super::records::ExportLineType;
use super::streaming::{ExportChunks, ExportSlots};
use super::writer::ExportOptions;
use crate::auth::Editor;
use crate::http::{Problem, Query, QueryReader, ReadQuery, stream_uncached};
use crate::management::operations::OpContext;

pub(super) const PATH: &str = "/v1/manage/exports";

const NDJSON: &str = "application/x-ndjson";

/// A line of an export, as the OpenAPI document describes it. Its other members are only for imports by Cairn.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the common members of the lines")]
pub(super) struct ExportLine {
    /// The first line is `cairn.export`, the last one `end` with the number of `lines` before it. Between them are
    /// every `entity` (a working copy with its `content` and its `published` state), each followed by its `revision`s
    /// if requested, then every `change`, `address`, `topicAddress` and `unpublishing`, and the `synonyms`.
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
            .description(Some(
                "One `ExportLine` on each line. Without a line of the type `end`, the export is incomplete.",
            ))
            .content_media_type(NDJSON)
            .content_schema(Some(Ref::from_schema_name(<ExportLine as utoipa::ToSchema>::name())))
            .into()
    }
}

impl utoipa::ToSchema for ExportLines {
    fn name() -> std::borrow::Cow<'static, str> {
        "ExportFile".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let name = <ExportLine as utoipa::ToSchema>::name().into_owned();
        schemas.push((name, <ExportLine as utoipa::PartialSchema>::schema()));
        let name = <ExportLineType as utoipa::ToSchema>::name().into_owned();
        schemas.push((name, <ExportLineType as utoipa::PartialSchema>::schema()));
    }
}

/// The contents of an export.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// Includes all revisions, not only the current versions.
    #[param(nullable = false)]
    revisions: Option<bool>,
    /// Includes the change log, addresses, unpublishings and synonyms. Without these lines, a key below `admin` can
    /// import the export; all entities become drafts.
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

/// Export all content
///
/// Returns all working copies and their published state with ids, versions and times, the change log, addresses and
/// unpublishings, as lines of JSON. An empty Cairn that imports the export serves the same responses, byte for byte.
/// The export shows one moment. Its last line has the type `end`; without it, the export is incomplete. It does not
/// contain API keys, webhooks, previews, schedules and the audit log. Needs the role `editor`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "export_content",
    tag = "manage",
    params(ExportQuery),
    responses(
        (status = 200, description = "The export.", body = ExportLines, content_type = "application/x-ndjson"),
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
    let chunks = ExportChunks::begin(context.database.as_ref().clone(), options, permit).await?;
    stream_uncached(&request, chunks, NDJSON)
}
