//! Reading one working copy.

use actix_web::HttpResponse;

use super::context::{OpContext, read};
use super::problems::or_not_found;
use super::reply::{Reply, WriteOutcome};
use crate::content::{Id, Kind};
use crate::http::Problem;
use crate::working_copies;

/// Returns the response with a working copy.
pub(crate) async fn fetch(context: &OpContext, kind: Kind, id: Id) -> Result<HttpResponse, Problem> {
    let copy = read(context, move |connection| working_copies::find(connection, kind, id)).await?;
    Ok(Reply::of(&WriteOutcome::done(or_not_found(copy, kind, id)?))?.respond())
}
