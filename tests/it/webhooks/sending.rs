//! The content, subscribers and signatures of messages.

use serde_json::json;

use super::{TO_TESTS, address, deliveries, publish, settled, spawn, statuses, subscribe};
use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{TestApp, WebhookReceiver, article, number, phrase, sql};

#[test]
fn a_message_describes_the_event_and_is_signed() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[204]);
    let webhook = subscribe(&admin, &receiver, &["article.published"]);
    let id = editor.create("articles", &article("told", json!({})));
    let note = json!({"changeNote": "Said how.", "major": true});
    editor.try_publish("articles", &id, &note).expect(200);
    let message = &receiver.messages(1)[0];
    assert!(message.verifies(webhook["secret"].as_str().unwrap()));
    assert!(!message.verifies("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));
    assert_eq!(message.header("content-type"), "application/json");
    assert!(message.header("user-agent").starts_with("Cairn/"));
    insta::assert_json_snapshot!(message.json(), {".timestamp" => "[time]", ".data.id" => "[id]"}, @r#"
    {
      "type": "article.published",
      "timestamp": "[time]",
      "data": {
        "seq": 1,
        "kind": "article",
        "id": "[id]",
        "version": 2,
        "locale": "en",
        "slug": "told",
        "major": true,
        "changeNote": "Said how."
      }
    }
    "#);
    let delivered = &settled(&admin, &webhook, "delivered", 1)[0];
    assert_eq!((&delivered["eventId"], statuses(delivered)), (&json!(message.id()), vec![json!(204)]));
    assert!(delivered["finishedAt"].is_string() && delivered.get("nextAttemptAt").is_none());
}

#[test]
fn a_message_is_written_in_the_transaction_of_its_change() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[200]);
    subscribe(&admin, &receiver, &[]);
    let words = editor.create("phrases", &phrase("Take your time.", json!({})));
    let id = editor.create("articles", &article_of("draft", json!([phrase_block(&words)])));
    editor.edit("articles", &id, &json!({"title": "Another title"}));
    editor.try_publish("articles", &id, &json!({})).expect_problem(409, "unpublished_references");
    assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM webhook_events"), 0);
    editor.publish_with_references("articles", &id);
    let told: Vec<String> = receiver.messages(2).iter().map(|message| message.json()["type"].to_string()).collect();
    assert!(told.contains(&"\"article.published\"".to_owned()) && told.contains(&"\"phrase.published\"".to_owned()));
    editor.edit("phrases", &words, &json!({"text": "Take all the time you need."}));
    editor.publish("phrases", &words);
    let last: Vec<String> =
        receiver.messages(4)[2..].iter().map(|message| message.json()["type"].to_string()).collect();
    assert!(last.contains(&"\"article.updated\"".to_owned()), "{last:?}");
}

#[test]
fn messages_about_an_unpublishing_have_the_locale_and_slug_that_readers_know() {
    let app = spawn("0");
    let editor = app.editor();
    let receiver = WebhookReceiver::start(&[204]);
    subscribe(&app.admin(), &receiver, &["article.unpublished"]);
    let id = publish(&editor, "told");
    editor.edit("articles", &id, &json!({"locale": "es", "slug": "contado"}));
    for options in [json!({"mode": "withdrawn", "explanation": "Old."}), json!({"mode": "gone"})] {
        editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &options).expect(200);
    }
    for message in receiver.messages(2) {
        let data = &message.json()["data"];
        assert_eq!((&data["locale"], &data["slug"]), (&json!("en"), &json!("told")));
    }
}

#[test]
fn a_webhook_receives_only_the_events_it_subscribes_to() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let (articles, everything) = (WebhookReceiver::start(&[200]), WebhookReceiver::start(&[200]));
    let webhook = subscribe(&admin, &articles, &["article.unpublished"]);
    subscribe(&admin, &everything, &[]);
    let id = publish(&editor, "come-and-gone");
    editor.try_unpublish("articles", &id).expect(200);
    everything.messages(2);
    assert_eq!(articles.messages(1)[0].json()["type"], "article.unpublished");
    assert_eq!(deliveries(&admin, &webhook, "").len(), 1);
}

