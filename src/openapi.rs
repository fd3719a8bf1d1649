//! Generates the OpenAPI document: the merged parts with a description and examples.
//!
//! Only tests call it. They compare the result with the committed `openapi/openapi.json`, which the server and
//! `cairn openapi` answer with, so that a release build drops this code and all descriptions of endpoints.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, RefOr, Required, ServerBuilder,
};
use utoipa::{OpenApi as _, ToSchema};

use crate::http::ProblemDocument;
use crate::{delivery, docs, health, management};

mod examples;
mod inputs;

const DESCRIPTION: &str = include_str!("openapi/description.md");

/// The tags with their descriptions, in the order of the document.
const TAGS: &[(&str, &str)] = &[
    ("articles", "Published articles and their parts."),
    ("sections", "Published sections, by their own ids."),
    ("phrases", "Published phrases: words that a reader can say."),
    ("resources", "Published resources: links and phone numbers of help."),
    ("topics", "Published topics: the taxonomy of all content."),
    ("search", "Full-text search in published content."),
    ("preview", "Articles as they would be published, for holders of a preview token."),
    ("feeds", "Recent publications for feed readers, and sitemaps for search engines."),
    ("sync", "Offline copies: a full download first, then incremental updates."),
    ("lookup", "The current addresses of entities, by their current or former names."),
    (
        "manage",
        "Working copies: reading, writing, publishing. Every request needs an API key; responses are never cached.",
    ),
    ("operations", "The API documentation and health checks."),
];

/// The last path segments of operations whose request body is optional.
const MAY_BE_BARE: &[&str] =
    &["/publish", "/unpublish", "/submit", "/approve", "/rotate", "/rotate-secret", "/preview-tokens"];

/// Returns the whole document.
pub fn document() -> OpenApi {
    let mut document = delivery::DeliveryApi::openapi();
    document.merge(management::api());
    document.merge(docs::DocsApi::openapi());
    document.merge(health::Api::openapi());
    document.info = InfoBuilder::new()
        .title("Cairn")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("The Cairn developers")).build()))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").description(Some("This server")).build()]);
    document.tags = Some(
        TAGS.iter()
            .map(|(name, description)| TagBuilder::new().name(*name).description(Some(*description)).build())
            .collect(),
    );
    let components = document.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert(ProblemDocument::name().into_owned(), <ProblemDocument as utoipa::PartialSchema>::schema());
    let mut nested = Vec::new();
    <ProblemDocument as ToSchema>::schemas(&mut nested);
    for (name, schema) in nested {
        components.schemas.entry(name).or_insert(schema);
    }
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key, `cairn_<id>_<secret>`, created with `cairn keys create`; or a token of the identity provider, if the operator has configured one."))
        .build();
    components.add_security_scheme("apiKey", SecurityScheme::Http(bearer));
    let token = ApiKeyValue::with_description("token", "A preview token for one article, created by an author.");
    components.add_security_scheme("previewToken", SecurityScheme::ApiKey(ApiKey::Query(token)));
    let token = ApiKeyValue::with_description(
        "X-Preview-Token",
        "The same token as a header, so that it does not appear in logs of URLs.",
    );
    components.add_security_scheme("previewTokenHeader", SecurityScheme::ApiKey(ApiKey::Header(token)));
    inputs::separate_inputs(&mut document);
    examples::attach(&mut document);
    let may_be_bare = |path: &str| MAY_BE_BARE.iter().any(|end| path.ends_with(end));
    for item in document.paths.paths.iter_mut().filter(|(path, _)| may_be_bare(path)).map(|(_, item)| item) {
        if let Some(RefOr::T(body)) = item.post.as_mut().and_then(|post| post.request_body.as_mut()) {
            body.required = Some(Required::False);
        }
    }
    document
}

/// Renders the document as JSON, always with the same bytes.
pub fn render() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
