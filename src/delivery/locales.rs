//! Which language a client wants, and what it takes instead.

use super::naming::Name;
use crate::content::Locale;
use crate::http::{QueryReader, ReadQuery};

const FALLBACKS_MAX: usize = 10;

/// The locale a client wants and those it takes instead, as `locale` and `fallback` give them.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WantedLocales {
    /// The locale to serve, whichever of its translations has the slug. Without it, a slug is looked up in the default
    /// locale, and an id names the one article whose id it is.
    pub locale: Option<Locale>,
    /// Locales to take instead where there is none in `locale`, the dearest first, separated by commas;
    /// at most 10.
    #[param(value_type = Option<Vec<Locale>>, style = Form, explode = false, min_items = 1, max_items = 10)]
    pub fallback: Vec<Locale>,
}

impl ReadQuery for WantedLocales {
    fn read(reader: &mut QueryReader) -> Self {
        Self { locale: reader.parsed("locale"), fallback: reader.list("fallback", FALLBACKS_MAX).unwrap_or_default() }
    }
}

impl WantedLocales {
    /// Returns true if the client has chosen a locale, be it only as a fallback.
    pub fn are_named(&self) -> bool {
        self.locale.is_some() || !self.fallback.is_empty()
    }

    /// The locales in which to look for what `name` names, the dearest first; none where the name alone says
    /// which article is meant.
    pub fn preferences(&self, name: &Name, default: &Locale) -> Option<Vec<Locale>> {
        let first = match (name, &self.locale) {
            (Name::Id(_), None) => return None,
            (Name::Slug(_), None) => default,
            (_, Some(locale)) => locale,
        };
        let mut preferences = vec![first.clone()];
        for locale in &self.fallback {
            if !preferences.contains(locale) {
                preferences.push(locale.clone());
            }
        }
        Some(preferences)
    }
}
