//! The `locale` and `fallback` parameters.

use super::id_or_slug::IdOrSlug;
use crate::content::Locale;
use crate::http::{QueryReader, ReadQuery};

const FALLBACKS_MAX: usize = 10;

/// The locale that a client prefers and its fallbacks.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LocalePreference {
    /// The locale to serve; the slug may be that of any translation. Without it, a slug is looked up in the default locale,
    /// and an id selects the article with that id.
    pub locale: Option<Locale>,
    /// The locales to serve if there is no translation in `locale`, the preferred one first, separated by commas; at most 10.
    #[param(value_type = Option<Vec<Locale>>, style = Form, explode = false, min_items = 1, max_items = 10)]
    pub fallback: Vec<Locale>,
}

impl ReadQuery for LocalePreference {
    fn read(reader: &mut QueryReader) -> Self {
        Self { locale: reader.parsed("locale"), fallback: reader.list("fallback", FALLBACKS_MAX).unwrap_or_default() }
    }
}

impl LocalePreference {
    /// Returns true if the request names a locale or a fallback.
    pub fn is_explicit(&self) -> bool {
        self.locale.is_some() || !self.fallback.is_empty()
    }

    /// Returns the locales in which to look up `name`, the preferred one first, or none if `name` is an id and the request
    /// names no locale.
    pub fn preferences(&self, name: &IdOrSlug, default: &Locale) -> Option<Vec<Locale>> {
        let first = match (name, &self.locale) {
            (IdOrSlug::Id(_), None) => return None,
            (IdOrSlug::Slug(_), None) => default,
            (_, Some(locale)) => locale,
        };
        Some(in_order_of_preference(first, &self.fallback))
    }
}

/// Returns the locales in the order of preference, each once.
pub fn in_order_of_preference(first: &Locale, fallback: &[Locale]) -> Vec<Locale> {
    let mut preferences = vec![first.clone()];
    for locale in fallback {
        if !preferences.contains(locale) {
            preferences.push(locale.clone());
        }
    }
    preferences
}
