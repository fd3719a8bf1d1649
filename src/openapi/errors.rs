//! Error responses: shared ones, and for each operation the codes that it can give.
//!
//! The codes follow from the operation itself (its side, parameters and body) and from [`EXTRA`]. The test harness holds every
//! error of every test against them.

use serde_json::{Map, Value, json};

use super::tree::{each_operation, object, parameters};
use crate::http::Code::{
    self, ApprovalRequired, Forbidden, Gone, HeadersTooLarge, IdInUse, InUse, Internal, InvalidCredentials,
    InvalidCursor, InvalidQuery, InvalidTransition, KeyNotActive, LastAdminKey, MalformedJson, MalformedRequest,
    MissingCredentials, NotAcceptable, NotFound, NotPublished, NotTrashed, Overloaded, PayloadTooLarge,
    PreconditionFailed, PreconditionRequired, RateLimited, RequestTimeout, ResyncRequired, Scheduled, SelfApproval,
    ServerTimeout, SlugInUse, StillPublished, StorageFull, TooManyAuthFailures, TooManyStreams, TranslationExists,
    Trashed, Unavailable, UnpublishedReferences, UnsupportedMediaType, UriTooLong, ValidationFailed, VersionMismatch,
    WebhookDisabled,
};

/// The member of an operation that lists its error codes.
pub(super) const CODES: &str = "x-error-codes";

/// Errors of every request: of its head, and of a failing or stopping server.
const OF_EVERY_REQUEST: &[Code] = &[MalformedRequest, InvalidQuery, UriTooLong, HeadersTooLarge, Internal, Unavailable];

/// Errors of admission control, from which health checks are exempt.
const OF_ADMISSION: &[Code] = &[RateLimited, Overloaded, ServerTimeout];

const OF_CREDENTIALS: &[Code] = &[MissingCredentials, InvalidCredentials, Forbidden, TooManyAuthFailures];
const OF_DELIVERY: &[Code] = &[NotAcceptable, PreconditionFailed];
const OF_WRITES: &[Code] = &[StorageFull];
const OF_IF_MATCH: &[Code] = &[PreconditionRequired, VersionMismatch];
const OF_BODIES: &[Code] = &[MalformedJson, PayloadTooLarge, UnsupportedMediaType, RequestTimeout, ValidationFailed];

const OF_CREATING: &[Code] = &[SlugInUse, IdInUse, TranslationExists, Trashed];
const OF_EDITING: &[Code] = &[Trashed, Scheduled];
const OF_SAVING: &[Code] = &[SlugInUse, TranslationExists, Trashed, Scheduled];
const OF_PUBLISHING: &[Code] =
    &[Trashed, SlugInUse, IdInUse, TranslationExists, ApprovalRequired, UnpublishedReferences, ValidationFailed];
const OF_UNPUBLISHING: &[Code] = &[Trashed, NotPublished, InUse, ApprovalRequired, UnpublishedReferences];

/// Those of all operations that a batch can hold.
const OF_BATCHES: &[Code] = &[
    NotFound,
    SelfApproval,
    SlugInUse,
    IdInUse,
    TranslationExists,
    InUse,
    NotPublished,
    Trashed,
    NotTrashed,
    StillPublished,
    InvalidTransition,
    Scheduled,
    ApprovalRequired,
    UnpublishedReferences,
    VersionMismatch,
    PreconditionRequired,
];

/// The codes of single operations beside those of their form.
const EXTRA: &[(&str, &[Code])] = &[
    ("approve", &[Trashed, InvalidTransition, SelfApproval]),
    ("cancel_schedule", &[Trashed]),
    ("create_article", OF_CREATING),
    ("create_phrase", &[IdInUse, Trashed]),
    ("create_preview_token", &[Trashed]),
    ("create_resource", &[IdInUse, Trashed]),
    ("create_section", OF_EDITING),
    ("create_topic", &[IdInUse, SlugInUse, Trashed]),
    ("delete_article", &[StillPublished, InUse, Trashed]),
    ("delete_phrase", &[StillPublished, InUse, Trashed]),
    ("delete_resource", &[StillPublished, InUse, Trashed]),
    ("delete_topic", &[StillPublished, InUse, Trashed]),
    ("delete_section", OF_EDITING),
    ("discard_draft", &[Trashed, NotPublished, SlugInUse, Scheduled, ValidationFailed]),
    ("get_daily_phrase", &[NotFound]),
    ("get_metrics", &[NotFound]),
    ("get_security_txt", &[NotFound]),
    ("get_sitemap", &[NotFound]),
    ("import_content", &[SlugInUse, ApprovalRequired]),
    ("publish", OF_PUBLISHING),
    ("purge", &[NotTrashed, InUse]),
    ("reject", &[Trashed, InvalidTransition]),
    ("reorder_sections", OF_EDITING),
    ("replace_article", OF_SAVING),
    ("replace_phrase", OF_EDITING),
    ("replace_resource", OF_EDITING),
    ("replace_section", OF_EDITING),
    ("replace_topic", &[SlugInUse, Trashed, Scheduled]),
    ("restore", &[NotTrashed, SlugInUse, TranslationExists, ValidationFailed]),
    ("restore_revision", &[Trashed, Scheduled, SlugInUse, TranslationExists, ValidationFailed]),
    ("revoke_api_key", &[KeyNotActive, LastAdminKey]),
    ("rotate_api_key", &[KeyNotActive, LastAdminKey]),
    ("run_batch", OF_BATCHES),
    ("schedule", &[Trashed, NotPublished, ApprovalRequired, UnpublishedReferences, InUse]),
    ("stream_changes", &[ResyncRequired, TooManyStreams]),
    ("submit", &[Trashed, InvalidTransition, NotPublished]),
    ("sync", &[ResyncRequired]),
    ("test_webhook", &[WebhookDisabled]),
    ("replay_webhook_delivery", &[WebhookDisabled]),
    ("unpublish", OF_UNPUBLISHING),
    ("update_api_key", &[KeyNotActive, LastAdminKey]),
    ("update_article", OF_SAVING),
    ("update_phrase", OF_EDITING),
    ("update_resource", OF_EDITING),
    ("update_section", OF_EDITING),
    ("update_topic", &[SlugInUse, Trashed, Scheduled]),
];

