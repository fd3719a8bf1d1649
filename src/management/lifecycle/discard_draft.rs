//! Discarding the changes since the last publish.

use actix_web::HttpResponse;

use super::missing_references::{DropQuery, RestoreQuery, drop_missing_references};
use super::paths::DISCARD_DRAFT;
use crate::auth::Author;
use crate::content::Action;
use crate::http::{Code, EntityPath, EntityPathParams, IfMatch, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, SaveParams, WriteContext, WriteOutcome, WriteTarget, warnings_of_save, write_and_respond,
};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;
use crate::{publishing, working_copies};

/// Discard the changes since the last publish
///
/// Makes a new version with the published content; the earlier versions stay, and a review in progress ends. If nothing
/// differs, nothing happens. If entities that the content refers to are missing, the response is 422 with each such
/// reference, unless `dropMissingReferences=true` omits them. Refused with 409 while the entity is not published. Needs
/// the role `author`.
#[utoipa::path(
    post,
    path = DISCARD_DRAFT,
    operation_id = "discard_draft",
    tag = "manage",
    params(EntityPathParams, IfMatchParam, SaveParams, DropQuery),
    responses(
        (status = 200, description = "The working copy has the published content", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn discard_draft(
    _caller: Author,
    context: OpContext,
    entity: EntityPath,
    query: Query<RestoreQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| discard_draft_in_tx(tx, &target, &query.0)).await
}

/// Runs [`discard_draft`] within a transaction.
fn discard_draft_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    query: &RestoreQuery,
) -> Result<WriteOutcome, Problem> {
    let current = tx.load_active(target)?;
    let WriteTarget { kind, id, .. } = target;
    // Reads the published content, not the revision: databases from before revisions existed may lack it.
    let Some(content) = publishing::published_content(tx.connection, *id)? else {
        let detail = format!("The {kind} is not published, so that there is no published content to restore.");
        return Err(Problem::new(Code::NotPublished, detail));
    };
    if content == current.content {
        return Ok(WriteOutcome::done(current));
    }
    let (content, mut warnings) = drop_missing_references(tx, *id, content, query.drop)?;
    let change_context = tx.change_context(Action::DiscardDraft, query.note.as_deref());
    let copy = working_copies::revert_to_published(tx.connection, &change_context, &current.head, content)?;
    warnings.extend(warnings_of_save(tx.connection, *id, &current.content, &copy.content)?);
    Ok(WriteOutcome { warnings, ..WriteOutcome::done(copy) })
}

/// Runs [`discard_draft`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: RestoreQuery = call.read_query()?;
    to_reply(discard_draft_in_tx(tx, &call.target, &query))
}
