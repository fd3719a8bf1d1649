//! The reasons of tombstones, and copies of several locales.

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article, phrase, publish, topic};

/// Returns the first page of changes since a token, by id, and the next token.
fn changes(reader: &Client, token: &str) -> (Vec<Value>, String) {
    let page = reader.get(&format!("/v1/sync?token={token}")).expect(200).json;
    (page["items"].as_array().unwrap().clone(), page["nextToken"].as_str().unwrap().to_owned())
}

/// Returns the members of a tombstone that explain it.
fn reason(entry: &Value) -> Value {
    assert_eq!(entry["type"], "tombstone", "{entry}");
    let members = ["kind", "reason", "explanation", "url"].into_iter().filter(|name| entry.get(*name).is_some());
    members.map(|name| (name.to_owned(), entry[name].clone())).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn a_tombstone_tells_why_and_what_to_read_instead() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let new = |slug: &str| publish(&editor, "articles", &article(slug, json!({}))).id();
    let (goal, one) = (new("goal"), new("one"));
    let words = publish(&editor, "phrases", &phrase("I am here.", json!({}))).id();
    let (_, mut token) =
        changes(&reader, reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap());
    let mut change = |kind: &str, id: &str, options: Value| {
        editor.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", &options).expect(200);
        let (items, next) = changes(&reader, &token);
        token = next;
        assert_eq!(items.iter().map(|item| &item["id"]).collect::<Vec<_>>(), [id], "one change");
        reason(&items[0])
    };
    assert_eq!(change("phrases", &words, json!({})), json!({"kind": "phrase", "reason": "unpublished"}));
    let explanation = "It is part of another article.";
    let led = json!({"mode": "redirect", "explanation": explanation, "alternative": {"articleId": goal}});
    let url = "/v1/articles/goal?locale=en";
    assert_eq!(
        change("articles", &one, led),
        json!({"kind": "article", "reason": "redirected", "explanation": explanation, "url": url})
    );
    let elsewhere = json!({"mode": "gone", "alternative": {"url": "https://example.org/"}});
    assert_eq!(
        change("articles", &one, elsewhere),
        json!({"kind": "article", "reason": "unpublished", "url": "https://example.org/"})
    );
    editor.publish("articles", &one);
    let withdrawn = json!({"mode": "withdrawn", "explanation": "Out of date."});
    assert_eq!(
        change("articles", &one, withdrawn),
        json!({"kind": "article", "reason": "withdrawn", "explanation": "Out of date."})
    );
}

#[test]
fn a_redirect_to_an_article_that_is_gone_is_an_unpublishing() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    let one = publish(&editor, "articles", &article("one", json!({}))).id();
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();
    let led = json!({"mode": "redirect", "alternative": {"articleId": goal}});
    editor.post_matching(&format!("/v1/manage/articles/{one}/unpublish"), "*", &led).expect(200);
    assert_eq!(reason(&changes(&reader, &token).0[0])["reason"], "redirected");
    editor.try_unpublish("articles", &goal).expect(200);
    let (items, _) = changes(&reader, &token);
    let reasons: Vec<Value> = items.iter().map(reason).collect();
    assert_eq!(
        reasons,
        [json!({"kind": "article", "reason": "unpublished"}), json!({"kind": "article", "reason": "unpublished"})]
    );
}

#[test]
fn an_entity_that_is_published_and_does_not_match_is_filtered() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let night = publish(&editor, "topics", &topic("night", json!({}))).id();
    let calm = publish(&editor, "articles", &article("calm", json!({"topics": [night]}))).id();
    let token = reader.get("/v1/sync?initial=true&kind=article&locale=en&topic=night").expect(200).json["nextToken"]
        .as_str()
        .unwrap()
        .to_owned();
    editor.edit("articles", &calm, &json!({"topics": []}));
    editor.publish("articles", &calm);
    let never = publish(&editor, "articles", &article("calma", json!({"locale": "es", "topics": [night]}))).id();
    let (items, _) = changes(&reader, &token);
    assert_eq!(items.iter().map(|item| &item["id"]).collect::<Vec<_>>(), [&calm, &never]);
    for item in &items {
        assert_eq!(reason(item), json!({"kind": "article", "reason": "filtered"}));
    }
}

#[test]
fn a_copy_has_several_locales_and_names_topics_in_the_first() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let names = json!({"name": "Rest", "translations": {"es": {"name": "Descanso"}}});
    publish(&editor, "topics", &topic("rest", names));
    let mut ids = Vec::new();
    for locale in ["en", "es", "fr"] {
        ids.push(publish(&editor, "articles", &article("calm", json!({ "locale": locale }))).id());
    }
    for (locales, count, name) in
        [("es,en", 2, "Descanso"), ("en,es,en", 2, "Rest"), ("fr", 1, "Rest"), ("", 3, "Rest")]
    {
        let filter = if locales.is_empty() { String::new() } else { format!("locale={locales}") };
        let page = reader.get(&format!("/v1/sync?initial=true&{filter}")).expect(200).json;
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.iter().filter(|item| item["type"] == "article").count(), count, "{locales}");
        assert_eq!(items.iter().find(|item| item["type"] == "topic").unwrap()["document"]["name"], name, "{locales}");
        let bundle = reader.get(&format!("/v1/bundle?{filter}")).expect(200);
        let lines: Vec<Value> = bundle.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (end, entries) = lines.split_last().unwrap();
        assert_eq!((&page["items"], &page["nextToken"]), (&json!(entries), &end["nextToken"]), "{locales}");
    }
    let page = reader.get("/v1/sync?initial=true&locale=es&locale=en").expect(200).json;
    for id in &ids {
        editor.edit("articles", id, &json!({"kicker": "Now"}));
        editor.publish("articles", id);
    }
    let (items, _) = changes(&reader, page["nextToken"].as_str().unwrap());
    let types: Vec<&Value> = items.iter().map(|item| &item["type"]).collect();
    assert_eq!(types, ["article", "article", "tombstone"], "the token has both locales");
    let many = vec!["en"; 21].join(",");
    let refused = reader.get(&format!("/v1/sync?initial=true&locale={many}")).expect_problem(400, "invalid_query");
    refused.expect_error("locale", "too_many");
    reader.get("/v1/bundle?locale=en,-").expect_problem(400, "invalid_query").expect_error("locale", "invalid_value");
}
