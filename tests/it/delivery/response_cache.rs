//! Cache hits are equal to new responses at all times.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::dev::{Service, ServiceRequest};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse};
use cairn::content::Timestamp;
use cairn::http::{
    CacheControlPolicy, CorsPolicy, Freshness, InvalidationClock, Problem, Representation, ResponseCache,
};
use cairn::metrics::Metrics;
use serde_json::json;

use super::caching::targets;
use crate::harness::{Answer, Client, Sandbox, TestApp, article, eventually, phrase, publish, unpublish};

/// Returns the headers except those of a single request. Lists are split into their members, because the order of these
/// differs between servers. `Last-Modified` is one second earlier until the second of the change is over.
fn headers(answer: &Answer) -> BTreeSet<(String, String)> {
    let own = ["date", "x-request-id", "last-modified"];
    let shared = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let members = |value: &str| value.split(", ").map(str::to_owned).collect::<Vec<_>>();
    shared
        .flat_map(|(name, value)| {
            members(&value.to_str().unwrap().to_ascii_lowercase()).into_iter().map(|value| (name.to_string(), value))
        })
        .collect()
}

#[test]
fn a_cache_hit_equals_the_response_without_a_cache() {
    let (cached, plain) = (TestApp::with_demo(), TestApp::with_demo_and(&["--cache-mb", "0"]));
    let (cached, plain) = (cached.anonymous(), plain.anonymous());
    let absent = ["/v1/articles/nothing", "/v1/phrases/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01", "/v1/articles?limit=0"];
    for target in targets(&plain).iter().map(String::as_str).chain(absent) {
        for coding in ["identity", "gzip", "br", "zstd"] {
            let sent = [("Accept-Encoding", coding), ("Origin", "https://example.org")];
            let made = plain.get_with(target, &sent);
            for answer in [cached.get_with(target, &sent), cached.get_with(target, &sent)] {
                assert_eq!(answer.status, made.status, "{target}");
                assert_eq!(headers(&answer), headers(&made), "{target} as {coding}");
                let body = if made.status == 200 {
                    made.bytes == answer.bytes
                } else {
                    made.json["detail"] == answer.json["detail"]
                };
                assert!(body, "{target} as {coding}");
            }
        }
    }
}

#[test]
fn equivalent_queries_share_a_cache_entry_and_others_do_not() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let ids = |query: &str| reader.get(&format!("/v1/phrases{query}")).expect(200).json["data"].clone();
    assert_eq!(ids("?limit=3&tone=calm"), ids("?tone=calm&limit=3"));
    assert_ne!(ids("?limit=3"), ids("?limit=2"));
    assert_ne!(ids("?sort=random&seed=1&limit=5"), ids("?sort=random&seed=2&limit=5"));
    assert_ne!(ids("?locale=en"), ids("?locale=es"));
    let unknown = reader.get("/v1/phrases?limit=3&tone=calm&x=1").expect_problem(400, "invalid_query");
    assert_ne!(unknown.header("x-request-id"), reader.get("/v1/phrases?x=1").header("x-request-id"));
}

#[test]
fn every_change_is_visible_at_once() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let read = |slug: &str| reader.get(&format!("/v1/articles/{slug}"));
    read("seen").expect(404);
    reader.get("/v1/articles").expect(200);
    let id = publish(&editor, "articles", &article("seen", json!({"title": "One"}))).id();
    assert_eq!(read("seen").expect(200).json["title"], "One");
    assert_eq!(reader.get("/v1/articles").expect(200).json["data"][0]["title"], "One");
    editor.edit("articles", &id, &json!({"title": "Two", "slug": "renamed"}));
    assert_eq!(read("seen").expect(200).json["title"], "One", "a draft is not public");
    editor.publish("articles", &id);
    assert_eq!(read("seen").expect(301).header("location"), "/v1/articles/renamed");
    let renamed = read("renamed").expect(200);
    assert_eq!(renamed.json["title"], "Two");
    let version = |answer: &Answer| answer.header("x-content-version").parse::<i64>().unwrap();
    let before = version(&renamed);
    publish(&editor, "phrases", &phrase("Something else.", json!({})));
    assert_eq!(version(&read("renamed")), before, "an unchanged article must remain cached");
    assert!(version(&reader.get("/v1/articles")) > before);
    unpublish(&editor, "articles", &id);
    read("renamed").expect_problem(410, "gone");
    read("seen").expect_problem(410, "gone");
    assert_eq!(reader.get("/v1/articles").expect(200).json["data"], json!([]));
}

