//! Examples of webhooks and their deliveries.

use serde_json::{Value, json};

use super::{ARTICLE, TIME, page, with};

const WEBHOOK: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de08";
const DELIVERY: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de09";
const EVENT: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de0a";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Zr3lD0m9aE=";

pub(super) fn example(schema_name: &str) -> Option<Value> {
    Some(match schema_name {
        "Webhook" => webhook(),
        "CreatedWebhook" => with(webhook(), &json!({"secret": SECRET})),
        "WebhookList" => page(&webhook()),
        "WebhookInput" => input(),
        "WebhookPatch" => json!({"events": ["article.published"], "state": "active"}),
        "RotateSecretInput" => json!({"overlapSeconds": 3600}),
        "WebhookDelivery" => delivery(),
        "WebhookDeliveryList" => page(&delivery()),
        "ChangeEvents" => stream(),
        _ => return None,
    })
}

fn input() -> Value {
    json!({
        "url": "https://app.example.org/hooks/content", "description": "Rebuilds the help pages",
        "events": ["article.published", "article.unpublished"],
    })
}

fn webhook() -> Value {
    let more = json!({"id": WEBHOOK, "state": "active", "version": 1, "createdAt": TIME, "updatedAt": TIME});
    with(input(), &more)
}

fn delivery() -> Value {
    json!({
        "id": DELIVERY, "eventId": EVENT, "event": "article.published", "state": "delivered",
        "createdAt": TIME, "finishedAt": TIME,
        "attempts": [
            {"at": TIME, "durationMs": 15_002, "error": "there was no response in time"},
            {"at": TIME, "durationMs": 84, "status": 204},
        ],
    })
}

/// A part of an event stream.
fn stream() -> Value {
    let data = json!({
        "seq": 42, "at": TIME, "action": "publish", "kind": "article", "id": ARTICLE, "version": 2, "major": false,
    });
    format!("id: 42\nevent: article.published\ndata: {data}\n\n").into()
}
