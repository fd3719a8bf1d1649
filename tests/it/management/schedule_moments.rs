//! Schedules for the same time, of entities that refer to each other.

use cairn::content::Timestamp;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, phrase_block, resource_of};
use crate::harness::{Answer, Client, TestApp, article, eventually, phrase, publish, sql};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn in_days(days: i64) -> String {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + days * DAY_MS).to_string()
}

fn schedule(client: &Client, collection: &str, id: &str, plan: &Value) -> Answer {
    client.put(&format!("/v1/manage/{collection}/{id}/schedule"), "*", plan)
}

fn schedules(client: &Client, state: &str) -> Value {
    client.get(&format!("/v1/manage/schedule?state={state}&limit=100")).expect(200).json["data"].clone()
}

/// Makes all pending schedules due, and waits until they are carried out; fails if one failed.
fn wait_for_schedule(app: &TestApp, editor: &Client) {
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {} WHERE state = 'pending'", 30 * DAY_MS));
    eventually(|| schedules(editor, "pending") == json!([]));
    assert_eq!(schedules(editor, "failed"), json!([]));
}

fn status(editor: &Client, collection: &str, id: &str) -> Value {
    editor.working(collection, id).json["status"].clone()
}

#[test]
fn scheduling_an_unpublish_is_refused_while_referrers_stay_longer() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let user = publish(&editor, "articles", &article_of("user", json!([phrase_block(&said)]))).id();
    let (first, end, later) = (in_days(1), in_days(2), in_days(3));
    let refused = schedule(&editor, "phrases", &said, &json!({"unpublishAt": end})).expect_problem(409, "in_use");
    assert_eq!(refused.json["usedBy"][0]["id"], user.as_str());
    assert!(refused.json["detail"].as_str().unwrap().contains("at the same time or earlier"), "{}", refused.text());
    schedule(&editor, "articles", &user, &json!({"unpublishAt": later})).expect(200);
    schedule(&editor, "phrases", &said, &json!({"unpublishAt": end})).expect_problem(409, "in_use");
    for fitting in [&end, &first] {
        schedule(&editor, "articles", &user, &json!({"unpublishAt": fitting})).expect(200);
        schedule(&editor, "phrases", &said, &json!({"unpublishAt": end})).expect(200);
    }
    // An article that is scheduled to be published with it refers to it, too.
    let soon = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    schedule(&editor, "articles", &soon, &json!({"publishAt": first})).expect(200);
    schedule(&editor, "phrases", &said, &json!({"unpublishAt": end})).expect_problem(409, "in_use");
    schedule(&editor, "articles", &soon, &json!({"publishAt": first, "unpublishAt": end})).expect(200);
    schedule(&editor, "phrases", &said, &json!({"unpublishAt": end})).expect(200);
    assert_eq!(schedules(&editor, "pending").as_array().unwrap().len(), 4);
}

#[test]
fn scheduling_refuses_an_alternative_that_is_not_public_by_then() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("old", json!({}))).id();
    let other = editor.create("articles", &article("new", json!({})));
    let plan = json!({
        "unpublishAt": in_days(2), "unpublish": {"mode": "redirect", "alternative": {"articleId": other}},
    });
    let refused = || {
        let answer = schedule(&editor, "articles", &id, &plan);
        answer
            .expect_problem(409, "unpublished_references")
            .expect_error("/unpublish/alternative/articleId", "unpublished_reference");
    };
    refused();
    schedule(&editor, "articles", &other, &json!({"publishAt": in_days(3)})).expect(200);
    refused();
    schedule(&editor, "articles", &other, &json!({"publishAt": in_days(1)})).expect(200);
    schedule(&editor, "articles", &id, &plan).expect(200);
    editor.publish("articles", &other);
    schedule(&editor, "articles", &id, &plan).expect(200);
    schedule(&editor, "articles", &other, &json!({"unpublishAt": in_days(1)})).expect(200);
    refused();
    let long = json!({"unpublishAt": in_days(2), "unpublish": {"explanation": "x".repeat(1001)}});
    schedule(&editor, "articles", &id, &long)
        .expect_problem(422, "validation_failed")
        .expect_error("/unpublish/explanation", "too_long");
}

#[test]
fn entities_scheduled_to_end_at_the_same_time_end_together_in_any_order() {
    for is_phrase_first in [false, true] {
        let app = TestApp::spawn();
        let editor = app.editor();
        let end = json!({"unpublishAt": in_days(1)});
        let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
        if is_phrase_first {
            schedule(&editor, "phrases", &said, &end).expect(200);
        }
        let user = publish(&editor, "articles", &article_of("user", json!([phrase_block(&said)]))).id();
        schedule(&editor, "articles", &user, &end).expect(200);
        if !is_phrase_first {
            schedule(&editor, "phrases", &said, &end).expect(200);
        }
        wait_for_schedule(&app, &editor);
        assert_eq!(status(&editor, "articles", &user), "unpublished");
        assert_eq!(status(&editor, "phrases", &said), "unpublished");
    }
}

