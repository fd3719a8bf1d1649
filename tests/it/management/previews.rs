//! Previews: a draft as it would be published, for holders of a token of the article only.

use cairn::auth::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, link_to, phrase_block, resource_of, with, without};
use crate::harness::{
    Answer, Client, Sandbox, TestApp, all, article, paragraph, phrase, publish, resource, sql, topic,
};

fn tokens(id: &str) -> String {
    format!("/v1/manage/articles/{id}/preview-tokens")
}

#[track_caller]
fn token(author: &Client, id: &str) -> Answer {
    author.post(&tokens(id), &json!({})).expect(201)
}

fn url(made: &Answer) -> &str {
    made.json["url"].as_str().unwrap()
}

fn ask(app: &TestApp, id: &str, token: &str) -> Answer {
    app.anonymous().get(&format!("/v1/preview/articles/{id}?token={token}"))
}

fn revoke(author: &Client, id: &str, token_id: &str) -> Answer {
    author.send(Method::DELETE, &format!("{}/{token_id}", tokens(id)), &[], None)
}

#[test]
fn a_preview_shows_a_draft_and_publishes_nothing() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create(
        "articles",
        &article("a-draft", json!({"sections": [{"heading": "One", "body": [paragraph("Not yet.")]}]})),
    );
    let made = token(&author, &id);
    assert_eq!(made.header("cache-control"), "no-store");
    assert_eq!(url(&made), format!("/v1/preview/articles/{id}?token={}", made.json["token"].as_str().unwrap()));
    let shown = app.anonymous().get(url(&made)).expect(200);
    assert_eq!(
        ["cache-control", "x-robots-tag", "referrer-policy", "content-language", "etag"].map(|name| shown.header(name)),
        ["no-store", "noindex", "no-referrer", "en", ""]
    );
    assert_eq!((&shown.json["id"], &shown.json["version"]), (&json!(id), &json!(1)));
    assert_eq!(shown.json["sections"][0]["body"][0]["children"][0]["text"], "Not yet.");
    assert_eq!(author.working("articles", &id).json["version"], 1);
    app.anonymous().get("/v1/articles/a-draft").expect(404);
    assert_eq!(app.anonymous().get("/v1/articles").expect(200).json["data"], json!([]));
    author.edit("articles", &id, &json!({"title": "Changed since"}));
    let shown = app.anonymous().get(url(&made)).expect(200).json;
    assert_eq!((&shown["title"], &shown["version"]), (&json!("Changed since"), &json!(2)));
}

#[test]
fn a_preview_equals_the_published_document() {
    let app = TestApp::with_demo();
    let editor = app.editor();
    let live = app.anonymous().get("/v1/articles/when-someone-you-love-says-no?locale=en").expect(200).json;
    let id = live["id"].as_str().unwrap();
    let made = token(&editor, id);
    let times = ["publishedAt", "updatedAt", "version"];
    let shown = app.anonymous().get(url(&made)).expect(200).json;
    assert_eq!(without(&shown, &["updatedAt"]), without(&live, &["updatedAt"]), "nothing was changed");
    // A new slug that other cards contain, a draft of a published article, and a new card that links here.
    let phrase_id = editor.create("phrases", &phrase("A new phrase.", json!({})));
    let card = editor.create("resources", &resource_of(id));
    let topic_id = editor.create("topics", &topic("a-new-topic", json!({})));
    let mut related = live["related"].as_array().unwrap().iter().map(|card| card["id"].clone()).collect::<Vec<_>>();
    related.push(json!(card));
    let patch = json!({
        "slug": "another-address", "title": "Another title", "related": related, "topics": [topic_id],
        "sections": [{"heading": "One", "body": [phrase_block(&phrase_id), link_to(id)]}],
    });
    editor.edit("articles", id, &patch);
    let shown = app.anonymous().get(url(&made)).expect(200).json;
    assert!(shown["url"].as_str().unwrap().contains("another-address"), "{shown}");
    assert!(shown["related"].as_array().unwrap().last().unwrap()["url"].as_str().unwrap().contains("another-address"));
    editor.publish_with_references("articles", id);
    let live = app.anonymous().get("/v1/articles/another-address").expect(200).json;
    assert_eq!(without(&shown, &times), without(&live, &times));
    // A published card that links here follows the slug of the draft, as it would after publishing.
    editor.edit("articles", id, &json!({"slug": "a-third-address"}));
    let shown = app.anonymous().get(url(&made)).expect(200).json;
    editor.publish("articles", id);
    let live = app.anonymous().get("/v1/articles/a-third-address").expect(200).json;
    assert_eq!(without(&shown, &times), without(&live, &times));
}

