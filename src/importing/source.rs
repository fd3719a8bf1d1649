//! What is known of a document beside its text.

use crate::content::{Locale, Slug};

/// A document that is to be converted.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Its lasting name: where it lies, below the folder that is imported.
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

    /// A title made of its name, for a document that has none: "saying-no.html" becomes "Saying no".
    pub(super) fn title(&self) -> String {
        let words = self.stem().replace(['-', '_'], " ");
        let mut characters = words.trim().chars();
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
    }

    /// The name of the file without what sorts it: its ending, and a date before it. An index is named like its folder.
    fn stem(&self) -> &str {
        let mut names = self.name.rsplit(['/', '\\']);
        let file = names.next().unwrap_or(self.name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if matches!(stem, "index" | "_index") {
            return names.next().unwrap_or(stem);
        }
        let is_date = |start: &str| {
            let sign_fits = |(index, sign): (usize, char)| {
                if [4, 7, 10].contains(&index) { sign == '-' } else { sign.is_ascii_digit() }
            };
            start.len() == 11 && start.char_indices().all(sign_fits)
        };
        match stem.get(..11) {
            Some(start) if is_date(start) && stem.len() > 11 => &stem[11..],
            _ => stem,
        }
    }
}

/// The lasting name of a document that comes without one: it is known by what it is called.
pub fn made_name(locale: &str, title: &str) -> String {
    format!("{locale}/{}", Slug::from_heading(title).unwrap_or_else(Slug::article))
}
