//! Decoding the content that an editor sends, including Markdown.

use std::cell::RefCell;

use serde_json::Value;

use super::reply::InputWarning;
use crate::content::section::ParsedMarkdown;
use crate::content::{Article, Content, Id, Kind, Violation, ViolationCode, Violations, article};
use crate::http::Problem;
use crate::importing;
use crate::management::source_markdown::keep_unchanged_body;
use crate::working_copies::SaveError;

/// Decodes content. `unresolved` are the violations of its references, which are reported with those of the decoding.
/// The warnings name the changes and omissions of Markdown.
pub(super) fn read_content(
    kind: Kind,
    input: &Value,
    mut unresolved: Violations,
) -> Result<(Content, Vec<InputWarning>), Violations> {
    match with_markdown(|markdown| Content::read(kind, input, markdown)) {
        Ok(read) => unresolved.into_result(Some(read)),
        Err(violations) => {
            unresolved.append(violations);
            Err(unresolved)
        }
    }
}

/// Runs a decoder that may parse Markdown, and collects the warnings.
pub(super) fn with_markdown<T>(
    read: impl FnOnce(&dyn Fn(&str, &str) -> ParsedMarkdown) -> Result<T, Violations>,
) -> Result<(T, Vec<InputWarning>), Violations> {
    let warnings = RefCell::new(Vec::new());
    let value = read(&|pointer, text| {
        let mut converted = importing::read_markdown("", text, &importing::resolve_id);
        warnings
            .borrow_mut()
            .extend(converted.warnings.drain(..).map(|detail| InputWarning { pointer: pointer.to_owned(), detail }));
        converted
    })?;
    Ok((value, warnings.into_inner()))
}

/// Decodes content that replaces `current`; `unresolved` as in [`read_content`].
pub(super) fn read_replacement(
    current: &Content,
    id: Id,
    mut input: Value,
    unresolved: Violations,
) -> Result<(Content, Vec<InputWarning>), Problem> {
    if let Some(given) = decode_own_id(&input)?
        && given != id
    {
        let detail = format!("The body has the id {given}, the path {id}.");
        return Err(Violations::one("/id", ViolationCode::Mismatch, detail).into());
    }
    if let Content::Article(current) = current {
        article::carry_over_ids(&mut input, current);
        keep_unchanged_bodies(&mut input, current)?;
    }
    Ok(read_content(current.kind(), &input, unresolved)?)
}

/// Keeps the text of each section whose Markdown is that of the current text.
fn keep_unchanged_bodies(input: &mut Value, current: &Article) -> Result<(), Problem> {
    for section in input.get_mut("sections").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = section.get("id").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
        if let Some(kept) = current.sections.iter().find(|kept| Some(kept.id) == id) {
            keep_unchanged_body(section, kept)?;
        }
    }
    Ok(())
}

/// Returns the id in the input, if there is one.
pub(super) fn decode_own_id(input: &Value) -> Result<Option<Id>, Violations> {
    match input.get("id") {
        None | Some(Value::Null) => Ok(None),
        Some(id) => crate::content::decode::decode_value_at(id, "/id".to_owned(), Id::read).map(Some),
    }
}

/// Returns the violations with pointers relative to `place`.
pub(super) fn relative_to(place: &str, violations: &Violations) -> Violations {
    let mut seen = Violations::default();
    for Violation { pointer, code, detail } in violations.iter() {
        seen.add(pointer.strip_prefix(place).unwrap_or(pointer), *code, detail);
    }
    seen
}

/// The positions of Markdown in an input: pairs of the pointer to a body and the pointer to its Markdown.
pub(super) struct MarkdownPointers(Vec<(String, String)>);

impl MarkdownPointers {
    /// Returns the positions in an article or a section.
    pub(super) fn of(input: &Value) -> Self {
        let sections = input.get("sections").and_then(Value::as_array).into_iter().flatten().enumerate();
        let all = sections.map(|(index, section)| (format!("/sections/{index}"), section));
        let pointers = all
            .chain(std::iter::once((String::new(), input)))
            .filter(|(_, section)| section.get("markdown").is_some_and(|markdown| !markdown.is_null()))
            .map(|(place, _)| (format!("{place}/body"), format!("{place}/markdown")));
        Self(pointers.collect())
    }

    /// Returns no positions, for an input without Markdown.
    pub(super) fn empty() -> Self {
        Self(Vec::new())
    }

    /// Returns the pointer into the input as the editor sent it: to the Markdown, not to a block that was parsed from
    /// it.
    pub(super) fn to_input(&self, pointer: &str) -> String {
        let written = self.0.iter().find(|(body, _)| is_within(pointer, body));
        written.map_or(pointer, |(_, markdown)| markdown).to_owned()
    }

    /// Returns the error with pointers into the input as the editor sent it.
    pub(super) fn with_input_pointers(&self, error: SaveError) -> SaveError {
        let SaveError::Invalid(violations) = error else { return error };
        let mut seen = Violations::default();
        for Violation { pointer, code, detail } in violations.iter() {
            seen.add(self.to_input(pointer), *code, detail);
        }
        SaveError::Invalid(seen)
    }
}

/// Returns true if `pointer` is `place` or inside it.
fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
