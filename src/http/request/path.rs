//! Extractors of path segments. A segment that cannot be parsed is a 404.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
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

impl FromRequest for EntityPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let (collection, id) = (request.match_info().query("collection"), request.match_info().query("id"));
        let kind = Collection::parse_name(collection).map(Collection::kind).ok_or_else(|| no_such_segment(collection));
        ready(kind.and_then(|kind| id.parse().map(|id| Self { kind, id }).map_err(|_| no_such_segment(id))))
    }
}

impl FromRequest for PathId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let text = request.match_info().query("id");
        ready(text.parse().map(Self).map_err(|_| no_such_segment(text)))
    }
}

impl FromRequest for PathSectionId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let text = request.match_info().query("sectionId");
        ready(text.parse().map(Self).map_err(|_| no_such_segment(text)))
    }
}

impl FromRequest for PathVersion {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let text = request.match_info().query("version");
        ready(path_version(text).map(Self).ok_or_else(|| no_such_segment(text)))
    }
}

impl FromRequest for PathSegment {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(segment(request, 0))))
    }
}

impl FromRequest for PathSegments {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self { first: segment(request, 0), second: segment(request, 1) }))
    }
}

fn segment(request: &HttpRequest, index: usize) -> String {
    request.match_info().iter().nth(index).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// Parses a version in a path. Each version has one spelling: "+1" and "01" are invalid.
pub fn path_version(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|version| *version > 0 && version.to_string() == text)
}

fn no_such_segment(text: &str) -> Problem {
    let shown: String = text.chars().take(60).collect();
    Problem::not_found(format!("\"{shown}\" here"))
}