#[test]
fn a_scheduled_event_shortens_the_lifetime_of_cached_responses() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "articles", &article("kept", json!({})));
    let control = || reader.get("/v1/articles/kept").expect(200).header("cache-control").to_owned();
    assert_eq!(
        (control(), control()),
        (control(), "public, max-age=60, s-maxage=60, stale-while-revalidate=300".to_owned())
    );
    let later = editor.create("articles", &article("later", json!({})));
    let at = Timestamp::from_unix_ms(Timestamp::now().unix_ms() + 100_000);
    let target = format!("/v1/manage/articles/{later}/schedule");
    editor.put(&target, "*", &json!({"publishAt": at})).expect(200);
    let seconds: i64 =
        control().split(|letter: char| !letter.is_ascii_digit()).filter_map(|part| part.parse::<i64>().ok()).sum();
    assert!(seconds > 90 && seconds <= 100, "{}", control());
    editor.delete(&target, "*").expect(200);
    assert!(control().contains("max-age=60"), "{}", control());
}

#[test]
fn thirty_two_readers_never_see_an_older_version_again() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("busy", json!({"title": "0"}))).id();
    let (acknowledged, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for number in 0..32 {
            let (reader, acknowledged, done) = (app.anonymous(), &acknowledged, &done);
            scope.spawn(move || {
                let target = if number % 4 == 0 { "/v1/articles?slug=busy" } else { "/v1/articles/busy" };
                let mut seen = 0;
                while !done.load(Ordering::SeqCst) {
                    let least = acknowledged.load(Ordering::SeqCst).max(seen);
                    let read = reader.get(target).expect(200).json;
                    let title = read.get("title").unwrap_or(&read["data"][0]["title"]);
                    seen = title.as_str().unwrap().parse().unwrap();
                    assert!(seen >= least, "{target} went from {least} back to {seen}");
                }
            });
        }
        for title in 1..=60 {
            editor.edit("articles", &id, &json!({"title": title.to_string()}));
            editor.publish("articles", &id);
            acknowledged.store(title, Ordering::SeqCst);
        }
        done.store(true, Ordering::SeqCst);
    });
}

#[test]
fn another_server_on_the_database_invalidates_its_cache() {
    let sandbox = Sandbox::new();
    let key = sandbox.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded().trim().to_owned();
    let (one, other) = (sandbox.serve(&[]), sandbox.serve(&[]));
    let editor = one.client_with_key(&key);
    let title = |client: &Client| client.get("/v1/articles/shared").json["title"].as_str().map(str::to_owned);
    let id = publish(&editor, "articles", &article("shared", json!({"title": "One"}))).id();
    let reader = other.client();
    eventually(|| title(&reader).as_deref() == Some("One"));
    editor.edit("articles", &id, &json!({"title": "Two"}));
    editor.publish("articles", &id);
    eventually(|| title(&reader).as_deref() == Some("Two"));
    unpublish(&editor, "articles", &id);
    eventually(|| reader.get("/v1/articles/shared").status == 410);
}

fn cache_of(bytes_max: u64, clock: &Arc<InvalidationClock>) -> Arc<ResponseCache> {
    let metrics = Arc::new(Metrics::new().unwrap());
    Arc::new(ResponseCache::new(
        bytes_max,
        Arc::clone(clock),
        CacheControlPolicy::default(),
        CorsPolicy::new(&[]),
        metrics,
    ))
}

