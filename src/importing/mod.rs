//! Importing: turning text from elsewhere into the content that editors would have written.
//!
//! Owns the Markdown dialect, the files of the import format, and the formats of other programs. Must not know
//! the database, HTTP or files: text in, plain values out, and whoever calls says what a name stands for.

mod document;
mod manuscript;
mod markdown;
mod named;
mod pages;
mod plain_text;
mod source;

pub use document::{ArticleFile, DocumentError, SectionFile, read_article_file, read_yaml_list};
pub use manuscript::{Converted, Note, Standing};
pub use markdown::{ForeignText, read_foreign_markdown, read_markdown};
pub use named::{Named, resolve_ids};
pub use pages::{Page, is_article_file, read_page};
pub use plain_text::read_plain_text;
pub use source::Source;
