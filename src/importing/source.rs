//! What is known of a document beside its text.

use super::file_name::FileName;
use super::publication::Publication;
use crate::content::{Id, Locale, Slug};

/// The part of a name that tells one import from others: it stands before the names that an import makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportRoot<'s> {
    /// There is nothing: what does not name itself is new each time.
    Unknown,
    /// The name of the folder that is imported.
    Folder(&'s str),
    /// A name that was given for the import.
    Named(&'s str),
}

impl<'s> ImportRoot<'s> {
    /// Its text; empty where there is none.
    pub fn as_str(self) -> &'s str {
        match self {
            Self::Unknown => "",
            Self::Folder(text) | Self::Named(text) => text,
        }
    }

    /// A path with the root before it.
    pub fn join(self, path: &str) -> String {
        join_path(self.as_str(), path)
    }
}

fn join_path(root: &str, path: &str) -> String {
    if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") }
}

/// The lasting name of a document that does not name itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceId {
    /// It is known.
    Known(String),
    /// It is made of its title, which has to be read first.
    FromTitle {
        /// The root of the import.
        root: String,
    },
}

impl SourceId {
    /// The name, of a document with that title.
    pub fn resolve(self, locale: &str, title: &str) -> String {
        match self {
            Self::Known(name) => name,
            Self::FromTitle { root } => join_path(&root, &id_from_title(locale, title)),
        }
    }
}

/// A document that is to be converted.
#[derive(Debug, Clone, Copy)]
pub struct ImportSource<'s> {
    /// The root of its import.
    pub root: ImportRoot<'s>,
    /// Its path below the folder that is imported; empty if it comes without a name.
    pub name: &'s str,
    /// Its language, where it does not name one itself.
    pub locale: &'s Locale,
}

impl ImportSource<'_> {
    /// The language of a document that names one itself, or none. A variety of the language that is asked for is that
    /// language: programs write `en-US` into whatever is English.
    pub(super) fn locale_of(&self, named: Option<&str>) -> Locale {
        let named = named.and_then(|tag| tag.trim().replace('_', "-").parse::<Locale>().ok());
        let is_variety = |named: &Locale| {
            named.as_str().strip_prefix(self.locale.as_str()).is_some_and(|rest| rest.starts_with('-'))
        };
        named.filter(|named| !is_variety(named)).unwrap_or_else(|| self.locale.clone())
    }

    /// The lasting name of what does not name itself. Without a root nothing is known again: the name is a new id.
    pub fn source_id(&self) -> SourceId {
        match (self.root, self.name) {
            (ImportRoot::Unknown, _) => SourceId::Known(Id::new().to_string()),
            (root, "") => SourceId::FromTitle { root: root.as_str().to_owned() },
            (root, name) => SourceId::Known(root.join(name)),
        }
    }

    /// A name that a document has where it comes from, told apart from that of other imports if whoever imports says so.
    pub(super) fn scoped_id(&self, name: &str) -> String {
        match self.root {
            ImportRoot::Named(root) => join_path(root, name),
            ImportRoot::Folder(_) | ImportRoot::Unknown => name.to_owned(),
        }
    }

    /// A name for a part of a file that names its parts only among themselves.
    pub(super) fn part_id(&self, name: &str) -> String {
        match (self.root, self.name) {
            (ImportRoot::Unknown, _) => Id::new().to_string(),
            (root, "") => format!("{}#{name}", root.as_str()),
            (root, file) => format!("{}#{name}", root.join(file)),
        }
    }

    /// A title made of its name, for a document that has none.
    pub(super) fn title(&self) -> String {
        FileName::parse(self.name).title().unwrap_or_default()
    }

    /// Adds what its name says to the publication that its metadata describe.
    pub(super) fn publication(&self, mut publication: Publication) -> Publication {
        FileName::parse(&self.root.join(self.name)).apply_to(&mut publication);
        publication
    }
}

/// The lasting name of a document that comes without one: it is known by what it is called.
fn id_from_title(locale: &str, title: &str) -> String {
    format!("{locale}/{}", Slug::from_heading(title).unwrap_or_else(Slug::article))
}
