//! Notes about changes and omissions, each with its line.

/// Maximum number of listed notes per document. Further ones are only counted.
const NOTES_MAX: usize = 100;

/// A change or an omission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of the document, from 1; `None` for a note about the whole document.
    pub line: Option<u64>,
    /// The text of the note.
    pub detail: String,
}

/// The notes about one document.
#[derive(Debug, Default)]
pub(in crate::importing) struct Notes {
    notes: Vec<Note>,
    left_out: usize,
}

impl Notes {
    /// Adds a note about a line, or about the whole document if it is 0.
    pub(in crate::importing) fn add(&mut self, line: u64, detail: impl Into<String>) {
        if self.notes.len() >= NOTES_MAX {
            self.left_out += 1;
            return;
        }
        self.notes.push(Note { line: Some(line).filter(|line| *line > 0), detail: detail.into() });
    }

    /// Adds a note unless the same text was added before.
    pub(in crate::importing) fn add_once(&mut self, line: u64, detail: &str) {
        if !self.notes.iter().any(|note| note.detail == detail) {
            self.add(line, detail);
        }
    }

    /// Adds all notes of `others`.
    pub(in crate::importing) fn append(&mut self, others: Self) {
        self.left_out += others.left_out;
        for note in others.notes {
            self.add(note.line.unwrap_or(0), note.detail);
        }
    }

    /// Maps the lines of all notes.
    pub(in crate::importing) fn map_lines(&mut self, map: impl Fn(u64) -> u64) {
        self.notes.iter_mut().for_each(|note| note.line = note.line.map(&map));
    }

    /// Returns all notes, ordered by line.
    pub(in crate::importing) fn into_list(mut self) -> Vec<Note> {
        self.notes.sort_by_key(|note| note.line.unwrap_or(0));
        if self.left_out > 0 {
            self.notes.push(Note { line: None, detail: format!("{} more notes are not listed.", self.left_out) });
        }
        self.notes
    }
}
