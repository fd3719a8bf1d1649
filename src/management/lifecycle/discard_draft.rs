//! Giving up what was changed since publishing.

use actix_web::HttpResponse;

use super::missing_references::{DropQuery, RestoreQuery, drop_missing_references};
use super::paths::DISCARD_DRAFT;
use crate::auth::Author;
use crate::content::Action;
use crate::http::{ChangeErrors, Code, EntityPath, EntityPathParams, IfMatch, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, SaveParams, WriteContext, WriteOutcome, WriteTarget, warnings_of_save, write_and_respond,
};
use crate::management::schemas::{AnyWorkingCopy, IfMatchParam};
use crate::{publishing, working_copies};

/// Give up what was changed since a thing was published
///
/// Makes a new version with the content that is public; the versions before stay, and a review under way is over. If nothing differs, nothing happens.
/// Where something it refers to is gone, it is refused with 422 and each such reference, unless
/// `dropMissingReferences=true` lets it be left out. Refused with 409 while the thing is not published. Needs the role
/// `author`.
#[utoipa::path(
    post,
    path = DISCARD_DRAFT,
    operation_id = "discard_draft",
    tag = "manage",
    params(EntityPathParams, IfMatchParam, SaveParams, DropQuery),
    responses(
        (status = 200, description = "The working copy is as it is public", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
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

/// As [`discard_draft`], within a transaction.
fn discard_draft_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    query: &RestoreQuery,
) -> Result<WriteOutcome, Problem> {
    let current = tx.load_active(target)?;
    let WriteTarget { kind, id, .. } = target;
    // The source is asked and not the revision: databases from before there were revisions may lack that one.
    let Some(content) = publishing::published_content(tx.connection, *id)? else {
        let detail = format!("The {kind} is not published, so that there is nothing to go back to.");
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

/// As [`discard_draft`], in a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: RestoreQuery = call.read_query()?;
    to_reply(discard_draft_in_tx(tx, &call.target, &query))
}
