//! Tokens of all unpublished work: their lifetime, and their place among the others.

use cairn::auth::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::{TOKENS, WORD, full_token, read, text, with_parameter, write_drafts};
use crate::harness::{TestApp, all, article, sql};

#[test]
fn a_token_that_ends_shows_nothing_more() {
    let app = TestApp::spawn();
    let (admin, author, key) = (app.admin(), app.author(), app.key(Role::Author, None));
    let id = write_drafts(&author);
    let [revoked, of_key] = [full_token(&author), full_token(&app.with_key(&key.reveal()))];
    let expired = full_token(&author);
    let of_article = author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201);
    assert_eq!(of_article.json["scope"], "article");
    for made in [&revoked, &of_key, &expired] {
        read(&app, "/v1/articles/a-draft", text(made)).expect(200);
    }
    author.send(Method::DELETE, &format!("{TOKENS}/{}", revoked.id()), &[], None).expect(204);
    admin.send(Method::DELETE, &format!("/v1/manage/keys/{}", key.id()), &[], None).expect(204);
    sql(&app.database_file(), &format!("UPDATE preview_tokens SET expires_at = 1000 WHERE id = '{}'", expired.id()));
    let last = if text(&revoked).ends_with('A') { 'B' } else { 'A' };
    let spoilt = format!("{}{last}", &text(&revoked)[..text(&revoked).len() - 1]);
    for token in [text(&revoked), text(&of_key), text(&expired), text(&of_article), &spoilt, "x", ""] {
        for target in ["/v1/articles", "/v1/articles/a-draft", "/v1/bundle", "/sitemap.xml"] {
            for answer in [read(&app, target, token), app.anonymous().get(&with_parameter(target, token))] {
                let answer = answer.expect_problem(400, "invalid_query").expect_error("token", "invalid_token");
                assert_eq!((answer.header("cache-control"), answer.header("x-robots-tag")), ("no-store", "noindex"));
                assert!(!answer.text().contains(WORD), "{target}");
            }
        }
        read(&app, "/v1/sync?initial=true", token).expect_error("token", "invalid_token");
    }
    let twice = with_parameter("/v1/articles", text(&revoked));
    read(&app, &twice, text(&revoked)).expect_problem(400, "invalid_query").expect_error("token", "duplicate");
    let repeated = with_parameter(&twice, "x");
    app.anonymous().get(&repeated).expect_problem(400, "invalid_query").expect_error("token", "duplicate");
    app.anonymous().get("/v1/articles").expect(200);
}

#[test]
fn tokens_of_everything_are_listed_and_revoked_with_the_others() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("listed", json!({})));
    let of_article = author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201);
    let made = author.post(TOKENS, &json!({"scope": "all", "expiresInSeconds": 60})).expect(201);
    let listed = all(&author, TOKENS);
    assert_eq!(listed[0]["id"], made.json["id"]);
    assert_eq!((&listed[0]["scope"], listed[0].get("articleId")), (&json!("all"), None));
    assert_eq!((&listed[1]["scope"], &listed[1]["articleId"]), (&json!("article"), &json!(id)));
    let of_id = all(&author, &format!("{TOKENS}?article={id}"));
    assert_eq!(of_id.iter().map(|token| &token["id"]).collect::<Vec<_>>(), [&of_article.json["id"]]);
    let address = format!("/v1/manage/articles/{id}/preview-tokens/{}", made.id());
    author.send(Method::DELETE, &address, &[], None).expect_problem(404, "not_found");
    author.send(Method::DELETE, &format!("{TOKENS}/{}", made.id()), &[], None).expect(204);
    assert_eq!(all(&author, TOKENS)[0]["state"], "revoked");
    let audit = all(&app.admin(), &format!("/v1/manage/audit?subject={}", made.id()));
    let noted: Vec<(&Value, &Value)> = audit.iter().map(|row| (&row["action"], &row["note"])).collect();
    let note = json!("Shows all unpublished work.");
    assert_eq!(noted, [(&json!("revoke"), &note), (&json!("create"), &note)]);
    author.send(Method::POST, TOKENS, &[], None).expect(201);
    author.post(TOKENS, &json!({"scope": "article"})).expect(422).expect_error("/scope", "unknown_value");
    author.post(TOKENS, &json!({"scope": "everything"})).expect(422).expect_error("/scope", "unknown_value");
    author.post(TOKENS, &json!({"scope": "all", "expiresInSeconds": 59})).expect(422);
    author.post(TOKENS, &json!({"scope": "all", "article": id})).expect(422).expect_error("/article", "unknown_field");
    app.viewer().post(TOKENS, &json!({"scope": "all"})).expect_problem(403, "forbidden");
    app.anonymous().post(TOKENS, &json!({"scope": "all"})).expect_problem(401, "missing_credentials");
}

#[test]
fn a_preview_of_everything_leads_to_the_own_site() {
    let template = "https://example.org/preview?article={article}&token={token}";
    let app = TestApp::spawn_with(&["--preview-url", template]);
    let made = full_token(&app.author());
    assert_eq!(made.json["url"], format!("https://example.org/preview?article=&token={}", text(&made)));
}
