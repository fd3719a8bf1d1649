//! Extractors of path segments. A segment that cannot be parsed is a 404.

use std::future::{Ready, ready};

use actix_web::dev::{Path, Payload, Url};
use actix_web::{FromRequest, HttpRequest};
use utoipa::IntoParams;

use crate::content::string_enum::StringEnum as _;
use crate::content::{Id, Kind};
use crate::http::problem::Problem;
use crate::string_enum;

string_enum! {
    /// The entities of one kind, as paths name them.
    Collection {
        /// Articles.
        Articles = "articles",
        /// Phrases.
        Phrases = "phrases",
        /// Resources.
        Resources = "resources",
        /// Topics.
        Topics = "topics",
    }
}

impl Collection {
    /// Returns the kind of its entities.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Articles => Kind::Article,
            Self::Phrases => Kind::Phrase,
            Self::Resources => Kind::Resource,
            Self::Topics => Kind::Topic,
        }
    }
}

/// The id `{id}` of the path.
#[derive(Debug, Clone, Copy)]
pub struct PathId(pub Id);

/// The id `{sectionId}` of the path.
#[derive(Debug, Clone, Copy)]
pub struct PathSectionId(pub Id);

/// The version `{version}` of the path.
#[derive(Debug, Clone, Copy)]
pub struct PathVersion(pub i64);

/// The first variable segment of the path as text.
#[derive(Debug, Clone)]
pub struct PathSegment(pub String);

/// The first two variable segments of the path as text.
#[derive(Debug, Clone)]
pub struct PathSegments {
    /// The first one.
    pub first: String,
    /// The second one.
    pub second: String,
}

/// The entity that `{collection}` and `{id}` of the path identify.
#[derive(Debug, Clone, Copy)]
pub struct EntityPath {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
}

/// The OpenAPI parameters of [`EntityPath`].
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "the fields only describe the parameters; `EntityPath` parses the path")]
pub struct EntityPathParams {
    /// The kind of the entity, in the plural.
    #[param(inline)]
    collection: Collection,
    /// The id of the entity.
    id: Id,
}

/// Implements the extractors of types that are parsed from the variables of the path.
macro_rules! path_extractors {
    ($($name:ident: |$path:ident| $parsed:expr;)+) => {$(
        impl FromRequest for $name {
            type Error = Problem;
            type Future = Ready<Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
                let $path = request.match_info();
                ready($parsed)
            }
        }
    )+};
}

path_extractors! {
    EntityPath: |path| variable(path, "collection", Collection::parse_name)
        .and_then(|collection| Ok(Self { kind: collection.kind(), id: variable(path, "id", parse_id)? }));
    PathId: |path| variable(path, "id", parse_id).map(Self);
    PathSectionId: |path| variable(path, "sectionId", parse_id).map(Self);
    PathVersion: |path| variable(path, "version", path_version).map(Self);
    PathSegment: |path| Ok(Self(segment(path, 0)));
    PathSegments: |path| Ok(Self { first: segment(path, 0), second: segment(path, 1) });
}

/// Parses a variable of the path.
fn variable<T>(path: &Path<Url>, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, Problem> {
    let text = path.query(name);
    parse(text).ok_or_else(|| {
        let shown: String = text.chars().take(60).collect();
        Problem::not_found(format!("\"{shown}\" here"))
    })
}

fn parse_id(text: &str) -> Option<Id> {
    text.parse().ok()
}

fn segment(path: &Path<Url>, index: usize) -> String {
    path.iter().nth(index).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// Parses a version in a path. Each version has one spelling: "+1" and "01" are invalid.
pub fn path_version(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|version| *version > 0 && version.to_string() == text)
}
