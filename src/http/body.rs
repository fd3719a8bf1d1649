//! JSON bodies, read strictly: the right type, within the limit, valid, and no name twice.

use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Code, Deadline, Problem};

/// The most bytes a body may have.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// A body of type `application/json`.
#[derive(Debug)]
pub struct JsonBody(pub Value);

/// A body of type `application/merge-patch+json` (RFC 7396) or `application/json`.
#[derive(Debug)]
pub struct MergePatchBody(pub Value);

/// A body of type `application/json` that may be left out; then it is `{}`.
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

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read_json(request, payload, &["application/json"]);
        Box::pin(async move { read.await.map(Self) })
    }
}

impl FromRequest for MergePatchBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read_json(request, payload, &["application/merge-patch+json", "application/json"]);
        Box::pin(async move { read.await.map(Self) })
    }
}

fn read_json(
    request: &HttpRequest,
    payload: &mut Payload,
    types: &'static [&'static str],
) -> impl Future<Output = Result<Value, Problem>> + use<> {
    let limit = request.app_data::<web::Data<BodyLimit>>().map_or(1 << 20, |limit| limit.0);
    let content_type = check_type(request, types);
    let bytes = read_bytes(request, payload.take(), limit);
    async move {
        content_type?;
        parse(&bytes.await?)
    }
}

/// The bytes of a body, or 413 as soon as there are more than `limit`, or 408 if they do not come.
///
/// A compressed body is not taken, whatever it is compressed with: nothing that editors send is so large that it would be
/// worth unpacking what strangers packed. The answer says so (RFC 9110, section 12.5.3).
pub fn read_bytes(
    request: &HttpRequest,
    mut payload: Payload,
    limit: usize,
) -> impl Future<Output = Result<Vec<u8>, Problem>> + use<> {
    let is_coded = request.headers().get_all(CONTENT_ENCODING).any(|coding| coding.as_bytes() != b"identity");
    let deadline = Deadline::of(request);
    let announced = request.headers().get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
    async move {
        if is_coded {
            let detail = "A compressed body is not taken; send it as it is, without Content-Encoding.";
            return Err(Problem::new(Code::UnsupportedMediaType, detail)
                .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity")));
        }
        if announced.is_some_and(|length: usize| length > limit) {
            return Err(too_large(limit));
        }
        let mut bytes = Vec::new();
        let mut pace = deadline.as_ref().map(Deadline::pace);
        loop {
            let piece = payload.next();
            let piece = match &mut pace {
                Some(pace) => pace.next(piece, bytes.len()).await?,
                None => piece.await,
            };
            let Some(chunk) = piece else { break };
            let chunk = chunk.map_err(|error| {
                Problem::new(Code::MalformedRequest, format!("The body could not be read: {error}."))
            })?;
            if bytes.len() + chunk.len() > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// The media type of a body, without its parameters; empty if it has none.
pub fn media_type(request: &HttpRequest) -> String {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn check_type(request: &HttpRequest, types: &[&str]) -> Result<(), Problem> {
    let essence = media_type(request);
    if types.contains(&essence.as_str()) {
        return Ok(());
    }
    let found = if essence.is_empty() { "no Content-Type".to_owned() } else { format!("the type \"{essence}\"") };
    Err(Problem::new(
        Code::UnsupportedMediaType,
        format!("The body has {found}; send it with Content-Type: {}.", types[0]),
    ))
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::PayloadTooLarge, format!("The body has more than {limit} bytes, the most taken here."))
}

fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(
            Code::MalformedJson,
            "The body is empty; send a JSON object, {} if there is nothing to say.",
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = deserializer.deserialize_any(StrictValue).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| Problem::new(Code::MalformedJson, format!("The body is not valid JSON: {error}.")))
}

/// Builds a JSON value and refuses an object that has a name twice (RFC 8259, section 4, leaves open
/// what that would mean; one of the two values would be lost).
#[derive(Clone, Copy)]
struct StrictValue;

impl<'de> serde::de::DeserializeSeed<'de> for StrictValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictValue {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
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
                return Err(A::Error::custom(format!("the name \"{name}\" stands twice in one object")));
            }
            let value = access.next_value_seed(self)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
