//! Listing and retention of deliveries.

use serde_json::json;

use super::{TO_TESTS, address, deliveries, publish, settled, spawn, subscribe};
use crate::harness::{WebhookReceiver, all, ids, number, poll_until, sql};

#[test]
fn deliveries_are_listed_the_latest_first_in_pages() {
    let app = spawn("none");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[200, 500, 200, 500, 200]);
    let webhook = subscribe(&admin, &receiver, &[]);
    for index in 1..=5 {
        publish(&editor, &format!("article-{index}"));
        receiver.messages(index);
    }
    settled(&admin, &webhook, "pending", 0);
    let list = format!("{}/deliveries?limit=2", address(&webhook));
    let listed = all(&admin, &list);
    let mut sorted = ids(&listed);
    sorted.sort();
    sorted.reverse();
    assert_eq!((ids(&listed).len(), ids(&listed)), (5, sorted));
    assert_eq!(all(&admin, &format!("{list}&state=failed")).len(), 2);
    assert_eq!(admin.get(&format!("{list}&state=delivered&count=true")).expect(200).json["page"]["total"], 3);
    let bad = admin.get(&format!("{}/deliveries?state=lost", address(&webhook)));
    bad.expect_problem(400, "invalid_query").expect_error("state", "invalid_value");
}

#[test]
fn old_finished_deliveries_are_removed() {
    let app = spawn("3600");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[200, 200, 500]);
    let webhook = subscribe(&admin, &receiver, &[]);
    let slugs = ["old", "young", "pending"];
    for (index, slug) in slugs.iter().enumerate() {
        publish(&editor, slug);
        receiver.messages(index + 1);
    }
    settled(&admin, &webhook, "delivered", 2);
    poll_until(|| deliveries(&admin, &webhook, "pending").pop().filter(|pending| pending["attempts"][0].is_object()));
    let file = app.database_file();
    sql(&file, "UPDATE webhook_events SET at = 1");
    let oldest = "(SELECT min(id) FROM webhook_deliveries)";
    assert_eq!(sql(&file, &format!("UPDATE webhook_deliveries SET finished_at = 1 WHERE id = {oldest}")), 1);
    let app = app.restart_with(TO_TESTS);
    let events = "SELECT count(*) AS number FROM webhook_events";
    poll_until(|| (number(&app.database_file(), events) == 2).then_some(()));
    assert_eq!(deliveries(&app.admin(), &webhook, "").len(), 2);
    assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM webhook_attempts"), 2);
    assert_eq!(deliveries(&app.admin(), &webhook, "pending").len(), 1, "an old pending delivery is kept");
    let replayed = json!(deliveries(&app.admin(), &webhook, "delivered")[0]["eventId"]);
    assert!(receiver.messages(3).iter().any(|message| replayed == message.id()));
}
