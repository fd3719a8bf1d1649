//! Running a batch: many writes in one transaction, all or nothing.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::table::{self, PathParams};
use crate::auth::Author;
use crate::content::decode::{ValueDecoder, decode_value};
use crate::content::string_enum::StringEnum as _;
use crate::content::text::TextRule;
use crate::content::{ViolationCode, Violations};
use crate::http::{Code, IfMatch, JsonBody, NoQuery, Problem, Query, WriteMethod};
use crate::management::batch_call::{BatchEntry, RequestShape};
use crate::management::operations::{OpContext, Reply, WriteContext, uncached_json, write};

pub(super) const PATH: &str = "/v1/manage/batch";

/// The maximum number of operations in a batch.
pub(in crate::management) const OPERATIONS_MAX: usize = 100;

/// The maximum length of a path, in characters.
const PATH_MAX: usize = 2048;

/// A batch of writes.
#[derive(Debug, Serialize, ToSchema)]
struct BatchInput {
    /// The writes, in order.
    #[schema(min_items = 1, max_items = 100)]
    operations: Vec<BatchOperation>,
}

/// One write of a batch, equivalent to one request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchOperation {
    /// The method.
    method: WriteMethod,
    /// The path with its query: a write to a working copy or its sections, or a step of its lifecycle.
    #[schema(max_length = 2048, pattern = "^/v1/manage/", example = "/v1/manage/articles")]
    path: String,
    /// The `If-Match` header: the `ETag` of the version you have seen, or `*`. Required if the single request requires
    /// it. A version that an earlier write of the batch makes is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "\"3\"", nullable = false)]
    if_match: Option<String>,
    /// The body of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    body: Option<Value>,
}

/// The results of a batch.
#[derive(Debug, Serialize, ToSchema)]
struct BatchResults {
    /// One result for each write, in order.
    results: Vec<BatchResult>,
}

/// The result of one write: the response to the single request.
#[derive(Debug, Serialize, ToSchema)]
struct BatchResult {
    /// The status.
    #[schema(minimum = 200, maximum = 299)]
    status: u16,
    /// The version of the working copy, for `ifMatch` and `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    etag: Option<String>,
    /// The address of the created entity or section.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    location: Option<String>,
    /// The body of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, nullable = false)]
    body: Option<Value>,
}

impl From<Reply> for BatchResult {
    fn from(reply: Reply) -> Self {
        Self { status: reply.status.as_u16(), etag: reply.etag, location: reply.location, body: reply.body }
    }
}

/// A decoded write of a batch.
struct BatchStep {
    operation: &'static BatchEntry,
    params: PathParams,
    path: String,
    if_match: Option<IfMatch>,
    body: Option<Value>,
}

/// Run a batch of writes
///
/// Runs up to 100 writes to working copies, their sections and their lifecycle, in order and in one transaction: all or
/// none. A write may refer to an entity that an earlier one created with an `id` of your own. Each write behaves like a
/// single request, with `ifMatch` instead of the header. If one is refused, nothing is changed, and the response is its
/// problem, with its index in `operation` and pointers that start with `/operations/{n}`. Needs the role `author`, and
/// for each write the role of its single request.
#[utoipa::path(
    post,
    path = PATH,
    operation_id = "run_batch",
    tag = "manage",
    request_body = BatchInput,
    responses((status = 200, description = "All writes are done", body = BatchResults)),
    security(("apiKey" = [])),
)]
pub(super) async fn run_batch(
    _caller: Author,
    context: OpContext,
    _query: Query<NoQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let steps = decode_steps(&body.0)?;
    let results = write(&context, move |tx| run(tx, steps)).await?;
    let json = serde_json::to_value(BatchResults { results }).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Ok(), &json))
}

fn run(tx: &mut WriteContext<'_>, steps: Vec<BatchStep>) -> Result<Vec<BatchResult>, Problem> {
    let mut results = Vec::with_capacity(steps.len());
    for (number, write) in steps.into_iter().enumerate() {
        let name = format!("{} {}", write.operation.method, write.path);
        let reply = run_one(tx, write).map_err(|problem| with_operation(problem, number, &name))?;
        results.push(reply.into());
    }
    Ok(results)
}

