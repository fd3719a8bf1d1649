//! Responses that several operations share, for the OpenAPI document.

use utoipa::IntoResponses;

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
