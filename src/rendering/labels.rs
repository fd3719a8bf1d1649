//! The words that rendering adds to a text, in the supported languages, and quotation marks around phrases.

use crate::content::Locale;

/// Labels in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labels {
    /// The label before words to avoid.
    pub(super) instead_of: &'static str,
    /// The label before struck-through words.
    pub(super) crossed_out: &'static str,
}

impl Labels {
    /// Returns the labels in the language of `locale`, or in English.
    pub(super) fn of(locale: &Locale) -> Self {
        let (instead_of, crossed_out) = match locale.as_str().split('-').next().unwrap_or_default() {
            "ca" => ("En lloc de", "ratllat"),
            "da" => ("I stedet for", "overstreget"),
            "de" => ("Statt", "durchgestrichen"),
            "es" => ("En lugar de", "tachado"),
            "fr" => ("Au lieu de", "barré"),
            "it" => ("Invece di", "barrato"),
            "nb" | "no" => ("I stedet for", "overstrøket"),
            "nl" => ("In plaats van", "doorgestreept"),
            "pl" => ("Zamiast", "przekreślone"),
            "pt" => ("Em vez de", "riscado"),
            "ru" => ("Вместо", "зачёркнуто"),
            "sv" => ("I stället för", "överstruket"),
            "uk" => ("Замість", "закреслено"),
            _ => ("Instead of", "crossed out"),
        };
        Self { instead_of, crossed_out }
    }
}

pub(super) const OPENING_QUOTES: &[char] = &['“', '”', '„', '"', '«', '»', '‹', '›', '「', '『', '‘'];

/// Returns a phrase in quotation marks, unless it already starts with one.
pub(super) fn quoted(words: &str) -> String {
    if words.trim_start().starts_with(OPENING_QUOTES) { words.to_owned() } else { format!("“{words}”") }
}
