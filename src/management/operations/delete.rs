//! Deleting a working copy: moving it to the trash.

use std::collections::HashSet;

use actix_web::HttpResponse;

use super::context::{OpContext, WriteContext, WriteTarget, write};
use super::problems::or_not_found;
use super::queries::ForceQuery;
use super::reply::{Reply, WriteOutcome};
use crate::auth::Role;
use crate::content::{Action, Unpublishing};
use crate::http::{Code, Problem};
use crate::publishing::{self, DependentPolicy};
use crate::working_copies::{self, WorkingCopy};

/// Moves a working copy to the trash. Without force it must not be published, and nothing may refer to it.
pub(crate) async fn delete(
    context: &OpContext,
    target: WriteTarget,
    query: ForceQuery,
) -> Result<HttpResponse, Problem> {
    write(context, move |tx| delete_in_tx(tx, &target, query)).await?;
    Ok(Reply::empty().respond())
}

/// Runs [`delete`] within a transaction.
pub(crate) fn delete_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    query: ForceQuery,
) -> Result<WriteOutcome, Problem> {
    let copy = tx.load_active(target)?;
    if query.force {
        tx.role.require(Role::Editor)?;
        return delete_with_referrers(tx, copy).map(WriteOutcome::done);
    }
    if copy.head.is_published() {
        let WriteTarget { kind, id, .. } = target;
        let detail = format!(
            "The {kind} is published. Unpublish it first: POST /v1/manage/{}/{id}/unpublish; or send force=true.",
            kind.plural()
        );
        return Err(Problem::new(Code::StillPublished, detail));
    }
    trash(tx, copy).map(WriteOutcome::done)
}

/// Unpublishes an entity if it is published, removes it from all its referrers, and moves it to the trash.
fn delete_with_referrers(tx: &mut WriteContext<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Problem> {
    let copy = if copy.head.is_published() {
        let gone = Unpublishing::default();
        publishing::unpublish(tx.connection, tx.settings, tx.actor, copy, &gone, DependentPolicy::Release)?
    } else {
        copy
    };
    let (kind, id) = (copy.head.kind, copy.head.id);
    let note = format!("The {} \"{}\" ({id}) was deleted.", copy.head.kind, copy.content.label());
    for referrer in working_copies::referrers(tx.connection, id)? {
        // A referrer may have been deleted along with an earlier one.
        let Some(referrer) = working_copies::find(tx.connection, referrer.kind, referrer.id)? else { continue };
        match referrer.content.without_references(&HashSet::from([id])) {
            Some(content) => {
                let change_context = tx.change_context(Action::RemoveReference, Some(&note));
                working_copies::replace(tx.connection, &change_context, &referrer.head, content)?;
            }
            None => {
                delete_with_referrers(tx, referrer)?;
            }
        }
    }
    // It may have referred to an entity that was deleted along with it, and then it has a newer version now.
    let copy = or_not_found(working_copies::find(tx.connection, kind, id)?, kind, id)?;
    trash(tx, copy)
}

/// Moves an entity to the trash, cancels its schedules, and removes its document if it was withdrawn.
fn trash(tx: &mut WriteContext<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Problem> {
    if publishing::is_withdrawn(tx.connection, copy.head.id)? {
        // Readers lose access to the withdrawn document: as for unpublishing, this requires an editor.
        tx.role.require(Role::Editor)?;
    }
    if copy.head.schedule.is_some() {
        // An editor scheduled it: cancelling that requires an editor too.
        tx.role.require(Role::Editor)?;
    }
    publishing::cancel_schedules(tx.connection, copy.head.id)?;
    let change_context = tx.change_context(Action::Trash, None);
    let copy = working_copies::trash(tx.connection, &change_context, copy)?;
    publishing::discard_withdrawn_document(tx.connection, &copy)?;
    Ok(copy)
}
