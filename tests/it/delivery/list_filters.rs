//! Filters that the lists of articles, phrases and resources share: topics and ranges of dates.

use serde_json::{Value, json};

use crate::harness::{TestApp, all, article, ids, phrase, publish, resource, topic};

const LISTS: [&str; 3] = ["articles", "phrases", "resources"];

fn input(list: &str, name: &str, topics: &[&str]) -> Value {
    let topics = json!({"topics": topics});
    match list {
        "articles" => article(name, topics),
        "phrases" => phrase(name, topics),
        _ => resource(name, topics),
    }
}

#[test]
fn any_topic_requires_one_of_the_topics_and_topic_all_of_them() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let [calm, night, work] =
        ["calm", "night", "work"].map(|slug| publish(&editor, "topics", &topic(slug, json!({}))).id());
    for list in LISTS {
        let one = publish(&editor, list, &input(list, "one", &[&calm])).id();
        let two = publish(&editor, list, &input(list, "two", &[&night, &calm])).id();
        let three = publish(&editor, list, &input(list, "three", &[&work, &night])).id();
        let four = publish(&editor, list, &input(list, "four", &[])).id();
        let found = |query: &str| {
            let target = format!("/v1/{list}?sort=publishedAt&{query}");
            let found = ids(&all(&reader, &target));
            let total = reader.get(&format!("{target}&count=true")).expect(200).json["page"]["total"].clone();
            assert_eq!(total, found.len(), "{target}");
            found
        };
        assert_eq!(found("limit=3"), [&*one, &*two, &*three, &*four]);
        assert_eq!(found("anyTopic=calm"), [&*one, &*two]);
        assert_eq!(found("anyTopic=calm,night"), [&*one, &*two, &*three], "each once");
        assert_eq!(found(&format!("anyTopic={work}&anyTopic=calm&locale=en&limit=2")), [&*one, &*two, &*three]);
        assert_eq!(found("anyTopic=calm,work&topic=night"), [&*two, &*three]);
        assert_eq!(found("topic=calm,night"), [&*two]);
        for bad in ["nowhere", "calm,nowhere"] {
            let answer = reader.get(&format!("/v1/{list}?anyTopic={bad}")).expect_problem(400, "invalid_query");
            answer.expect_error("anyTopic", "unknown_reference");
        }
        let many = vec!["calm"; 21].join(",");
        let answer = reader.get(&format!("/v1/{list}?anyTopic={many}")).expect_problem(400, "invalid_query");
        answer.expect_error("anyTopic", "too_many");
    }
}

#[test]
fn ranges_of_dates_include_their_start_and_not_their_end() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for list in LISTS {
        let created = ["one", "two", "three"].map(|name| publish(&editor, list, &input(list, name, &[])).id());
        let items = all(&reader, &format!("/v1/{list}?sort=publishedAt"));
        assert_eq!(ids(&items), created);
        for (column, member) in [("published", "publishedAt"), ("updated", "updatedAt")] {
            let at = |index: usize| items[index][member].as_str().unwrap().to_owned();
            let found = |query: &str| ids(&all(&reader, &format!("/v1/{list}?sort=publishedAt&{query}")));
            let (since, before) = (format!("{column}Since"), format!("{column}Before"));
            assert_eq!(found(&format!("{since}={}", at(1))), created[1..], "{list} {since}");
            assert_eq!(found(&format!("{before}={}", at(1))), created[..1], "{list} {before}");
            let range = format!("{since}={}&{before}={}", at(0), at(2));
            assert_eq!(found(&range), created[..2], "{list} {range}");
            assert!(found(&format!("{since}={}&{before}={}", at(2), at(0))).is_empty(), "{list}");
            let refused = reader.get(&format!("/v1/{list}?{since}=monday")).expect_problem(400, "invalid_query");
            refused.expect_error(&since, "invalid_value");
        }
    }
}

#[test]
fn publication_and_change_are_different_ranges() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let first = publish(&editor, "articles", &article("first", json!({"topics": [calm]}))).id();
    let second = publish(&editor, "articles", &article("second", json!({}))).id();
    let at = reader.get("/v1/articles/second").expect(200).json["publishedAt"].as_str().unwrap().to_owned();
    editor.edit("topics", &calm, &json!({"name": "Quiet"}));
    editor.publish("topics", &calm);
    let found = |query: &str| ids(&all(&reader, &format!("/v1/articles?sort=title&{query}={at}")));
    assert_eq!(found("publishedSince"), [&*second]);
    assert_eq!(found("publishedBefore"), [&*first]);
    assert_eq!(found("updatedSince"), [&*first, &*second], "the renamed topic changed the first");
    assert!(found("updatedBefore").is_empty());
}
