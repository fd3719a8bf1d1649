//! The OpenAPI document: the parts joined, described and rendered. Needs no configuration and no database.

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

/// The tags, in the order of the document, each with what belongs to it.
const TAGS: &[(&str, &str)] = &[
    ("articles", "Published articles and their parts."),
    ("sections", "Published sections, by their own ids."),
    ("phrases", "Published phrases: words a reader can say out loud."),
    ("resources", "Published resources: links worth following."),
    ("topics", "Published topics, the one taxonomy."),
    ("search", "Finding the words that help."),
    ("preview", "Articles as they would be published, for those who were given a token."),
    ("feeds", "What was published lately for feed readers, and all there is for search engines."),
    ("sync", "Offline copies: all of it once, then only what changed."),
    ("lookup", "Where things are now, by the names they have or had."),
    ("manage", "Working copies: reading, writing, publishing. Every request needs an API key and is never cached."),
    ("operations", "The API's description of itself, and its health."),
];

/// The last words of addresses that take a body and do without one.
const MAY_BE_BARE: &[&str] =
    &["/publish", "/unpublish", "/submit", "/approve", "/rotate", "/rotate-secret", "/preview-tokens"];

/// The whole document.
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
        .description(Some("An API key, `cairn_<id>_<secret>`, made with `cairn keys create`; or, where the operator trusts an identity provider, a token of it."))
        .build();
    components.add_security_scheme("apiKey", SecurityScheme::Http(bearer));
    let token = ApiKeyValue::with_description("token", "A token that shows one article, made by an author.");
    components.add_security_scheme("previewToken", SecurityScheme::ApiKey(ApiKey::Query(token)));
    let token = ApiKeyValue::with_description("X-Preview-Token", "The same token, where no log of addresses has it.");
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

/// The document as text, the same bytes every time.
pub fn render() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
