//! What becomes of a request for one article: it is found, it is somewhere else now, or it is not there.

pub(super) mod store;

use actix_web::{HttpRequest, HttpResponse};
use url::{Url, form_urlencoded};

use self::store::ArticleRow;
use crate::content::Locale;
use crate::db::Connection;
use crate::delivery::locales::WantedLocales;
use crate::delivery::naming::Name;
use crate::delivery::reading::Reader;
use crate::delivery::unanswered::Unanswered;
use crate::http::{Freshness, Problem, Redirect};

/// An article, or where it is now.
#[derive(Debug)]
pub(super) enum Located<T> {
    /// The article.
    Found(T),
    /// It has another name now.
    Moved(Moved),
    /// Another article is to be read instead.
    Replaced {
        /// Its name.
        moved: Moved,
        /// Itself.
        target: T,
        /// What to answer if it has not what was asked for.
        otherwise: Unanswered,
    },
    /// A page elsewhere is to be read instead.
    Elsewhere(String),
}

/// The name under which to ask again.
#[derive(Debug)]
pub(super) struct Moved {
    name: Name,
    /// The locale to ask in, if that is none of those asked for.
    other_locale: Option<Locale>,
    /// True if the move is permanent (301), false if it may change (302).
    is_lasting: bool,
}

impl Moved {
    /// The way to the article of that name for a client that takes the locales `preferences`, or named none.
    fn to(name: Name, locale: Locale, preferences: &[Locale]) -> Self {
        let is_wanted = match name {
            Name::Id(_) => preferences.is_empty() || preferences.contains(&locale),
            Name::Slug(_) => preferences.contains(&locale),
        };
        Self { name, other_locale: (!is_wanted).then_some(locale), is_lasting: true }
    }

    /// The way to the article of that name in another locale than the default one. It leads elsewhere as soon as an
    /// article of the default locale takes the name.
    fn for_now(name: Name, locale: Locale) -> Self {
        Self { name, other_locale: Some(locale), is_lasting: false }
    }
}

/// What was located, and how long that can be relied on.
#[derive(Debug)]
pub(super) struct Location<T> {
    located: Located<T>,
    freshness: Freshness,
}

/// Finds the article that the address names.
pub(super) async fn locate_article(
    reader: &Reader,
    segment: &str,
    wanted: &WantedLocales,
) -> Result<Location<ArticleRow>, Problem> {
    if let Ok(name) = segment.parse() {
        let preferences = wanted.preferences(&name, reader.default_locale());
        let found = reader.read_one(|connection| store::find_at_once(connection, &name, preferences.as_deref()));
        if let Some((article, freshness)) = found {
            return Ok(Location { located: Located::Found(article), freshness });
        }
    }
    locate(reader, segment, wanted, |_, article| Ok(article)).await
}

/// Finds the article that the address names, and reads with `read` what more is wanted of it.
pub(super) async fn locate<T: Send + 'static>(
    reader: &Reader,
    segment: &str,
    wanted: &WantedLocales,
    read: impl FnOnce(&mut Connection, ArticleRow) -> Result<T, Unanswered> + Send + 'static,
) -> Result<Location<T>, Problem> {
    let name = Name::in_address(segment, "published article")?;
    let preferences = wanted.preferences(&name, reader.default_locale());
    let names_locales = wanted.are_named();
    let located = reader.read_few(move |connection| {
        Ok(match store::locate(connection, &name, preferences.as_deref(), names_locales)? {
            Located::Found(article) => Located::Found(read(connection, article)?),
            Located::Moved(moved) => Located::Moved(moved),
            Located::Elsewhere(url) => Located::Elsewhere(url),
            Located::Replaced { moved, target, otherwise } => match read(connection, target) {
                // The way leads to where there is an answer, or nowhere.
                Ok(target) => Located::Replaced { moved, target, otherwise },
                Err(Unanswered::Unknown { .. }) => return Err(otherwise),
                Err(other) => return Err(other),
            },
        })
    });
    let (located, freshness) = located.await?;
    Ok(Location { located, freshness })
}

impl<T> Location<T> {
    /// The answer: `view` of what was found, or the way to where it is. `tail` is what stands after the
    /// article's name in the address.
    pub(super) fn answer(
        self,
        request: &HttpRequest,
        tail: &str,
        view: impl FnOnce(T, Freshness) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (target, is_lasting) = match self.located {
            Located::Found(found) => return view(found, self.freshness),
            Located::Moved(moved) | Located::Replaced { moved, .. } => (moved.address(request, tail), moved.is_lasting),
            // In the form that headers can hold, whatever letters it was written with.
            Located::Elsewhere(url) => (Url::parse(&url).map_or(url, String::from), true),
        };
        let redirect = if is_lasting { Redirect::to } else { Redirect::for_now };
        Ok(redirect(target, self.freshness)?.answer(request))
    }
}

impl Moved {
    fn address(&self, request: &HttpRequest, tail: &str) -> String {
        let replaces_locale = self.other_locale.is_some();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(
            form_urlencoded::parse(request.query_string().as_bytes())
                .filter(|(name, _)| !(replaces_locale && name == "locale")),
        );
        if let Some(locale) = &self.other_locale {
            query.append_pair("locale", locale.as_str());
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}/{}{tail}{mark}{query}", super::list::PATH, self.name)
    }
}
