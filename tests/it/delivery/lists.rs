//! The list of articles: filters, orders and pagination.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, all, article, id_of, ids, publish, strings};

/// Returns all articles with all members, to compare with filtered lists.
fn everything(reader: &Client) -> Vec<Value> {
    all(reader, "/v1/articles?view=full")
}

fn fitting(articles: &[Value], fits: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    articles.iter().filter(|article| fits(article)).map(|article| article["id"].as_str().unwrap().to_owned()).collect()
}

fn carries(article: &Value, topic: &str) -> bool {
    article["topics"].as_array().unwrap().iter().any(|carried| carried["slug"] == topic)
}

#[track_caller]
fn assert_filters(reader: &Client, query: &str, expected: &BTreeSet<String>) {
    let found: BTreeSet<String> = ids(&all(reader, &format!("/v1/articles?{query}"))).into_iter().collect();
    assert_eq!(found, *expected, "{query}");
    let total =
        reader.get(&format!("/v1/articles?{query}&count=true&limit=1")).expect(200).json["page"]["total"].clone();
    assert_eq!(total, expected.len(), "{query}");
}

#[test]
fn a_list_has_cards_or_with_view_full_whole_articles() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let cards = reader.get("/v1/articles?slug=setting-limits").expect(200);
    insta::assert_json_snapshot!(cards.json, {
        ".**.id" => "[id]", ".data[].firstPublishedAt" => "[time]", ".data[].publishedAt" => "[time]",
        ".data[].updatedAt" => "[time]", ".data[].translationGroupId" => "[id]",
    }, @r#"
    {
      "data": [
        {
          "id": "[id]",
          "locale": "en",
          "slug": "setting-limits",
          "url": "/v1/articles/setting-limits?locale=en",
          "title": "Setting limits you can keep",
          "kicker": "Boundaries",
          "summary": "A limit says what you will do, not what someone else must do. How to choose one, say it kindly and hold it when it’s tested.",
          "topics": [
            {
              "id": "[id]",
              "slug": "boundaries",
              "name": "Boundaries",
              "kind": "subject"
            },
            {
              "id": "[id]",
              "slug": "talking",
              "name": "Talking and listening",
              "kind": "subject"
            },
            {
              "id": "[id]",
              "slug": "families",
              "name": "Families and friends",
              "kind": "audience"
            }
          ],
          "wordCount": 636,
          "readingMinutes": 4,
          "translations": [],
          "translationGroupId": "[id]",
          "firstPublishedAt": "[time]",
          "publishedAt": "[time]",
          "updatedAt": "[time]",
          "version": 2
        }
      ],
      "page": {
        "limit": 20
      }
    }
    "#);
    for whole in everything(&reader) {
        let id = whole["id"].as_str().unwrap();
        assert_eq!(reader.get(&format!("/v1/articles/{id}")).expect(200).json, whole);
    }
}

#[test]
fn topic_filters_accept_ids_and_slugs_and_all_must_match() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let articles = everything(&reader);
    let talking = fitting(&articles, |article| carries(article, "talking"));
    let both = fitting(&articles, |article| carries(article, "talking") && carries(article, "boundaries"));
    assert!(both.len() < talking.len() && talking.len() < articles.len() && !both.is_empty());
    assert_filters(&reader, "topic=talking", &talking);
    assert_filters(&reader, &format!("topic={}", id_of(&reader, "/v1/topics", "talking")), &talking);
    assert_filters(&reader, "topic=talking,boundaries", &both);
    let none = fitting(&articles, |article| carries(article, "money") && carries(article, "in-a-crisis"));
    assert_filters(&reader, "topic=money,in-a-crisis", &none);
}

#[test]
fn lists_of_values_are_separated_by_commas_or_repeated() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let joined = reader.get("/v1/articles?slug=setting-limits,after-a-relapse").expect(200);
    let repeated = reader.get("/v1/articles?slug=setting-limits&slug=after-a-relapse").expect(200);
    assert_eq!(joined.json["data"].as_array().unwrap().len(), 2);
    assert_eq!(joined.json, repeated.json);
}

#[test]
fn articles_are_filtered_by_locale_id_slug_and_time() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let articles = everything(&reader);
    let spanish = fitting(&articles, |article| article["locale"] == "es");
    assert_eq!(spanish.len(), 2);
    assert_filters(&reader, "locale=es", &spanish);
    assert_filters(&reader, "locale=pt-BR", &BTreeSet::new());
    let two: Vec<&str> = articles[3..5].iter().map(|article| article["id"].as_str().unwrap()).collect();
    let unknown = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    let expected = two.iter().map(|id| (*id).to_owned()).collect();
    assert_filters(&reader, &format!("ids={},{unknown},{}", two[1], two[0]), &expected);
    let named =
        fitting(&articles, |article| article["slug"] == "setting-limits" || article["slug"] == "stopping-safely");
    assert_filters(&reader, "slug=setting-limits,stopping-safely,never-written", &named);
    assert_filters(
        &reader,
        "topic=talking&locale=es",
        &fitting(&articles, |article| article["locale"] == "es" && carries(article, "talking")),
    );
    let latest = articles.iter().map(|article| article["updatedAt"].as_str().unwrap()).max().unwrap();
    let recent = fitting(&articles, |article| article["updatedAt"] == latest);
    assert_filters(&reader, &format!("updatedSince={latest}"), &recent);
    assert_filters(&reader, "updatedSince=2099-01-01T00:00:00Z", &BTreeSet::new());
    assert_filters(&reader, "updatedSince=2001-01-01T00:00:00%2B02:00", &fitting(&articles, |_| true));
}

