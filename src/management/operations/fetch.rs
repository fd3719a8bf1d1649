//! Reading one working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::answer::answer;
use super::{Desk, found, read};
use crate::content::{Id, Kind};
use crate::http::Problem;
use crate::working_copies;

/// Answers with a working copy.
pub(in crate::management) async fn fetch(desk: &Desk, kind: Kind, id: Id) -> Result<HttpResponse, Problem> {
    let copy = read(desk, move |connection| working_copies::find(connection, kind, id)).await?;
    answer(StatusCode::OK, &found(copy, kind, id)?, &[])
}