#[test]
fn entities_that_refer_to_each_other_end_together() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let one = editor.create("articles", &article("one", json!({})));
    let card = editor.create("resources", &resource_of(&one));
    let two = editor.create("articles", &article_of("two", json!([link_to(&one)])));
    let three = editor.create("articles", &article_of("three", json!([link_to(&two)])));
    let sections = article_of("one", json!([link_to(&two)]))["sections"].clone();
    editor.edit("articles", &one, &json!({"related": [card], "sections": sections}));
    editor.publish_with_references("articles", &three);
    // An end is only accepted if all referrers end by then. These refer to each other, so the test inserts the schedules.
    let end = json!({"unpublishAt": in_days(1)});
    schedule(&editor, "articles", &three, &end).expect(200);
    sql(
        &app.database_file(),
        &format!(
            "INSERT INTO schedules (id, entity_id, action, at, options, state, actor_name, created_at)
             SELECT w.id, w.id, 'unpublish', s.at, s.options, 'pending', 'a test', s.created_at
             FROM working_copies w, schedules s WHERE w.id IN ('{one}', '{two}', '{card}')"
        ),
    );
    wait_for_schedule(&app, &editor);
    for (collection, id) in [("articles", &one), ("articles", &two), ("articles", &three), ("resources", &card)] {
        assert_eq!(status(&editor, collection, id), "unpublished");
    }
}

#[test]
fn a_failed_unpublish_keeps_its_references_published_and_reports_it() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let user = publish(&editor, "articles", &article_of("user", json!([phrase_block(&said)]))).id();
    let other = publish(&editor, "articles", &article("other", json!({}))).id();
    let at = in_days(1);
    let led = json!({"unpublishAt": at, "unpublish": {"mode": "redirect", "alternative": {"articleId": other}}});
    schedule(&editor, "articles", &user, &led).expect(200);
    schedule(&editor, "phrases", &said, &json!({"unpublishAt": at})).expect(200);
    editor.try_unpublish("articles", &other).expect(200);
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {DAY_MS} WHERE state = 'pending'"));
    eventually(|| schedules(&editor, "pending") == json!([]));
    let failed = schedules(&editor, "failed");
    let failure = |id: &str| {
        let failed = failed.as_array().unwrap().iter().find(|schedule| schedule["entity"]["id"] == id).unwrap();
        failed["failure"].as_str().unwrap().to_owned()
    };
    assert!(failure(&user).contains(&other), "{failed}");
    assert!(failure(&said).contains(&user), "{failed}");
    assert_eq!(status(&editor, "phrases", &said), "published");
    app.anonymous().get("/v1/articles/user").expect(200);
}

#[test]
fn an_article_and_its_alternative_end_at_the_same_time_in_either_order() {
    for is_user_first in [false, true] {
        let app = TestApp::spawn();
        let editor = app.editor();
        let other = publish(&editor, "articles", &article("other", json!({}))).id();
        let id = publish(&editor, "articles", &article("led", json!({}))).id();
        let at = in_days(1);
        let led = json!({"unpublishAt": at, "unpublish": {"mode": "redirect", "alternative": {"articleId": other}}});
        let elsewhere = json!({
            "unpublishAt": at, "unpublish": {"mode": "redirect", "alternative": {"url": "https://example.org/"}},
        });
        let mut plans = [(&other, &elsewhere), (&id, &led)];
        if is_user_first {
            plans.reverse();
        }
        for (id, plan) in plans {
            schedule(&editor, "articles", id, plan).expect(200);
        }
        wait_for_schedule(&app, &editor);
        editor.create("articles", &article("later", json!({})));
        let reader = app.anonymous();
        assert_eq!(reader.get("/v1/articles/led").expect(301).header("location"), "https://example.org/");
    }
}

#[test]
fn entities_published_at_the_same_time_may_refer_to_each_other() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = editor.create("phrases", &phrase("I hear you.", json!({})));
    let user = editor.create("articles", &article_of("user", json!([phrase_block(&said)])));
    let (before, at, after) = (in_days(1), in_days(2), in_days(3));
    let begin = json!({"publishAt": at});
    schedule(&editor, "articles", &user, &begin).expect_problem(409, "unpublished_references");
    let for_a_day = json!({"publishAt": at, "unpublishAt": after});
    schedule(&editor, "phrases", &said, &for_a_day).expect(200);
    for too_early_or_late in [before, after] {
        schedule(&editor, "articles", &user, &json!({"publishAt": too_early_or_late}))
            .expect_problem(409, "unpublished_references")
            .expect_error("/sections/0/body/0/phraseId", "unpublished_reference");
    }
    schedule(&editor, "articles", &user, &begin).expect(200);
    // A referrer that is to be published by then prevents the end of the phrase.
    schedule(&editor, "phrases", &said, &for_a_day).expect_problem(409, "in_use");
    // Scheduled again, the phrase comes after its referrer in the order of scheduling.
    schedule(&editor, "phrases", &said, &begin).expect(200);
    wait_for_schedule(&app, &editor);
    assert_eq!(status(&editor, "articles", &user), "published");
    assert_eq!(status(&editor, "phrases", &said), "published");
}
