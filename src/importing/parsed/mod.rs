//! The one form that every foreign format is read into: headings, paragraphs, quotations, list items and
//! buttons in their order, with what a reader sees of their marks.
//!
//! Owns what all formats share: how a text is cut into sections, which quotations are phrases, how the result
//! is made to fit the bounds of an article, and what is said about what was not kept. Must not know any format.

mod cards;
mod convert;
mod cue_words;
mod cues;
mod document;
mod entity;
mod limits;
mod notes;
mod outline;
mod phrases;
mod quotes;
mod runs;
mod title;
mod write;

pub(super) use convert::into_entities;
pub(super) use document::{BlockKind, Card, LinkTarget, ParsedBlock, ParsedDocument};
pub(super) use entity::DocumentInfo;
pub use entity::{ConvertedEntity, ConvertedFile, ImportStatus};
pub use notes::Note;
pub(super) use notes::Notes;
pub(super) use outline::{OutlineHeading, outline};
pub(super) use runs::MarkSet;