#[test]
fn references_appear_as_published_or_else_as_drafts() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let public = publish(&editor, "phrases", &phrase("As readers know it.", json!({}))).id();
    editor.edit("phrases", &public, &json!({"text": "As it is being rewritten."}));
    let draft = editor.create("phrases", &phrase("As it is drafted.", json!({})));
    let other = editor.create("articles", &article("the-other-draft", json!({})));
    let topics = [
        publish(&editor, "topics", &topic("public-topic", json!({"name": "Public"}))).id(),
        editor.create("topics", &topic("drafted-topic", json!({"name": "Drafted"}))),
    ];
    editor.edit("topics", &topics[0], &json!({"name": "Renamed"}));
    let card = editor.create("resources", &resource_of(&other));
    let page = editor.create("resources", &resource("A drafted page", json!({})));
    let body = json!([phrase_block(&public), phrase_block(&draft), link_to(&other)]);
    let input = with(article_of("whole", body), json!({"topics": topics, "related": [card, page]}));
    let id = editor.create("articles", &input);
    let shown = app.anonymous().get(url(&token(&editor, &id))).expect(200).json;
    let texts: Vec<&Value> = shown["phrases"].as_array().unwrap().iter().map(|phrase| &phrase["text"]).collect();
    assert_eq!(texts, ["As readers know it.", "As it is drafted."]);
    let names: Vec<&Value> = shown["topics"].as_array().unwrap().iter().map(|topic| &topic["name"]).collect();
    assert_eq!(names, ["Public", "Drafted"]);
    let href = shown["sections"][0]["body"][2]["markDefs"][0]["href"].as_str().unwrap();
    assert!(href.contains("the-other-draft"), "{href}");
    assert_eq!(shown["related"][0]["url"], href);
    assert_eq!(shown["related"][1]["title"], "A drafted page");
}

#[test]
fn the_text_of_sections_has_the_formats_of_delivery() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article_of("forms", json!([paragraph("Some words.")])));
    let made = token(&author, &id);
    let shown = app.anonymous().get(&format!("{}&body=html,text", url(&made))).expect(200).json;
    let section = &shown["sections"][0];
    assert_eq!((&section["html"], &section["text"]), (&json!("<p>Some words.</p>"), &json!("Some words.")));
    assert_eq!(section.get("body"), None);
    let answer = app.anonymous().get(&format!("{}&body=htm", url(&made))).expect_problem(400, "invalid_query");
    assert_eq!(answer.json["errors"][0]["parameter"], "body");
}

#[test]
fn every_invalid_token_gets_the_same_response() {
    let app = TestApp::spawn();
    let author = app.author();
    let [id, other, trashed] =
        ["one", "another", "trashed"].map(|slug| author.create("articles", &article(slug, json!({}))));
    let made = token(&author, &id);
    let text = made.json["token"].as_str().unwrap();
    ask(&app, &id, text).expect(200);
    let of_another = token(&author, &other);
    let revoked = token(&author, &id);
    revoke(&author, &id, &revoked.id()).expect(204);
    let expired = token(&author, &id);
    let aged = format!("UPDATE preview_tokens SET expires_at = 1000 WHERE id = '{}'", expired.id());
    assert_eq!(sql(&app.database_file(), &aged), 1);
    let of_trashed = token(&author, &trashed);
    author.try_delete("articles", &trashed).expect(204);
    let last = if text.ends_with('A') { 'B' } else { 'A' };
    let spoilt = format!("{}{last}", &text[..text.len() - 1]);
    let token_of = |answer: &Answer| answer.json["token"].as_str().unwrap().to_owned();
    let mut told: Vec<Value> = [
        (&id, token_of(&of_another)),
        (&id, token_of(&revoked)),
        (&id, token_of(&expired)),
        (&id, spoilt),
        (&id, text[..40].to_owned()),
        (&id, "é".to_owned()),
        (&id, String::new()),
        (&id, made.id()),
        (&trashed, token_of(&of_trashed)),
        (&UNKNOWN_ID.to_owned(), text.to_owned()),
    ]
    .into_iter()
    .map(|(id, token)| without(&ask(&app, id, &token).expect_problem(404, "not_found").json, &["requestId"]))
    .collect();
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
    let answer = app.anonymous().get(&format!("/v1/preview/articles/{id}")).expect_problem(400, "invalid_query");
    assert_eq!(answer.json["errors"][0]["parameter"], "token");
    // A key is not valid here, and a token is not valid elsewhere.
    let refused = author.get(&format!("/v1/preview/articles/{id}?token=x")).expect_problem(404, "not_found");
    assert_eq!(refused.header("x-robots-tag"), "noindex", "the address may have been published");
    app.with_key(text).get(&format!("/v1/manage/articles/{id}")).expect_problem(401, "invalid_credentials");
}

