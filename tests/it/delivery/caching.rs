//! Validators, content codings and cache headers.

use std::collections::BTreeSet;
use std::io::Read;

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Client, TestApp, article, ids, publish, resource, sql};

const NO: &str = "/v1/articles/when-someone-you-love-says-no";

/// Returns a URL of each kind that delivery serves.
pub(super) fn targets(reader: &Client) -> Vec<String> {
    let first = |list: &str| ids(reader.get(list).expect(200).json["data"].as_array().unwrap()).remove(0);
    let section = reader.get(&format!("{NO}/sections/when-to-act")).expect(200).id();
    let mut targets: Vec<String> =
        ["", "?body=html", "/fields?fields=title", "/sections", "/sections/when-to-act", "/phrases", "/related"]
            .iter()
            .map(|tail| format!("{NO}{tail}"))
            .collect();
    targets.extend([
        format!("{NO}/suggestions"),
        "/v1/articles".to_owned(),
        "/v1/articles?view=full&limit=100".to_owned(),
        "/v1/articles?fields=sections,review&body=html&locale=es&fallback=en".to_owned(),
        format!("/v1/sections/{section}"),
        "/v1/phrases?limit=3".to_owned(),
        format!("/v1/phrases/{}", first("/v1/phrases")),
        "/v1/phrases/daily?date=2026-10-01".to_owned(),
        "/v1/resources".to_owned(),
        format!("/v1/resources/{}", first("/v1/resources")),
        "/v1/topics".to_owned(),
        "/v1/topics/talking".to_owned(),
        "/v1/search?q=relapse".to_owned(),
        "/v1/lookup?address=talking&address=setting-limits".to_owned(),
        "/v1/sync?initial=true&limit=20".to_owned(),
        "/v1/resources?region=GB".to_owned(),
        "/v1/locales".to_owned(),
        "/v1/redirects".to_owned(),
    ]);
    targets
}

fn get_coded(reader: &Client, target: &str, accepted: &str) -> Answer {
    reader.get_with(target, &[("Accept-Encoding", accepted)]).expect(200)
}

pub(super) fn decoded(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        "" => plain.clone_from(&answer.bytes),
        "br" => drop(brotli::Decompressor::new(answer.bytes.as_slice(), 4096).read_to_end(&mut plain).unwrap()),
        "gzip" => drop(flate2::read::GzDecoder::new(answer.bytes.as_slice()).read_to_end(&mut plain).unwrap()),
        "zstd" => plain = zstd::stream::decode_all(answer.bytes.as_slice()).unwrap(),
        other => panic!("unexpected coding {other}"),
    }
    plain
}

#[test]
fn every_response_has_validators_and_is_cacheable_by_all_caches() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for target in targets(&reader) {
        let answer = reader.get(&target).expect(200);
        let etag = answer.etag();
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 10, "{target}: {etag} is not strong");
        assert!(answer.header("last-modified").ends_with(" GMT"), "{target}");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=60, s-maxage=60, stale-while-revalidate=300",
            "{target}"
        );
        assert!(answer.header("vary").contains("Accept-Encoding"), "{target}");
        assert_eq!(reader.get(&target).expect(200).etag(), etag, "{target}: the same bytes must have the same ETag");
    }
}

#[test]
fn a_matching_etag_returns_304_with_validators_and_no_body() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for target in targets(&reader) {
        let full = reader.get(&target).expect(200);
        let etag = full.etag();
        for known in [
            etag.clone(),
            format!("\"other\", {etag}"),
            format!("W/{etag}"),
            "*".to_owned(),
            format!("\"a\",W/{etag},\"b\""),
        ] {
            let answer = reader.get_with(&target, &[("If-None-Match", &known)]).expect(304);
            assert!(answer.bytes.is_empty(), "{target}");
            for name in ["etag", "cache-control", "vary", "x-content-version"] {
                assert_eq!(answer.header(name), full.header(name), "{target}: {name}");
            }
            for name in ["content-type", "content-encoding", "content-language", "last-modified", "link"] {
                assert_eq!(answer.header(name), "", "{target}: {name}");
            }
        }
        for unknown in ["\"other\"", "W/\"other\"", "", &etag[1..], &format!("\"x{}", &etag[1..])] {
            reader.get_with(&target, &[("If-None-Match", unknown)]).expect(200);
        }
        let head = reader.send(Method::HEAD, &target, &[("If-None-Match", &etag)], None).expect(304);
        assert_eq!(head.etag(), etag);
    }
}

