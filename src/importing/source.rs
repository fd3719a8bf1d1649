//! What is known of a document beside its text.

use crate::content::Locale;

/// A document that is to be converted.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Its lasting name: where it lies, below the folder that is imported.
    pub name: &'s str,
    /// Its language, where it does not name one itself.
    pub locale: &'s Locale,
}

impl Source<'_> {
    /// A title made of its name, for a document that has none: "saying-no.html" becomes "Saying no".
    pub(super) fn title(&self) -> String {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(self.name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let words = stem.replace(['-', '_'], " ");
        let mut characters = words.trim().chars();
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
    }
}
