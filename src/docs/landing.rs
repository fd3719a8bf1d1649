//! `/`: links to the parts of the API as JSON, and as a page for browsers.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{self, Freshness, JSON, NoQuery, Problem, Query, Representation};

pub(super) const PATH: &str = "/";

const MEDIA_TYPES: &[&str] = &[JSON, "text/html"];

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
<meta name=\"color-scheme\" content=\"light dark\">\n\
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:12vh auto 2rem;padding:0 1.25rem;overflow-wrap:anywhere}\
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}\
dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.4rem 1.25rem;margin:0}dd{margin:0}\
@media(max-width:32rem){body{margin-top:2rem}dl{display:block}dd{margin-bottom:.6rem}}\
footer{margin-top:2.5rem;font-size:.875rem;opacity:.75}</style>\n";

/// The name of the site, which the page has as its title.
#[derive(Clone)]
pub(crate) struct SiteName(pub(crate) String);

/// The server and the addresses of its parts.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServerIndex {
    /// The name of the site (`CAIRN_SITE_NAME`).
    #[schema(example = "Cairn")]
    name: String,
    /// The version of Cairn.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The paths of the API on this server.
    links: IndexLinks,
}

/// The same links as a page.
#[derive(ToSchema)]
#[schema(value_type = String)]
#[expect(dead_code, reason = "it is only the schema of a text")]
pub(crate) struct IndexPage(String);

/// Declares the links of the index: the member, its path, and the text of the page.
macro_rules! index_links {
    ($($name:ident = $path:literal, $text:literal;)+) => {
        /// The paths of the API, by name.
        #[derive(Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct IndexLinks {
            $(
                #[doc = $text]
                #[schema(example = $path)]
                $name: &'static str,
            )+
        }

        impl IndexLinks {
            const ALL: Self = Self { $($name: $path,)+ };
        }

        /// The paths with the texts of the page.
        const TEXTS: &[(&str, &str)] = &[$(($path, $text),)+];
    };
}

index_links! {
    docs = "/docs/", "All operations, to read and to try.";
    openapi = "/openapi.json", "The OpenAPI document, from which clients can be generated.";
    openapi_3_0 = "/openapi-3.0.json", "The same document as OpenAPI 3.0, for older tools.";
    errors = "/docs/errors", "The causes and cures of all error codes.";
    articles = "/v1/articles", "Published articles.";
    phrases = "/v1/phrases", "Published phrases.";
    daily_phrase = "/v1/phrases/daily", "The phrase of the day.";
    resources = "/v1/resources", "Published resources.";
    topics = "/v1/topics", "Published topics.";
    locales = "/v1/locales", "The locales with published content.";
    search = "/v1/search", "Search in published content; takes the parameter q.";
    lookup = "/v1/lookup", "The present addresses of slugs and ids; takes the parameter address.";
    redirects = "/v1/redirects", "All former slugs with their present addresses.";
    sync = "/v1/sync", "Changes for an offline copy; begin with initial=true.";
    bundle = "/v1/bundle", "All published content in one response.";
    feed = "/v1/feed.json", "Recent publications, as a JSON feed.";
    sitemap = "/sitemap.xml", "Published articles, for search engines.";
}

/// Read the addresses of the API
///
/// Returns the name of the site, the version of the server and the paths of the API. Browsers get a small page with the
/// same links (`Accept: text/html`).
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_index",
    tag = "operations",
    responses(
        (status = 200, description = "The paths of the API", content(
            (ServerIndex = "application/json"),
            (IndexPage = "text/html"),
        )),
        (status = 304, description = "The client's copy is current"),
    ),
    security(()),
)]
pub(super) async fn get_index(
    request: HttpRequest,
    _query: Query<NoQuery>,
    site: Data<SiteName>,
) -> Result<HttpResponse, Problem> {
    let media_type = http::negotiate_media_type(&request, MEDIA_TYPES)?;
    let version = env!("CARGO_PKG_VERSION");
    let body = if media_type == JSON {
        let index = ServerIndex { name: site.0.clone(), version, links: IndexLinks::ALL };
        serde_json::to_string(&index).map_err(Problem::internal)?
    } else {
        page(&site.0, version)
    };
    Representation::negotiated(body, media_type, MEDIA_TYPES, None, Freshness::default().no_cache()).respond(&request)
}

fn page(site: &str, version: &str) -> String {
    let site = escaped(site);
    let rows = TEXTS.iter().map(|(path, text)| format!("<dt><a href=\"{path}\">{path}</a></dt>\n<dd>{text}</dd>\n"));
    let rows = rows.collect::<Vec<_>>().concat();
    format!(
        "{HEAD}<title>{site}</title>\n</head>\n<body>\n<h1>{site}</h1>\n\
         <p>This is a content server. Web sites and apps read articles, phrases, resources and topics from it as JSON, without a \
         key. Start with the <a href=\"/docs/\">documentation of the API</a>.</p>\n\
         <h2>Addresses</h2>\n<dl>\n{rows}</dl>\n\
         <p>Editors change content at <code>/v1/manage</code>, with a key.</p>\n\
         <footer>Cairn {version}</footer>\n</body>\n</html>\n"
    )
}

/// Escapes a text for HTML content.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