#[test]
fn if_modified_since_the_last_change_returns_304() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    // The demo was just published, and Last-Modified never names a second that is not over.
    let day = 1_767_225_600_000_i64;
    sql(&app.database_file(), &format!("UPDATE published_articles SET updated_at = {day}"));
    sql(&app.database_file(), &format!("UPDATE changes SET at = {day}"));
    for target in [NO, "/v1/articles", "/v1/articles?view=full"] {
        let full = reader.get(target).expect(200);
        assert_eq!(full.header("last-modified"), "Thu, 01 Jan 2026 00:00:00 GMT", "{target}");
        let since = |date: &str| reader.get_with(target, &[("If-Modified-Since", date)]);
        assert!(since(full.header("last-modified")).expect(304).bytes.is_empty());
        since("Fri, 02 Jan 2026 00:00:00 GMT").expect(304);
        // The two obsolete date formats, which servers must accept.
        since("Friday, 02-Jan-26 00:00:00 GMT").expect(304);
        since("Fri Jan  2 00:00:00 2026").expect(304);
        since("Wed, 31 Dec 2025 23:59:59 GMT").expect(200);
        since("yesterday").expect(200);
        let both = [("If-None-Match", "\"other\""), ("If-Modified-Since", "Fri, 02 Jan 2026 00:00:00 GMT")];
        assert_eq!(
            reader.get_with(target, &both).status,
            200,
            "{target}: If-None-Match takes precedence over If-Modified-Since"
        );
    }
}

#[test]
fn last_modified_is_before_the_current_second() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("fresh", json!({})));
    let answer = app.anonymous().get("/v1/articles/fresh").expect(200);
    let published = answer.json["updatedAt"].as_str().unwrap();
    let modified = httpdate(answer.header("last-modified"));
    let now = chrono::Utc::now().timestamp();
    assert!(modified < now, "the second {modified} is not over at {now}; published at {published}");
}

/// Returns the time of day of an HTTP date. Dates in this test are less than a day apart.
fn httpdate(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc2822(text).unwrap().timestamp()
}

#[test]
fn the_coding_is_the_most_preferred_one() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let plain = reader.get(NO).expect(200);
    assert_eq!(plain.header("content-encoding"), "", "a request that accepts no coding gets the identity coding");
    for (accepted, coding) in [
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("br;q=0.5, gzip;q=1.0", "gzip"),
        ("br;q=0, zstd;q=0.1, gzip;q=0", "zstd"),
        ("br;q=0", ""),
        ("identity", ""),
        ("identity;q=1, gzip;q=0.2", ""),
        ("identity;q=0, gzip;q=0.2", "gzip"),
        ("deflate, compress", ""),
        ("*;q=0.1, gzip", "gzip"),
        ("GZip", "gzip"),
        ("", ""),
        ("nonsense;q=x,,;", ""),
    ] {
        let answer = get_coded(&reader, NO, accepted);
        assert_eq!(answer.header("content-encoding"), coding, "Accept-Encoding: {accepted}");
        assert_eq!(decoded(&answer), plain.bytes, "Accept-Encoding: {accepted}");
        assert!(coding.is_empty() || answer.bytes.len() < plain.bytes.len() / 2, "{coding} must halve the size");
    }
}

#[test]
fn each_coding_has_its_own_etag() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for target in [NO, "/v1/phrases", "/v1/topics"] {
        let answers: Vec<Answer> =
            ["identity", "br", "zstd", "gzip"].into_iter().map(|coding| get_coded(&reader, target, coding)).collect();
        for (index, answer) in answers.iter().enumerate() {
            assert_eq!(decoded(answer), answers[0].bytes, "{target}");
            for (other_index, other) in answers.iter().enumerate() {
                let coding = if index == 0 { "identity" } else { answer.header("content-encoding") };
                let headers = [("Accept-Encoding", coding), ("If-None-Match", &other.etag())];
                let status = reader.get_with(target, &headers).status;
                assert_eq!(status, if index == other_index { 304 } else { 200 }, "{target}");
            }
        }
    }
}

#[test]
fn small_responses_are_not_compressed() {
    let app = TestApp::with_demo();
    let answer = get_coded(&app.anonymous(), "/v1/topics/talking", "br, gzip");
    assert!(answer.bytes.len() < 1024 && answer.header("content-encoding").is_empty());
}

