//! Examples of what operators ask for.

use serde_json::{Value, json};

pub(super) fn example(shape: &str) -> Option<Value> {
    let checks = json!({"serving": "ok", "readable": "ok", "writable": "ok", "migrated": "ok", "disk": "ok"});
    Some(match shape {
        "Health" => json!({"status": "ok"}),
        "Readiness" => json!({"status": "ok", "checks": checks}),
        "MetricsText" => json!(
            "# HELP cairn_change_seq The number of the last change.\n# TYPE cairn_change_seq gauge\ncairn_change_seq 1204\n"
        ),
        "SecurityTxt" => json!("Contact: mailto:security@example.org\nExpires: 2026-12-02T00:00:00.000Z\n"),
        _ => return None,
    })
}
