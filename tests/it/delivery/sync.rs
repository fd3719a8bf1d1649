//! Offline copies: initial and incremental syncs, page by page or as one bundle.

use reqwest::Method;
use serde_json::{Value, json};

use super::caching::decoded;
use crate::harness::{Client, TestApp, all, article, ids, phrase, poll_until, publish, sql, topic, unpublish};

/// Follows the pages to the end. Returns all entries and the token for the next sync.
fn walk(reader: &Client, from: &str) -> (Vec<Value>, String) {
    let mut items = Vec::new();
    let mut answer = reader.get(&format!("/v1/sync?{from}")).expect(200);
    loop {
        items.extend(answer.json["items"].as_array().unwrap().clone());
        if let Some(token) = answer.json["nextToken"].as_str() {
            return (items, token.to_owned());
        }
        let next = answer.json["nextPage"].as_str().unwrap();
        answer = reader.get(&format!("/v1/sync?token={next}&limit=50")).expect(200);
    }
}

fn since(reader: &Client, token: &str) -> (Vec<Value>, String) {
    walk(reader, &format!("token={token}"))
}

#[test]
fn an_initial_sync_has_everything_and_later_ones_the_changes() {
    let app = TestApp::with_demo();
    let (editor, reader) = (app.editor(), app.anonymous());
    let gone = json!(publish(&editor, "articles", &article("to-be-gone", json!({}))).id());
    let (items, token) = walk(&reader, "initial=true&limit=7");
    for (kind, list) in
        [("article", "/v1/articles?view=full"), ("phrase", "/v1/phrases"), ("resource", "/v1/resources")]
    {
        let mut copied: Vec<&Value> =
            items.iter().filter(|item| item["type"] == kind).map(|item| &item["document"]).collect();
        let mut listed = all(&reader, list);
        copied.sort_by_key(|document| document["id"].to_string());
        listed.sort_by_key(|document| document["id"].to_string());
        assert_eq!(copied, listed.iter().collect::<Vec<_>>(), "{kind}");
    }
    assert_eq!(items.iter().filter(|item| item["type"] == "topic").count(), all(&reader, "/v1/topics").len());
    assert!(items.is_sorted_by_key(|item| item["seq"].as_i64()));

    assert_eq!(since(&reader, &token), (vec![], token.clone()), "no changes, and the same token");
    let new = publish(&editor, "phrases", &phrase("I am here.", json!({}))).id();
    unpublish(&editor, "articles", gone.as_str().unwrap());
    let (changes, later) = since(&reader, &token);
    let of = |id: &Value| changes.iter().find(|item| item["id"] == *id).unwrap();
    assert_eq!(of(&json!(new))["document"]["text"], "I am here.");
    assert_eq!((&of(&gone)["type"], &of(&gone)["kind"]), (&json!("tombstone"), &json!("article")));
    assert_eq!(since(&reader, &later).0, Vec::<Value>::new());
    assert_eq!(since(&reader, &token).0, changes, "a token can be used again");
}

#[test]
fn entities_that_cease_to_match_or_are_unpublished_are_tombstones() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let night = publish(&editor, "topics", &topic("night", json!({}))).id();
    let id = publish(&editor, "articles", &article("calm", json!({"topics": [night]}))).id();
    publish(&editor, "articles", &article("other", json!({})));
    let spanish = publish(&editor, "articles", &article("calma", json!({"locale": "es", "topics": [night]}))).id();
    let words = publish(&editor, "phrases", &phrase("I am here.", json!({"topics": [night]}))).id();
    let (items, token) = walk(&reader, "initial=true&kind=article&locale=en&topic=night");
    assert_eq!(ids(&items), [id.as_str()]);

    editor.edit("articles", &id, &json!({"topics": []}));
    editor.publish("articles", &id);
    unpublish(&editor, "articles", &spanish);
    editor.edit("phrases", &words, &json!({"text": "I am still here."}));
    editor.publish("phrases", &words);
    let (items, _) = since(&reader, &token);
    assert_eq!(ids(&items), [id, spanish], "entities of other kinds were never in the copy");
    assert!(items.iter().all(|item| item["type"] == "tombstone"));
}

