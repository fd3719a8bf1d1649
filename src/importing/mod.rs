//! Importing: turning text from elsewhere into the content that editors would have written.
//!
//! Owns the Markdown dialect and the files of the import format. Must not know the database, HTTP or files:
//! text in, plain values out, and whoever calls says what a name stands for.

mod document;
mod markdown;
mod named;

pub use document::{ArticleFile, DocumentError, SectionFile, read_article_file, read_yaml_list};
pub use markdown::read_markdown;
pub use named::{Named, resolve_ids};
