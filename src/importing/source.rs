//! What is known of a document beside its text.

use super::file_name::FileName;
use super::publication::Publication;
use crate::content::{Id, Locale, Slug};

/// The part of a name that tells one import from others: it stands before the names that an import makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root<'s> {
    /// There is nothing: what does not name itself is new each time.
    Unknown,
    /// The name of the folder that is imported.
    Folder(&'s str),
    /// A name that was given for the import.
    Said(&'s str),
}

impl<'s> Root<'s> {
    /// Its text; empty where there is none.
    pub fn as_str(self) -> &'s str {
        match self {
            Self::Unknown => "",
            Self::Folder(text) | Self::Said(text) => text,
        }
    }

    /// A path with the root before it.
    pub fn join(self, path: &str) -> String {
        joined(self.as_str(), path)
    }
}

fn joined(root: &str, path: &str) -> String {
    if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") }
}

/// The lasting name of a document that does not name itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastingName {
    /// It is known.
    Known(String),
    /// It is made of its title, which has to be read first.
    OfTitle {
        /// The root of the import.
        root: String,
    },
}

impl LastingName {
    /// The name, of a document with that title.
    pub fn of(self, locale: &str, title: &str) -> String {
        match self {
            Self::Known(name) => name,
            Self::OfTitle { root } => joined(&root, &made_name(locale, title)),
        }
    }
}

/// A document that is to be converted.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// The root of its import.
    pub root: Root<'s>,
    /// Its path below the folder that is imported; empty if it comes without a name.
    pub name: &'s str,
    /// Its language, where it does not name one itself.
    pub locale: &'s Locale,
}

impl Source<'_> {
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
    pub fn lasting_name(&self) -> LastingName {
        match (self.root, self.name) {
            (Root::Unknown, _) => LastingName::Known(Id::new().to_string()),
            (root, "") => LastingName::OfTitle { root: root.as_str().to_owned() },
            (root, name) => LastingName::Known(root.join(name)),
        }
    }

    /// A name that a document has where it comes from, told apart from that of other imports if whoever imports says so.
    pub(super) fn named(&self, name: &str) -> String {
        match self.root {
            Root::Said(root) => joined(root, name),
            Root::Folder(_) | Root::Unknown => name.to_owned(),
        }
    }

    /// A name for a part of a file that names its parts only among themselves.
    pub(super) fn part(&self, name: &str) -> String {
        match (self.root, self.name) {
            (Root::Unknown, _) => Id::new().to_string(),
            (root, "") => format!("{}#{name}", root.as_str()),
            (root, file) => format!("{}#{name}", root.join(file)),
        }
    }

    /// A title made of its name, for a document that has none.
    pub(super) fn title(&self) -> String {
        FileName::of(self.name).words().unwrap_or_default()
    }

    /// Adds what its name says to the publication that its metadata describe.
    pub(super) fn publication(&self, mut said: Publication) -> Publication {
        FileName::of(&self.root.join(self.name)).tell(&mut said);
        said
    }
}

/// The lasting name of a document that comes without one: it is known by what it is called.
fn made_name(locale: &str, title: &str) -> String {
    format!("{locale}/{}", Slug::from_heading(title).unwrap_or_else(Slug::article))
}
