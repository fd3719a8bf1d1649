//! Generates the OpenAPI document: the merged parts of the endpoints, in the form that client generators read best.
//!
//! Only tests render it. They compare the result with the committed `openapi/openapi.json`, which the server and
//! `cairn openapi` answer with, so that a release build drops this code and all descriptions of endpoints.

use serde_json::{Value, json};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, ServerBuilder};
use utoipa::{OpenApi as _, ToSchema};

use crate::http::ProblemDocument;
use crate::{delivery, docs, health, management};

mod composition;
mod errors;
mod examples;
mod headers;
mod heads;
mod inputs;
mod parameters;
mod patches;
mod tags;
mod tree;
mod unions;

const DESCRIPTION: &str = include_str!("openapi/description.md");

/// The last path segments of operations whose request body is optional.
const MAY_BE_BARE: &[&str] =
    &["/publish", "/unpublish", "/submit", "/approve", "/rotate", "/rotate-secret", "/preview-tokens"];

/// Returns the whole document.
pub fn document() -> Value {
    let mut document = serde_json::to_value(declared()).unwrap_or_default();
    make_bodies_optional(&mut document);
    errors::declare(&mut document);
    inputs::separate(&mut document);
    composition::flatten(&mut document);
    inputs::prune(&mut document);
    patches::separate(&mut document);
    unions::name_variants(&mut document);
    tags::assign(&mut document);
    allow_preview_tokens(&mut document);
    headers::declare(&mut document);
    examples::attach(&mut document);
    heads::add(&mut document);
    parameters::simplify(&mut document);
    inputs::prune(&mut document);
    inputs::close(&mut document);
    inputs::open_enumerations(&mut document);
    document
}

/// Returns the document as the handlers and types declare it.
fn declared() -> OpenApi {
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
    let components = document.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert(ProblemDocument::name().into_owned(), <ProblemDocument as utoipa::PartialSchema>::schema());
    let mut nested = Vec::new();
    <ProblemDocument as ToSchema>::schemas(&mut nested);
    for (name, schema) in nested {
        components.schemas.entry(name).or_insert(schema);
    }
    add_security(components);
    document
}

fn add_security(components: &mut Components) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key, `cairn_<id>_<secret>`, created with `cairn keys create`; or a token of the identity provider, if the operator has configured one."))
        .build();
    components.add_security_scheme("apiKey", SecurityScheme::Http(bearer));
    let token = ApiKeyValue::with_description("token", "A preview token, created by an author.");
    components.add_security_scheme("previewToken", SecurityScheme::ApiKey(ApiKey::Query(token)));
    let token = ApiKeyValue::with_description(
        "X-Preview-Token",
        "The same token as a header, so that it does not appear in logs of URLs.",
    );
    components.add_security_scheme("previewTokenHeader", SecurityScheme::ApiKey(ApiKey::Header(token)));
}

/// Lets holders of a preview token of all unpublished work call every operation of delivery with it.
fn allow_preview_tokens(document: &mut Value) {
    tree::each_operation(document, &mut |path, _, operation| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let has_own_token = path.starts_with("/v1/manage/") || path.starts_with("/v1/preview/");
        if path.starts_with("/v1/") && !has_own_token {
            // The parameter `token` of a synchronization is another one.
            let in_query = (id != "sync").then(|| json!({"previewToken": []}));
            let schemes = [json!({}), json!({"previewTokenHeader": []})].into_iter().chain(in_query);
            operation.insert("security".to_owned(), schemes.collect());
        }
    });
}

/// Marks the bodies of operations that need none as optional.
fn make_bodies_optional(document: &mut Value) {
    tree::each_operation(document, &mut |path, method, operation| {
        let may_be_bare = method == "post" && MAY_BE_BARE.iter().any(|end| path.ends_with(end));
        if let Some(body) = operation.get_mut("requestBody").filter(|_| may_be_bare) {
            body["required"] = Value::Bool(false);
        }
    });
}

/// Renders the document as JSON, always with the same bytes.
pub fn render() -> String {
    docs::json_text(&document())
}
