//! The preview token that a request sends.

use actix_web::http::header::{HeaderMap, HeaderName};

use crate::http::{Code, ErrorItem, PREVIEW_TOKEN_PARAMETER, Problem, X_PREVIEW_TOKEN};

/// The header that keeps a response out of search engines.
pub(super) const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The text of a token that may not exist.
#[derive(Debug)]
pub(super) struct SentToken(pub(super) String);

impl SentToken {
    /// Returns the token of the query or of the header.
    pub(super) fn read(in_query: Option<String>, headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let mut in_headers = headers.get_all(X_PREVIEW_TOKEN);
        match (in_query, in_headers.next(), in_headers.next()) {
            (Some(_), Some(_), _) | (_, _, Some(_)) => Err(invalid_token("duplicate", TOKEN_TWICE)),
            (Some(token), None, None) => Ok(Some(Self(token))),
            (None, Some(token), None) => Ok(Some(Self(token.to_str().unwrap_or_default().to_owned()))),
            (None, None, None) => Ok(None),
        }
    }
}

const TOKEN_TWICE: &str =
    "The preview token is sent more than once, in the query or in the header X-Preview-Token; send it once.";

/// Returns the problem of a request whose token is missing, repeated or invalid.
pub(super) fn invalid_token(code: &str, detail: &str) -> Problem {
    Problem::new(Code::InvalidQuery, detail).with_errors(vec![ErrorItem {
        pointer: None,
        parameter: Some(PREVIEW_TOKEN_PARAMETER.to_owned()),
        code: code.to_owned(),
        detail: detail.to_owned(),
    }])
}
