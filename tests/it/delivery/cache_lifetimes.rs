//! No cache keeps a response beyond the time at which it can change.

use reqwest::Method;
use serde_json::json;

use super::caching::targets;
use crate::harness::{Answer, TestApp, article, publish, sql};
use crate::openapi::operations;

const DEFAULT_CACHE_CONTROL: &str = "public, max-age=60, s-maxage=60, stale-while-revalidate=300";
/// Disables the response cache, which does not notice events that the test writes into the database directly.
const UNCACHED: &[&str] = &["--cache-mb", "0"];
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Replaces the scheduled events by events at these offsets from now, in seconds.
fn schedule(app: &TestApp, seconds: &[i64]) {
    sql(&app.database_file(), "DELETE FROM published_intents");
    for (index, seconds) in seconds.iter().enumerate() {
        let at = chrono::Utc::now().timestamp_millis() + seconds * 1000;
        let statement = format!("INSERT INTO published_intents (schedule_id, at) VALUES ('{index}', {at})");
        assert_eq!(sql(&app.database_file(), &statement), 1);
    }
}

/// Returns the maximum total lifetime of a response in a chain of caches, in seconds.
#[track_caller]
fn lifetime_seconds(answer: &Answer) -> i64 {
    let header = answer.header("cache-control");
    let seconds = |name: &str| -> i64 {
        let found = header.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("no {name} in {header}")).parse().unwrap()
    };
    seconds("max-age") + seconds("s-maxage") + seconds("stale-while-revalidate")
}

/// Returns a URL with a 200 response for each operation of delivery, and one that redirects.
fn all_targets(app: &TestApp) -> Vec<String> {
    let (editor, reader) = (app.editor(), app.anonymous());
    let mut targets = targets(&reader);
    let id = publish(&editor, "articles", &article("before", json!({}))).id();
    editor.edit("articles", &id, &json!({"slug": "after"}));
    editor.publish("articles", &id);
    targets.extend(
        ["/v1/articles/before", "/v1/bundle?kind=topic", "/v1/feed.json", "/v1/feed.atom", "/sitemap.xml"]
            .map(str::to_owned),
    );
    for (template, method, _) in operations() {
        let is_open =
            template.starts_with("/v1/") && !["/v1/manage", "/v1/preview"].iter().any(|it| template.starts_with(it));
        if method != Method::GET || !is_open {
            continue;
        }
        let fits = |target: &String| {
            let (parts, segments) = (template.split('/'), target.split(['?']).next().unwrap().split('/'));
            parts.clone().count() == segments.clone().count()
                && parts.zip(segments).all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        assert!(targets.iter().any(fits), "add a URL for {template}");
    }
    targets
}

#[test]
fn no_response_is_fresh_beyond_the_next_scheduled_event() {
    let app = TestApp::with_demo_and(UNCACHED);
    let reader = app.anonymous();
    let targets = all_targets(&app);
    for (offsets, most) in [(vec![5000, 60], 60), (vec![100, 101], 100), (vec![400], 400)] {
        schedule(&app, &offsets);
        for target in &targets {
            let answer = reader.get(target);
            let lifetime = lifetime_seconds(&answer);
            assert!(lifetime > 0 && lifetime <= most, "{target}: {lifetime} s, at most {most}");
            let known = reader.get_with(target, &[("If-None-Match", "*")]);
            assert!(lifetime_seconds(&known) <= most, "{target}: {}", known.status);
        }
    }
    schedule(&app, &[2000]);
    for target in &targets {
        assert_eq!(reader.get(target).header("cache-control"), DEFAULT_CACHE_CONTROL, "{target}");
    }
}

#[test]
fn responses_are_no_cache_while_a_scheduled_event_is_overdue() {
    let app = TestApp::with_demo_and(UNCACHED);
    let reader = app.anonymous();
    let targets = all_targets(&app);
    for offsets in [vec![-1], vec![1], vec![600, -3600]] {
        schedule(&app, &offsets);
        for target in &targets {
            assert_eq!(reader.get(target).header("cache-control"), "public, no-cache", "{target}");
        }
    }
    schedule(&app, &[]);
    assert_eq!(reader.get("/v1/articles").header("cache-control"), DEFAULT_CACHE_CONTROL);
}

#[test]
fn no_article_is_fresh_beyond_the_next_change_of_its_review_state() {
    let app = TestApp::spawn_with(UNCACHED);
    let (editor, reader) = (app.editor(), app.anonymous());
    let in_seconds = |seconds: i64| {
        let at = chrono::Utc::now() + chrono::TimeDelta::seconds(seconds);
        json!({"nextReviewAt": at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)})
    };
    for (slug, seconds, most) in [
        ("overdue-soon", 120, 120),
        ("due-soon", 30 * DAY_SECONDS + 180, 180),
        ("due-late", 31 * DAY_SECONDS, 420),
        ("overdue", -10, 420),
    ] {
        publish(&editor, "articles", &article(slug, in_seconds(seconds)));
        let lifetime = lifetime_seconds(&reader.get(&format!("/v1/articles/{slug}")).expect(200));
        assert!(lifetime <= most && lifetime > most - 60, "{slug}: {lifetime} s");
    }
    let lists = [("/v1/articles?view=full", 120), ("/v1/articles?view=full&slug=due-soon", 180), ("/v1/articles", 420)];
    for (list, most) in lists {
        let lifetime = lifetime_seconds(&reader.get(list).expect(200));
        assert!(lifetime <= most && lifetime > most - 60, "{list}: {lifetime} s");
    }
    schedule(&app, &[60]);
    assert!(
        lifetime_seconds(&reader.get("/v1/articles/due-late").expect(200)) <= 60,
        "the scheduled event comes first"
    );
}