#[test]
fn both_secrets_sign_during_a_rotation() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[200]);
    let webhook = subscribe(&admin, &receiver, &[]);
    let first = webhook["secret"].as_str().unwrap();
    let rotate =
        |input| admin.post_matching(&format!("{}/rotate-secret", address(&webhook)), "*", &input).expect(200).json;
    let rotated = rotate(json!({}));
    let second = rotated["secret"].as_str().unwrap();
    assert!(rotated["previousSecretExpiresAt"].is_string());
    publish(&editor, "both");
    let message = &receiver.messages(1)[0];
    assert_eq!(message.header("webhook-signature").split(' ').count(), 2);
    assert!(message.verifies(first) && message.verifies(second));

    let over = "UPDATE webhooks SET previous_secret_expires_at = 1";
    assert_eq!(sql(&app.database_file(), over), 1);
    assert_eq!(admin.get(&address(&webhook)).expect(200).json.get("previousSecretExpiresAt"), None);
    publish(&editor, "one");
    let message = &receiver.messages(2)[1];
    assert!(!message.verifies(first) && message.verifies(second));

    let third = rotate(json!({"overlapSeconds": 0}));
    assert_eq!(third.get("previousSecretExpiresAt"), None);
    publish(&editor, "at-once");
    let message = &receiver.messages(3)[2];
    assert!(!message.verifies(second) && message.verifies(third["secret"].as_str().unwrap()));
}

#[test]
fn an_expired_secret_is_removed() {
    let app = TestApp::spawn_with(TO_TESTS);
    let receiver = WebhookReceiver::start(&[200]);
    let webhook = subscribe(&app.admin(), &receiver, &[]);
    app.admin().post_matching(&format!("{}/rotate-secret", address(&webhook)), "*", &json!({})).expect(200);
    sql(&app.database_file(), "UPDATE webhooks SET previous_secret_expires_at = 1");
    let app = app.restart_with(TO_TESTS);
    let kept = "SELECT count(*) AS number FROM webhooks WHERE previous_secret IS NOT NULL";
    crate::harness::poll_until(|| (number(&app.database_file(), kept) == 0).then_some(()));
}

#[test]
fn a_webhook_can_be_tested() {
    let app = spawn("0");
    let admin = app.admin();
    let (receiver, other) = (WebhookReceiver::start(&[200]), WebhookReceiver::start(&[200]));
    let webhook = subscribe(&admin, &receiver, &["topic.published"]);
    let bystander = subscribe(&admin, &other, &[]);
    let delivery = admin.post(&format!("{}/test", address(&webhook)), &json!({})).expect(201).json;
    assert_eq!((&delivery["event"], &delivery["state"]), (&json!("webhook.test"), &json!("pending")));
    let message = &receiver.messages(1)[0];
    assert_eq!(message.json()["type"], "webhook.test");
    assert_eq!(message.json()["data"], json!({"webhookId": webhook["id"]}));
    assert_eq!(deliveries(&admin, &bystander, ""), Vec::<serde_json::Value>::new());
}

#[test]
fn a_disabled_or_deleted_webhook_gets_no_messages() {
    let app = spawn("3600");
    let (admin, editor) = (app.admin(), app.editor());
    let (disabled, removed, other) =
        (WebhookReceiver::start(&[500]), WebhookReceiver::start(&[500]), WebhookReceiver::start(&[200]));
    let [to_disable, to_remove] = [&disabled, &removed].map(|receiver| subscribe(&admin, receiver, &[]));
    subscribe(&admin, &other, &[]);
    publish(&editor, "before");
    disabled.messages(1);
    removed.messages(1);
    settled(&admin, &to_disable, "pending", 1);
    admin.patch(&address(&to_disable), "*", &json!({"state": "disabled"})).expect(200);
    assert_eq!(deliveries(&admin, &to_disable, "failed").len(), 1, "pending deliveries fail");
    admin.delete(&address(&to_remove), "*").expect(204);
    sql(&app.database_file(), "UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE state <> 'delivered'");
    publish(&editor, "after");
    other.messages(2);
    assert_eq!((disabled.count(), removed.count()), (1, 1));
    let left = "SELECT count(*) AS number FROM webhook_deliveries WHERE webhook_id NOT IN (SELECT id FROM webhooks)";
    assert_eq!(number(&app.database_file(), left), 0);

    admin.patch(&address(&to_disable), "*", &json!({"state": "active"})).expect(200);
    publish(&editor, "again");
    assert_eq!(disabled.messages(2)[1].json()["data"]["slug"], "again");
}

#[test]
fn a_redirect_is_not_followed() {
    let app = spawn("none");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[307, 200]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&editor, "elsewhere");
    assert_eq!(statuses(&settled(&admin, &webhook, "failed", 1)[0]), [json!(307)]);
    assert_eq!(receiver.count(), 1);
}
