//! Facts about a document besides its text.

use super::file_name::FileName;
use super::publication::Publication;
use crate::content::{Id, Locale, Slug};

/// The prefix of the source ids that an import generates; it keeps imports apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportRoot<'s> {
    /// No prefix: a document without a source id of its own is new in every import.
    Unknown,
    /// The name of the imported folder.
    Folder(&'s str),
    /// A name that the caller chose for the import.
    Named(&'s str),
}

impl<'s> ImportRoot<'s> {
    /// Returns the prefix, or an empty string for `Unknown`.
    pub fn as_str(self) -> &'s str {
        match self {
            Self::Unknown => "",
            Self::Folder(text) | Self::Named(text) => text,
        }
    }

    /// Puts the prefix before a path.
    pub fn join(self, path: &str) -> String {
        join_path(self.as_str(), path)
    }
}

fn join_path(root: &str, path: &str) -> String {
    if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") }
}

/// The source id of a document that does not state one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceId {
    /// A known id.
    Known(String),
    /// An id to be made from the title, once the title has been read.
    FromTitle {
        /// The prefix of the import.
        root: String,
    },
}

impl SourceId {
    /// Returns the id of a document with the given title.
    pub fn resolve(self, locale: &str, title: &str) -> String {
        match self {
            Self::Known(name) => name,
            Self::FromTitle { root } => join_path(&root, &id_from_title(locale, title)),
        }
    }
}

/// A document to convert.
#[derive(Debug, Clone, Copy)]
pub struct ImportSource<'s> {
    /// The root of its import.
    pub root: ImportRoot<'s>,
    /// Its path below the imported folder; empty if it has no name.
    pub name: &'s str,
    /// The default language.
    pub locale: &'s Locale,
}

impl ImportSource<'_> {
    /// Returns the language that the document states, else the default. A regional variant of the default language counts as
    /// the default: programs write `en-US` into everything that is English.
    pub(super) fn locale_of(&self, named: Option<&str>) -> Locale {
        let named = named.and_then(|tag| tag.trim().replace('_', "-").parse::<Locale>().ok());
        let is_variety = |named: &Locale| {
            named.as_str().strip_prefix(self.locale.as_str()).is_some_and(|rest| rest.starts_with('-'))
        };
        named.filter(|named| !is_variety(named)).unwrap_or_else(|| self.locale.clone())
    }

    /// Returns the source id of a document that does not state one. Without a root it is a new random id.
    pub fn source_id(&self) -> SourceId {
        match (self.root, self.name) {
            (ImportRoot::Unknown, _) => SourceId::Known(Id::new().to_string()),
            (root, "") => SourceId::FromTitle { root: root.as_str().to_owned() },
            (root, name) => SourceId::Known(root.join(name)),
        }
    }

    /// Returns the source id for an id of the source system, with the name of the import as a prefix if the caller chose one.
    pub(super) fn scoped_id(&self, name: &str) -> String {
        match self.root {
            ImportRoot::Named(root) => join_path(root, name),
            ImportRoot::Folder(_) | ImportRoot::Unknown => name.to_owned(),
        }
    }

    /// Returns the source id for a part whose name is unique only within its file.
    pub(super) fn part_id(&self, name: &str) -> String {
        match (self.root, self.name) {
            (ImportRoot::Unknown, _) => Id::new().to_string(),
            (root, "") => format!("{}#{name}", root.as_str()),
            (root, file) => format!("{}#{name}", root.join(file)),
        }
    }

    /// Returns a title made of the file name, for a document without a title.
    pub(super) fn title(&self) -> String {
        FileName::parse(self.name).title().unwrap_or_default()
    }

    /// Adds the facts of the file name to the publication that the metadata describe.
    pub(super) fn publication(&self, mut publication: Publication) -> Publication {
        FileName::parse(&self.root.join(self.name)).apply_to(&mut publication);
        publication
    }
}

/// Returns an id made of the language and the title.
fn id_from_title(locale: &str, title: &str) -> String {
    format!("{locale}/{}", Slug::from_heading(title).unwrap_or_else(Slug::article))
}
