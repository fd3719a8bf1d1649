//! Lists of working copies: filters and pages.

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article, phrase, publish, resource, topic};

fn titles(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/v1/manage/articles{query}")).expect(200);
    list.json["data"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_has_articles_without_sections_the_last_written_first() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let one = editor.create("articles", &article("one", json!({})));
    editor.create("articles", &article("two", json!({})));
    assert_eq!(titles(&editor, ""), ["two", "one"]);
    editor.edit("articles", &one, &json!({"kicker": "Later"}));
    assert_eq!(titles(&editor, ""), ["one", "two"]);
    let list = editor.get("/v1/manage/articles").expect(200);
    assert_eq!(list.header("cache-control"), "no-store");
    insta::assert_json_snapshot!(list.json, {
        ".data[].id" => "[id]", ".data[].translationGroupId" => "[id]",
        ".data[].createdAt" => "[time]", ".data[].updatedAt" => "[time]",
    }, @r#"
    {
      "data": [
        {
          "id": "[id]",
          "type": "article",
          "version": 2,
          "status": "draft",
          "createdAt": "[time]",
          "updatedAt": "[time]",
          "locale": "en",
          "slug": "one",
          "title": "About one",
          "kicker": "Later",
          "summary": "What it is about.",
          "topics": [],
          "related": [],
          "authors": [],
          "reviewers": [],
          "seo": {
            "noIndex": false
          },
          "translationGroupId": "[id]",
          "reviewState": "current"
        },
        {
          "id": "[id]",
          "type": "article",
          "version": 1,
          "status": "draft",
          "createdAt": "[time]",
          "updatedAt": "[time]",
          "locale": "en",
          "slug": "two",
          "title": "About two",
          "summary": "What it is about.",
          "topics": [],
          "related": [],
          "authors": [],
          "reviewers": [],
          "seo": {
            "noIndex": false
          },
          "translationGroupId": "[id]",
          "reviewState": "current"
        }
      ],
      "page": {
        "limit": 20
      }
    }
    "#);
}

#[test]
fn a_list_can_be_filtered_by_status() {
    let app = TestApp::spawn();
    let editor = app.editor();
    editor.create("articles", &article("draft", json!({})));
    let changed = publish(&editor, "articles", &article("changed", json!({}))).id();
    editor.edit("articles", &changed, &json!({"kicker": "Not out yet"}));
    let back = publish(&editor, "articles", &article("back", json!({}))).id();
    editor.try_unpublish("articles", &back).expect(200);
    assert_eq!(titles(&editor, "?status=draft"), ["draft"]);
    assert_eq!(titles(&editor, "?status=published"), ["changed"]);
    assert_eq!(titles(&editor, "?status=unpublished"), ["back"]);
    let answer = editor.get("/v1/manage/articles?status=publised").expect_problem(400, "invalid_query");
    let answer = answer.expect_error("status", "invalid_value");
    assert!(answer.json["errors"][0]["detail"].as_str().unwrap().contains("Did you mean \"published\"?"));
}

#[test]
fn a_list_can_be_filtered_by_topic() {
    let app = TestApp::spawn();
    let author = app.author();
    let rest = author.create("topics", &topic("rest", json!({})));
    let topics = json!({"topics": [rest]});
    author.create("articles", &article("with-topic", topics.clone()));
    author.create("articles", &article("without", json!({})));
    let said = author.create("phrases", &phrase("Rest a while.", topics.clone()));
    let linked = author.create("resources", &resource("Rest", topics));
    assert_eq!(titles(&author, &format!("?topic={rest}")), ["with-topic"]);
    for (kind, id) in [("phrases", said), ("resources", linked)] {
        let list = author.get(&format!("/v1/manage/{kind}?topic={rest}&count=true")).expect(200);
        assert_eq!((&list.json["data"][0]["id"], &list.json["page"]["total"]), (&json!(id), &json!(1)));
    }
    author
        .get("/v1/manage/articles?topic=rest")
        .expect_problem(400, "invalid_query")
        .expect_error("topic", "invalid_value");
}

#[test]
fn a_list_can_be_filtered_by_text_in_the_title() {
    let app = TestApp::spawn();
    let author = app.author();
    for (slug, title) in [("percent", "100% sure"), ("score", "Snake_case"), ("plain", "Plain words")] {
        author.create("articles", &article(slug, json!({"title": title})));
    }
    assert_eq!(titles(&author, "?q=PLAIN"), ["plain"]);
    assert_eq!(titles(&author, "?q=%25"), ["percent"]);
    assert_eq!(titles(&author, "?q=_"), ["score"]);
    assert_eq!(titles(&author, "?q=%5C"), [""; 0]);
    author.get("/v1/manage/articles?q=").expect_problem(400, "invalid_query").expect_error("q", "invalid_value");
    let long = format!("/v1/manage/articles?q={}", "x".repeat(101));
    author.get(&long).expect(400).expect_error("q", "invalid_value");
    author.create("phrases", &phrase("Let us pause.", json!({})));
    let list = author.get("/v1/manage/phrases?q=pause").expect(200);
    assert_eq!(list.json["data"].as_array().unwrap().len(), 1);
}

#[test]
fn a_list_can_be_filtered_by_due_review() {
    let app = TestApp::spawn();
    let author = app.author();
    for (slug, at) in [("soon", "2026-03-01T00:00:00Z"), ("late", "2026-05-01T00:00:00Z")] {
        author.create("articles", &article(slug, json!({"nextReviewAt": at})));
    }
    author.create("articles", &article("never", json!({})));
    assert_eq!(titles(&author, "?reviewDueBefore=2026-04-01T00:00:00Z"), ["soon"]);
    assert_eq!(titles(&author, "?reviewDueBefore=2026-03-01T00:00:00Z"), [""; 0]);
    assert_eq!(titles(&author, "?reviewDueBefore=2026-06-01T02:00:00%2B02:00"), ["late", "soon"]);
    author.get("/v1/manage/articles?reviewDueBefore=soon").expect(400).expect_error("reviewDueBefore", "invalid_value");
}

#[test]
fn cursors_lead_through_the_whole_list_and_back() {
    let app = TestApp::spawn();
    let author = app.author();
    for number in 0..7 {
        author.create("articles", &article(&format!("a{number}"), json!({})));
    }
    let follow = |from: &str, direction: &str| -> Vec<Vec<String>> {
        let mut target = from.to_owned();
        let mut pages = Vec::new();
        loop {
            let answer = author.get(&target).expect(200);
            let page = answer.json["data"].as_array().unwrap();
            pages.push(page.iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect());
            let Some(cursor) = answer.json["page"][direction].as_str() else { return pages };
            let link = format!("</v1/manage/articles?limit=3&cursor={cursor}>; rel=\"{direction}\"");
            assert!(answer.header("link").contains(&link), "{link} is not in {}", answer.header("link"));
            target = format!("/v1/manage/articles?limit=3&cursor={cursor}");
        }
    };
    let forth = follow("/v1/manage/articles?limit=3", "next");
    assert_eq!(forth, [vec!["a6", "a5", "a4"], vec!["a3", "a2", "a1"], vec!["a0"]]);
    let first = author.get("/v1/manage/articles?limit=3").expect(200);
    assert_eq!(first.json["page"].get("prev"), None);
    let second = author.get(&format!("/v1/manage/articles?limit=3&cursor={}", text(&first.json["page"]["next"])));
    let third = author.get(&format!("/v1/manage/articles?limit=3&cursor={}", text(&second.json["page"]["next"])));
    let back = follow(&format!("/v1/manage/articles?limit=3&cursor={}", text(&third.json["page"]["prev"])), "prev");
    assert_eq!(back, [vec!["a3", "a2", "a1"], vec!["a6", "a5", "a4"]]);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_list_counts_only_when_asked() {
    let app = TestApp::spawn();
    let author = app.author();
    for number in 0..3 {
        author.create("articles", &article(&format!("a{number}"), json!({})));
    }
    let page =
        |query: &str| author.get(&format!("/v1/manage/articles?limit=2{query}")).expect(200).json["page"].clone();
    assert_eq!(page("").get("total"), None);
    assert_eq!(page("&count=false").get("total"), None);
    assert_eq!(page("&count=true")["total"], 3);
    assert_eq!(page("&count=true&q=a1")["total"], 1);
}

#[test]
fn a_cursor_is_only_valid_for_its_own_list() {
    let app = TestApp::spawn();
    let author = app.author();
    for number in 0..3 {
        author.create("articles", &article(&format!("a{number}"), json!({})));
    }
    let list = author.get("/v1/manage/articles?limit=1").expect(200);
    let cursor = text(&list.json["page"]["next"]).to_owned();
    author.get(&format!("/v1/manage/articles?limit=2&count=true&cursor={cursor}")).expect(200);
    let forged = format!("{}A", &cursor[..cursor.len() - 1]);
    let elsewhere = [
        format!("/v1/manage/articles?status=draft&cursor={cursor}"),
        format!("/v1/manage/phrases?cursor={cursor}"),
        format!("/v1/articles?cursor={cursor}"),
        format!("/v1/manage/articles?cursor={forged}"),
        "/v1/manage/articles?cursor=".to_owned(),
        "/v1/manage/articles?cursor=%F0%9F%8C%8A".to_owned(),
        "/v1/articles?cursor=bm9uc2Vuc2U".to_owned(),
    ];
    for target in elsewhere {
        author.get(&target).expect_problem(400, "invalid_cursor").expect_error("cursor", "invalid_cursor");
    }
}
