//! Schedules that become due while no server runs.

use serde_json::json;

use super::{after, assert_whole, editor_key, schedules, wait_until_done};
use crate::harness::{Sandbox, article, eventually, number, publish, sql};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[test]
fn schedules_due_during_downtime_run_in_order_at_the_start() {
    let place = Sandbox::new();
    let database = place.database();
    let server = place.serve(&[]);
    let editor = server.client_with_key(&editor_key(&place));
    let first = publish(&editor, "articles", &article("public", json!({}))).id();
    let schedule = |id: &str, plan| editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200);
    schedule(&first, json!({"unpublishAt": after(DAY_MS)}));
    for step in 1..5 {
        let id = editor.create("articles", &article(&format!("step-{step}"), json!({})));
        schedule(&id, json!({"publishAt": after(DAY_MS + 10 * step), "unpublishAt": after(DAY_MS + 10 * step + 5)}));
    }
    server.stop();
    for table in ["schedules", "published_intents"] {
        sql(&database, &format!("UPDATE {table} SET at = at - {}", 2 * DAY_MS));
    }
    let _server = place.serve(&[]);
    wait_until_done(&database);
    assert_eq!((schedules(&database, "done"), schedules(&database, "failed")), (9, 0));
    let out_of_order = number(
        &database,
        "SELECT count(*) AS number FROM schedules AS earlier JOIN schedules AS later ON earlier.at < later.at \
         JOIN audit_log AS a ON a.subject_id = earlier.entity_id AND a.action = earlier.action \
          AND a.request_id = earlier.request_id \
         JOIN audit_log AS b ON b.subject_id = later.entity_id AND b.action = later.action \
          AND b.request_id = later.request_id \
         WHERE a.seq > b.seq",
    );
    assert_eq!(out_of_order, 0);
    assert_whole(&database);
}

#[test]
fn changes_of_schedules_before_downtime_are_kept() {
    let place = Sandbox::new();
    let database = place.database();
    let server = place.serve(&[]);
    let editor = server.client_with_key(&editor_key(&place));
    let target = |id: &str| format!("/v1/manage/articles/{id}/schedule");
    let scheduled = |slug: &str| {
        let id = editor.create("articles", &article(slug, json!({})));
        editor.put(&target(&id), "*", &json!({"publishAt": after(DAY_MS)})).expect(200);
        id
    };
    let (cancelled, changed) = (scheduled("cancelled"), scheduled("changed"));
    editor.delete(&target(&cancelled), "*").expect(200);
    editor.put(&target(&changed), "*", &json!({"publishAt": after(9 * DAY_MS)})).expect(200);
    scheduled("kept");
    server.kill();
    for table in ["schedules", "published_intents"] {
        sql(&database, &format!("UPDATE {table} SET at = at - {}", 2 * DAY_MS));
    }
    let server = place.serve(&[]);
    eventually(|| schedules(&database, "done") > 0);
    let reader = server.client();
    reader.get("/v1/articles/kept").expect(200);
    reader.get("/v1/articles/cancelled").expect(404);
    reader.get("/v1/articles/changed").expect(404);
    assert_eq!((schedules(&database, "pending"), schedules(&database, "cancelled")), (1, 2));
    assert_whole(&database);
}
