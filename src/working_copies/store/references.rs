//! Rows of references between working copies, written with every save.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::content::{
    ChangeAction, Content, Id, Kind, Reference, ReferenceRole, ScheduleState, Status, ViolationCode, Violations,
};
use crate::db::schema::{schedules, working_copies, working_references};
use crate::db::{Connection, Error};
use crate::working_copies::error::SaveError;
use crate::working_copies::model::EntityRef;

/// Returns the topics of an entity, in its order.
pub(super) fn topics(connection: &mut Connection, id: Id) -> Result<Vec<Id>, Error> {
    targets(connection, id, ReferenceRole::Topic)
}

/// Returns the related resources of an article, in its order.
pub(super) fn related(connection: &mut Connection, id: Id) -> Result<Vec<Id>, Error> {
    targets(connection, id, ReferenceRole::Related)
}

fn targets(connection: &mut Connection, id: Id, role: ReferenceRole) -> Result<Vec<Id>, Error> {
    Ok(working_references::table
        .filter(working_references::source_id.eq(id))
        .filter(working_references::role.eq(role))
        .order(working_references::position)
        .select(working_references::target_id)
        .load(connection)?)
}

/// Deletes the references of an entity.
pub(super) fn clear(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(working_references::table.filter(working_references::source_id.eq(id))).execute(connection)?;
    Ok(())
}

/// Replaces the references of an entity.
pub(super) fn replace(connection: &mut Connection, id: Id, content: &Content) -> Result<(), Error> {
    clear(connection, id)?;
    for PositionedReference { role, position, target } in with_positions(&content.references()) {
        diesel::insert_into(working_references::table)
            .values((
                working_references::source_id.eq(id),
                working_references::role.eq(role),
                working_references::position.eq(position),
                working_references::target_id.eq(target),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// A reference with its position among those of its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionedReference {
    /// The role.
    pub role: ReferenceRole,
    /// The position, from 0.
    pub position: i64,
    /// The target.
    pub target: Id,
}

/// Returns each target once for each role, with its position in reading order.
pub fn with_positions(references: &[Reference]) -> Vec<PositionedReference> {
    let mut seen: HashSet<(ReferenceRole, Id)> = HashSet::new();
    let mut next: HashMap<ReferenceRole, i64> = HashMap::new();
    references
        .iter()
        .filter(|reference| seen.insert((reference.role, reference.target)))
        .map(|reference| {
            let position = next.entry(reference.role).or_default();
            *position += 1;
            PositionedReference { role: reference.role, position: *position - 1, target: reference.target }
        })
        .collect()
}

/// Returns an error if the content refers to an entity that does not exist or is of another kind.
pub(super) fn check(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    let missing = find_missing_references(connection, id, content)?;
    if missing.is_empty() {
        return Ok(());
    }
    let mut violations = Violations::default();
    for MissingReference { reference, detail } in missing {
        violations.add(reference.pointer, ViolationCode::UnknownReference, detail);
    }
    Err(SaveError::Invalid(violations))
}

/// A reference to an entity that does not exist, is in the trash or is of another kind.
#[derive(Debug, Clone)]
pub struct MissingReference {
    /// The reference.
    pub reference: Reference,
    /// A sentence that says why the target is invalid.
    pub detail: String,
}

/// Returns the references in `content`, the content of the entity `id`, that cannot be saved now.
pub fn find_missing_references(
    connection: &mut Connection,
    id: Id,
    content: &Content,
) -> Result<Vec<MissingReference>, Error> {
    let references = content.references();
    let targets: HashSet<Id> = references.iter().map(|reference| reference.target).collect();
    let targets: Vec<Id> = targets.into_iter().collect();
    let mut known: HashMap<Id, (Kind, Status)> = HashMap::new();
    for chunk in targets.chunks(500) {
        let rows: Vec<(Id, Kind, Status)> = working_copies::table
            .filter(working_copies::id.eq_any(chunk))
            .select((working_copies::id, working_copies::kind, working_copies::status))
            .load(connection)?;
        known.extend(rows.into_iter().map(|(id, kind, status)| (id, (kind, status))));
    }
    known.insert(id, (content.kind(), Status::Draft));
    let mut missing = Vec::new();
    for reference in references {
        let expected = reference.kind;
        let detail = match known.get(&reference.target) {
            Some((_, Status::Trashed)) => {
                format!("The {expected} {} is in the trash; restore it first.", reference.target)
            }
            Some((kind, _)) if *kind == expected => continue,
            Some((kind, _)) => format!("{} is a {kind}; a {expected} is expected here.", reference.target),
            None => format!("There is no {expected} {}; create it first.", reference.target),
        };
        missing.push(MissingReference { reference, detail });
    }
    Ok(missing)
}

/// Returns the other working copies that refer to the entity.
pub fn referrers(connection: &mut Connection, id: Id) -> Result<Vec<EntityRef>, Error> {
    load_referrers(connection, id, false)
}

/// Returns those of them that are scheduled to be published.
pub fn scheduled_referrers(connection: &mut Connection, id: Id) -> Result<Vec<EntityRef>, Error> {
    load_referrers(connection, id, true)
}

fn load_referrers(connection: &mut Connection, id: Id, scheduled_only: bool) -> Result<Vec<EntityRef>, Error> {
    let mut query = working_references::table
        .inner_join(working_copies::table.on(working_copies::id.eq(working_references::source_id)))
        .filter(working_references::target_id.eq(id))
        .filter(working_references::source_id.ne(id))
        .select((working_copies::id, working_copies::kind, working_copies::label))
        .distinct()
        .order((working_copies::kind, working_copies::id))
        .into_boxed();
    if scheduled_only {
        let scheduled = schedules::table
            .filter(schedules::state.eq(ScheduleState::Pending))
            .filter(schedules::action.eq(ChangeAction::Publish))
            .select(schedules::entity_id);
        query = query.filter(working_references::source_id.eq_any(scheduled));
    }
    let rows: Vec<(Id, Kind, String)> = query.load(connection)?;
    Ok(rows.into_iter().map(|(id, kind, label)| EntityRef { id, kind, label }).collect())
}

/// Returns the other working copies that refer to the entity, each with the role of the reference.
pub fn references_to(connection: &mut Connection, id: Id) -> Result<Vec<(Id, ReferenceRole)>, Error> {
    Ok(working_references::table
        .filter(working_references::target_id.eq(id))
        .filter(working_references::source_id.ne(id))
        .order((working_references::source_id, working_references::role))
        .select((working_references::source_id, working_references::role))
        .load(connection)?)
}
