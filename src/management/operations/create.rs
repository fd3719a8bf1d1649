//! Creating a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::answer::answer;
use super::input::{MarkdownPlaces, own_id, read_content, read_replacement};
use super::{Desk, write};
use crate::content::{Id, Kind};
use crate::http::{Code, Problem};
use crate::working_copies::{self, WorkingCopy};

/// Creates a working copy. With an `id` of the editor's own it can be sent again: the second time
/// finds it done.
pub(in crate::management) async fn create(desk: &Desk, kind: Kind, input: Value) -> Result<HttpResponse, Problem> {
    let id = own_id(&input)?;
    let (status, copy, warnings) = write(desk, move |connection, _| {
        if let Some(id) = id
            && let Some(there) = working_copies::find(connection, kind, id)?
        {
            return repeat(there, input).map(|(copy, warnings)| (StatusCode::OK, copy, warnings));
        }
        let (content, warnings) = read_content(kind, &input)?;
        let copy = working_copies::insert(connection, id.unwrap_or_else(Id::new), content)
            .map_err(|error| MarkdownPlaces::of(&input).seen_in(error))?;
        Ok((StatusCode::CREATED, copy, warnings))
    })
    .await?;
    answer(status, &copy, &warnings)
}

fn repeat(there: WorkingCopy, input: Value) -> Result<(WorkingCopy, Vec<super::Warning>), Problem> {
    let id = there.head.id;
    let (content, warnings) = read_replacement(&there.content, id, input)?;
    if content == there.content {
        return Ok((there, warnings));
    }
    let detail =
        format!("The id {id} belongs to a {} with other content; to change it, PUT it with If-Match.", there.head.kind);
    Err(Problem::new(Code::IdInUse, detail))
}
