//! Importing: turning text from elsewhere into the content that editors would have written.
//!
//! Owns the Markdown dialect, the files of the import format, and the formats of other programs. Must not know
//! the database, HTTP or files: text in, plain values out, and whoever calls says what a name stands for.

mod article_file;
mod comments;
mod credits;
mod file_name;
mod foreign_page;
mod front_matter;
mod html;
mod link_definitions;
mod markdown;
mod parsed;
mod plain_text;
mod publication;
mod reference;
mod sanity;
mod source;
mod timestamps;
mod topics;
mod wordpress;

pub use article_file::{ArticleFile, DocumentError, SectionFile, is_article_file, read_article_file, read_yaml_list};
pub use comments::Comments;
pub use file_name::FileName;
pub use foreign_page::{ForeignPage, read_foreign_page};
pub use html::read_html;
pub use markdown::{
    ForeignSections, ForeignText, read_foreign_markdown, read_foreign_sections, read_markdown, read_markdown_of_file,
};
pub use parsed::{ConvertedEntity, ConvertedFile, ImportStatus, Note};
pub use plain_text::read_plain_text;
pub use publication::STAYS_A_DRAFT;
pub use reference::{MarkdownReference, resolve_id};
pub use sanity::read_sanity;
pub use source::{ImportRoot, ImportSource, SourceId};
pub use wordpress::read_wordpress;
