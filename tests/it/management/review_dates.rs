//! Review dates: editors see the articles to review, and when.

use chrono::{Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, article, topic};

fn in_days(days: i64) -> String {
    (Utc::now() + Duration::days(days)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Creates one article for each review state, and one that is never reviewed.
fn write_all(editor: &Client) {
    for (slug, days) in [("current", 100), ("due", 10), ("overdue", -1), ("later", 200)] {
        editor.create("articles", &article(slug, json!({"nextReviewAt": in_days(days)})));
    }
    editor.create("articles", &article("never", json!({})));
}

fn slugs(answer: &Answer) -> Vec<String> {
    answer.json["data"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

fn list(client: &Client, query: &str) -> Vec<String> {
    slugs(&client.get(&format!("/v1/manage/articles?{query}")).expect(200))
}

#[test]
fn a_working_copy_has_its_review_state() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("checked", json!({})));
    for (next, state) in [(Value::Null, "current"), (in_days(31).into(), "current"), (in_days(29).into(), "due")] {
        let edited = editor.edit("articles", &id, &json!({"nextReviewAt": next}));
        assert_eq!(edited.json["reviewState"], state);
    }
    editor.edit("articles", &id, &json!({"nextReviewAt": in_days(-1)}));
    let copy = editor.working("articles", &id);
    assert_eq!(copy.json["reviewState"], "overdue");
    // The server sets the state: sending it back changes nothing.
    let sent_back = editor.put(&format!("/v1/manage/articles/{id}"), &copy.etag(), &copy.json).expect(200);
    assert_eq!(sent_back.etag(), copy.etag());
}

#[test]
fn a_list_can_be_filtered_by_review_state() {
    let app = TestApp::spawn();
    let editor = app.editor();
    write_all(&editor);
    assert_eq!(list(&editor, "reviewState=overdue"), ["overdue"]);
    assert_eq!(list(&editor, "reviewState=due"), ["due"]);
    assert_eq!(list(&editor, "reviewState=current"), ["never", "later", "current"]);
    editor.get("/v1/manage/articles?reviewState=late").expect_problem(400, "invalid_query");
}

#[test]
fn a_list_sorted_by_review_has_articles_without_a_date_last() {
    let app = TestApp::spawn();
    let editor = app.editor();
    write_all(&editor);
    assert_eq!(list(&editor, "sort=nextReviewAt"), ["overdue", "due", "current", "later", "never"]);
    assert_eq!(list(&editor, "sort=-nextReviewAt"), ["later", "current", "due", "overdue", "never"]);
    assert_eq!(list(&editor, "sort=updatedAt"), ["current", "due", "overdue", "later", "never"]);
}

#[test]
fn every_order_is_paged_to_the_end_and_back() {
    let app = TestApp::spawn();
    let editor = app.editor();
    write_all(&editor);
    editor.create("articles", &article("never-either", json!({})));
    for sort in ["updatedAt", "-updatedAt", "nextReviewAt", "-nextReviewAt"] {
        let page = |more: &str| editor.get(&format!("/v1/manage/articles?sort={sort}&limit=2{more}")).expect(200);
        let whole = list(&editor, &format!("sort={sort}"));
        let cursor = |answer: &Answer, name: &str| answer.json["page"][name].as_str().unwrap().to_owned();
        let first = page("");
        let second = page(&format!("&cursor={}", cursor(&first, "next")));
        let third = page(&format!("&cursor={}", cursor(&second, "next")));
        let paged = [slugs(&first), slugs(&second), slugs(&third)].concat();
        assert_eq!(paged, whole, "{sort}");
        assert_eq!(third.json["page"]["next"], Value::Null);
        assert_eq!(slugs(&page(&format!("&cursor={}", cursor(&third, "prev")))), whole[2..4], "{sort}");
        assert_eq!(slugs(&page(&format!("&cursor={}", cursor(&second, "prev")))), whole[..2], "{sort}");
    }
}

#[test]
fn only_lists_of_articles_have_review_filters() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for collection in ["phrases", "resources", "topics"] {
        for (parameter, value) in [("reviewState", "due"), ("reviewDueBefore", "2030-01-01T00:00:00.000Z")] {
            let address = format!("/v1/manage/{collection}?{parameter}={value}");
            let refused = editor.get(&address).expect_problem(400, "invalid_query");
            assert_eq!(refused.json["errors"][0]["parameter"], parameter);
        }
    }
}

#[test]
fn only_articles_that_are_not_in_the_trash_can_be_sorted_by_review() {
    let app = TestApp::spawn();
    let editor = app.editor();
    editor.create("topics", &topic("top", json!({})));
    for address in ["topics?sort=nextReviewAt", "articles?status=trashed&sort=-nextReviewAt", "articles?sort=review"] {
        let refused = editor.get(&format!("/v1/manage/{address}")).expect_problem(400, "invalid_query");
        assert_eq!(refused.json["errors"][0]["parameter"], "sort");
    }
    assert_eq!(editor.get("/v1/manage/topics?sort=updatedAt").expect(200).json["data"].as_array().unwrap().len(), 1);
}
