//! Preview tokens end with their creators, and are managed across articles.

use cairn::auth::Role;
use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Issuer, TestApp, all, article, plan, sql, strings};

const TOKENS: &str = "/v1/manage/preview-tokens";

#[track_caller]
fn token(author: &Client, id: &str) -> Answer {
    author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201)
}

fn shows(app: &TestApp, made: &Answer) -> bool {
    let answer = app.anonymous().get(made.json["url"].as_str().unwrap());
    if answer.status == 200 {
        return true;
    }
    answer.expect_problem(404, "not_found");
    false
}

fn delete(client: &Client, target: &str) -> Answer {
    client.send(Method::DELETE, target, &[], None)
}

#[track_caller]
fn state(author: &Client, made: &Answer) -> Value {
    let listed = all(author, TOKENS);
    listed.iter().find(|token| token["id"] == made.json["id"]).unwrap()["state"].clone()
}

#[test]
fn a_token_ends_with_the_key_that_created_it() {
    let app = TestApp::spawn();
    let (admin, author) = (app.admin(), app.author());
    let id = author.create("articles", &article("shown", json!({})));
    let soon = Timestamp::now().later_by_ms(600_000);
    let [revoked, expired] = [app.key(Role::Author, None), app.key(Role::Author, Some(soon))];
    let [by_revoked, by_expired] = [&revoked, &expired].map(|key| token(&app.with_key(&key.reveal()), &id));
    let by_other = token(&author, &id);
    assert_eq!(by_expired.json["expiresAt"], json!(soon), "it expires no later than its key");
    assert!([&by_revoked, &by_expired, &by_other].into_iter().all(|made| shows(&app, made)));
    delete(&admin, &format!("/v1/manage/keys/{}", revoked.id())).expect(204);
    sql(&app.database_file(), &format!("UPDATE api_keys SET expires_at = 1000 WHERE id = '{}'", expired.id()));
    assert_eq!([&by_revoked, &by_expired, &by_other].map(|made| shows(&app, made)), [false, false, true]);
    assert_eq!(
        [&by_revoked, &by_expired, &by_other].map(|made| state(&author, made)),
        ["revoked", "expired", "active"]
    );
}

#[test]
fn a_token_of_a_rotated_key_ends_with_the_overlap() {
    let app = TestApp::spawn();
    let (admin, author, key) = (app.admin(), app.author(), app.key(Role::Author, None));
    let id = author.create("articles", &article("rotated", json!({})));
    let made = token(&app.with_key(&key.reveal()), &id);
    let rotate = |overlap: u32| json!({"overlapSeconds": overlap});
    let address = format!("/v1/manage/keys/{}/rotate", key.id());
    let follower = admin.post(&address, &rotate(3600)).expect(201);
    assert!(shows(&app, &made), "its key works for an hour more");
    let by_follower = token(&app.with_key(follower.json["key"].as_str().unwrap()), &id);
    sql(&app.database_file(), &format!("UPDATE api_keys SET expires_at = 1000 WHERE id = '{}'", key.id()));
    assert_eq!([&made, &by_follower].map(|made| shows(&app, made)), [false, true]);
}

#[test]
fn tokens_are_listed_and_revoked_across_articles() {
    let app = TestApp::spawn();
    let (admin, author, key) = (app.admin(), app.author(), app.key(Role::Editor, None));
    let editor = app.with_key(&key.reveal());
    let [one, two] = ["one", "two"].map(|slug| author.create("articles", &article(slug, json!({}))));
    let made = [token(&author, &one), token(&editor, &one), token(&editor, &two), token(&author, &two)];
    let ids = made.each_ref().map(|made| made.json["id"].as_str().unwrap().to_owned());
    delete(&author, &format!("{TOKENS}/{}", ids[2])).expect(204);
    assert!(!shows(&app, &made[2]) && shows(&app, &made[3]));
    let newest_first = |order: &[usize]| order.iter().map(|number| ids[*number].clone()).collect::<Vec<_>>();
    assert_eq!(strings(&all(&author, &format!("{TOKENS}?limit=2")), "id"), newest_first(&[3, 2, 1, 0]));
    for (filter, expected) in [
        (format!("article={one}"), vec![1, 0]),
        (format!("createdById={}", key.id()), vec![2, 1]),
        ("state=revoked".to_owned(), vec![2]),
        ("state=active".to_owned(), vec![3, 1, 0]),
        (format!("state=active&article={two}&createdById={}", key.id()), vec![]),
    ] {
        let listed = all(&author, &format!("{TOKENS}?{filter}&limit=2"));
        assert_eq!(strings(&listed, "id"), newest_first(&expected), "{filter}");
        let counted = author.get(&format!("{TOKENS}?{filter}&count=true")).expect(200).json;
        assert_eq!(counted["page"]["total"], expected.len(), "{filter}");
    }
    let listed = &all(&author, &format!("{TOKENS}?article={two}"))[1];
    assert_eq!(
        [&listed["articleId"], &listed["createdById"], &listed["createdBy"]],
        [&json!(two), &json!(key.id()), &json!("editor of a test")]
    );
    // All tokens of a revoked key are revoked, in every list.
    delete(&admin, &format!("/v1/manage/keys/{}", key.id())).expect(204);
    assert_eq!(strings(&all(&author, &format!("{TOKENS}?state=revoked")), "id"), newest_first(&[2, 1]));
    let audit = all(&admin, &format!("/v1/manage/audit?subject={}", ids[2]));
    assert_eq!(audit[0]["action"], "revoke");
    delete(&author, &format!("{TOKENS}/{}", ids[2])).expect(204);
    delete(&author, &format!("{TOKENS}/{one}")).expect_problem(404, "not_found");
    delete(&author, &format!("{TOKENS}/nothing")).expect_problem(404, "not_found");
    author.get(&format!("{TOKENS}?state=activ")).expect_problem(400, "invalid_query");
    author.get(&format!("{TOKENS}?createdById=")).expect_problem(400, "invalid_query");
    app.viewer().get(TOKENS).expect_problem(403, "forbidden");
    delete(&app.viewer(), &format!("{TOKENS}/{}", ids[0])).expect_problem(403, "forbidden");
}