/// Replaces the error responses of every operation by references to shared ones.
pub(super) fn declare(document: &mut Value) {
    let mut used: Vec<Code> = Vec::new();
    each_operation(document, &mut |path, method, operation| {
        let codes = codes_of(path, method, operation);
        used.extend(&codes);
        let mut statuses: Vec<u16> = codes.iter().map(|code| code.status().as_u16()).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let responses = object(operation.entry("responses").or_insert_with(|| json!({})));
        responses.retain(|status, _| !status.starts_with(['4', '5']));
        for status in statuses {
            responses.insert(status.to_string(), reference(&response_name(status)));
        }
        responses.insert("default".to_owned(), reference("Problem"));
        operation.insert(CODES.to_owned(), codes.iter().map(|code| code.as_str()).collect());
    });
    let mut shared = Map::new();
    for code in Code::ALL.iter().filter(|code| used.contains(code)) {
        let status = code.status().as_u16();
        shared.entry(response_name(status)).or_insert_with(|| response(status, &used));
    }
    let any = "An error; `code` says which. Clients treat codes that they do not know by the status.";
    shared.insert("Problem".to_owned(), problem(any, None));
    shared.insert("HeadProblem".to_owned(), json!({"description": "The status of the error, without a body."}));
    document["components"]["responses"] = Value::Object(shared);
}

/// Returns the codes that an operation can give, in the order of their table.
fn codes_of(path: &str, method: &str, operation: &Map<String, Value>) -> Vec<Code> {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let has = |name: &str| parameters(operation).any(|parameter| parameter["name"] == name);
    let is_management = path.starts_with("/v1/manage/");
    let is_write = is_management && method != "get";
    let is_cached = operation.get("responses").is_some_and(|responses| responses["304"].is_object());
    let in_path = parameters(operation).any(|parameter| parameter["in"] == "path");
    let rules: &[(bool, &[Code])] = &[
        (true, OF_EVERY_REQUEST),
        (!path.starts_with("/health/"), OF_ADMISSION),
        (is_management, OF_CREDENTIALS),
        (is_write, OF_WRITES),
        (!is_management && is_cached, OF_DELIVERY),
        (is_management && is_cached, &[PreconditionFailed]),
        (has("If-Match"), OF_IF_MATCH),
        (has("cursor"), &[InvalidCursor]),
        (in_path, &[NotFound]),
        (in_path && !is_management && is_cached, &[Gone]),
        (operation.contains_key("requestBody"), OF_BODIES),
    ];
    let of_form = rules.iter().filter(|(applies, _)| *applies).flat_map(|(_, codes)| codes.iter());
    let own = EXTRA.iter().filter(|(operation, _)| *operation == id).flat_map(|(_, codes)| codes.iter());
    let found: Vec<&Code> = of_form.chain(own).collect();
    Code::ALL.iter().filter(|code| found.contains(code)).copied().collect()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/responses/{name}")})
}

/// Returns the name of the shared response of a status: `NotFound`.
fn response_name(status: u16) -> String {
    let reason = actix_web::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.unwrap_or_default().chars().filter(char::is_ascii_alphabetic).collect()
}

/// Returns the shared response of a status. Its description lists the codes of the status.
fn response(status: u16, used: &[Code]) -> Value {
    let codes = Code::ALL.iter().filter(|code| code.status().as_u16() == status && used.contains(code));
    let meanings: Vec<String> = codes.clone().map(|code| format!("`{}`: {}", code.as_str(), code.title())).collect();
    let mut response = problem(&meanings.join("; "), codes.copied().next());
    let headers: &[&str] = match status {
        401 => &["WWW-Authenticate"],
        429 => &["Retry-After", "RateLimit", "RateLimit-Policy"],
        503 | 507 => &["Retry-After"],
        _ => &[],
    };
    if !headers.is_empty() {
        let references = headers.iter().map(|name| ((*name).to_owned(), super::headers::reference(name)));
        response["headers"] = Value::Object(references.collect());
    }
    response
}

fn problem(description: &str, code: Option<Code>) -> Value {
    let mut content = json!({"schema": super::tree::reference("Problem")});
    if let Some(code) = code {
        content["example"] = json!({
            "type": code.problem_type(),
            "title": code.title(),
            "status": code.status().as_u16(),
            "detail": "The cause of this error, and the remedy.",
            "code": code.as_str(),
            "requestId": "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de07",
        });
    }
    json!({"description": description, "content": {"application/problem+json": content}})
}
