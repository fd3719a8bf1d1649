//! Reading one working copy.

use actix_web::HttpResponse;

use super::{Desk, Outcome, Reply, found, read};
use crate::content::{Id, Kind};
use crate::http::Problem;
use crate::working_copies;

/// Answers with a working copy.
pub(in crate::management) async fn fetch(desk: &Desk, kind: Kind, id: Id) -> Result<HttpResponse, Problem> {
    let copy = read(desk, move |connection| working_copies::find(connection, kind, id)).await?;
    Ok(Reply::of(&Outcome::done(found(copy, kind, id)?))?.respond())
}