#[test]
fn no_entity_matches_while_the_topic_of_the_filter_is_unpublished() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let night = publish(&editor, "topics", &topic("night", json!({}))).id();
    let id = publish(&editor, "articles", &article("calm", json!({"topics": [night]}))).id();
    let (items, token) = walk(&reader, "initial=true&kind=article&topic=night");
    assert_eq!(ids(&items), [id.as_str()]);

    editor.post_matching(&format!("/v1/manage/topics/{night}/unpublish?force=true"), "*", &json!({})).expect(200);
    let (items, token) = since(&reader, &token);
    let mut gone = ids(&items);
    gone.sort_unstable();
    assert_eq!(gone, [night.as_str(), id.as_str()], "no entity may match the filter");
    assert!(items.iter().all(|item| item["type"] == "tombstone"), "{items:?}");

    editor.publish("topics", &night);
    let (items, _) = since(&reader, &token);
    assert_eq!(ids(&items), [id.as_str()]);
    assert_eq!(items[0]["document"]["topics"][0]["slug"], "night");
}

#[test]
fn a_page_has_a_limited_number_of_reads_even_if_nothing_matches() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let page = reader.get("/v1/sync?initial=true&kind=article&locale=fr&limit=2").expect(200).json;
    assert_eq!((&page["items"], page["nextPage"].is_string()), (&json!([]), true));
    assert_eq!(walk(&reader, "initial=true&kind=article&locale=fr&limit=2").0, Vec::<Value>::new());
}

#[test]
fn a_page_reads_at_most_ten_changes_for_each_entry_of_its_limit() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let page = |query: &str| reader.get(&format!("/v1/sync?initial=true&{query}")).expect(200).json;
    publish(&editor, "phrases", &phrase("Estoy aquí.", json!({"locale": "es"})));
    for number in 2..=10 {
        publish(&editor, "phrases", &phrase(&format!("Phrase {number}."), json!({})));
    }
    let ten = page("locale=fr&limit=1");
    assert_eq!((&ten["items"], ten["nextToken"].is_string()), (&json!([]), true), "{ten}");
    let two = page("locale=en&limit=2");
    assert_eq!(two["items"].as_array().unwrap().len(), 2, "a page has no more entries than its limit");
    publish(&editor, "phrases", &phrase("Phrase 11.", json!({})));
    let eleven = page("locale=fr&limit=1");
    assert_eq!((&eleven["items"], eleven["nextPage"].is_string()), (&json!([]), true), "{eleven}");
}

#[test]
fn invalid_sync_parameters_are_reported() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let refused = |query: &str, parameter: &str, code: &str| {
        reader.get(&format!("/v1/sync{query}")).expect_problem(400, "invalid_query").expect_error(parameter, code);
    };
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();
    reader.get(&format!("/v1/sync?token={token}")).expect(200);
    refused("", "token", "required");
    refused(&format!("?initial=true&token={token}"), "initial", "invalid_value");
    refused(&format!("?token={token}&locale=en"), "locale", "invalid_value");
    refused(&format!("?token={}", token.replace('a', "b")), "token", "invalid_token");
    refused("?token=x", "token", "invalid_token");
    refused("?initial=true&topic=nothing", "topic", "unknown_reference");
    refused("?initial=true&kind=poem", "kind", "invalid_value");
    refused("?initial=true&limit=101", "limit", "invalid_value");
}

#[test]
fn unusable_tokens_require_a_new_sync() {
    let (app, other) = (TestApp::spawn_with(&["--sync-window-s", "1"]), TestApp::spawn());
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "articles", &article("one", json!({})));
    let (_, token) = walk(&reader, "initial=true");
    for earlier in 0..2 {
        let elsewhere = other.anonymous().get(&format!("/v1/sync?token={token}"));
        elsewhere.expect_problem(410, "resync_required");
        if earlier == 0 {
            publish(&other.editor(), "articles", &article("another", json!({})));
        }
    }
    reader.get(&format!("/v1/sync?token={token}")).expect(200);
    publish(&editor, "articles", &article("two", json!({})));
    let expired =
        poll_until(|| Some(reader.get(&format!("/v1/sync?token={token}"))).filter(|answer| answer.status != 200));
    expired.expect_problem(410, "resync_required");
    let (items, token) = walk(&reader, "initial=true");
    assert_eq!(items.len(), 2);
    reader.get(&format!("/v1/sync?token={token}")).expect(200);
}

