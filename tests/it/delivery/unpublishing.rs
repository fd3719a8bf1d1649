//! The responses for unpublished articles, and the redirects of former slugs.

use serde_json::{Value, json};

use crate::harness::editing::{link_to, phrase_block};
use crate::harness::{Answer, Client, TestApp, all, article, ids, paragraph, phrase, publish, resource};

fn unpublish_with(editor: &Client, id: &str, how: &Value) {
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", how).expect(200);
}

/// Publishes an article with one section, and returns its id.
fn published(editor: &Client, slug: &str) -> String {
    let sections = json!([{"heading": "First steps", "body": [paragraph("Some words.")]}]);
    publish(editor, "articles", &article(slug, json!({"sections": sections}))).id()
}

fn rename(editor: &Client, id: &str, slug: &str) {
    editor.edit("articles", id, &json!({"slug": slug}));
    editor.publish("articles", id);
}

/// Returns the target of the permanent redirect.
#[track_caller]
fn leads_to(reader: &Client, target: &str) -> String {
    reader.get(target).expect(301).header("location").to_owned()
}

#[track_caller]
fn gone(reader: &Client, target: &str) -> Answer {
    reader.get(target).expect_problem(410, "gone")
}

#[test]
fn a_410_has_the_explanation_and_the_alternative() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let (id, other) = (published(&editor, "old-advice"), published(&editor, "new-advice"));
    unpublish_with(&editor, &id, &json!({"explanation": "We know better.", "alternative": {"articleId": other}}));
    for target in ["/v1/articles/old-advice", &format!("/v1/articles/{id}"), "/v1/articles/old-advice/phrases"] {
        let answer = gone(&reader, target);
        assert_eq!(answer.json["explanation"], "We know better.");
        let there = reader.get("/v1/articles/new-advice").expect(200).json;
        let alternative = json!({"url": there["url"], "article": {"id": other, "slug": "new-advice"}});
        assert_eq!(answer.json["alternative"], alternative, "{target}");
    }
    rename(&editor, &other, "newer-advice");
    assert_eq!(gone(&reader, "/v1/articles/old-advice").json["alternative"]["article"]["slug"], "newer-advice");
    unpublish_with(&editor, &other, &json!({"alternative": {"url": "https://example.org/"}}));
    let answer = gone(&reader, "/v1/articles/old-advice");
    assert!(answer.json.get("alternative").is_none(), "an unpublished article is no alternative: {}", answer.text());
    assert_eq!(gone(&reader, "/v1/articles/newer-advice").json["alternative"], json!({"url": "https://example.org/"}));
    editor.publish("articles", &id);
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &json!({})).expect(200);
    let answer = gone(&reader, "/v1/articles/old-advice");
    assert!(
        answer.json.get("explanation").is_none(),
        "the explanation of the earlier unpublication must not remain: {}",
        answer.text()
    );
}

#[test]
fn a_410_of_the_other_kinds_has_the_explanation_too() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase = publish(&editor, "phrases", &phrase("Here I am.", json!({}))).id();
    let resource = publish(&editor, "resources", &resource("Elsewhere", json!({}))).id();
    for (kind, id) in [("phrases", phrase), ("resources", resource)] {
        let how =
            json!({"mode": "gone", "explanation": "It moved.", "alternative": {"url": "https://example.org/new"}});
        editor.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", &how).expect(200);
        let answer = gone(&reader, &format!("/v1/{kind}/{id}"));
        assert_eq!(
            (&answer.json["explanation"], &answer.json["alternative"]["url"]),
            (&json!("It moved."), &json!("https://example.org/new"))
        );
    }
}

#[test]
fn a_redirect_follows_changes_of_the_alternative() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let (first, second, third) = (published(&editor, "one"), published(&editor, "two"), published(&editor, "three"));
    unpublish_with(&editor, &first, &json!({"mode": "redirect", "alternative": {"articleId": second}}));
    assert_eq!(leads_to(&reader, "/v1/articles/one/fields?fields=title"), "/v1/articles/two/fields?fields=title");
    assert_eq!(leads_to(&reader, &format!("/v1/articles/{first}")), "/v1/articles/two?locale=en");
    assert_eq!(leads_to(&reader, "/v1/articles/one/sections"), "/v1/articles/two/sections");
    assert_eq!(leads_to(&reader, "/v1/articles/one/sections/first-steps"), "/v1/articles/two/sections/first-steps");
    gone(&reader, "/v1/articles/one/sections/no-such-part");
    rename(&editor, &second, "two-and-a-half");
    assert_eq!(leads_to(&reader, "/v1/articles/one"), "/v1/articles/two-and-a-half");
    unpublish_with(&editor, &second, &json!({"mode": "redirect", "alternative": {"articleId": third}}));
    for target in ["one", "two", "two-and-a-half"] {
        assert_eq!(
            leads_to(&reader, &format!("/v1/articles/{target}")),
            "/v1/articles/three",
            "one redirect must be enough"
        );
    }
    let pages = json!({"mode": "redirect", "alternative": {"url": "https://example.org/für/dich"}});
    unpublish_with(&editor, &third, &pages);
    for target in ["one", "two", "three", "three/related", "three/suggestions"] {
        let location = leads_to(&reader, &format!("/v1/articles/{target}"));
        assert_eq!(location, "https://example.org/f%C3%BCr/dich");
    }
    editor.publish("articles", &first);
    reader.get("/v1/articles/one").expect(200);
    // No loop: an article that redirects cannot be a redirect target.
    let back = json!({"mode": "redirect", "alternative": {"articleId": second}});
    let address = format!("/v1/manage/articles/{first}/unpublish");
    editor.post_matching(&address, "*", &back).expect_problem(409, "unpublished_references");
}

