//! Killed servers, and servers that share a database.

use std::collections::HashSet;

use serde_json::json;

use super::{publish, settled, subscribe};
use crate::harness::{Client, Sandbox, Server, WebhookReceiver, number, sql};

const ARGUMENTS: &[&str] = &["--webhooks-allow-private", "true", "--webhook-retries", "0,0,0,0,0,0,0,0"];

fn admin_key(place: &Sandbox) -> String {
    place.run(&["keys", "create", "--name", "The desk", "--role", "admin"]).succeeded().trim().to_owned()
}

fn serve(place: &Sandbox, key: &str) -> (Server, Client) {
    let server = place.serve(ARGUMENTS);
    let client = server.client_with_key(key);
    (server, client)
}

#[test]
fn a_message_of_a_killed_server_is_sent_again_with_the_same_id() {
    let place = Sandbox::new();
    let key = admin_key(&place);
    let (server, admin) = serve(&place, &key);
    let receiver = WebhookReceiver::start(&[0, 200]);
    let webhook = subscribe(&admin, &receiver, &[]);
    publish(&admin, "on-its-way");
    receiver.messages(1);
    server.kill();
    // As if the claim had expired.
    let claimed = "UPDATE webhook_deliveries SET claimed_until = 1 WHERE claimed_until IS NOT NULL";
    assert_eq!(sql(&place.database(), claimed), 1);
    let (_server, admin) = serve(&place, &key);
    let messages = receiver.messages(2);
    assert_eq!((messages[0].id(), &messages[0].body), (messages[1].id(), &messages[1].body));
    settled(&admin, &webhook, "delivered", 1);
}

#[test]
fn a_claimed_delivery_is_not_sent_by_another_server() {
    let place = Sandbox::new();
    let key = admin_key(&place);
    let (_one, admin) = serve(&place, &key);
    let (_other, _) = serve(&place, &key);
    let receiver = WebhookReceiver::start(&[200]);
    let webhook = subscribe(&admin, &receiver, &["phrase.published"]);
    for index in 0..40 {
        let phrase = crate::harness::phrase(&format!("Phrase {index}."), json!({}));
        let id = admin.create("phrases", &phrase);
        admin.publish("phrases", &id);
    }
    let done = "SELECT count(*) AS number FROM webhook_deliveries WHERE state = 'delivered'";
    crate::harness::poll_until(|| (number(&place.database(), done) == 40).then_some(()));
    let messages = receiver.messages(40);
    let events: HashSet<&str> = messages.iter().map(|message| message.id()).collect();
    assert_eq!((messages.len(), events.len()), (40, 40));
    assert_eq!(number(&place.database(), "SELECT max(attempts) AS number FROM webhook_deliveries"), 1);
    drop(webhook);
}

#[test]
fn a_stopped_server_leaves_no_answered_delivery_claimed() {
    let place = Sandbox::new();
    let key = admin_key(&place);
    let (server, admin) = serve(&place, &key);
    let receiver = WebhookReceiver::start(&[200]);
    subscribe(&admin, &receiver, &[]);
    publish(&admin, "last-words");
    receiver.messages(1);
    assert!(server.stop().status.success());
    let left =
        "SELECT count(*) AS number FROM webhook_deliveries WHERE state <> 'delivered' OR claimed_until IS NOT NULL";
    assert_eq!(number(&place.database(), left), 0);
}
