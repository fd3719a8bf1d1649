//! Reading what an editor sent into content, Markdown included.

use std::cell::RefCell;

use serde_json::Value;

use super::reply::Warning;
use crate::content::section::ParsedMarkdown;
use crate::content::{Content, Id, Kind, Violation, ViolationCode, Violations, article};
use crate::http::Problem;
use crate::importing;
use crate::working_copies::SaveError;

/// Reads content. What Markdown could not keep is among the warnings.
pub(super) fn read_content(kind: Kind, input: &Value) -> Result<(Content, Vec<Warning>), Violations> {
    with_markdown(|markdown| Content::read(kind, input, markdown))
}

/// Runs a reader that may meet Markdown, and collects the warnings.
pub(super) fn with_markdown<T>(
    read: impl FnOnce(&dyn Fn(&str, &str) -> ParsedMarkdown) -> Result<T, Violations>,
) -> Result<(T, Vec<Warning>), Violations> {
    let warnings = RefCell::new(Vec::new());
    let value = read(&|pointer, text| {
        let mut converted = importing::read_markdown("", text, &importing::resolve_id);
        warnings
            .borrow_mut()
            .extend(converted.warnings.drain(..).map(|detail| Warning { pointer: pointer.to_owned(), detail }));
        converted
    })?;
    Ok((value, warnings.into_inner()))
}

/// Reads content that goes on from `current`.
pub(super) fn read_replacement(
    current: &Content,
    id: Id,
    mut input: Value,
) -> Result<(Content, Vec<Warning>), Problem> {
    if let Some(given) = decode_own_id(&input)?
        && given != id
    {
        let detail = format!("The body names the id {given}, the address {id}.");
        return Err(Violations::one("/id", ViolationCode::Mismatch, detail).into());
    }
    if let Content::Article(current) = current {
        article::carry_over_ids(&mut input, current);
    }
    Ok(read_content(current.kind(), &input)?)
}

/// The id that the input names for itself, if it does.
pub(super) fn decode_own_id(input: &Value) -> Result<Option<Id>, Violations> {
    match input.get("id") {
        None | Some(Value::Null) => Ok(None),
        Some(id) => crate::content::decode::decode_value_at(id, "/id".to_owned(), Id::read).map(Some),
    }
}

/// The violations with their places seen from inside `place`.
pub(super) fn relative_to(place: &str, violations: &Violations) -> Violations {
    let mut seen = Violations::default();
    for Violation { pointer, code, detail } in violations.iter() {
        seen.add(pointer.strip_prefix(place).unwrap_or(pointer), *code, detail);
    }
    seen
}

/// Where in an input Markdown stands: the pointers of the bodies it becomes, each with its own.
pub(super) struct MarkdownPointers(Vec<(String, String)>);

impl MarkdownPointers {
    /// The places in an article or in a section.
    pub(super) fn of(input: &Value) -> Self {
        let sections = input.get("sections").and_then(Value::as_array).into_iter().flatten().enumerate();
        let all = sections.map(|(index, section)| (format!("/sections/{index}"), section));
        let pointers = all
            .chain(std::iter::once((String::new(), input)))
            .filter(|(_, section)| section.get("markdown").is_some_and(|markdown| !markdown.is_null()))
            .map(|(place, _)| (format!("{place}/body"), format!("{place}/markdown")));
        Self(pointers.collect())
    }

    /// No places: the input had no Markdown.
    pub(super) fn empty() -> Self {
        Self(Vec::new())
    }

    /// The place as the editor wrote it: not in blocks that Markdown became.
    pub(super) fn to_input(&self, pointer: &str) -> String {
        let written = self.0.iter().find(|(body, _)| is_within(pointer, body));
        written.map_or(pointer, |(_, markdown)| markdown).to_owned()
    }

    /// The error with its places as the editor wrote them: not in blocks that Markdown became.
    pub(super) fn with_input_pointers(&self, error: SaveError) -> SaveError {
        let SaveError::Invalid(violations) = error else { return error };
        let mut seen = Violations::default();
        for Violation { pointer, code, detail } in violations.iter() {
            seen.add(self.to_input(pointer), *code, detail);
        }
        SaveError::Invalid(seen)
    }
}

/// Returns true if the pointer names `place` or something in it.
fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