#[test]
fn articles_are_filtered_by_phrase_and_resource() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let articles = everything(&reader);
    for (member, parameter) in [("phrases", "phrase"), ("related", "resource")] {
        let used = articles.iter().flat_map(|article| article[member].as_array().unwrap()).map(|one| one["id"].clone());
        for id in used.collect::<Vec<_>>().into_iter().step_by(9) {
            let users =
                fitting(&articles, |article| article[member].as_array().unwrap().iter().any(|one| one["id"] == id));
            assert_filters(&reader, &format!("{parameter}={}", id.as_str().unwrap()), &users);
        }
    }
}

#[test]
fn filters_reject_entities_that_are_not_published() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let unknown = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    for (parameter, value) in [
        ("topic", "no-such-topic"),
        ("topic", unknown),
        ("topic", "talking,no-such-topic"),
        ("phrase", unknown),
        ("resource", unknown),
    ] {
        let answer = reader.get(&format!("/v1/articles?{parameter}={value}")).expect_problem(400, "invalid_query");
        answer.expect_error(parameter, "unknown_reference");
    }
    let draft = app.author().post("/v1/manage/topics", &crate::harness::topic("drafted", json!({}))).expect(201).id();
    reader.get(&format!("/v1/articles?topic={draft}")).expect_problem(400, "invalid_query");
    reader.get("/v1/articles?topic=drafted").expect_problem(400, "invalid_query");
}

#[test]
fn every_invalid_query_parameter_is_reported() {
    let app = TestApp::spawn();
    let target = "/v1/articles?limit=101&count=yes&sort=titel&view=fulll&locale=_&ids=x&slug=A%20B&updatedSince=monday&phrase=1&topic=&nmae=1";
    let answer = app.anonymous().get(target).expect_problem(400, "invalid_query");
    let mut named = strings(answer.json["errors"].as_array().unwrap(), "parameter");
    named.sort();
    assert_eq!(
        named,
        ["count", "ids", "limit", "locale", "nmae", "phrase", "slug", "sort", "topic", "updatedSince", "view"]
    );
    app.anonymous().get("/v1/articles?limit=0").expect_problem(400, "invalid_query");
    app.anonymous()
        .get("/v1/articles?limit=1&limit=2")
        .expect_problem(400, "invalid_query")
        .expect_error("limit", "duplicate");
    let hundred_and_one = vec!["a"; 101].join(",");
    app.anonymous()
        .get(&format!("/v1/articles?slug={hundred_and_one}"))
        .expect_problem(400, "invalid_query")
        .expect_error("slug", "too_many");
}

#[test]
fn every_order_can_be_reversed() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for column in ["publishedAt", "updatedAt", "title", "slug"] {
        let up = all_sorted_by(&reader, column);
        let mut down = all_sorted_by(&reader, &format!("-{column}"));
        let keys = strings(&up, column);
        assert!(keys.is_sorted(), "{column}: {keys:?}");
        down.reverse();
        assert_eq!(ids(&up), ids(&down), "{column}");
        assert_eq!(up.len(), 16);
    }
    assert_eq!(ids(&all_sorted_by(&reader, "-publishedAt")), ids(&all(&reader, "/v1/articles")), "the default");
}

fn all_sorted_by(reader: &Client, sort: &str) -> Vec<Value> {
    all(reader, &format!("/v1/articles?sort={sort}&limit=3"))
}

#[test]
fn pages_have_every_item_once_forwards_and_backwards() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for (sort, limit) in
        [("-publishedAt", 1), ("publishedAt", 5), ("title", 3), ("-slug", 4), ("updatedAt", 16), ("slug", 100)]
    {
        let target = format!("/v1/articles?sort={sort}&limit={limit}");
        let mut forwards = vec![reader.get(&target).expect(200).json];
        while let Some(next) = forwards.last().unwrap()["page"]["next"].as_str() {
            forwards.push(reader.get(&format!("{target}&cursor={next}")).expect(200).json);
        }
        let visited: Vec<String> = forwards.iter().flat_map(|page| ids(page["data"].as_array().unwrap())).collect();
        assert_eq!(visited.len(), 16, "{sort}");
        assert_eq!(visited.iter().collect::<BTreeSet<_>>().len(), 16, "{sort}");
        assert!(forwards[0]["page"].get("prev").is_none(), "the first page must not have a previous one");
        let mut page = forwards.pop().unwrap();
        while let Some(before) = forwards.pop() {
            let prev = page["page"]["prev"].as_str().unwrap();
            page = reader.get(&format!("{target}&cursor={prev}")).expect(200).json;
            assert_eq!(page["data"], before["data"], "{sort} by {limit}");
        }
        assert!(page["page"].get("prev").is_none(), "{sort} by {limit}: the first page must not have a previous one");
    }
}

