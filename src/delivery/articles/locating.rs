//! What becomes of a request for one article: it is found, it has another slug now, or it is not there.

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use super::store::{self, ArticleRow};
use crate::content::{Locale, Slug};
use crate::db::{Connection, Database};
use crate::delivery::DeliverySettings;
use crate::delivery::locales::WantedLocales;
use crate::delivery::naming::Name;
use crate::delivery::unanswered::Unanswered;
use crate::http::Problem;

/// An article, or where it is now.
#[derive(Debug)]
pub(super) enum Located<T> {
    /// The article.
    Found(T),
    /// The slug is an old one.
    Moved(Moved),
}

/// Where the article of an old slug is now.
#[derive(Debug)]
pub(super) struct Moved {
    /// Its slug.
    pub(super) slug: Slug,
    /// Its locale, if that is none of those asked for.
    pub(super) other_locale: Option<Locale>,
}

/// Finds the article that the address names, and reads with `read` what more is wanted of it.
pub(super) async fn locate<T: Send + 'static>(
    database: &Database,
    settings: &Data<DeliverySettings>,
    segment: &str,
    wanted: &WantedLocales,
    read: impl FnOnce(&mut Connection, ArticleRow) -> Result<T, Unanswered> + Send + 'static,
) -> Result<Located<T>, Problem> {
    let name = Name::in_address(segment, "published article")?;
    let preferences = wanted.preferences(&name, &settings.default_locale);
    let located = database
        .read(move |connection| match store::locate(connection, &name, preferences.as_deref())? {
            Located::Found(article) => read(connection, article).map(Located::Found),
            Located::Moved(moved) => Ok(Located::Moved(moved)),
        })
        .await?;
    Ok(located)
}

impl<T> Located<T> {
    /// The answer: `view` of what was found, or the way to the new slug. `tail` is what stands after the
    /// article's name in the address.
    pub(super) fn answer(
        self,
        request: &HttpRequest,
        tail: &str,
        view: impl FnOnce(T) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        match self {
            Self::Found(found) => view(found),
            Self::Moved(moved) => Ok(HttpResponse::MovedPermanently()
                .insert_header((LOCATION, moved.address(request, tail)))
                .insert_header((CACHE_CONTROL, "public, max-age=60, s-maxage=60"))
                .finish()),
        }
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
        format!("{}/{}{tail}{mark}{query}", super::list::PATH, self.slug)
    }
}
