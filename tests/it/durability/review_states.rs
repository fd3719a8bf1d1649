//! Reviews that become due over time, as seen by offline copies and caches.

use cairn::content::Timestamp;
use serde_json::json;

use super::clock::{Clock, WITHOUT};
use super::{assert_whole, editor_key};
use crate::harness::{Sandbox, TestApp, article, eventually, number, publish, skipped};

const DAY: i64 = 24 * 60 * 60;
const COUNT: &str = "SELECT count(*) AS number FROM changes";

fn in_ms(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + ms)
}

#[test]
fn an_overdue_review_reaches_copies_caches_and_streams() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let fresh = [("Cache-Control", "no-cache")];
    let turn = in_ms(1500);
    let id = publish(&editor, "articles", &article("checked", json!({"nextReviewAt": turn}))).id();
    let before = reader.get("/v1/articles/checked").expect(200);
    assert_eq!(before.json["review"]["state"], "due");
    let bundle = reader.get("/v1/bundle").expect(200);
    assert_eq!(bundle.header("cache-control"), "public, no-cache", "its content is about to change");
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();
    let mut stream = app.viewer().follow("/v1/manage/events", &[]);

    let told = stream.event();
    assert_eq!((told.name.as_str(), &told.data["id"]), ("article.published", &json!(id)));
    let late = told.data["at"].as_str().unwrap().parse::<Timestamp>().unwrap().unix_ms() - turn.unix_ms();
    assert!((0..1000).contains(&late), "{late} ms after its time");
    // A write is acknowledged only after readers see all earlier changes.
    editor.create("articles", &article("draft", json!({})));
    let synced = reader.get_with(&format!("/v1/sync?token={token}"), &fresh).expect(200).json;
    assert_eq!(synced["items"].as_array().unwrap().len(), 1);
    assert_eq!(synced["items"][0]["seq"], told.data["seq"]);
    assert_eq!(synced["items"][0]["document"]["review"]["state"], "overdue");
    let after = reader.get_with("/v1/articles/checked", &[("If-None-Match", &before.etag())]).expect(200);
    assert_eq!(after.json["review"]["state"], "overdue");
    assert_ne!(after.header("last-modified"), "");
    let again = reader.get_with("/v1/bundle", &[("If-None-Match", &bundle.etag())]).expect(200);
    assert!(again.text().contains("\"state\":\"overdue\""), "{}", again.text());
    let listed = reader.get("/v1/articles?view=full").expect(200).json;
    assert_eq!(listed["data"][0]["review"]["state"], "overdue");
    assert_eq!(number(&app.database_file(), COUNT), 2);
}

#[test]
fn each_review_state_change_is_logged_once_by_any_number_of_servers() {
    let place = Sandbox::new();
    let Some(clock) = Clock::of(&place) else { return skipped(WITHOUT) };
    let key = editor_key(&place);
    let in_days = |days: i64| json!({"nextReviewAt": in_ms(days * DAY * 1000)});
    let servers = [clock.serve(&place, &[]), clock.serve(&place, &[])];
    let editor = servers[0].client_with_key(&key);
    for (slug, days) in [("first", 40), ("second", 50)] {
        publish(&editor, "articles", &article(slug, in_days(days)));
    }
    publish(&editor, "articles", &article("never", json!({})));
    let count = || number(&place.database(), COUNT);
    let state =
        |slug: &str| servers[1].client().get(&format!("/v1/articles/{slug}/fields?fields=review")).expect(200).json;
    assert_eq!((count(), &state("first")["review"]["state"]), (3, &json!("current")));
    clock.shift(15 * DAY);
    eventually(|| count() == 4);
    clock.shift(45 * DAY);
    // One review is then overdue, the other due.
    eventually(|| count() == 6);
    for server in servers {
        server.stop();
    }
    // Changes during the downtime are recorded at the start.
    clock.shift(60 * DAY);
    let servers = [clock.serve(&place, &[]), clock.serve(&place, &[])];
    eventually(|| count() == 7);
    // Each server has polled again before a second review becomes due.
    let editor = servers[0].client_with_key(&key);
    publish(&editor, "articles", &article("third", in_days(90)));
    clock.shift(91 * DAY);
    eventually(|| count() >= 9);
    assert_eq!(count(), 9);
    assert_whole(&place.database());
}
