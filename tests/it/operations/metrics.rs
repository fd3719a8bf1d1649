//! Metrics: their values match the events, and a scrape works in any state of the database.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use reqwest::Method;
use serde_json::json;

use super::scrape;
use crate::durability::after;
use crate::harness::{Client, TestApp, article, eventually, number, publish, sql};

const ARTICLE: &str = "/v1/articles/{idOrSlug}";

#[test]
fn requests_are_counted_by_route_method_and_status() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "articles", &article("calm", json!({})));
    let before = scrape(&reader);
    let tag = reader.get("/v1/articles/calm").expect(200).etag();
    for _ in 0..3 {
        reader.get("/v1/articles/calm").expect(200);
        reader.get_with("/v1/articles/calm", &[("If-None-Match", &tag)]).expect(304);
        reader.send(Method::HEAD, "/v1/articles/calm", &[], None).expect(200);
        reader.get("/v1/articles/nothing").expect(404);
        reader.get("/v1/manage/whoami").expect(401);
    }
    reader.send(Method::DELETE, "/v1/articles/calm", &[], None).expect(405);
    editor.get("/v1/manage/whoami").expect(200);
    let after = scrape(&reader);
    let counted =
        |method, route, status| after.requests(method, route, status) - before.requests(method, route, status);
    assert_eq!(counted("GET", ARTICLE, 200), 4);
    assert_eq!(counted("GET", ARTICLE, 304), 3);
    assert_eq!(counted("HEAD", ARTICLE, 200), 3);
    assert_eq!(counted("GET", ARTICLE, 404), 3);
    assert_eq!(counted("DELETE", ARTICLE, 405), 1);
    assert_eq!(counted("GET", "/v1/manage/whoami", 401), 3);
    assert_eq!(counted("GET", "/v1/manage/whoami", 200), 1);
    assert_eq!(counted("GET", "/metrics", 200), 1);
    let timed = |route: &str| after.count(&format!("cairn_http_request_duration_seconds_count{{route=\"{route}\"}}"));
    assert_eq!(timed("/v1/manage/whoami"), 4);
    assert_eq!(timed(ARTICLE), 1 + 3 + 1, "cache hits before routing are not timed");
}

#[test]
fn requests_of_strangers_add_no_series() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let ask = |round: usize| {
        for number in 0..20 {
            reader.get(&format!("/nowhere-{round}-{number}")).expect(404);
            reader.get(&format!("/v1/articles/nothing-{round}-{number}?locale=en")).expect(404);
            reader.get(&format!("/v1/manage/nothing-{round}-{number}")).expect(401);
            let method = Method::from_bytes(format!("BREW{round}{number}").as_bytes()).unwrap();
            reader.send(method, "/v1/articles/calm", &[], None).expect(405);
        }
        // A scrape is counted only in the next one.
        scrape(&reader);
        scrape(&reader)
    };
    let (first, second) = (ask(1), ask(2));
    let names = |scrape: &super::Scrape| scrape.names().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(names(&first), names(&second));
    assert_eq!(first.requests("GET", "unknown", 404), 20);
    assert_eq!(second.requests("GET", "unknown", 404), 40);
    assert_eq!(second.requests("other", ARTICLE, 405), 40);
    assert!(names(&second).iter().all(|name| !name.contains("nothing") && !name.contains("BREW")));
}

#[test]
fn the_response_cache_reports_its_hits_and_its_size() {
    let app = TestApp::spawn_with(&["--cache-mb", "3"]);
    let reader = app.anonymous();
    publish(&app.editor(), "articles", &article("calm", json!({})));
    let before = scrape(&reader);
    for _ in 0..5 {
        reader.get("/v1/articles/calm").expect(200);
        reader.get("/v1/articles/nothing").expect(404);
    }
    let after = scrape(&reader);
    let counted = |outcome| {
        let series = format!("cairn_cache_requests_total{{outcome=\"{outcome}\"}}");
        after.count(&series) - before.count(&series)
    };
    assert_eq!((counted("hit"), counted("miss")), (8, 2));
    assert!(after.count("cairn_cache_bytes") > before.count("cairn_cache_bytes"));
    assert_eq!(after.count("cairn_cache_max_bytes"), 3 << 20);
    let off = TestApp::spawn_with(&["--cache-mb", "0"]);
    off.anonymous().get("/v1/articles").expect(200);
    let off = scrape(&off.anonymous());
    assert_eq!(off.count("cairn_cache_requests_total{outcome=\"miss\"}"), 0, "a disabled cache has no misses");
}