fn run_one(tx: &mut WriteContext<'_>, write: BatchStep) -> Result<Reply, Problem> {
    let BatchStep { operation, params, path, if_match, body } = write;
    tx.role.require(operation.role)?;
    let if_match = match (operation.shape, if_match) {
        (RequestShape::Create, _) => IfMatch::Any,
        (_, Some(if_match)) => if_match,
        (_, None) => {
            let detail = "Give \"ifMatch\": the ETag of the version you have seen, or \"*\" for any version.";
            return Err(Problem::new(Code::PreconditionRequired, detail));
        }
    };
    let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
    (operation.run)(tx, params.call(if_match, query, body))
}

/// Converts the problem of one write to the problem of the batch.
fn with_operation(mut problem: Problem, number: usize, name: &str) -> Problem {
    for error in &mut problem.errors {
        let place = match (&error.pointer, error.parameter.take()) {
            (Some(pointer), _) => format!("/operations/{number}/body{pointer}"),
            (None, _) => format!("/operations/{number}/path"),
        };
        error.pointer = Some(place);
    }
    if problem.code.status().is_client_error() {
        let name: String = name.chars().take(200).collect();
        let detail = format!("Operation {number}, {name}, was refused, and nothing was changed. {}", problem.detail);
        problem.detail = detail;
    }
    problem.with_member("operation", number.into())
}

/// Decodes the whole batch, to report all errors of form before any write runs.
fn decode_steps(input: &Value) -> Result<Vec<BatchStep>, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let operations = fields.required("operations", |item| {
            if item.value.as_array().is_some_and(Vec::is_empty) {
                return item.reject(ViolationCode::TooFew, "The batch has no operation; at least one is required.");
            }
            item.list(OPERATIONS_MAX, decode_step)
        });
        fields.finish();
        operations
    })
}

fn decode_step(item: &mut ValueDecoder<'_, '_>) -> Option<BatchStep> {
    let mut fields = item.object()?;
    let method = fields.required("method", |item| item.string_enum::<WriteMethod>());
    let path = fields.required("path", TextRule::line(PATH_MAX).read());
    let if_match = fields.optional("ifMatch", decode_if_match);
    let body = fields.optional("body", |item| Some(item.value.clone()));
    let mut steps = None;
    if let (Some(method), Some(path)) = (method, path) {
        let address = path.split('?').next().unwrap_or_default();
        match table::find(method, address) {
            Ok((operation, params)) => steps = Some(BatchStep { operation, params, path, if_match, body }),
            Err(methods) => {
                let detail = describe_unknown(method, address, &methods);
                fields.reject::<()>("path", ViolationCode::UnknownValue, detail);
            }
        }
    }
    if let Some(BatchStep { operation, if_match, body, .. }) = &steps {
        if operation.shape == RequestShape::Create && if_match.is_some() {
            fields.reject::<()>("ifMatch", ViolationCode::Mismatch, "A new entity has no version yet.");
        }
        match (operation.shape, body) {
            (RequestShape::Create | RequestShape::Body, None) => {
                fields.reject::<()>("body", ViolationCode::Required, "\"body\" is required.");
            }
            (RequestShape::NoBody, Some(_)) => {
                fields.reject::<()>("body", ViolationCode::Mismatch, "This operation takes no body.");
            }
            _ => {}
        }
    }
    fields.finish();
    steps
}

fn decode_if_match(item: &mut ValueDecoder<'_, '_>) -> Option<IfMatch> {
    match IfMatch::parse(item.text()?) {
        IfMatch::Versions(versions) if versions.is_empty() => item.reject(
            ViolationCode::UnknownValue,
            "Must be an ETag with its quotation marks, such as \"\\\"3\\\"\" in JSON, or \"*\".",
        ),
        if_match => Some(if_match),
    }
}

fn describe_unknown(method: WriteMethod, address: &str, methods: &[WriteMethod]) -> String {
    let shown: String = address.chars().take(200).collect();
    if methods.is_empty() {
        return format!(
            "{method} {shown} is not allowed in a batch. A batch takes writes to working copies, to their \
             sections and to their lifecycle, below /v1/manage/."
        );
    }
    let taken: Vec<&str> = methods.iter().map(|method| method.name()).collect();
    format!("{shown} does not take {method}; in a batch it takes {}.", taken.join(", "))
}
