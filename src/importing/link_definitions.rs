//! Link definitions: they hold for a whole file, so that each of the sections it is cut into gets those it uses.
//!
//! Owns what of a definition is repeated, and that it stays in proportion to the file.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::RefDefs;

/// A definition longer than this holds no address that an article may have.
const DEFINITION_MAX: usize = 4_096;

/// A small file may repeat its definitions up to so many bytes, a larger one up to its own size.
const REPEATED_MIN: usize = 64 << 10;

/// A link definition, ordered by its position.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LinkDefinition {
    /// The offset in the file.
    start: usize,
    /// The whole definition.
    text: String,
}

/// The link definitions of a file.
pub(super) struct LinkDefinitions {
    by_label: HashMap<String, LinkDefinition>,
    /// How many more bytes may be repeated.
    bytes_left: usize,
}

impl LinkDefinitions {
    /// Those that a parser found in the text.
    pub(super) fn new(text: &str, found: &RefDefs<'_>) -> Self {
        let definitions = found.iter().map(|(name, definition)| {
            let text = text[definition.span.clone()].trim().to_owned();
            (label(name), LinkDefinition { start: definition.span.start, text })
        });
        Self { by_label: definitions.collect(), bytes_left: text.len().max(REPEATED_MIN) }
    }

    /// What stands in that range of the file, with the definitions that it uses and does not hold.
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

/// What stands between brackets without others inside, as labels are compared.
fn labels(markdown: &str) -> impl Iterator<Item = String> {
    let mut opened = None;
    let mut escaped = false;
    markdown.char_indices().filter_map(move |(index, sign)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match sign {
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