#[test]
fn a_redirect_to_an_unpublished_article_returns_410() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let (first, second) = (published(&editor, "one"), published(&editor, "two"));
    let how = json!({"mode": "redirect", "explanation": "Both in one.", "alternative": {"articleId": second}});
    unpublish_with(&editor, &first, &how);
    unpublish_with(&editor, &second, &json!({}));
    assert_eq!(gone(&reader, "/v1/articles/one").json["explanation"], "Both in one.");
    editor.publish("articles", &second);
    assert_eq!(leads_to(&reader, "/v1/articles/one"), "/v1/articles/two");
    unpublish_with(&editor, &second, &json!({"mode": "withdrawn", "explanation": "Out of date."}));
    assert_eq!(leads_to(&reader, "/v1/articles/one"), "/v1/articles/two");
    reader.get("/v1/articles/two").expect(200);
}

#[test]
fn a_redirect_to_another_locale_names_the_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let first = published(&editor, "one");
    let spanish = publish(&editor, "articles", &article("dos", json!({"locale": "es"}))).id();
    unpublish_with(&editor, &first, &json!({"mode": "redirect", "alternative": {"articleId": spanish}}));
    for target in ["/v1/articles/one", "/v1/articles/one?locale=en", &format!("/v1/articles/{first}")] {
        let location = leads_to(&reader, target);
        assert_eq!(location, "/v1/articles/dos?locale=es");
        assert_eq!(reader.get(&location).expect(200).json["id"], spanish.as_str());
    }
}

#[test]
fn a_withdrawn_article_has_a_notice_and_is_in_no_list() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Here I am.", json!({}))).id();
    let card_id = publish(&editor, "resources", &resource("Elsewhere", json!({}))).id();
    let sections = json!([{"heading": "First steps", "body": [phrase_block(&phrase_id)]}]);
    let more = json!({"sections": sections, "related": [card_id]});
    let id = publish(&editor, "articles", &article("old-advice", more)).id();
    let other = published(&editor, "new-advice");
    let before = reader.get("/v1/articles/old-advice").expect(200).json;
    let how = json!({
        "mode": "withdrawn", "explanation": "The law has changed.", "alternative": {"articleId": other},
    });
    unpublish_with(&editor, &id, &how);
    let section = before["sections"][0]["id"].as_str().unwrap();
    for target in ["/v1/articles/old-advice", &format!("/v1/articles/{id}"), "/v1/articles/old-advice?fallback=es"] {
        let answer = reader.get(target).expect(200);
        let mut after = answer.json.clone();
        let notice = after.as_object_mut().unwrap().shift_remove("withdrawal").unwrap();
        assert_eq!(after, before, "the last published document");
        assert_eq!(notice["explanation"], "The law has changed.");
        assert_eq!(notice["alternative"]["article"], json!({"id": other, "slug": "new-advice"}));
        assert!(notice["at"].as_str().unwrap() > before["updatedAt"].as_str().unwrap());
        let known = [("If-None-Match", answer.etag())];
        reader.get_with(target, &[(known[0].0, &known[0].1)]).expect(304);
    }
    let html = reader.get("/v1/articles/old-advice?body=html").expect(200).json;
    assert!(html["sections"][0]["html"].is_string() && html["withdrawal"].is_object());
    let chosen = reader.get("/v1/articles/old-advice/fields?fields=slug,withdrawal").expect(200).json;
    assert_eq!(chosen.as_object().unwrap().len(), 2);
    let parts = |tail: &str| reader.get(&format!("/v1/articles/old-advice{tail}")).expect(200).json["data"].clone();
    assert_eq!(parts("/sections"), before["sections"]);
    assert_eq!(parts("/phrases"), before["phrases"]);
    assert_eq!(parts("/related"), before["related"]);
    for name in [section, "first-steps"] {
        let shown = reader.get(&format!("/v1/articles/old-advice/sections/{name}")).expect(200).json;
        assert_eq!(shown, before["sections"][0]);
    }
    reader.get("/v1/articles/old-advice/sections/second-steps").expect_problem(404, "not_found");
    reader.get(&format!("/v1/sections/{section}")).expect_problem(404, "not_found");
    for list in ["/v1/articles", &format!("/v1/articles?ids={id}"), &format!("/v1/articles?phrase={phrase_id}")] {
        assert!(!ids(&all(&reader, list)).contains(&id), "{list}");
    }
    reader.get(&format!("/v1/phrases?article={id}")).expect_problem(400, "invalid_query");
    editor.publish("articles", &id);
    let again = reader.get("/v1/articles/old-advice").expect(200).json;
    assert!(again.get("withdrawal").is_none(), "{again}");
}

