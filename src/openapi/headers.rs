//! Headers of responses, as shared components, and the request header that makes a cached GET conditional.

use serde_json::{Map, Value, json};

use super::tree::{each_operation, object, parameters, pascal};

/// The headers with their descriptions and examples.
const HEADERS: &[(&str, &str, &str)] = &[
    (
        "ETag",
        "The entity tag of the response, for `If-None-Match`; in management the version, for `If-Match`.",
        "\"3\"",
    ),
    ("Last-Modified", "The time of the last change of the content (RFC 9110, 8.8.2).", "Mon, 02 Nov 2026 09:30:00 GMT"),
    (
        "Cache-Control",
        "The lifetime in caches (RFC 9111).",
        "public, max-age=60, s-maxage=300, stale-while-revalidate=60",
    ),
    (
        "Link",
        "The neighbouring pages of a list: `rel=\"next\"` and `rel=\"prev\"` (RFC 8288).",
        "</v1/articles?cursor=b2Zm>; rel=\"next\"",
    ),
    ("Content-Language", "The locale of the content (RFC 9110, 8.5).", "en"),
    ("Location", "The address of the created entity, or the target of the redirect.", "/v1/articles/setting-limits"),
    ("Retry-After", "The number of seconds to wait before the next attempt (RFC 9110, 10.2.3).", "5"),
    (
        "RateLimit",
        "The remaining requests and the seconds until more are allowed; sent if a limit is configured.",
        "\"default\";r=12;t=30",
    ),
    ("RateLimit-Policy", "The configured rate limit.", "\"default\";q=600;w=60"),
    ("WWW-Authenticate", "The authentication scheme (RFC 9110, 11.6.1).", "Bearer realm=\"cairn\""),
];

/// Returns a reference to the component of a header.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{}", pascal(name))})
}

/// Declares the headers of all successful responses, and `If-None-Match` on conditional GETs.
pub(super) fn declare(document: &mut Value) {
    let components = HEADERS.iter().map(|(name, description, example)| {
        (pascal(name), json!({"description": description, "schema": {"type": "string"}, "example": example}))
    });
    document["components"]["headers"] = Value::Object(components.collect());
    each_operation(document, &mut |path, method, operation| {
        let has_pages = parameters(operation).any(|parameter| parameter["name"] == "cursor");
        let is_cached = operation.get("responses").is_some_and(|responses| responses["304"].is_object());
        if method == "get" && is_cached {
            let all = parameters(operation).cloned().chain([if_none_match()]).collect();
            operation.insert("parameters".to_owned(), all);
        }
        let is_management = path.starts_with("/v1/manage/");
        let of_content: &[&str] = if is_management { &["ETag"] } else { &["ETag", "Last-Modified"] };
        for (status, response) in operation.get_mut("responses").map(object).into_iter().flatten() {
            let rules: &[(bool, &[&str])] = &[
                (status == "200" && is_cached, of_content),
                (matches!(status.as_str(), "200" | "304") && !is_management, &["Content-Language"]),
                (status == "200" && has_pages, &["Link"]),
                (status == "304", of_content),
                (status.starts_with(['2', '3']), &["Cache-Control"]),
                (status.starts_with('2') && !path.starts_with("/health/"), &["RateLimit", "RateLimit-Policy"]),
            ];
            let added = rules.iter().filter(|(applies, _)| *applies).flat_map(|(_, names)| names.iter());
            let own: Vec<String> = response["headers"].as_object().into_iter().flat_map(Map::keys).cloned().collect();
            let names = own.iter().map(String::as_str).chain(added.copied());
            let headers: Map<String, Value> = names.map(|name| (name.to_owned(), reference(name))).collect();
            if !headers.is_empty() {
                response["headers"] = Value::Object(headers);
            }
        }
    });
}

fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match", "in": "header", "required": false, "schema": {"type": "string"},
        "description": "The `ETag` of an earlier response: the response is 304 if it is still current (RFC 9110, 13.1.2).",
    })
}
