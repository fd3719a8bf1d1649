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
        "Health" => json!({"status": "ok"}),
        "Readiness" => json!({"status": "ok", "checks": checks}),
        "MetricsText" => json!(
            "# HELP cairn_change_seq Number of the last change in the change log.\n# TYPE cairn_change_seq gauge\ncairn_change_seq 1204\n"
        ),
        "SecurityTxt" => json!("Contact: mailto:security@example.org\nExpires: 2026-12-02T00:00:00.000Z\n"),
        _ => return None,
    })
}
