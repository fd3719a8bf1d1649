//! PublishedStateImport content whose references are gone: refused with each of them, or done without them.

use std::collections::HashSet;

use utoipa::IntoParams;

use crate::content::{Content, Id, ViolationCode, Violations};
use crate::http::{Problem, QueryReader, ReadQuery};
use crate::management::operations::{SaveQuery, Warning, WriteContext};
use crate::working_copies::{self, MissingReference};

/// The query parameter of everything that restores content.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(in crate::management) struct DropQuery {
    /// Whether references to things that are gone or in the trash are left out. The answer names them in `warnings`.
    /// Without it, they are a 422 that names each.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) drop_missing_references: bool,
}

impl ReadQuery for DropQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { drop_missing_references: reader.flag("dropMissingReferences") }
    }
}

/// The query parameters of what restores content as a new version.
#[derive(Debug)]
pub(in crate::management) struct RestoreQuery {
    /// What is said of the version.
    pub(in crate::management) note: Option<String>,
    /// What becomes of references that are gone.
    pub(in crate::management) drop: DropQuery,
}

impl ReadQuery for RestoreQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { note: SaveQuery::read(reader).note, drop: DropQuery::read(reader) }
    }
}

/// Returns `content` as it can be saved for the thing `id`, and what was left out of it.
///
/// Refuses content with references that are gone unless the query allows to leave them out, and content that is nothing
/// without them.
pub(super) fn drop_missing_references(
    tx: &mut WriteContext<'_>,
    id: Id,
    content: Content,
    query: DropQuery,
) -> Result<(Content, Vec<Warning>), Problem> {
    let missing = working_copies::find_missing_references(tx.connection, id, &content)?;
    if missing.is_empty() {
        return Ok((content, Vec::new()));
    }
    if !query.drop_missing_references {
        let hint = "Restore or create them first, or send dropMissingReferences=true to go on without them.";
        return Err(missing_references_problem(&missing, hint));
    }
    let targets: HashSet<Id> = missing.iter().map(|missing| missing.reference.target).collect();
    let Some(content) = content.without_references(&targets) else {
        let hint = "Nothing is left of it without them: restore or create them first.";
        return Err(missing_references_problem(&missing, hint));
    };
    let warnings = missing
        .into_iter()
        .map(|MissingReference { reference, .. }| Warning {
            detail: format!("The {} {} is gone; the reference was left out.", reference.kind, reference.target),
            pointer: reference.pointer,
        })
        .collect();
    Ok((content, warnings))
}

fn missing_references_problem(missing: &[MissingReference], hint: &str) -> Problem {
    let mut violations = Violations::default();
    for MissingReference { reference, detail } in missing {
        violations.add(reference.pointer.clone(), ViolationCode::UnknownReference, detail);
    }
    let mut problem = Problem::from(violations);
    problem.detail = format!("It refers to things that are gone; nothing was changed. {hint}");
    problem
}
