//! Importing: turning text from elsewhere into the content that editors would have written.
//!
//! Owns the Markdown dialect, the files of the import format, and the formats of other programs. Must not know
//! the database, HTTP or files: text in, plain values out, and whoever calls says what a name stands for.

mod comments;
mod credits;
mod definitions;
mod document;
mod file_name;
mod front_matter;
mod html;
mod manuscript;
mod markdown;
mod moments;
mod named;
mod pages;
mod plain_text;
mod publication;
mod sanity;
mod source;
mod topics;
mod wordpress;

pub use comments::Comments;
pub use document::{ArticleFile, DocumentError, SectionFile, is_article_file, read_article_file, read_yaml_list};
pub use file_name::FileName;
pub use html::read_html;
pub use manuscript::{Conversion, Converted, Note, Standing};
pub use markdown::{
    ForeignSections, ForeignText, read_foreign_markdown, read_foreign_sections, read_markdown, read_markdown_of_file,
};
pub use named::{Named, resolve_ids};
pub use pages::{Page, read_page};
pub use plain_text::read_plain_text;
pub use publication::STAYS_A_DRAFT;
pub use sanity::read_sanity;
pub use source::{LastingName, Root, Source};
pub use wordpress::read_wordpress;
