//! Restoring content with missing references: rejects them, naming each, or omits them.

use std::collections::HashSet;

use utoipa::IntoParams;

use crate::content::{Content, Id, ViolationCode, Violations};
use crate::http::{Problem, QueryReader, ReadQuery};
use crate::management::operations::{InputWarning, SaveQuery, WriteContext};
use crate::working_copies::{self, MissingReference};

/// The query parameter of operations that restore content.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(in crate::management) struct DropQuery {
    /// True to omit references to entities that do not exist or are in the trash. The response names them in
    /// `warnings`. Otherwise, the response is 422 and names each.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) drop_missing_references: bool,
}

impl ReadQuery for DropQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { drop_missing_references: reader.flag("dropMissingReferences") }
    }
}

/// The query parameters of operations that restore content as a new version.
#[derive(Debug)]
pub(in crate::management) struct RestoreQuery {
    /// The note of the version.
    pub(in crate::management) note: Option<String>,
    /// The treatment of missing references.
    pub(in crate::management) drop: DropQuery,
}

impl ReadQuery for RestoreQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { note: SaveQuery::read(reader).note, drop: DropQuery::read(reader) }
    }
}

/// Returns `content` for the entity `id` without missing references, and a warning for each omitted one.
///
/// Rejects content with missing references unless the query permits omitting them, and content that cannot exist
/// without them.
pub(super) fn drop_missing_references(
    tx: &mut WriteContext<'_>,
    id: Id,
    content: Content,
    query: DropQuery,
) -> Result<(Content, Vec<InputWarning>), Problem> {
    let missing = working_copies::find_missing_references(tx.connection, id, &content)?;
    if missing.is_empty() {
        return Ok((content, Vec::new()));
    }
    if !query.drop_missing_references {
        let hint = "Restore or create them first, or send dropMissingReferences=true to omit the references.";
        return Err(missing_references_problem(&missing, hint));
    }
    let targets: HashSet<Id> = missing.iter().map(|missing| missing.reference.target).collect();
    let Some(content) = content.without_references(&targets) else {
        let hint = "It cannot exist without them: restore or create them first.";
        return Err(missing_references_problem(&missing, hint));
    };
    let warnings = missing
        .into_iter()
        .map(|MissingReference { reference, .. }| InputWarning {
            detail: format!(
                "The {} {} does not exist or is in the trash; the reference was omitted.",
                reference.kind, reference.target
            ),
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
    problem.detail =
        format!("It refers to entities that do not exist or are in the trash; nothing was changed. {hint}");
    problem
}
