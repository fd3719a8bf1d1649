//! `POST /v1/manage/imports`

use std::io::Cursor;
use std::sync::Arc;

use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::bundle::{ImportBundle, SourceFile, parse_source};
use super::error::ImportError;
use super::export_lines::check_lines;
use super::format::Format;
use super::load::{ExportSource, ImportPlan, ImportSources, load, load_dry_run, load_planned};
use super::options::{ImportContext, ImportOptions, Trust};
use super::report::ImportReport;
use super::restore::is_export;
use super::slots::{ENTRIES_MAX, ImportSlot, ImportSlots};
use super::unsupported;
use crate::auth::{Author, Role};
use crate::content::Locale;
use crate::db::{Connection, Database};
use crate::http::{Code, Problem, Query, QueryReader, ReadQuery, media_type, read_bytes};
use crate::importing::ImportRoot;
use crate::management::operations::{OpContext, uncached_json};
use crate::publishing::ApprovalRule;

pub(super) const PATH: &str = "/v1/manage/imports";

/// The name of a body in messages, if the request has none.
const BODY: &str = "the body";

/// The settings of imports over HTTP.
#[derive(Debug, Clone)]
pub struct ImportSettings {
    /// The maximum size of a body in bytes.
    pub limit_bytes: usize,
    /// The locale of pages that state none.
    pub default_locale: Locale,
}

/// The options of an import.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct ImportQuery {
    /// Only reports the changes, without writing anything.
    #[param(value_type = Option<bool>, default = false)]
    dry_run: bool,
    /// Publishes all imported entities that are not drafts. Needs the role `editor`.
    #[param(value_type = Option<bool>, default = false)]
    publish: bool,
    /// Overwrites entities that were edited since they were imported.
    #[param(value_type = Option<bool>, default = false)]
    force: bool,
    /// The format of the body. By default, `Content-Type` decides.
    #[param(inline, nullable = false)]
    format: Option<Format>,
    /// The locale of pages that state none; by default, the locale of the server.
    #[param(nullable = false)]
    locale: Option<Locale>,
    /// The name of the file, with `/` between folders. Titles, slugs and names for links are derived from it.
    #[param(nullable = false, max_length = 500, pattern = r"^[^\u0000]*$")]
    name: Option<String>,
    /// The name of the import, a prefix of all generated ids. A later import with the same `source` and `name` (or
    /// title) updates the same entities. Without it, a document without an id of its own is new each time.
    #[param(nullable = false, min_length = 1, max_length = 100, pattern = r"^[^#/\u0000-\u001f\u007f-\u009f]+$")]
    source: Option<String>,
}

impl ReadQuery for ImportQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let name = reader.text("name");
        if name.as_ref().is_some_and(|name| name.chars().count() > 500) {
            reader.reject("name", "too_long", "has more than 500 characters");
        }
        let source = reader.text("source");
        if let Some(Err(detail)) = source.as_deref().map(parse_source) {
            reader.reject("source", "invalid_value", &detail);
        }
        Self {
            dry_run: reader.flag("dryRun"),
            publish: reader.flag("publish"),
            force: reader.flag("force"),
            format: reader.enum_value("format"),
            locale: reader.parsed("locale"),
            name,
            source,
        }
    }
}

/// A file to import, as the OpenAPI document describes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(min_length = 1)]
pub(super) struct ImportText(String);

