//! Examples of operators' responses.

use serde_json::{Value, json};

use super::{ARTICLE, KEY, TIME, page};

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let checks = json!({"serving": "ok", "readable": "ok", "writable": "ok", "migrated": "ok", "disk": "ok"});
    Some(match schema_name {
        "AuditList" => page(&json!({
            "seq": 4711, "at": TIME, "actor": {"keyId": KEY, "name": "newsroom"},
            "requestId": "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de07", "requestIdFrom": "server", "action": "publish",
            "subject": {"kind": "article", "id": ARTICLE}, "fromVersion": 1, "toVersion": 2,
            "note": "Added what to do at night.",
        })),
        "ServerIndex" => server_index(),
        "IndexPage" => json!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Cairn</title>\n</head>\n<body>\n<h1>Cairn</h1>\n<p><a href=\"/docs/\">/docs/</a></p>\n</body>\n</html>\n"
        ),
        "Health" => json!({"status": "ok"}),
        "Readiness" => json!({"status": "ok", "checks": checks}),
        "MetricsText" => json!(
            "# HELP cairn_change_seq Number of the last change in the change log.\n# TYPE cairn_change_seq gauge\ncairn_change_seq 1204\n"
        ),
        "SecurityTxt" => json!("Contact: mailto:security@example.org\nExpires: 2026-12-02T00:00:00.000Z\n"),
        _ => return None,
    })
}

fn server_index() -> Value {
    json!({
        "name": "Cairn",
        "version": "0.1.0",
        "links": {
            "docs": "/docs/",
            "openapi": "/openapi.json",
            "openapi30": "/openapi-3.0.json",
            "errors": "/docs/errors",
            "articles": "/v1/articles",
            "phrases": "/v1/phrases",
            "dailyPhrase": "/v1/phrases/daily",
            "resources": "/v1/resources",
            "topics": "/v1/topics",
            "locales": "/v1/locales",
            "search": "/v1/search",
            "lookup": "/v1/lookup",
            "redirects": "/v1/redirects",
            "sync": "/v1/sync",
            "bundle": "/v1/bundle",
            "feed": "/v1/feed.json",
            "sitemap": "/sitemap.xml",
        },
    })
}