#[test]
fn overdue_work_is_reported() {
    let app = TestApp::spawn_with(&["--webhooks-allow-private", "true", "--webhook-retries", "4"]);
    let (admin, editor, reader) = (app.admin(), app.editor(), app.anonymous());
    // Nothing listens there.
    let nobody = json!({"url": "http://127.0.0.1:9/", "events": ["article.published"]});
    admin.post("/v1/manage/webhooks", &nobody).expect(201);
    let id = editor.create("articles", &article("calm", json!({})));
    let first = scrape(&reader);
    assert_eq!((first.count("cairn_change_seq"), first.count("cairn_webhook_deliveries_pending")), (0, 0));
    assert_eq!((first.count("cairn_serving"), first.count("cairn_database_up")), (1, 1));
    editor.publish("articles", &id);
    assert_eq!(scrape(&reader).count("cairn_change_seq"), 1);
    let path = format!("/v1/manage/articles/{id}/schedule");
    let body = json!({"unpublishAt": after(3000)}).to_string();
    let headers = [("If-Match", "*"), ("Content-Type", "application/json")];
    editor.send(Method::PUT, &path, &headers, Some(body.into_bytes())).expect(200);
    let sent = "SELECT count(*) AS number FROM webhook_attempts";
    eventually(|| number(&app.database_file(), sent) == 1);
    let before = scrape(&reader);
    assert_eq!(before.count("cairn_webhook_deliveries_pending"), 1);
    assert_eq!(before.count("cairn_webhook_deliveries_due"), 0, "it is retried later");
    assert!(before.value("cairn_schedule_lag_seconds") <= 0.0);
    // From here on the server cannot process due work.
    let lock = locked(&app);
    eventually(|| {
        let late = scrape(&reader);
        late.count("cairn_webhook_deliveries_due") == 1 && late.value("cairn_schedule_lag_seconds") > 0.1
    });
    drop(lock);
    eventually(|| {
        let done = scrape(&reader);
        done.count("cairn_change_seq") == 2 && done.value("cairn_schedule_lag_seconds") <= 0.0
    });
}

/// Locks the database against other writers until the connection is dropped.
fn locked(app: &TestApp) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
    connection
}

#[test]
fn waiting_for_the_database_is_timed() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &article("calm", json!({})));
    let before = scrape(&reader);
    let lock = locked(&app);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| editor.edit("articles", &id, &json!({"kicker": "at last"})));
        std::thread::sleep(Duration::from_millis(1500));
        drop(lock);
        saving.join().unwrap();
    });
    let after = scrape(&reader);
    let grown = |series: &str| after.value(series) - before.value(series);
    assert!(grown("cairn_database_writer_wait_seconds_count") >= 1.0);
    assert!(
        grown("cairn_database_writer_wait_seconds_sum") > 0.2,
        "{}",
        grown("cairn_database_writer_wait_seconds_sum")
    );
    assert!(grown("cairn_database_reader_wait_seconds_count") >= 1.0, "the key was looked up");
    assert!(
        after.count("cairn_database_readers{state=\"idle\"}") + after.count("cairn_database_readers{state=\"busy\"}")
            >= 1
    );
}

#[test]
fn a_scrape_works_without_the_database() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    assert_eq!(scrape(&reader).count("cairn_database_up"), 1);
    sql(&app.database_file(), "ALTER TABLE webhook_deliveries RENAME TO mislaid");
    let without = scrape(&reader);
    assert_eq!(without.count("cairn_database_up"), 0);
    assert!(without.names().all(|name| !name.contains("change_seq") && !name.contains("webhook")));
    assert!(without.requests("GET", "/metrics", 200) >= 1, "counters are reported");
}

#[test]
fn metrics_are_served_on_the_management_address_only() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    let operator = Client::to(app.management_address().unwrap(), None);
    scrape(&operator);
    for target in ["/metrics", "/metrics?x=1", "/%6detrics", "/metrics/", "//metrics"] {
        app.anonymous().send(Method::GET, target, &[], None).expect_problem(404, "not_found");
    }
    for method in [Method::HEAD, Method::POST] {
        app.anonymous().send(method, "/metrics", &[], None).expect(404);
    }
    app.anonymous().get("/health/ready").expect(200);
}

#[test]
fn every_sample_is_of_a_described_metric() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("calm", json!({})));
    let answer = app.anonymous().get("/metrics").expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text();
    let described = |kind: &str| -> BTreeSet<String> {
        let start = format!("# {kind} ");
        let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(&start)?.split(' ').next()).collect();
        let set: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(set.len(), names.len(), "a metric is described twice: {names:?}");
        set
    };
    let (helped, typed) = (described("HELP"), described("TYPE"));
    assert_eq!(helped, typed);
    for sample in text.lines().filter(|line| !line.starts_with('#')) {
        let name = sample.split(['{', ' ']).next().unwrap();
        let stem = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        assert!(typed.contains(name) || typed.contains(stem), "{sample}");
        assert!(name.starts_with("cairn_") || name.starts_with("process_"), "{sample}");
    }
    assert!(text.contains(&format!("cairn_build_info{{version=\"{}\"}} 1\n", env!("CARGO_PKG_VERSION"))));
    #[cfg(target_os = "linux")]
    for name in ["process_start_time_seconds", "process_resident_memory_bytes", "process_open_fds"] {
        assert!(typed.contains(name), "{name}");
    }
}

#[test]
fn requests_rejected_before_routing_are_counted() {
    let app = TestApp::spawn_with(&["--rate-limit", "3"]);
    let reader = app.anonymous();
    reader.send(Method::GET, &format!("/{}", "a".repeat(40_000)), &[], None).expect(414);
    while reader.get("/v1/articles").status != 429 {}
    let scraped = scrape(&reader);
    assert_eq!(scraped.requests("GET", "unknown", 414), 1);
    assert_eq!(scraped.requests("GET", "unknown", 429), 1);
}
