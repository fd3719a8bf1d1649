//! The common form of all foreign formats: headings, paragraphs, quotations, list items and buttons in order, with their
//! visible marks.
//!
//! Owns the steps that all formats share: splitting into sections, proposing phrases, applying the limits of an article,
//! and reporting omissions. Must not know any format.

mod cards;
mod convert;
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
pub use entity::{ConvertedEntity, ConvertedFile, ImportStatus};
pub(super) use entity::{DocumentInfo, credit};
pub use notes::Note;
pub(super) use notes::Notes;
pub(super) use outline::{OutlineHeading, outline};
pub(super) use runs::MarkSet;