#[test]
fn tokens_are_listed_without_secrets_and_revoked_once() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("listed", json!({})));
    let made = [token(&author, &id), token(&author, &id), token(&author, &id)];
    revoke(&author, &id, &made[1].id()).expect(204);
    let listed = all(&author, &format!("{}?limit=2", tokens(&id)));
    let ids: Vec<&Value> = listed.iter().map(|token| &token["id"]).collect();
    assert_eq!(ids, [&made[2].json["id"], &made[1].json["id"], &made[0].json["id"]]);
    insta::assert_json_snapshot!(listed[1], {
        ".id" => "[id]", ".articleId" => "[article]", ".createdById" => "[key]",
        ".createdAt" => "[time]", ".expiresAt" => "[time]", ".revokedAt" => "[time]",
    }, @r#"
    {
      "id": "[id]",
      "scope": "article",
      "articleId": "[article]",
      "state": "revoked",
      "createdAt": "[time]",
      "createdBy": "author of a test",
      "createdById": "[key]",
      "expiresAt": "[time]",
      "revokedAt": "[time]"
    }
    "#);
    let text = author.get(&tokens(&id)).expect(200).text();
    assert!(made.iter().all(|made| !text.contains(made.json["token"].as_str().unwrap())));
    revoke(&author, &id, &made[1].id()).expect(204);
    let again = all(&author, &tokens(&id));
    assert_eq!(again[1]["revokedAt"], listed[1]["revokedAt"]);
    let audit = all(&app.admin(), &format!("/v1/manage/audit?subject={}", made[1].id()));
    let actions: Vec<&Value> = audit.iter().map(|row| &row["action"]).collect();
    assert_eq!(actions, ["revoke", "create"], "the second revocation changed nothing");
    assert_eq!(audit[0]["subject"]["kind"], "previewToken");
}

#[test]
fn a_token_needs_a_valid_lifetime_and_an_existing_article() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("timed", json!({})));
    for (seconds, code) in
        [(json!(59), "out_of_range"), (json!(2_592_001), "out_of_range"), (json!("1h"), "wrong_type")]
    {
        let answer =
            author.post(&tokens(&id), &json!({"expiresInSeconds": seconds})).expect_problem(422, "validation_failed");
        answer.expect_error("/expiresInSeconds", code);
    }
    author.post(&tokens(&id), &json!({"expires": 60})).expect(422).expect_error("/expires", "unknown_field");
    for seconds in [60, 2_592_000] {
        author.post(&tokens(&id), &json!({"expiresInSeconds": seconds})).expect(201);
    }
    author.send(Method::POST, &tokens(&id), &[], None).expect(201);
    assert_eq!(author.get(&format!("{}?count=true", tokens(&id))).expect(200).json["page"]["total"], 3);
    author.post(&tokens(UNKNOWN_ID), &json!({})).expect_problem(404, "not_found");
    author.get(&tokens(UNKNOWN_ID)).expect_problem(404, "not_found");
    let phrase_id = author.create("phrases", &phrase("No article.", json!({})));
    author.post(&tokens(&phrase_id), &json!({})).expect_problem(404, "not_found");
    for token_id in [UNKNOWN_ID, "nothing"] {
        revoke(&author, &id, token_id).expect_problem(404, "not_found");
    }
    let other = author.create("articles", &article("other", json!({})));
    let of_other = token(&author, &other).id();
    revoke(&author, &id, &of_other).expect_problem(404, "not_found");
    author.try_delete("articles", &other).expect(204);
    author.post(&tokens(&other), &json!({})).expect_problem(409, "trashed");
    app.viewer().post(&tokens(&id), &json!({})).expect_problem(403, "forbidden");
    app.viewer().get(&tokens(&id)).expect_problem(403, "forbidden");
}

#[test]
fn the_preview_url_is_absolute_if_the_public_url_is_configured() {
    let app = TestApp::spawn_with(&["--public-url", "https://content.example.org/"]);
    let author = app.author();
    let id = author.create("articles", &article("absolute", json!({})));
    let made = token(&author, &id);
    assert!(
        url(&made).starts_with(&format!("https://content.example.org/v1/preview/articles/{id}?token=")),
        "{}",
        url(&made)
    );
}

#[test]
fn pages_of_other_origins_may_show_a_preview() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("framed", json!({})));
    let shown = app.anonymous().get_with(url(&token(&author, &id)), &[("Origin", "https://site.example")]).expect(200);
    assert_eq!(shown.header("access-control-allow-origin"), "*");
}

#[test]
fn a_token_is_in_no_log_line_and_no_file() {
    let place = Sandbox::new();
    let key = place.run(&["keys", "create", "--name", "x", "--role", Role::Author.as_str()]).succeeded();
    let mut server = place.serve(&[]);
    let author = server.client_with_key(key.trim());
    let id = author.create("articles", &article("logged", json!({})));
    let made = token(&author, &id);
    let asked = [("X-Request-Id", "asked-1")];
    server.client().get_with(url(&made), &asked).expect(200);
    server.wait_for("request_id=asked-1");
    let lines = server.stop().lines;
    let text = made.json["token"].as_str().unwrap();
    assert!(lines.iter().any(|line| line.contains(&format!("GET /v1/preview/articles/{id} "))), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains(text) && !line.contains("token=")), "{lines:#?}");
    for file in std::fs::read_dir(place.database().parent().unwrap()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "the token is in a file");
    }
}
