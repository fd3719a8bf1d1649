//! The words that rendering adds to a text, in the supported languages.

use crate::content::Locale;

/// Labels in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labels {
    /// The label before words to avoid.
    pub(super) instead_of: &'static str,
    /// The label before struck-through words.
    pub(super) crossed_out: &'static str,
}

const ENGLISH: Labels = Labels { instead_of: "Instead of", crossed_out: "crossed out" };

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
            _ => return ENGLISH,
        };
        Self { instead_of, crossed_out }
    }
}
