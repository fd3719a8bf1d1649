//! The resolution of the id or slug in a path to an article or a redirect.

mod resolution;
pub(super) mod store;

use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use self::resolution::{ArticleLookup, Resolution};
use self::store::articles::ReadableArticle;
use self::store::{articles, names};
use super::view;
use crate::content::Timestamp;
use crate::db::{Connection, Error};
use crate::delivery::{body_forms::BodyForms, error::ReadError, locales::LocalePreference, reader::DeliveryReader};
use crate::http::{Freshness, Problem, Redirect, Representation};

/// The result of resolving an id or slug, with its freshness.
#[derive(Debug)]
pub(super) struct ResolvedArticle<T> {
    resolution: Resolution<T>,
    freshness: Freshness,
}

/// Resolves the path segment `name` to an article.
pub(super) async fn resolve_article(
    reader: &DeliveryReader,
    name: &str,
    preference: &LocalePreference,
) -> Result<ResolvedArticle<ReadableArticle>, Problem> {
    let lookup = ArticleLookup::parse(name, preference, reader.default_locale())?;
    if let Some((article, freshness)) =
        reader.try_read_statement(|connection| articles::find_exact(connection, &lookup))
    {
        return Ok(ResolvedArticle { resolution: Resolution::Found(article), freshness });
    }
    resolve(reader, lookup, |_, article| Ok(article)).await
}

/// Resolves the path segment `name` to an article, and passes the article to `read` in the same transaction.
pub(super) async fn resolve_and_read<T: Send + 'static>(
    reader: &DeliveryReader,
    name: &str,
    preference: &LocalePreference,
    read: impl FnOnce(&mut Connection, ReadableArticle) -> Result<T, ReadError> + Send + 'static,
) -> Result<ResolvedArticle<T>, Problem> {
    let lookup = ArticleLookup::parse(name, preference, reader.default_locale())?;
    resolve(reader, lookup, read).await
}

async fn resolve<T: Send + 'static>(
    reader: &DeliveryReader,
    lookup: ArticleLookup,
    read: impl FnOnce(&mut Connection, ReadableArticle) -> Result<T, ReadError> + Send + 'static,
) -> Result<ResolvedArticle<T>, Problem> {
    let resolution = reader.read_inline(move |connection| {
        Ok(match names::resolve(connection, &lookup)? {
            Resolution::Found(article) => Resolution::Found(read(connection, article)?),
            Resolution::Moved(redirect) => Resolution::Moved(redirect),
            Resolution::External(url) => Resolution::External(url),
            Resolution::Replaced { redirect, target, gone } => match read(connection, target) {
                Ok(target) => Resolution::Replaced { redirect, target, gone },
                // Do not redirect to a 404.
                Err(ReadError::NotFound(_)) => return Err(gone),
                Err(other) => return Err(other),
            },
        })
    });
    let (resolution, freshness) = resolution.await?;
    Ok(ResolvedArticle { resolution, freshness })
}

impl ReadableArticle {
    /// Brings the document to the current state of its review, with the text of its sections in the requested forms. Returns
    /// the freshness of the result.
    pub(super) fn bring_up_to_date(&mut self, forms: &BodyForms, freshness: Freshness) -> Result<Freshness, Error> {
        let mut review_changes_at = None;
        if let Some(next_review_at) = self.next_review_at {
            let document = std::mem::take(&mut self.document);
            let current = view::with_review_since(document, next_review_at, self.frozen_at, Timestamp::now())?;
            self.document = current.document;
            self.updated_at = current.review_changed_at.map_or(self.updated_at, |at| self.updated_at.max(at));
            review_changes_at = current.review_changes_at;
        }
        if !forms.is_stored_form() {
            self.document = view::with_bodies(&self.document, forms)?;
        }
        Ok(freshness.at_most_until(review_changes_at))
    }

    /// Returns the representation of `json`, a part of the article.
    pub(super) fn representation(self, reader: &DeliveryReader, json: String, freshness: Freshness) -> Representation {
        Representation::json(json, reader.modified_at(self.updated_at), freshness)
            .with_locale(self.locale)
            .about(self.about)
    }
}

impl<T> ResolvedArticle<T> {
    /// Returns the result of `respond` for the article, or a redirect. `suffix` is the part of the path after the name of the
    /// article.
    pub(super) fn respond_with(
        self,
        request: &HttpRequest,
        suffix: &str,
        respond: impl FnOnce(T, Freshness) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (url, is_permanent) = match self.resolution {
            Resolution::Found(article) => return respond(article, self.freshness),
            Resolution::Moved(redirect) | Resolution::Replaced { redirect, .. } => {
                (redirect.url(request, suffix), redirect.is_permanent)
            }
            // Parsing converts the URL to ASCII, as required in a header.
            Resolution::External(url) => (Url::parse(&url).map_or(url, String::from), true),
        };
        let redirect = if is_permanent { Redirect::permanent } else { Redirect::temporary };
        Ok(redirect(url, self.freshness)?.respond_to(request))
    }
}
