//! Problem documents (RFC 9457): the shape of every error.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::code::Code;
use crate::content::Violations;
use crate::db;

/// An error in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InputError)]
pub struct ErrorItem {
    /// The position in the body, as a JSON Pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "json-pointer", example = "/sections/0/body/2/_type")]
    pub pointer: Option<String>,
    /// The name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// The kind of error.
    #[schema(example = "unknown_type")]
    pub code: String,
    /// A description of the error and its remedy.
    pub detail: String,
}

impl ErrorItem {
    /// An error in a query parameter.
    pub fn of_parameter(name: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(name.to_owned()), code: code.to_owned(), detail: detail.into() }
    }
}

/// An error response.
#[derive(Debug, Clone)]
#[must_use]
pub struct Problem {
    /// The error code.
    pub code: Code,
    /// A description of this occurrence.
    pub detail: String,
    /// The errors in the input, if there are any.
    pub errors: Vec<ErrorItem>,
    extras: Option<Box<Extras>>,
}

/// Rarely used parts, boxed to keep a `Result` small.
#[derive(Debug, Clone, Default)]
struct Extras {
    cause: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    members: Vec<(&'static str, Value)>,
}

impl Problem {
    /// Creates a problem with a description for the client.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), extras: None }
    }

    /// The problem of something that does not exist.
    pub fn not_found(what: impl fmt::Display) -> Self {
        Self::new(Code::NotFound, format!("There is no {what}."))
    }

    /// The problem of a failure of the server; `cause` is only logged.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(Code::Internal, "An internal error occurred; it was logged with the requestId.").caused_by(cause)
    }

    /// The problem of a missing or invalid key.
    pub fn unauthorized(code: Code, detail: &str) -> Self {
        Self::new(code, detail).with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"cairn\""))
    }

    /// The problem of a method that is not in `allow`.
    pub fn method_not_allowed(method: &str, allow: &str) -> Self {
        let detail = format!("The path does not support {method}; it supports {allow}.");
        let problem = Self::new(Code::MethodNotAllowed, detail);
        match HeaderValue::from_str(allow) {
            Ok(value) => problem.with_header(ALLOW, value),
            Err(_) => problem,
        }
    }

    /// Adds errors in the input.
    pub fn with_errors(mut self, errors: Vec<ErrorItem>) -> Self {
        self.errors = errors;
        self
    }

    /// Adds a member to the document, one that [`crate::http::ProblemDocument`] declares.
    pub fn with_member(mut self, name: &'static str, value: Value) -> Self {
        self.extras().members.push((name, value));
        self
    }

    /// Sets the cause for the log.
    pub fn caused_by(mut self, cause: impl fmt::Display) -> Self {
        self.extras().cause = Some(cause.to_string());
        self
    }

    fn extras(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    /// Adds a header to the response.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.extras().headers.push((name, value));
        self
    }

    /// Returns the document for the request `request_id`.
    pub fn document(&self, request_id: &str) -> Value {
        let mut document = serde_json::json!({
            "type": self.code.problem_type(),
            "title": self.code.title(),
            "status": self.code.status().as_u16(),
            "detail": self.detail,
            "code": self.code.as_str(),
            "requestId": request_id,
        });
        if !self.errors.is_empty() {
            document["errors"] = serde_json::json!(self.errors);
        }
        for (name, value) in self.extras.iter().flat_map(|extras| &extras.members) {
            document[*name] = value.clone();
        }
        document
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self.extras.as_ref().and_then(|extras| extras.cause.as_deref());
        write!(formatter, "{}: {}", self.code.as_str(), cause.unwrap_or(&self.detail))
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// Returns the response without its body. The outermost middleware adds the body, because the document contains the request
    /// id.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status_code()).finish();
        for (name, value) in self.extras.iter().flat_map(|extras| &extras.headers) {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        let count = violations.count();
        let detail = match count {
            1 => "One value is invalid; nothing was changed.".to_owned(),
            _ => format!("{count} values are invalid; nothing was changed."),
        };
        let errors = violations
            .iter()
            .map(|violation| ErrorItem {
                pointer: Some(violation.pointer.clone()),
                parameter: None,
                code: violation.code.as_str().to_owned(),
                detail: violation.detail.clone(),
            })
            .collect();
        Self::new(Code::ValidationFailed, detail).with_errors(errors)
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        let (code, detail, retry_after) = match &error {
            db::Error::Busy(_) | db::Error::Exhausted(_) => {
                (Code::Unavailable, "The database is busy; try again in a moment.", "1")
            }
            db::Error::Full(_) => {
                let detail = "The disk is full, and nothing was changed. The operator has to free disk space.";
                (Code::StorageFull, detail, "60")
            }
            db::Error::ReadOnly(_) | db::Error::Disk(_) => {
                let detail = "The database cannot be read or written. The operator has to check its disk.";
                (Code::Unavailable, detail, "60")
            }
            db::Error::TimedOut(_) => {
                let detail = "The write exceeded the request timeout, and nothing was changed. Send less data, or try again \
                              when the server is less busy.";
                (Code::ServerTimeout, detail, "5")
            }
            db::Error::Cancelled(_) => {
                let detail = "The key was revoked while the request ran, and nothing was changed.";
                return Self::unauthorized(Code::InvalidCredentials, detail);
            }
            _ => return Self::internal(error),
        };
        Self::new(code, detail).with_header(RETRY_AFTER, HeaderValue::from_static(retry_after)).caused_by(error)
    }
}