/// Import a file
///
/// Creates working copies of the entities in the body, at most 5,000, and updates those that nobody has edited since
/// their last import, either completely or not at all. Each key can run one import at a time. The report lists
/// everything that was lost, with its location. An admin imports an export of Cairn with its versions, times, reviews,
/// revisions and published state, if publishing needs no approval. For all other callers it becomes drafts of version
/// 1, and its lines of the types `change`, `address`, `topicAddress`, `unpublishing` and `synonyms` are errors, because
/// they become public without a publish: export with `log=false` instead. Needs the role `author`, and `editor` with
/// `publish`.
#[utoipa::path(
    post,
    path = PATH,
    operation_id = "import_content",
    tag = "manage",
    params(ImportQuery),
    request_body(content(
        (ImportText = "text/markdown"),
        (ImportText = "text/html"),
        (ImportText = "text/plain"),
        (ImportText = "application/xml"),
        (ImportText = "application/yaml"),
        (ImportText = "application/x-ndjson"),
    )),
    responses(
        (status = 200, description = "The outcome for each entity.", body = ImportReport),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn import_content(
    caller: Author,
    context: OpContext,
    settings: Data<ImportSettings>,
    slots: Data<ImportSlots>,
    Query(query): Query<ImportQuery>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    if query.publish && context.role < Role::Editor {
        return Err(Problem::new(Code::Forbidden, "Publishing needs the role editor; leave out \"publish\"."));
    }
    let format = query.format.map_or_else(|| format_of(&request), Ok)?;
    let slot = slots.acquire(&caller.0.id)?;
    let bytes = read_bytes(&request, body.into_inner(), settings.limit_bytes).await?;
    if bytes.is_empty() {
        return Err(Problem::new(Code::MalformedRequest, "The body is empty; send the file to import."));
    }
    if let Some(detail) = unsupported::by_content(&bytes) {
        return Err(Problem::new(Code::UnsupportedMediaType, format!("The body is not text: {detail}.")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::new(Code::MalformedRequest, "The body is not UTF-8; send it in that encoding."))?;
    let locale = query.locale.clone().unwrap_or_else(|| settings.default_locale.clone());
    // If publishing needs an approval, an export must not bypass it.
    let is_trusted = context.role == Role::Admin && context.settings.approval == ApprovalRule::Off;
    let trust = if is_trusted { Trust::History } else { Trust::Contents };
    let options = ImportOptions { publish: query.publish, force: query.force, trust };
    let body = Body { name: query.name, source: query.source, format, text, locale };
    let report = import(&context, (&slots, slot), body, options, query.dry_run).await?;
    Ok(uncached_json(HttpResponse::Ok(), &serde_json::to_value(&report).map_err(Problem::internal)?))
}

struct Body {
    name: Option<String>,
    source: Option<String>,
    format: Format,
    text: String,
    locale: Locale,
}

/// Returns the format that the `Content-Type` states.
fn format_of(request: &HttpRequest) -> Result<Format, Problem> {
    let media_type = media_type(request);
    Format::of_media_type(&media_type).ok_or_else(|| {
        if let Some(detail) = unsupported::by_media_type(&media_type) {
            return Problem::new(Code::UnsupportedMediaType, format!("\"{media_type}\": {detail}."));
        }
        let formats: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let detail =
            format!("\"{media_type}\" does not identify the format of the body; set format={}.", formats.join("|"));
        Problem::new(Code::UnsupportedMediaType, detail)
    })
}

/// The number of plans made outside a transaction before one is made inside it.
const PLANS_MAX: usize = 3;

async fn import(
    context: &OpContext,
    (slots, slot): (&ImportSlots, ImportSlot),
    body: Body,
    options: ImportOptions,
    dry_run: bool,
) -> Result<ImportReport, Problem> {
    // The job holds the slot, because it may run on for a moment after the client has disconnected.
    let worker = Arc::new((slots.acquire_worker().await?, slot));
    let held = Arc::clone(&worker);
    let sources = run_blocking(move || {
        let _held = held;
        parse(body)
    })
    .await?;
    let (settings, actor) = (context.settings.clone(), context.actor.clone());
    let database: &Database = context.database.as_ref();
    let bundle = match sources {
        BodySources::Bundle(bundle) => Arc::new(bundle),
        BodySources::Export(export) => {
            let work = move |connection: &mut _| -> Result<ImportReport, ImportError> {
                let _held = worker;
                let import = if dry_run { load_dry_run } else { load };
                let context = ImportContext { settings: &settings, actor: &actor, options, progress: &|_| () };
                let sources = ImportSources { exports: vec![export], bundle: &ImportBundle::new(Locale::english()) };
                import(connection, &context, sources)
            };
            return database.write_with_limit(context.write_limit(), work).await.map_err(Problem::from);
        }
    };
    for _ in 0..PLANS_MAX {
        let (planned, held) = (Arc::clone(&bundle), Arc::clone(&worker));
        let plan = database
            .read(move |connection| -> Result<_, ImportError> {
                let _held = held;
                ImportPlan::of(connection, &planned)
            })
            .await?;
        let (planned, held) = (Arc::clone(&bundle), Arc::clone(&worker));
        let (settings, actor) = (settings.clone(), actor.clone());
        let work = move |connection: &mut Connection| -> Result<Option<ImportReport>, ImportError> {
            let _held = held;
            let context = ImportContext { settings: &settings, actor: &actor, options, progress: &|_| () };
            let is_current = plan.is_current(connection)?;
            is_current.then(|| load_planned(connection, &context, &planned, plan, dry_run)).transpose()
        };
        if let Some(report) = database.write_with_limit(context.write_limit(), work).await? {
            return Ok(report);
        }
    }
    // Other writes were always faster.
    let work = move |connection: &mut Connection| -> Result<ImportReport, ImportError> {
        let _held = worker;
        let plan = ImportPlan::of(connection, &bundle)?;
        let context = ImportContext { settings: &settings, actor: &actor, options, progress: &|_| () };
        load_planned(connection, &context, &bundle, plan, dry_run)
    };
    database.write_with_limit(context.write_limit(), work).await.map_err(Problem::from)
}

/// The contents of a body.
enum BodySources {
    Bundle(ImportBundle),
    Export(ExportSource),
}

/// Parses a body. The lines of an export are only checked, because all of them together would need much memory.
fn parse(body: Body) -> Result<BodySources, ImportError> {
    if body.format == Format::Ndjson && is_export(body.text.as_bytes()) {
        check_lines(&body.text, BODY, ENTRIES_MAX)?;
        let lines = Box::new(Cursor::new(body.text.into_bytes()));
        return Ok(BodySources::Export(ExportSource { location: BODY.to_owned(), lines }));
    }
    let mut bundle = ImportBundle::new(body.locale).with_limit(ENTRIES_MAX);
    let location = body.name.as_deref().unwrap_or(BODY);
    let name = body.name.as_deref().unwrap_or_default();
    let root = body.source.as_deref().map_or(ImportRoot::Unknown, ImportRoot::Named);
    bundle.add_file(SourceFile { location, root, name, format: Some(body.format), text: &body.text })?;
    Ok(BodySources::Bundle(bundle))
}

/// Runs CPU-bound work on a thread that serves no requests.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, Problem> {
    Ok(web::block(work).await.map_err(Problem::internal)??)
}
