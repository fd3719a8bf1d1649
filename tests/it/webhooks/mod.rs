//! Webhooks, from the view of their subscribers.

mod addresses;
mod cache_purge;
mod deliveries;
mod management;
mod retries;
mod reviews;
mod sending;
mod servers;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, WebhookReceiver, article, poll_until};

const WEBHOOKS: &str = "/v1/manage/webhooks";

/// Settings that permit webhooks to the receivers of tests.
const TO_TESTS: &[&str] = &["--webhooks-allow-private", "true"];

/// Starts an application that permits webhooks to the receivers of tests, with these delays before retries.
fn spawn(retries: &str) -> TestApp {
    TestApp::spawn_with(&[TO_TESTS, &["--webhook-retries", retries]].concat())
}

/// Creates a webhook for that receiver. Returns its JSON with the secret.
#[track_caller]
fn subscribe(admin: &Client, receiver: &WebhookReceiver, events: &[&str]) -> Value {
    admin.post(WEBHOOKS, &json!({"url": receiver.url(), "events": events})).expect(201).json
}

/// Publishes a new article. Returns its id.
#[track_caller]
fn publish(editor: &Client, slug: &str) -> String {
    let id = editor.create("articles", &article(slug, json!({})));
    editor.publish("articles", &id);
    id
}

/// Returns the address of a webhook.
fn address(webhook: &Value) -> String {
    format!("{WEBHOOKS}/{}", webhook["id"].as_str().unwrap())
}

/// Returns its deliveries in that state, newest first; all of them if the state is empty.
#[track_caller]
fn deliveries(admin: &Client, webhook: &Value, state: &str) -> Vec<Value> {
    let filter = if state.is_empty() { String::new() } else { format!("?state={state}") };
    let answer = admin.get(&format!("{}/deliveries{filter}", address(webhook))).expect(200);
    answer.json["data"].as_array().unwrap().clone()
}

/// Waits until that many deliveries are in that state. Returns them.
#[track_caller]
fn settled(admin: &Client, webhook: &Value, state: &str, count: usize) -> Vec<Value> {
    poll_until(|| Some(deliveries(admin, webhook, state)).filter(|found| found.len() == count))
}

/// Returns the statuses of the attempts of a delivery; null for no response.
fn statuses(delivery: &Value) -> Vec<Value> {
    delivery["attempts"].as_array().unwrap().iter().map(|attempt| attempt["status"].clone()).collect()
}

/// Loads a webhook.
#[track_caller]
fn read(admin: &Client, webhook: &Value) -> Value {
    admin.get(&address(webhook)).expect(200).json
}
