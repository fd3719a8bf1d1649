//! Reminders of due reviews.

use serde_json::json;

use super::{TO_TESTS, deliveries, spawn, subscribe};
use crate::harness::{WebhookReceiver, article, publish};

#[test]
fn each_due_review_is_sent_once() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[200]);
    let webhook = subscribe(&admin, &receiver, &["article.reviewDue"]);
    let past = json!({"nextReviewAt": "2026-01-01T00:00:00Z"});
    let id = publish(&editor, "articles", &article("overdue", past.clone())).id();
    publish(&editor, "articles", &article("current", json!({"nextReviewAt": "2999-01-01T00:00:00Z"})));
    publish(&editor, "articles", &article("without", json!({})));
    editor.create("articles", &article("draft", past));

    // The job runs when the server starts.
    let app = app.restart_with(TO_TESTS);
    let told = receiver.messages(1)[0].json();
    assert_eq!((&told["type"], &told["data"]["id"]), (&json!("article.reviewDue"), &json!(id)));
    assert_eq!((&told["data"]["slug"], &told["data"]["state"]), (&json!("overdue"), &json!("overdue")));

    let editor = app.editor();
    editor.edit("articles", &id, &json!({"nextReviewAt": "2026-02-01T00:00:00Z"}));
    editor.publish("articles", &id);
    let app = app.restart_with(TO_TESTS);
    let again = receiver.messages(2)[1].json();
    assert_eq!(again["data"]["nextReviewAt"], "2026-02-01T00:00:00.000Z");
    assert_eq!(deliveries(&app.admin(), &webhook, "").len(), 2, "each date is sent once");
}