#[test]
fn a_token_of_another_version_requires_a_new_sync_and_one_of_the_first_version_continues() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let token = |scope: Value| {
        cairn::http::encode_opaque("/v1/sync", &json!({"s": 0, "a": null, "b": 0, "e": null, "c": scope}))
    };
    let id = publish(&editor, "phrases", &phrase("I am here.", json!({}))).id();
    publish(&editor, "phrases", &phrase("Estoy aquí.", json!({"locale": "es"})));
    let (items, _) = since(&reader, &token(json!({"k": ["phrase"], "l": "en", "t": []})));
    assert_eq!(items.iter().map(|item| &item["type"]).collect::<Vec<_>>(), ["phrase", "tombstone"]);
    assert_eq!(items[0]["id"], id.as_str());
    for scope in [
        json!({"k": ["phrase"], "l": null, "t": [], "audience": "children"}),
        json!({"k": ["playlist"], "l": null, "t": []}),
        json!({"k": ["phrase"], "t": []}),
    ] {
        let answer = reader.get(&format!("/v1/sync?token={}", token(scope)));
        answer.expect_problem(410, "resync_required");
    }
}

#[test]
fn a_change_that_a_copy_lacks_may_be_as_old_as_the_window() {
    for (age_minutes, status) in [(59, 200), (61, 410)] {
        let app = TestApp::spawn_with(&["--sync-window-s", "3600"]);
        let (editor, reader) = (app.editor(), app.anonymous());
        publish(&editor, "phrases", &phrase("I am here.", json!({})));
        let (_, token) = walk(&reader, "initial=true");
        publish(&editor, "phrases", &phrase("I hear you.", json!({})));
        let age = format!("UPDATE changes SET at = at - {age_minutes} * 60 * 1000 WHERE seq = 2");
        assert_eq!(sql(&app.database_file(), &age), 1);
        reader.get(&format!("/v1/sync?token={token}")).expect(status);
    }
}

#[test]
fn a_token_of_a_log_with_other_changes_requires_a_new_sync() {
    // The log differs where the copy began, or where it is now.
    for seq in [1, 2] {
        let app = TestApp::spawn();
        let (editor, reader) = (app.editor(), app.anonymous());
        publish(&editor, "phrases", &phrase("I am here.", json!({})));
        let (_, token) = walk(&reader, "initial=true");
        publish(&editor, "phrases", &phrase("I hear you.", json!({})));
        let (items, token) = since(&reader, &token);
        assert_eq!(items.len(), 1);
        assert_eq!(sql(&app.database_file(), &format!("UPDATE changes SET at = at + 1 WHERE seq = {seq}")), 1);
        reader.get(&format!("/v1/sync?token={token}")).expect_problem(410, "resync_required");
    }
}

#[test]
fn a_bundle_has_the_whole_copy_and_a_token_in_every_coding() {
    let app = TestApp::with_demo();
    let (editor, reader) = (app.editor(), app.anonymous());
    for filter in ["", "?locale=es&kind=article,topic"] {
        let target = format!("/v1/bundle{filter}");
        let plain = reader.get(&target).expect(200);
        let lines: Vec<Value> = plain.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (end, entries) = lines.split_last().unwrap();
        let (items, token) = walk(&reader, &format!("initial=true&{}", filter.trim_start_matches('?')));
        assert_eq!((entries, end), (items.as_slice(), &json!({"type": "end", "nextToken": token})));
        assert_eq!(plain.header("content-type"), "application/x-ndjson");
        for coding in ["br", "zstd", "gzip"] {
            let coded = reader.get_with(&target, &[("Accept-Encoding", coding)]).expect(200);
            assert_eq!((coded.header("content-encoding"), decoded(&coded)), (coding, plain.bytes.clone()));
            assert!(coded.bytes.len() * 2 < plain.bytes.len(), "{coding} must halve the size");
        }
        let known = [("If-None-Match", plain.header("etag"))];
        reader.get_with(&target, &known).expect(304);
        publish(&editor, "phrases", &phrase("I am here.", json!({})));
        reader.get_with(&target, &known).expect(200);
    }
    let head = reader.send(Method::HEAD, "/v1/bundle", &[], None).expect(200);
    assert_eq!((head.header("content-type"), head.headers.get("content-length")), ("application/x-ndjson", None));
    reader.get("/v1/bundle?token=x").expect_problem(400, "invalid_query");
}
