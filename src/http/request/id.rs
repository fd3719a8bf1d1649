//! Request ids (`X-Request-Id`).

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use crate::content::RequestIdSource;

/// The header of request ids.
pub(in crate::http) static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The maximum length in bytes of an id that a client chooses.
const REQUEST_ID_MAX: usize = 64;

/// The id of a request: the client's `X-Request-Id` if it sent a plain one, otherwise a random one. Time-ordered ids would make
/// all threads share a clock.
#[derive(Debug, Clone)]
pub struct RequestId {
    pub(in crate::http) value: HeaderValue,
    /// The party that chose the id.
    pub source: RequestIdSource,
}

impl RequestId {
    /// Takes the id from the request headers, or makes a random one.
    pub(in crate::http) fn of(request: &HeaderMap) -> Self {
        let sent = request.get(&X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let is_plain = |id: &&str| {
            (1..=REQUEST_ID_MAX).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let mut random = [0; Hyphenated::LENGTH];
        let (id, source) = match sent.filter(is_plain) {
            Some(id) => (id, RequestIdSource::Client),
            None => (&*Uuid::new_v4().hyphenated().encode_lower(&mut random), RequestIdSource::Server),
        };
        // Both kinds of id consist of characters that are valid in a header.
        Self { value: HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("-")), source }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.value.to_str().unwrap_or_default()
    }
}