#[test]
fn a_token_without_a_recorded_creator_is_invalid() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("shown", json!({})));
    let [unknown, known] = [token(&author, &id), token(&author, &id)];
    let name = unknown.json["id"].as_str().unwrap();
    sql(&app.database_file(), "UPDATE preview_tokens SET created_by_id = NULL");
    let migration = include_str!("../../../migrations/sqlite/20261201010000_keep_makers_of_preview_tokens/up.sql");
    let update = migration.split(';').find(|statement| statement.contains("UPDATE")).unwrap();
    let steps = plan(&app.database_file(), update);
    assert!(steps.iter().any(|step| step.contains("audit_log_by_subject")), "{steps:?}");
    assert_eq!(sql(&app.database_file(), update), 2);
    assert!([&unknown, &known].into_iter().all(|made| shows(&app, made)), "the audit log knows who made them");
    sql(&app.database_file(), &format!("UPDATE preview_tokens SET created_by_id = NULL WHERE id = '{name}'"));
    assert_eq!([&unknown, &known].map(|made| shows(&app, made)), [false, true]);
    assert_eq!([&unknown, &known].map(|made| state(&author, made)), ["revoked", "active"]);
    assert_eq!(strings(&all(&author, &format!("{TOKENS}?state=revoked")), "id"), [name]);
    assert_eq!(all(&author, &format!("{TOKENS}?state=active")).len(), 1);
}

#[test]
fn a_token_header_is_allowed_across_origins() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("headed", json!({})));
    let made = token(&author, &id);
    let text = made.json["token"].as_str().unwrap();
    let target = format!("/v1/preview/articles/{id}");
    let header = ("X-Preview-Token", text);
    let shown = app.anonymous().get_with(&target, &[header, ("Origin", "https://site.example")]).expect(200);
    assert_eq!(shown.json["id"], json!(id));
    assert_eq!((shown.header("cache-control"), shown.header("access-control-allow-origin")), ("no-store", "*"));
    app.anonymous().get_with(&target, &[("X-Preview-Token", "nonsense")]).expect_problem(404, "not_found");
    app.anonymous().get(&target).expect_problem(400, "invalid_query").expect_error("token", "required");
    let twice = app.anonymous().get_with(&format!("{target}?token={text}"), &[header]);
    twice.expect_problem(400, "invalid_query").expect_error("token", "duplicate");
    let asked = [
        ("Origin", "https://site.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "x-preview-token"),
    ];
    let allowed = app.anonymous().send(Method::OPTIONS, &target, &asked, None).expect(200);
    assert!(allowed.header("access-control-allow-headers").contains("x-preview-token"), "{:?}", allowed.headers);
}

#[test]
fn a_token_of_an_external_user_lasts_one_day_at_most() {
    let issuer = Issuer::start();
    let url = issuer.url();
    let app = TestApp::spawn_with(&["--oidc-issuer", &url, "--oidc-audience", "cairn", "--oidc-allow-private", "true"]);
    let editor = app.with_key(&issuer.token(&json!({})));
    let id = editor.create("articles", &article("by-login", json!({})));
    let made = token(&editor, &id);
    let expires: Timestamp = made.json["expiresAt"].as_str().unwrap().parse().unwrap();
    let left = expires.unix_ms() - Timestamp::now().unix_ms();
    assert!((86_300_000..=86_400_000).contains(&left), "{left}");
    assert!(shows(&app, &made));
    assert_eq!(all(&editor, TOKENS)[0]["createdById"], "oidc:7a21");
    let longer = json!({"expiresInSeconds": 86_401});
    let answer = editor.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &longer);
    answer.expect_problem(422, "validation_failed").expect_error("/expiresInSeconds", "out_of_range");
}
