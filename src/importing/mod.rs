//! Importing: converts text from other sources into the content that editors would have written.
//!
//! Owns the Markdown dialect, the import format, and the formats of other programs. Must not know the database, HTTP or
//! the file system: it takes text, returns plain values, and asks the caller to resolve names.

mod article_file;
mod comments;
mod error;
mod file_name;
mod foreign_page;
mod front_matter;
mod html;
mod link_definitions;
mod markdown;
mod markdown_source;
mod parsed;
mod plain_text;
mod publication;
mod reference;
mod sanity;
mod source;
mod text;
mod timestamps;
mod topics;
mod wordpress;
mod yaml;

pub use article_file::{ArticleFile, is_article_file, read_article_file};
pub use comments::Comments;
pub use error::DocumentError;
pub use file_name::FileName;
pub use foreign_page::{ForeignPage, PageTopic, read_foreign_page};
pub use html::read_html;
pub use markdown::{
    ForeignSections, ForeignText, read_foreign_markdown, read_foreign_sections, read_markdown, read_markdown_of_file,
};
pub use markdown_source::SectionFile;
pub use parsed::{ConvertedEntity, ConvertedFile, ImportStatus, Note};
pub use plain_text::read_plain_text;
pub use publication::STAYS_A_DRAFT;
pub use reference::{MarkdownReference, ResolveReference, resolve_id};
pub use sanity::read_sanity;
pub use source::{ImportRoot, ImportSource, SourceId};
pub use wordpress::read_wordpress;
pub use yaml::read_yaml_list;
