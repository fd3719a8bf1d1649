//! Deleting a working copy: it goes into the trash.

use std::collections::HashSet;

use actix_web::HttpResponse;

use super::{Desk, ForceQuery, Outcome, Reply, Work, write};
use crate::auth::Role;
use crate::content::{Action, Id, Kind, Unpublishing};
use crate::http::{Code, IfMatch, Problem};
use crate::publishing::{self, Dependents};
use crate::working_copies::{self, WorkingCopy};

/// Puts a working copy into the trash. Without force it must not be public, and nothing may refer to it.
pub(in crate::management) async fn delete(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    query: ForceQuery,
) -> Result<HttpResponse, Problem> {
    write(desk, move |work| delete_within(work, kind, id, &if_match, query)).await?;
    Ok(Reply::empty().respond())
}

/// As [`delete`], within a transaction.
pub(in crate::management) fn delete_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    query: ForceQuery,
) -> Result<Outcome, Problem> {
    let copy = work.usable(kind, id, if_match)?;
    if query.force {
        work.role.require(Role::Editor)?;
        return remove(work, copy).map(Outcome::done);
    }
    if copy.head.is_published() {
        let detail = format!(
            "The {kind} is published. Take it back first: POST /v1/manage/{}/{id}/unpublish; or send force=true.",
            kind.plural()
        );
        return Err(Problem::new(Code::StillPublished, detail));
    }
    trash(work, copy).map(Outcome::done)
}

/// Takes a thing back if it is public, takes it out of all that refer to it, and puts it into the trash.
fn remove(work: &mut Work<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Problem> {
    let copy = if copy.head.is_published() {
        let gone = Unpublishing::default();
        publishing::unpublish(work.connection, work.settings, work.actor, copy, &gone, Dependents::Release)?
    } else {
        copy
    };
    let (kind, id) = (copy.head.kind, copy.head.id);
    let note = format!("The {} \"{}\" ({id}) was deleted.", copy.head.kind, copy.content.label());
    for user in working_copies::users(work.connection, id)? {
        // One removed along with another may be gone from here already.
        let Some(user) = working_copies::find(work.connection, user.kind, user.id)? else { continue };
        match user.content.without(&HashSet::from([id])) {
            Some(content) => {
                let deed = work.deed(Action::RemoveReference, Some(&note));
                working_copies::replace(work.connection, &deed, &user.head, content)?;
            }
            None => {
                remove(work, user)?;
            }
        }
    }
    // It may have referred to something that was removed along with it, and have a newer version now.
    let copy = super::found(working_copies::find(work.connection, kind, id)?, kind, id)?;
    trash(work, copy)
}

/// Puts a thing into the trash, with nothing left that would happen to it, and nothing that is still shown of it.
fn trash(work: &mut Work<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Problem> {
    if publishing::is_withdrawn(work.connection, copy.head.id)? {
        // Readers lose what they could read until now: that is for those who may take things back.
        work.role.require(Role::Editor)?;
    }
    if copy.head.schedule.is_some() {
        // An editor decided that it is to be published: giving that up is for editors too.
        work.role.require(Role::Editor)?;
    }
    publishing::end_schedules(work.connection, copy.head.id)?;
    let deed = work.deed(Action::Trash, None);
    let copy = working_copies::trash(work.connection, &deed, copy)?;
    publishing::end_withdrawn(work.connection, &copy)?;
    Ok(copy)
}
