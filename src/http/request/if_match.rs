//! Preconditions of writes: `If-Match` with the version of a working copy (RFC 9110, section 13.1.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};

use crate::http::code::Code;
use crate::http::problem::Problem;

/// A parsed `If-Match` header: the versions that the client is willing to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// Any version: `*`.
    Any,
    /// One of these.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// Parses the value of the header: `*`, or tags separated by commas.
    pub fn parse(text: &str) -> Self {
        Self::of_values(&[text])
    }

    fn of_values(values: &[&str]) -> Self {
        if values.iter().any(|value| value.trim() == "*") {
            return Self::Any;
        }
        Self::Versions(values.iter().flat_map(|value| value.split(',')).filter_map(parse_version_etag).collect())
    }

    /// Returns an error if `version` is not one that the client is willing to change.
    pub fn check(&self, version: i64) -> Result<(), Problem> {
        match self {
            Self::Versions(versions) if !versions.contains(&version) => {
                let detail = format!(
                    "The current version is \"{version}\". Fetch it, apply your change, and send it with If-Match: \"{version}\"."
                );
                Err(Problem::new(Code::VersionMismatch, detail).with_member("currentVersion", version.into()))
            }
            _ => Ok(()),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(parse_header(request))
    }
}

fn parse_header(request: &HttpRequest) -> Result<IfMatch, Problem> {
    if !request.headers().contains_key(IF_MATCH) {
        let detail = "Send If-Match with the ETag of the version that you have read, so that you do not overwrite newer changes.";
        return Err(Problem::new(Code::PreconditionRequired, detail));
    }
    let values: Vec<&str> = request.headers().get_all(IF_MATCH).filter_map(|value| value.to_str().ok()).collect();
    Ok(IfMatch::of_values(&values))
}

/// Parses the exact `ETag` of a version. Weak tags and other spellings (`"01"`) match no version, as RFC 9110 requires.
fn parse_version_etag(tag: &str) -> Option<i64> {
    let tag = tag.trim();
    let version = tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()?;
    (version_etag(version) == tag).then_some(version)
}

/// The `ETag` of a version of a working copy.
pub fn version_etag(version: i64) -> String {
    format!("\"{version}\"")
}