#[actix_web::test]
async fn concurrent_misses_run_the_handler_once() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    async fn make(request: HttpRequest) -> Result<HttpResponse, Problem> {
        MADE.fetch_add(1, Ordering::SeqCst);
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        Representation::json("{}".to_owned(), None, Freshness::default()).respond(&request)
    }
    let clock = Arc::new(InvalidationClock::default());
    let cache = cache_of(1 << 20, &clock);
    let layer = move |request: ServiceRequest, next: Next<_>| Arc::clone(&cache).serve(request, next);
    let app = init_service(App::new().route("/v1/slow", web::get().to(make)).wrap(from_fn(layer))).await;
    let ask = || app.call(TestRequest::get().uri("/v1/slow").to_request());
    let answers = futures_util::future::join_all((0..50).map(|_| ask())).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().status() == 200));
    assert_eq!(MADE.load(Ordering::SeqCst), 1);
    clock.invalidate(std::iter::empty(), 1);
    ask().await.unwrap();
    ask().await.unwrap();
    assert_eq!(MADE.load(Ordering::SeqCst), 2, "a change must cause one more run");
}

/// Returns a function that requests pages of 4 KiB through the cache. `made` counts the runs of the handler for requests
/// without a query.
async fn pages(cache: &Arc<ResponseCache>, made: &Data<AtomicUsize>) -> impl AsyncFn(String) {
    async fn make(request: HttpRequest, made: Data<AtomicUsize>) -> Result<HttpResponse, Problem> {
        made.fetch_add(usize::from(request.query_string().is_empty()), Ordering::SeqCst);
        tokio::task::yield_now().await;
        Representation::json(format!("{:4096}", 1), None, Freshness::default()).respond(&request)
    }
    let cache = Arc::clone(cache);
    let layer = move |request: ServiceRequest, next: Next<_>| Arc::clone(&cache).serve(request, next);
    let pages = web::resource("/v1/articles/{number}").get(make);
    let app = init_service(App::new().app_data(made.clone()).service(pages).wrap(from_fn(layer))).await;
    async move |uri: String| drop(app.call(TestRequest::get().uri(&uri).to_request()).await.unwrap())
}

#[actix_web::test]
async fn a_full_cache_admits_frequent_requests_and_replaces_stale_entries() {
    let (clock, made) = (Arc::new(InvalidationClock::default()), Data::new(AtomicUsize::new(0)));
    let cache = cache_of(2 << 20, &clock);
    let ask = pages(&cache, &made).await;
    for stranger in 0..1000 {
        ask(format!("/v1/articles/1?x={stranger}")).await;
    }
    let made_after = async |requests: usize| {
        for _ in 0..requests {
            ask("/v1/articles/1".to_owned()).await;
        }
        made.load(Ordering::SeqCst)
    };
    assert_eq!(made_after(3).await, 3, "rare requests must not be admitted");
    assert_eq!(made_after(10).await, 4, "the next request must be admitted");
    clock.invalidate(std::iter::empty(), 1);
    assert_eq!(made_after(10).await, 5, "a new response must take the place of the stale entry");
    futures_util::future::join_all((0..50).map(|_| ask("/v1/articles/2".to_owned()))).await;
    assert_eq!(made_after(0).await, 6, "concurrent misses must run the handler once");
}

/// Sends 20,000 requests for 100 pages through a cache of 2 MiB, with `strangers` unique requests after each. Returns the
/// number of cache hits and the final size of the cache in bytes.
async fn hits(strangers: usize) -> (usize, u64) {
    const REQUESTS: usize = 20_000;
    let made = Data::new(AtomicUsize::new(0));
    let cache = cache_of(2 << 20, &Arc::default());
    let ask = pages(&cache, &made).await;
    for number in 0..REQUESTS {
        ask(format!("/v1/articles/{}", number * 7 % 100)).await;
        for stranger in 0..strangers {
            ask(format!("/v1/articles/{}?x={number}-{stranger}", stranger % 100)).await;
        }
    }
    (REQUESTS - made.load(Ordering::SeqCst), cache.bytes())
}

#[actix_web::test]
async fn two_hundred_thousand_unique_queries_evict_no_frequent_entry() {
    let (undisturbed, _) = hits(0).await;
    let (disturbed, bytes) = hits(10).await;
    assert!(undisturbed > 19_000, "hits of 20,000: {undisturbed}");
    assert!(
        disturbed * 100 >= undisturbed * 95,
        "hits of 20,000: {undisturbed} undisturbed, {disturbed} with unique requests"
    );
    assert!(bytes <= 2 << 20, "{bytes} bytes");
}