#[test]
fn pagination_neither_skips_nor_repeats_items_during_publications() {
    let app = TestApp::with_demo();
    let (reader, editor) = (app.anonymous(), app.editor());
    for sort in ["-publishedAt", "publishedAt", "title", "-title"] {
        let before: BTreeSet<String> = ids(&everything(&reader)).into_iter().collect();
        let target = format!("/v1/articles?sort={sort}&limit=4");
        let mut page = reader.get(&target).expect(200).json;
        let mut visited = ids(page["data"].as_array().unwrap());
        let mut round = 0;
        while let Some(next) = page["page"]["next"].as_str().filter(|_| round < 20) {
            round += 1;
            for end in ["a", "m", "z"] {
                let slug = format!("{end}-{round}-{}", sort.replace('-', "down-").to_lowercase());
                if round <= 3 {
                    publish(&editor, "articles", &article(&slug, json!({"title": format!("{end} {slug}")})));
                }
            }
            page = reader.get(&format!("{target}&cursor={next}")).expect(200).json;
            visited.extend(ids(page["data"].as_array().unwrap()));
        }
        let distinct: BTreeSet<String> = visited.iter().cloned().collect();
        assert_eq!(distinct.len(), visited.len(), "{sort} repeats");
        assert!(before.is_subset(&distinct), "{sort} skips {:?}", before.difference(&distinct));
    }
}

#[test]
fn a_cursor_is_valid_for_its_own_query_only() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let next = reader.get("/v1/articles?limit=2").expect(200).json["page"]["next"].as_str().unwrap().to_owned();
    reader.get(&format!("/v1/articles?limit=5&view=full&body=html&count=true&cursor={next}")).expect(200);
    reader.get(&format!("/v1/articles?fields=seo&cursor={next}")).expect(200);
    for target in ["/v1/articles?sort=title", "/v1/articles?locale=en", "/v1/phrases?limit=2"] {
        reader.get(&format!("{target}&cursor={next}")).expect_problem(400, "invalid_cursor");
    }
    for bad in ["", "x", "AAAA", &next[1..], &format!("{next}AA")] {
        reader
            .get(&format!("/v1/articles?cursor={bad}"))
            .expect_problem(400, "invalid_cursor")
            .expect_error("cursor", "invalid_cursor");
    }
}

#[test]
fn a_list_has_a_total_only_with_count() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let counted = reader.get("/v1/articles?limit=2&count=true").expect(200).json;
    assert_eq!(counted["page"]["total"], 16);
    assert_eq!(counted["page"]["limit"], 2);
    let next = counted["page"]["next"].as_str().unwrap();
    let second = reader.get(&format!("/v1/articles?limit=2&count=true&cursor={next}")).expect(200).json;
    assert_eq!(second["page"]["total"], 16, "the total is the number of all items, not of the remaining ones");
    assert!(reader.get("/v1/articles").expect(200).json["page"].get("total").is_none());
    assert_eq!(reader.get("/v1/articles").expect(200).json["page"]["limit"], 20);
}

#[test]
fn the_link_header_has_the_same_pages_as_the_envelope() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let first = reader.get("/v1/articles?limit=5&sort=title&topic=families").expect(200);
    let links = links_of(first.header("link"));
    assert_eq!(links.len(), 1);
    let second = reader.get(&links[0].1).expect(200);
    let links = links_of(second.header("link"));
    assert_eq!(links.iter().map(|(rel, _)| rel.as_str()).collect::<Vec<_>>(), ["prev", "next"]);
    assert_eq!(reader.get(&links[0].1).expect(200).json, first.json);
    for (rel, target) in links {
        assert!(target.ends_with(&format!("cursor={}", second.json["page"][rel].as_str().unwrap())), "{target}");
    }
    assert_eq!(reader.get("/v1/articles").expect(200).header("link"), "");
}

/// Returns the relations and targets of a `Link` header.
fn links_of(header: &str) -> Vec<(String, String)> {
    let parts = header.split(", ").filter_map(|link| link.split_once("; rel="));
    parts.map(|(target, rel)| (rel.trim_matches('"').to_owned(), target.trim_matches(['<', '>']).to_owned())).collect()
}
