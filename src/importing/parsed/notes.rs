//! What is said about what was not kept, each with its place.

/// More notes than this about one document are counted, not listed.
const NOTES_MAX: usize = 100;

/// Something that could not be kept as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of the document, from 1; none if it is about the document as a whole.
    pub line: Option<u64>,
    /// What was changed or left out.
    pub detail: String,
}

/// The notes about one document.
#[derive(Debug, Default)]
pub(in crate::importing) struct Notes {
    notes: Vec<Note>,
    left_out: usize,
}

impl Notes {
    /// Notes something that stands in a line; 0 is the document as a whole.
    pub(in crate::importing) fn add(&mut self, line: u64, detail: impl Into<String>) {
        if self.notes.len() >= NOTES_MAX {
            self.left_out += 1;
            return;
        }
        self.notes.push(Note { line: Some(line).filter(|line| *line > 0), detail: detail.into() });
    }

    /// Notes what has to be said only the first time.
    pub(in crate::importing) fn add_once(&mut self, line: u64, detail: &str) {
        if !self.notes.iter().any(|note| note.detail == detail) {
            self.add(line, detail);
        }
    }

    /// Adds all notes of others.
    pub(in crate::importing) fn append(&mut self, others: Self) {
        self.left_out += others.left_out;
        for note in others.notes {
            self.add(note.line.unwrap_or(0), note.detail);
        }
    }

    /// Changes the lines of all notes.
    pub(in crate::importing) fn map_lines(&mut self, map: impl Fn(u64) -> u64) {
        self.notes.iter_mut().for_each(|note| note.line = note.line.map(&map));
    }

    /// All of them, in the order of the lines.
    pub(in crate::importing) fn into_list(mut self) -> Vec<Note> {
        self.notes.sort_by_key(|note| note.line.unwrap_or(0));
        if self.left_out > 0 {
            self.notes.push(Note { line: None, detail: format!("{} more notes are not listed.", self.left_out) });
        }
        self.notes
    }
}
