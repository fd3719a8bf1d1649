//! Link definitions. They apply to a whole file, so each section gets a copy of those that it uses.
//!
//! Owns the selection of definitions to copy, and keeps the size of the copies in proportion to the file.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::RefDefs;

/// Maximum length of a copied definition in bytes. A longer one has no URL that an article accepts.
const DEFINITION_MAX: usize = 4_096;

/// Bytes of definitions that a small file may copy. A larger file may copy as many bytes as it has.
const REPEATED_MIN: usize = 64 << 10;

/// A link definition, ordered by its position.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LinkDefinition {
    /// The offset in the file.
    start: usize,
    /// The source text.
    text: String,
}

/// The link definitions of a file.
pub(super) struct LinkDefinitions {
    by_label: HashMap<String, LinkDefinition>,
    /// Number of bytes that may still be copied.
    bytes_left: usize,
}

impl LinkDefinitions {
    /// Collects the definitions that the parser found in the text.
    pub(super) fn new(text: &str, found: &RefDefs<'_>) -> Self {
        let definitions = found.iter().map(|(name, definition)| {
            let text = text[definition.span.clone()].trim().to_owned();
            (label(name), LinkDefinition { start: definition.span.start, text })
        });
        Self { by_label: definitions.collect(), bytes_left: text.len().max(REPEATED_MIN) }
    }

    /// Returns the Markdown of the given range, followed by the definitions that it uses but does not contain.
    pub(super) fn append_used(&mut self, markdown: &str, range: Range<usize>) -> String {
        let used: BTreeSet<&LinkDefinition> = labels(markdown).filter_map(|label| self.by_label.get(&label)).collect();
        let mut complete = markdown.to_owned();
        for LinkDefinition { start, text: definition } in used {
            let fits = definition.len() <= DEFINITION_MAX.min(self.bytes_left) && !definition.contains('\n');
            if fits && !range.contains(start) {
                self.bytes_left -= definition.len();
                complete.push_str("\n\n");
                complete.push_str(definition);
            }
        }
        complete
    }
}

/// Returns the texts between innermost brackets, normalized like labels.
fn labels(markdown: &str) -> impl Iterator<Item = String> {
    let mut opened = None;
    let mut escaped = false;
    markdown.char_indices().filter_map(move |(index, character)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match character {
            '\\' => escaped = true,
            '[' => opened = Some(index + 1),
            ']' => return opened.take().map(|start| label(&markdown[start..index])),
            _ => {}
        }
        None
    })
}

fn label(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
