//! Responses that several operations share.

use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoResponses;

use super::{reader::DeliveryReader, store::documents::PublishedDocument};
use crate::content::Id;
use crate::http::{Freshness, Problem, Representation};

/// The response to a conditional request whose validator matches.
#[derive(Debug, IntoResponses)]
#[response(status = 304, description = "The representation has not changed since the client's copy.")]
pub struct NotModified;

/// The redirects to another slug or locale of an article.
#[derive(Debug, IntoResponses)]
pub enum ArticleRedirects {
    /// The redirect to the current slug.
    #[response(
        status = 301,
        description = "The slug is a former one of the article.",
        headers(("Location" = String, description = "The same request with the current slug."))
    )]
    Permanent,
    /// The redirect to another locale.
    #[response(
        status = 302,
        description = "Only an article in another locale than the default one has the slug, and the request names no locale.",
        headers(("Location" = String, description = "The same request with that locale."))
    )]
    Temporary,
}

/// Returns the response with the document of the entity `id`.
pub(super) fn respond_with_document(
    request: &HttpRequest,
    reader: &DeliveryReader,
    id: Id,
    document: PublishedDocument,
    freshness: Freshness,
) -> Result<HttpResponse, Problem> {
    Representation::json(document.document, reader.modified_at(document.updated_at), freshness)
        .with_locale(document.locale)
        .about(Some(id))
        .respond(request)
}
