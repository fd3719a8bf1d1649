//! Names in addresses. What has not the shape of a name names nothing, and is not found.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::Problem;
use crate::content::Id;

/// The id `{id}` of the address.
#[derive(Debug, Clone, Copy)]
pub struct PathId(pub Id);

/// The id `{sectionId}` of the address.
#[derive(Debug, Clone, Copy)]
pub struct PathSectionId(pub Id);

/// Segments of the address as they stand, by their place: the first variable, and the second if there is one.
#[derive(Debug, Clone)]
pub struct PathWord(pub String, pub String);

impl FromRequest for PathId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let text = request.match_info().query("id");
        ready(text.parse().map(Self).map_err(|_| not_a_name(text)))
    }
}

impl FromRequest for PathSectionId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let text = request.match_info().query("sectionId");
        ready(text.parse().map(Self).map_err(|_| not_a_name(text)))
    }
}

impl FromRequest for PathWord {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let info = request.match_info();
        let segment = |index: usize| info.iter().nth(index).map(|(_, value)| value.to_owned()).unwrap_or_default();
        ready(Ok(Self(segment(0), segment(1))))
    }
}

fn not_a_name(text: &str) -> Problem {
    let shown: String = text.chars().take(60).collect();
    Problem::not_found(format!("thing named \"{shown}\" here"))
}