#[test]
fn a_withdrawn_article_follows_changes_of_its_alternative() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let (id, other) = (published(&editor, "old-advice"), published(&editor, "new-advice"));
    unpublish_with(
        &editor,
        &id,
        &json!({"mode": "withdrawn", "explanation": "Old.", "alternative": {"articleId": other}}),
    );
    let before = reader.get("/v1/articles/old-advice").expect(200);
    rename(&editor, &other, "newer-advice");
    let known = [("If-None-Match", before.etag())];
    let after = reader.get_with("/v1/articles/old-advice", &[(known[0].0, &known[0].1)]).expect(200);
    assert_eq!(after.json["withdrawal"]["alternative"]["article"]["slug"], "newer-advice");
}

#[test]
fn locales_of_a_withdrawn_article_resolve_like_those_of_a_published_one() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = published(&editor, "one");
    let group = editor.working("articles", &english).json["translationGroupId"].clone();
    let more = json!({"locale": "es", "translationGroupId": group});
    let spanish = publish(&editor, "articles", &article("uno", more)).id();
    unpublish_with(&editor, &english, &json!({"mode": "withdrawn", "explanation": "Out of date."}));
    let shown = |target: String| reader.get(&target).expect(200).json["locale"].as_str().unwrap().to_owned();
    assert_eq!(shown("/v1/articles/one".to_owned()), "en");
    assert_eq!(shown("/v1/articles/one?locale=es&fallback=en".to_owned()), "es");
    assert_eq!(shown(format!("/v1/articles/{english}?locale=es")), "es");
    assert_eq!(shown(format!("/v1/articles/{english}?locale=en&fallback=es")), "en");
    assert_eq!(shown(format!("/v1/articles/{english}?locale=fr&fallback=en,es")), "en");
    reader.get(&format!("/v1/articles/{english}?locale=fr")).expect_problem(404, "not_found");
    let translations = reader.get(&format!("/v1/articles/{spanish}")).expect(200).json["translations"].clone();
    assert_eq!(translations, json!([]), "a withdrawn article is not listed as a translation");
}

#[test]
fn all_former_slugs_redirect_in_one_step() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = published(&editor, "first");
    rename(&editor, &id, "second");
    rename(&editor, &id, "third");
    for old in ["first", "second"] {
        assert_eq!(leads_to(&reader, &format!("/v1/articles/{old}")), "/v1/articles/third");
    }
    rename(&editor, &id, "first");
    reader.get("/v1/articles/first").expect(200);
    assert_eq!(leads_to(&reader, "/v1/articles/third"), "/v1/articles/first");
    unpublish_with(&editor, &id, &json!({"explanation": "Enough."}));
    for old in ["first", "second", "third"] {
        assert_eq!(gone(&reader, &format!("/v1/articles/{old}")).json["explanation"], "Enough.");
    }
    editor.publish("articles", &id);
    unpublish_with(&editor, &id, &json!({"mode": "withdrawn", "explanation": "Out of date."}));
    reader.get("/v1/articles/first").expect(200);
    assert_eq!(leads_to(&reader, "/v1/articles/second"), "/v1/articles/first");
}

#[test]
fn a_slug_belongs_to_the_article_that_took_it_and_the_former_owner_keeps_its_other_names() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for (mode, status) in [("gone", 410), ("redirect", 301), ("withdrawn", 200)] {
        let elsewhere = json!({"url": "https://example.org/"});
        let old = published(&editor, &format!("{mode}-early"));
        rename(&editor, &old, mode);
        unpublish_with(&editor, &old, &json!({"mode": mode, "explanation": "Why.", "alternative": elsewhere}));
        // Its draft gives up the slug, and another article takes it.
        editor.edit("articles", &old, &json!({"slug": format!("{mode}-later")}));
        let new = published(&editor, mode);
        assert_eq!(reader.get(&format!("/v1/articles/{mode}")).expect(200).json["id"], new.as_str());
        reader.get(&format!("/v1/articles/{old}")).expect(status);
        let early = reader.get(&format!("/v1/articles/{mode}-early"));
        reader.get(&format!("/v1/articles/{mode}-later")).expect_problem(404, "not_found");
        if mode == "withdrawn" {
            let location = early.expect(301).header("location").to_owned();
            assert_eq!(reader.get(&location).expect(200).json["id"], old.as_str(), "the redirect must use the id");
        } else {
            early.expect(status);
        }
    }
}

#[test]
fn an_article_that_others_link_to_cannot_be_unpublished() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = published(&editor, "target");
    let sections = json!([{"body": [link_to(&target)]}]);
    publish(&editor, "articles", &article("linking", json!({"sections": sections})));
    let how = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{target}/unpublish"), "*", &how).expect_problem(409, "in_use");
}
