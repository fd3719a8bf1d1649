//! Strict parsing of query strings: unknown, repeated and invalid parameters are reported, never ignored.

use std::collections::HashSet;
use std::fmt;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::content::string_enum::{StringEnum, closest_match};
use crate::http::code::Code;
use crate::http::problem::{ErrorItem, Problem};
use crate::http::request::preview_token::{PREVIEW_TOKEN_PARAMETER, PreviewTokenInQuery};

/// A query that can be read from the parameters of a request.
pub trait ReadQuery: Sized {
    /// Reads its parameters from `reader`, which collects all errors.
    fn read(reader: &mut QueryReader) -> Self;
}

/// The extractor of a query.
#[derive(Debug)]
pub struct Query<Q>(pub Q);

impl<Q: ReadQuery> FromRequest for Query<Q> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let query = Q::read(&mut reader);
        if request.extensions().contains::<PreviewTokenInQuery>() {
            reader.known.push(PREVIEW_TOKEN_PARAMETER);
        }
        ready(reader.finish().map(|()| Self(query)))
    }
}

/// The maximum number of unknown parameters that an error lists.
const UNKNOWN_LISTED_MAX: usize = 20;

/// A request without parameters.
#[derive(Debug)]
pub struct NoQuery;

impl ReadQuery for NoQuery {
    fn read(_reader: &mut QueryReader) -> Self {
        Self
    }
}

/// The parameters of one request, and the errors found in them.
#[derive(Debug)]
pub struct QueryReader {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    errors: Vec<ErrorItem>,
}

impl QueryReader {
    /// Reads `application/x-www-form-urlencoded` text.
    pub fn new(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        Self { pairs, known: Vec::new(), errors: Vec::new() }
    }

    /// Returns the value of a parameter that may occur only once.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let mut values = self.pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value.clone());
        let first = values.next();
        if values.next().is_some() {
            self.reject(name, "duplicate", "occurs more than once; send it once");
        }
        if first.as_deref().is_some_and(|value| value.contains('\0')) {
            self.reject(name, "invalid_character", "contains a NUL character");
            return None;
        }
        first
    }

    /// Returns a parameter parsed as `T`.
    pub fn parsed<T: FromStr<Err: fmt::Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        self.accept(name, text.parse().map_err(|error| format!("has a bad value: {error}")))
    }

    /// Returns a value of a string enumeration.
    pub fn enum_value<E: StringEnum>(&mut self, name: &'static str) -> Option<E> {
        let text = self.text(name)?;
        self.accept(name, parse_enum(&text))
    }

    /// Returns the value of a parameter that is `true` or `false`; false if it is absent.
    pub fn flag(&mut self, name: &'static str) -> bool {
        let value = self.text(name).map_or(Ok(false), |text| text.parse());
        self.accept(name, value.map_err(|_| "must be true or false".to_owned())).unwrap_or(false)
    }

    /// Returns a whole number from `min` to `max`.
    pub fn integer(&mut self, name: &'static str, min: u64, max: u64) -> Option<u64> {
        let number = self.text(name)?.parse().ok().filter(|number| (min..=max).contains(number));
        self.accept(name, number.ok_or_else(|| format!("must be a whole number from {min} to {max}")))
    }

    /// Returns true if the parameter is present.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(given, _)| given == name)
    }

    /// Returns at most `max` values of type `T`, separated by commas, or `None` if the parameter is absent.
    pub fn list<T: FromStr<Err: fmt::Display>>(&mut self, name: &'static str, max: usize) -> Option<Vec<T>> {
        let parts = self.parts(name)?;
        if parts.len() > max {
            self.reject(name, "too_many", &format!("has {} values; at most {max} are allowed", parts.len()));
            return None;
        }
        let parse = |part: &String| part.parse::<T>().map_err(|error| format!("has a bad value \"{part}\": {error}"));
        self.accept(name, parts.iter().map(parse).collect())
    }

    /// Returns values of a string enumeration, separated by commas, or `None` if the parameter is absent.
    pub fn enum_list<E: StringEnum + PartialEq>(&mut self, name: &'static str) -> Option<Vec<E>> {
        let mut values = Vec::new();
        for part in self.parts(name)? {
            let value = self.accept(name, parse_enum(&part))?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Some(values)
    }

    /// Returns the values of a list, which clients write as `a=1,2` or as `a=1&a=2`.
    fn parts(&mut self, name: &'static str) -> Option<Vec<String>> {
        self.known.push(name);
        let given: Vec<&str> =
            self.pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect();
        let parts: Vec<String> = given.iter().flat_map(|value| value.split(',')).map(str::to_owned).collect();
        (!given.is_empty()).then_some(parts)
    }

    /// Returns a valid value, or reports the message of an invalid one.
    fn accept<T>(&mut self, name: &str, value: Result<T, String>) -> Option<T> {
        value.map_err(|message| self.reject(name, "invalid_value", &message)).ok()
    }

    /// Reports an invalid parameter. `message` continues the sentence that its name begins.
    pub fn reject(&mut self, name: &str, code: &str, message: &str) {
        let stop = if message.ends_with(['.', '?']) { "" } else { "." };
        self.errors.push(ErrorItem::of_parameter(name, code, format!("\"{name}\" {message}{stop}")));
    }

    /// Returns all errors of the query, if there are any.
    pub fn finish(mut self) -> Result<(), Problem> {
        let pairs = std::mem::take(&mut self.pairs);
        let mut seen = HashSet::new();
        let names = pairs.iter().map(|(name, _)| name.as_str());
        let unknown = names.filter(|name| !self.known.contains(name) && seen.insert(*name));
        for name in unknown.take(UNKNOWN_LISTED_MAX) {
            let hint = match closest_match(name, self.known.iter().copied()) {
                Some(known) => format!("Did you mean \"{known}\"?"),
                None if self.known.is_empty() => "This path has no parameters.".to_owned(),
                None => format!("Known here: {}.", self.known.join(", ")),
            };
            let shown: String = name.chars().take(60).collect();
            let detail = format!("\"{shown}\" is not a parameter of this path. {hint}");
            self.errors.push(ErrorItem::of_parameter(&shown, "unknown_parameter", detail));
        }
        if self.errors.is_empty() {
            return Ok(());
        }
        let detail = self.errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join(" ");
        Err(Problem::new(Code::InvalidQuery, detail).with_errors(self.errors))
    }
}

fn parse_enum<E: StringEnum>(text: &str) -> Result<E, String> {
    E::parse_name(text).ok_or_else(|| format!("has a bad value: {}", E::unknown_value(text)))
}
