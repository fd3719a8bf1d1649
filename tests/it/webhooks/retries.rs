//! Retries of failed messages.

use cairn::content::Timestamp;
use serde_json::json;

use super::{address, deliveries, publish, read, settled, spawn, statuses, subscribe};
use crate::harness::{Sandbox, TestApp, WebhookReceiver, poll_until, sql};

#[test]
fn a_failed_message_is_retried_with_the_same_id() {
    let app = spawn("0,0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[500, 503, 200]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&editor, "again");
    let messages = receiver.messages(3);
    assert!(messages.iter().all(|message| message.id() == messages[0].id() && message.body == messages[0].body));
    assert!(messages.iter().all(|message| message.verifies(webhook["secret"].as_str().unwrap())));
    let delivered = settled(&admin, &webhook, "delivered", 1);
    assert_eq!(statuses(&delivered[0]), [json!(500), json!(503), json!(200)]);
    assert_eq!(delivered[0]["attempts"][0]["error"], "the response had the status 500");
    assert!(delivered[0]["attempts"][2].get("error").is_none());
}

#[test]
fn the_next_attempt_follows_the_configured_delay() {
    let app = spawn("3600,7200");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[500]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&editor, "later");
    for (attempts, pause_s) in [(1_usize, 3600), (2, 7200)] {
        let waiting = poll_until(|| {
            let pending = deliveries(&admin, &webhook, "pending").pop()?;
            (statuses(&pending).len() == attempts).then_some(pending)
        });
        let time = |value: &serde_json::Value| value.as_str().unwrap().parse::<Timestamp>().unwrap().unix_ms();
        let sent = &waiting["attempts"][attempts - 1];
        let ended = time(&sent["at"]) + sent["durationMs"].as_i64().unwrap();
        let pause_ms = time(&waiting["nextAttemptAt"]) - ended;
        // A fifth of a delay is random, and storing the attempt takes a moment.
        assert!(((pause_s * 1000)..=(pause_s * 1200 + 10_000)).contains(&pause_ms), "{pause_ms}");
        assert_eq!(receiver.count(), attempts);
        assert_eq!(sql(&app.database_file(), "UPDATE webhook_deliveries SET next_attempt_at = 1"), 1);
    }
    let failed = settled(&admin, &webhook, "failed", 1);
    assert_eq!(statuses(&failed[0]), [json!(500), json!(500), json!(500)]);
    assert!(failed[0].get("nextAttemptAt").is_none());
}

#[test]
fn an_unreachable_receiver_is_a_failure_with_a_reason() {
    let app = spawn("none");
    let (admin, editor) = (app.admin(), app.editor());
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let input = json!({"url": format!("http://user:word@127.0.0.1:{port}/")});
    let webhook = admin.post(super::WEBHOOKS, &input).expect(201).json;
    publish(&editor, "nobody-there");
    let failed = settled(&admin, &webhook, "failed", 1);
    let error = failed[0]["attempts"][0]["error"].as_str().unwrap();
    assert!(!error.is_empty() && !error.contains("word"), "{error}");
}

#[test]
fn a_410_disables_the_webhook_and_fails_its_pending_deliveries() {
    let app = spawn("3600");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[500, 410]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&editor, "first");
    poll_until(|| deliveries(&admin, &webhook, "pending").pop().filter(|pending| statuses(pending).len() == 1));
    publish(&editor, "second");
    let disabled = poll_until(|| Some(read(&admin, &webhook)).filter(|webhook| webhook["state"] == "disabled"));
    assert!(disabled["disabledReason"].as_str().unwrap().contains("410"));
    assert_eq!(disabled["version"], 2);
    let failed = deliveries(&admin, &webhook, "failed");
    assert_eq!(failed.iter().map(statuses).collect::<Vec<_>>(), [vec![json!(410)], vec![json!(500)]]);
    publish(&editor, "third");
    assert_eq!(deliveries(&admin, &webhook, "").len(), 2);
    let log = admin.get(&format!("/v1/manage/audit?subject={}", webhook["id"].as_str().unwrap())).expect(200);
    assert_eq!(log.json["data"][0]["actor"]["name"], "cairn serve");
    assert_eq!(receiver.count(), 2);
}

#[test]
fn a_failed_delivery_can_be_replayed() {
    let app = spawn("none");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[500]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&editor, "once-more");
    let failed = settled(&admin, &webhook, "failed", 1).remove(0);
    receiver.respond_with(&[200]);
    let id = failed["id"].as_str().unwrap();
    let replayed = admin.post(&format!("{}/deliveries/{id}/replay", address(&webhook)), &json!({})).expect(201).json;
    assert_ne!(replayed["id"], failed["id"]);
    assert_eq!(replayed["eventId"], failed["eventId"]);
    let messages = receiver.messages(2);
    assert_eq!((messages[1].id(), &messages[1].body), (messages[0].id(), &messages[0].body));
    settled(&admin, &webhook, "delivered", 1);
    assert_eq!(settled(&admin, &webhook, "failed", 1)[0], failed);

    let other = subscribe(&admin, &receiver, &[]);
    let theirs = format!("{}/deliveries/{id}/replay", address(&other));
    admin.post(&theirs, &json!({})).expect_problem(404, "not_found");
    admin.post(&format!("{}/deliveries/x/replay", address(&webhook)), &json!({})).expect_problem(404, "not_found");
    admin.patch(&address(&webhook), "*", &json!({"state": "disabled"})).expect(200);
    let disabled = format!("{}/deliveries/{id}/replay", address(&webhook));
    admin.post(&disabled, &json!({})).expect_problem(409, "webhook_disabled");
}

#[test]
fn invalid_retries_prevent_the_start() {
    for bad in ["", "5,", "soon", "5,-1", "2592001"] {
        let said = Sandbox::new().run(&["serve", "--webhook-retries", bad]).failed();
        assert!(said.contains("--webhook-retries"), "{said}");
    }
    let said = Sandbox::new().run(&["serve", "--webhooks-allow-private", "yes"]).failed();
    assert!(said.contains("--webhooks-allow-private"), "{said}");
}

#[test]
fn a_slow_receiver_does_not_delay_the_others() {
    let app = spawn("none");
    let (admin, editor) = (app.admin(), app.editor());
    let (slow, quick) = (WebhookReceiver::start(&[0]), WebhookReceiver::start(&[200]));
    let phrase = |index| editor.create("phrases", &crate::harness::phrase(&format!("Phrase {index}."), json!({})));
    let phrases: Vec<String> = (0..20).map(phrase).collect();
    let hanging = subscribe(&admin, &slow, &["phrase.published"]);
    let webhook = subscribe(&admin, &quick, &["article.published"]);
    // The rest must end before the first message times out.
    for id in &phrases {
        editor.publish("phrases", id);
    }
    slow.messages(4);
    publish(&editor, "quick");
    settled(&admin, &webhook, "delivered", 1);
    assert_eq!(slow.count(), 4, "no more are sent to one webhook at once");
    assert_eq!(deliveries(&admin, &hanging, "pending").len(), 20);
    slow.let_go();
}

#[test]
fn without_retries_a_message_is_sent_once() {
    let app = TestApp::spawn_with(&["--webhooks-allow-private", "true", "--webhook-retries", "none"]);
    let receiver = WebhookReceiver::start(&[500]);
    let webhook = subscribe(&app.admin(), &receiver, &[]);
    publish(&app.editor(), "once");
    assert_eq!(statuses(&settled(&app.admin(), &webhook, "failed", 1)[0]), [json!(500)]);
}
