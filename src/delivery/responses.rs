//! Responses that several operations have, as the OpenAPI document describes them.

use utoipa::IntoResponses;

/// The response to a conditional request whose validator matches.
#[derive(Debug, IntoResponses)]
#[response(status = 304, description = "What the client has is what it would get.")]
pub struct NotModified;

/// The redirects from one name of an article to another.
#[derive(Debug, IntoResponses)]
pub enum ArticleRedirects {
    /// To the current slug.
    #[response(
        status = 301,
        description = "The article has another slug now.",
        headers(("Location" = String, description = "The same request with that slug."))
    )]
    Permanent,
    /// To another locale.
    #[response(
        status = 302,
        description = "The slug is that of an article in another locale than the default one, and no locale was named.",
        headers(("Location" = String, description = "The same request with that locale."))
    )]
    Temporary,
}
