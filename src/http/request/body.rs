//! Strict parsing of JSON bodies: checks the media type, the size limit, the syntax and duplicate names.

use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::deadline::Deadline;
use crate::http::code::Code;
use crate::http::problem::Problem;

/// The maximum size of a body in bytes.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// Defines the extractor of a body with one of these media types.
macro_rules! json_body {
    ($(#[$meta:meta])* $name:ident = $types:expr) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name(pub Value);

        impl FromRequest for $name {
            type Error = Problem;
            type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let read = read_json(request, payload, &$types);
                Box::pin(async move { read.await.map(Self) })
            }
        }
    };
}

json_body! {
    /// A body of type `application/json`.
    JsonBody = ["application/json"]
}

json_body! {
    /// A body of type `application/merge-patch+json` (RFC 7396) or `application/json`.
    MergePatchBody = ["application/merge-patch+json", "application/json"]
}

/// An optional body of type `application/json`; `{}` if it is absent.
#[derive(Debug)]
pub struct OptionalJsonBody(pub Value);

impl FromRequest for OptionalJsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let empty = headers.get("content-length").is_none_or(|length| length.as_bytes() == b"0")
            && !headers.contains_key("transfer-encoding");
        if empty {
            return Box::pin(async { Ok(Self(Value::Object(Map::new()))) });
        }
        let read = read_json(request, payload, &["application/json"]);
        Box::pin(async move { read.await.map(Self) })
    }
}

fn read_json(
    request: &HttpRequest,
    payload: &mut Payload,
    types: &'static [&'static str],
) -> impl Future<Output = Result<Value, Problem>> + use<> {
    let limit = request.app_data::<web::Data<BodyLimit>>().map_or(1 << 20, |limit| limit.0);
    let content_type = check_content_type(request, types);
    let bytes = read_bytes(request, payload.take(), limit);
    async move {
        content_type?;
        parse_json(&bytes.await?)
    }
}

/// Reads a body. Returns 413 as soon as it exceeds `limit`, and 408 if it does not arrive in time.
///
/// Compressed bodies are rejected with 415 and `Accept-Encoding: identity` (RFC 9110, section 12.5.3): bodies of editors are
/// small, and decompressing untrusted input is a risk.
pub fn read_bytes(
    request: &HttpRequest,
    mut payload: Payload,
    limit: usize,
) -> impl Future<Output = Result<Vec<u8>, Problem>> + use<> {
    let is_compressed = request.headers().get_all(CONTENT_ENCODING).any(|coding| coding.as_bytes() != b"identity");
    let deadline = Deadline::of(request);
    let content_length = request.headers().get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
    async move {
        if is_compressed {
            let detail = "Compressed bodies are not supported; send the body without Content-Encoding.";
            return Err(Problem::new(Code::UnsupportedMediaType, detail)
                .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity")));
        }
        if content_length.is_some_and(|length: usize| length > limit) {
            return Err(payload_too_large(limit));
        }
        let mut bytes = Vec::new();
        let mut read_deadline = deadline.as_ref().map(Deadline::read_deadline);
        loop {
            let chunk_read = payload.next();
            let chunk_read = match &mut read_deadline {
                Some(read_deadline) => read_deadline.next(chunk_read, bytes.len()).await?,
                None => chunk_read.await,
            };
            let Some(chunk) = chunk_read else { break };
            let chunk = chunk.map_err(|error| {
                Problem::new(Code::MalformedRequest, format!("The body could not be read: {error}."))
            })?;
            if bytes.len() + chunk.len() > limit {
                return Err(payload_too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// Returns the media type of a body without parameters, or an empty text if there is none.
pub fn media_type(request: &HttpRequest) -> String {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn check_content_type(request: &HttpRequest, types: &[&str]) -> Result<(), Problem> {
    let essence = media_type(request);
    if types.contains(&essence.as_str()) {
        return Ok(());
    }
    let found = if essence.is_empty() { "no Content-Type".to_owned() } else { format!("the type \"{essence}\"") };
    let detail = format!("The body has {found}; send it with Content-Type: {}.", types[0]);
    Err(Problem::new(Code::UnsupportedMediaType, detail))
}

fn payload_too_large(limit: usize) -> Problem {
    Problem::new(Code::PayloadTooLarge, format!("The body is larger than the maximum of {limit} bytes."))
}

fn parse_json(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.is_empty() {
        let detail = "The body is empty; send a JSON object, {} if you have no members to send.";
        return Err(Problem::new(Code::MalformedJson, detail));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = deserializer.deserialize_any(UniqueKeysValue).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| Problem::new(Code::MalformedJson, format!("The body is not valid JSON: {error}.")))
}

/// Implements the visits of values that are no collections.
macro_rules! visit_scalars {
    ($($visit:ident: $value:ty),+) => {$(
        fn $visit<E>(self, value: $value) -> Result<Value, E> {
            Ok(value.into())
        }
    )+};
}

/// Deserializes a JSON value and rejects an object with a duplicate name: RFC 8259, section 4, leaves its meaning open, and one
/// of the values would be lost.
#[derive(Clone, Copy)]
struct UniqueKeysValue;

impl<'de> serde::de::DeserializeSeed<'de> for UniqueKeysValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueKeysValue {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    visit_scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("the name \"{name}\" occurs twice in one object")));
            }
            let value = access.next_value_seed(self)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
