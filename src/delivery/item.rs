//! Responses with the document of one entity.

use actix_web::{HttpRequest, HttpResponse};

use super::reader::DeliveryReader;
use super::store::documents::PublishedDocument;
use crate::content::Id;
use crate::http::{Freshness, Problem, Representation};

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
