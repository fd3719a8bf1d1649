//! Handing a working copy in for review.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{Desk, Outcome, Work, read_note_members, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::SUBMIT;
use super::schemas::SubmitInput;
use super::steps::{Step, has_changes, read_comment_member};
use crate::auth::Author;
use crate::content::reading::read_root;
use crate::content::{Action, Id, Kind, Proposal, Status, Unpublishing, Violations, WorkflowStep};
use crate::events::Occurrence;
use crate::http::{ChangeErrors, IfMatch, NoQuery, OptionalJsonBody, PathThing, PathThingParams, Problem, Query};

const STEP: Step = Step {
    action: Action::Submit,
    made: WorkflowStep::Submitted,
    occurrence: Occurrence::Submitted,
    from: &[Status::Draft, Status::Published, Status::Unpublished],
};

/// Submit a thing for review
///
/// It is `inReview` from then on, and can be edited still. A thing that has no changes since it was published has nothing
/// to review: 409, as from any other place in its life. What readers are to be told beside the content is handed in with it:
/// a `changeNote`, or how to `unpublish` it, for which it needs no changes. Where publishing needs an approval, that is what
/// is approved with the content. Needs the role `author`.
#[utoipa::path(
    post,
    path = SUBMIT,
    operation_id = "submit_thing",
    tag = "manage",
    params(PathThingParams, IfMatchParam),
    request_body(content = SubmitInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn submit(
    _caller: Author,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| submit_within(work, kind, id, &if_match, &body.0)).await
}

/// As [`submit`], within a transaction.
pub(in crate::management) fn submit_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    input: &Value,
) -> Result<Outcome, Problem> {
    let (comment, proposal) = read_input(kind, input)?;
    let proposal = Some(proposal).filter(|proposal| !proposal.is_empty());
    let copy = work.usable(kind, id, if_match)?;
    let has_changes = has_changes(work, &copy)? || proposal.is_some();
    STEP.check(&copy, has_changes)?;
    STEP.take(work, copy, comment.as_deref(), proposal.as_ref())
}

fn read_input(kind: Kind, input: &Value) -> Result<(Option<String>, Proposal), Violations> {
    read_root(input, |item| {
        let mut fields = item.fields()?;
        let comment = read_comment_member(&mut fields);
        let note = read_note_members(&mut fields);
        let unpublish = fields.optional("unpublish", |item| Unpublishing::read_item(kind, item));
        fields.finish();
        Some((comment, Proposal { change_note: note.text, major: note.major, unpublish }))
    })
}
