//! Responses with a working copy: its JSON and its `ETag`, never cached.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::content::review::Review;
use crate::content::{Content, Timestamp};
use crate::http::{Page, Problem, version_etag};
use crate::working_copies::WorkingCopy;

/// A part of the input that was changed or omitted, or a link without a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputWarning {
    /// The position in the input, as a JSON Pointer.
    #[schema(format = "json-pointer")]
    pub(crate) pointer: String,
    /// The change or omission, or the link without a target and its remedy.
    pub(crate) detail: String,
}

/// The outcome of a write that results in a working copy.
pub(crate) struct WriteOutcome {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// The resulting working copy.
    pub(crate) copy: WorkingCopy,
    /// The warnings.
    pub(crate) warnings: Vec<InputWarning>,
}

impl WriteOutcome {
    /// Returns an outcome with the status 200 and without warnings.
    pub(crate) fn done(copy: WorkingCopy) -> Self {
        Self { status: StatusCode::OK, copy, warnings: Vec::new() }
    }
}

/// Returns the JSON of a working copy: the common fields of all kinds, then the fields of its kind.
pub(super) fn json(copy: &WorkingCopy) -> Result<Value, Problem> {
    let mut json = serde_json::to_value(&copy.head).map_err(Problem::internal)?;
    let content = serde_json::to_value(&copy.content).map_err(Problem::internal)?;
    if let (Value::Object(json), Value::Object(content)) = (&mut json, content) {
        json.extend(content);
        if let Content::Article(article) = &copy.content {
            let review = Review::at(article.last_reviewed_at, article.next_review_at, Timestamp::now());
            json.insert("reviewState".to_owned(), review.state.as_str().into());
        }
    }
    Ok(json)
}

/// Returns the JSON of a working copy in a list: an article without its sections.
pub(super) fn summary(copy: &WorkingCopy) -> Result<String, Problem> {
    let mut json = json(copy)?;
    if let (Content::Article(_), Some(object)) = (&copy.content, json.as_object_mut()) {
        object.shift_remove("sections");
    }
    Ok(json.to_string())
}

/// The reply to a write: a response, or one of the results of a batch.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// The version of the working copy, for `If-Match`.
    pub(crate) etag: Option<String>,
    /// The address of the created entity or section.
    pub(crate) location: Option<String>,
    /// The body, if there is one.
    pub(crate) body: Option<Value>,
}

impl Reply {
    /// Returns the reply with a working copy.
    pub(crate) fn of(outcome: &WriteOutcome) -> Result<Self, Problem> {
        let WriteOutcome { status, copy, warnings } = outcome;
        let place = || format!("/v1/manage/{}/{}", copy.content.kind().plural(), copy.head.id);
        Ok(Self {
            status: *status,
            etag: Some(version_etag(copy.head.version)),
            location: (*status == StatusCode::CREATED).then(place),
            body: Some(with_warnings(json(copy)?, warnings)?),
        })
    }

    /// Returns the reply without content.
    pub(crate) fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, etag: None, location: None, body: None }
    }

    /// Returns the response, never cached.
    pub(crate) fn respond(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(etag) = self.etag {
            response.insert_header((ETAG, etag));
        }
        match self.body {
            Some(json) => uncached_json(response, &json),
            None => response.insert_header((CACHE_CONTROL, "no-store")).finish(),
        }
    }
}

/// Returns the JSON with the warnings added to it.
pub(super) fn with_warnings(mut json: Value, warnings: &[InputWarning]) -> Result<Value, Problem> {
    if !warnings.is_empty() {
        json["warnings"] = serde_json::to_value(warnings).map_err(Problem::internal)?;
    }
    Ok(json)
}

/// Returns the response with a page of a list.
pub(crate) fn page_response(request: &HttpRequest, page: &Page) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.link_header(request) {
        response.insert_header((LINK, link));
    }
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.content_type("application/json").body(page.json())
}

/// Finishes a response with JSON that must not be cached.
pub(crate) fn uncached_json(mut response: actix_web::HttpResponseBuilder, json: &Value) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.content_type("application/json").body(json.to_string())
}
