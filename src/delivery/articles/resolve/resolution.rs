//! The input and the result of a resolution.

use actix_web::HttpRequest;
use url::form_urlencoded;

use crate::content::Locale;
use crate::delivery::{articles::list, error::ReadError, id_or_slug::IdOrSlug, locales::LocalePreference};
use crate::http::Problem;

/// The name of an article in a request, with the locales in which to look it up.
#[derive(Debug)]
pub(super) struct ArticleLookup {
    pub(super) name: IdOrSlug,
    /// The locales to try, the preferred one first; none to take the article that has the id.
    pub(super) locales: Option<Vec<Locale>>,
    pub(super) is_locale_explicit: bool,
}

impl ArticleLookup {
    /// Parses the path segment `name`.
    pub(super) fn parse(name: &str, preference: &LocalePreference, default: &Locale) -> Result<Self, Problem> {
        let name = IdOrSlug::from_path(name, "published article")?;
        let locales = preference.preferences(&name, default);
        Ok(Self { name, locales, is_locale_explicit: preference.is_explicit() })
    }

    /// Returns the locales to try; an empty slice to take the article that has the id.
    pub(super) fn preferences(&self) -> &[Locale] {
        self.locales.as_deref().unwrap_or_default()
    }
}

/// The result of a resolution.
#[derive(Debug)]
pub(super) enum Resolution<T> {
    /// The article.
    Found(T),
    /// The article has another name now.
    Moved(ArticleRedirect),
    /// The article was unpublished with a redirect to another one.
    Replaced {
        redirect: ArticleRedirect,
        target: T,
        /// The error if the other article does not have the requested part.
        gone: ReadError,
    },
    /// The article was unpublished with a redirect to this URL.
    External(String),
}

/// A redirect to an article.
#[derive(Debug)]
pub(super) struct ArticleRedirect {
    name: IdOrSlug,
    /// The locale of the article, if the request has to name it.
    locale: Option<Locale>,
    /// True for a permanent redirect (301), false for a temporary one (302).
    pub(super) is_permanent: bool,
}

impl ArticleRedirect {
    /// Returns the permanent redirect to an article for a request with the locales `preferences`.
    pub(super) fn permanent(name: IdOrSlug, locale: Locale, preferences: &[Locale]) -> Self {
        let is_implied = match name {
            IdOrSlug::Id(_) => preferences.is_empty() || preferences.contains(&locale),
            IdOrSlug::Slug(_) => preferences.contains(&locale),
        };
        Self { name, locale: (!is_implied).then_some(locale), is_permanent: true }
    }

    /// Returns the temporary redirect to an article that is not in the default locale. The slug resolves to another article
    /// as soon as an article in the default locale takes it.
    pub(super) fn temporary(name: IdOrSlug, locale: Locale) -> Self {
        Self { name, locale: Some(locale), is_permanent: false }
    }

    /// Returns the URL of the same request for the other name. `suffix` is the part of the path after the name.
    pub(super) fn url(&self, request: &HttpRequest, suffix: &str) -> String {
        let replaces_locale = self.locale.is_some();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(
            form_urlencoded::parse(request.query_string().as_bytes())
                .filter(|(name, _)| !(replaces_locale && name == "locale")),
        );
        if let Some(locale) = &self.locale {
            query.append_pair("locale", locale.as_str());
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}/{}{suffix}{mark}{query}", list::PATH, self.name)
    }
}