#[test]
fn head_returns_the_headers_of_get() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for target in targets(&reader) {
        for coding in ["identity", "br"] {
            let get = reader.get_with(&target, &[("Accept-Encoding", coding)]).expect(200);
            let head = reader.send(Method::HEAD, &target, &[("Accept-Encoding", coding)], None).expect(200);
            assert!(head.bytes.is_empty(), "{target}");
            assert_eq!(head.header("content-length"), get.bytes.len().to_string(), "{target}");
            let lasting = |answer: &Answer| {
                let mut headers: Vec<String> = answer
                    .headers
                    .iter()
                    // The order of the headers that CORS exposes differs between workers.
                    .filter(|(name, _)| {
                        !["date", "x-request-id", "access-control-expose-headers"].contains(&name.as_str())
                    })
                    .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                    .collect();
                headers.sort();
                headers
            };
            // The second in which the content was published may end between the requests.
            let again = reader.get_with(&target, &[("Accept-Encoding", coding)]).expect(200);
            let either = [lasting(&get), lasting(&again)];
            assert!(either.contains(&lasting(&head)), "{target}: {:?} is none of {either:?}", lasting(&head));
        }
    }
}

#[test]
fn the_etag_of_a_list_changes_with_every_publication() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let tag = |target: &str| reader.get(target).expect(200).etag();
    let empty = tag("/v1/articles");
    let id = publish(&editor, "articles", &article("one", json!({}))).id();
    let one = tag("/v1/articles");
    assert_ne!(empty, one);
    let answer = reader.get_with("/v1/articles", &[("If-None-Match", &empty)]).expect(200);
    assert_eq!(answer.json["data"][0]["slug"], "one");
    editor.patch(&format!("/v1/manage/articles/{id}"), "*", &json!({"title": "Another title"})).expect(200);
    assert_eq!(tag("/v1/articles"), one, "a saved draft changes nothing");
    editor.post_matching(&format!("/v1/manage/articles/{id}/publish"), "*", &json!({})).expect(200);
    let changed = tag("/v1/articles");
    assert_ne!(changed, one);
    publish(&editor, "resources", &resource("Elsewhere", json!({})));
    assert_eq!(tag("/v1/articles"), changed, "an entity that no article shows does not change the list of articles");
    crate::harness::unpublish(&editor, "articles", &id);
    assert_eq!(tag("/v1/articles"), empty, "the same bytes as before the first publication");
}

#[test]
fn problems_are_not_cacheable() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("brief", json!({}))).id();
    crate::harness::unpublish(&editor, "articles", &id);
    for (target, headers, status) in [
        ("/v1/articles?limit=0", vec![], 400),
        ("/v1/articles?cursor=x", vec![], 400),
        ("/v1/articles/nothing", vec![], 404),
        ("/v1/articles/brief", vec![], 410),
        ("/v1/articles", vec![("Accept", "image/png")], 406),
        ("/nowhere", vec![], 404),
        ("/v1/manage/articles", vec![], 401),
    ] {
        let known = [headers, vec![("If-None-Match", "*"), ("Accept-Encoding", "br")]].concat();
        let answer = reader.get_with(target, &known).expect(status);
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{target}");
        assert_eq!((answer.header("etag"), answer.header("last-modified")), ("", ""), "{target}");
    }
    let refused = reader.post("/v1/articles", &json!({})).expect_problem(405, "method_not_allowed");
    assert_eq!((refused.header("allow"), refused.header("cache-control")), ("GET, HEAD", "no-store"));
}

#[test]
fn responses_to_requests_without_an_origin_allow_every_origin() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for target in ["/v1/articles/setting-limits", "/v1/articles", "/v1/articles/never-was", "/v1/articles?limt=1"] {
        for time in ["made", "kept"] {
            let answer = reader.get(target);
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{time}: {target}");
            assert!(answer.header("access-control-expose-headers").contains("ETag"), "{time}: {target}");
        }
    }
}

#[test]
fn a_304_has_few_headers() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let whole = reader.get("/v1/articles/setting-limits").expect(200);
    let known = reader.get_with("/v1/articles/setting-limits", &[("If-None-Match", &whole.etag())]).expect(304);
    let names = |answer: &Answer| -> BTreeSet<String> { answer.headers.keys().map(ToString::to_string).collect() };
    let omitted: Vec<String> = names(&whole).difference(&names(&known)).cloned().collect();
    let described = [
        "cache-tag",
        "content-language",
        "content-length",
        "content-type",
        "last-modified",
        "surrogate-key",
        "x-content-type-options",
    ];
    assert_eq!(omitted, described, "the 304 must omit only headers that describe the cached body");
}
