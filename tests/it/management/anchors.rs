//! Links to anchors: warnings for editors who write them, and for editors who remove an anchor.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, marked};
use crate::harness::{Answer, Client, Sandbox, TestApp, article, publish};

fn link_to_anchor(article_id: &str, anchor: &str) -> Value {
    marked("read this part", json!({"_type": "link", "articleId": article_id, "anchor": anchor}))
}

fn sections(anchors: &[&str]) -> Value {
    let sections: Vec<Value> =
        anchors.iter().map(|anchor| json!({"heading": format!("About {anchor}"), "anchor": anchor})).collect();
    json!({"sections": sections})
}

/// Returns the pointer and the detail of each warning.
fn warnings(answer: &Answer) -> Vec<(String, String)> {
    let all = answer.json["warnings"].as_array().cloned().unwrap_or_default();
    let text = |warning: &Value, name: &str| warning[name].as_str().unwrap().to_owned();
    all.iter().map(|warning| (text(warning, "pointer"), text(warning, "detail"))).collect()
}

fn usage(client: &Client, id: &str) -> Value {
    client.get(&format!("/v1/manage/articles/{id}/usage")).expect(200).json["data"].clone()
}

const ANCHOR: &str = "/sections/0/body/0/markDefs/0/anchor";

#[test]
fn saving_and_publishing_warn_of_a_link_to_a_missing_anchor() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", sections(&["first", "second"]))).id();
    let fine = editor.post("/v1/manage/articles", &article_of("fine", json!([link_to_anchor(&target, "second")])));
    assert_eq!(fine.expect(201).json.get("warnings"), None);
    let created = editor.post("/v1/manage/articles", &article_of("user", json!([link_to_anchor(&target, "third")])));
    let created = created.expect(201);
    let [(pointer, detail)] = &warnings(&created)[..] else { panic!("{}", created.text()) };
    assert_eq!(pointer, ANCHOR);
    assert!(detail.contains("\"third\"") && detail.contains(&target) && detail.contains("About target"), "{detail}");
    let id = created.id();
    let published = editor.publish("articles", &id);
    assert_eq!(warnings(&published)[0].0, ANCHOR, "{}", published.text());
    assert_eq!(editor.working("articles", &id).json.get("warnings"), None, "the warning is not stored");
    // The anchor exists in the draft first, then in the published document.
    editor.edit("articles", &target, &sections(&["first", "second", "third"]));
    let edited = editor.edit("articles", &id, &json!({"kicker": "New"}));
    assert!(warnings(&edited)[0].1.contains("only in the draft"), "{}", edited.text());
    editor.publish("articles", &target);
    assert_eq!(warnings(&editor.edit("articles", &id, &json!({"kicker": "Newer"}))), []);
    // The draft counts for an article that is not public yet.
    let draft = editor.create("articles", &article("draft", sections(&["there"])));
    let body = json!([link_to_anchor(&draft, "there"), link_to_anchor(&draft, "nowhere")]);
    let both = editor.post("/v1/manage/articles", &article_of("both", body)).expect(201);
    let pointers: Vec<String> = warnings(&both).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/sections/0/body/1/markDefs/0/anchor"]);
}

#[test]
fn links_within_an_article_in_markdown_and_in_sections_are_checked() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", sections(&["first"]))).id();
    let own = |anchor: &str| marked("further down", json!({"_type": "link", "href": format!("#{anchor}")}));
    let created =
        editor.post("/v1/manage/articles", &article_of("own", json!([own("first-steps"), own("last-steps")])));
    let created = created.expect(201);
    let [(pointer, detail)] = &warnings(&created)[..] else { panic!("{}", created.text()) };
    assert_eq!(pointer, "/sections/0/body/1/markDefs/0/href");
    assert!(detail.contains("no target in this article"), "{detail}");
    let id = created.id();
    let markdown = format!("See [there](article:{target}#second).");
    let edited = editor.edit("articles", &id, &json!({"sections": [{"heading": "One", "markdown": markdown}]}));
    assert_eq!(warnings(&edited)[0].0, "/sections/0/markdown", "{}", edited.text());
    let section = json!({"heading": "Two", "body": [link_to_anchor(&target, "second")]});
    let added = editor.post_matching(&format!("/v1/manage/articles/{id}/sections"), "*", &section).expect(201);
    let [(pointer, _)] = &warnings(&added)[..] else { panic!("{}", added.text()) };
    assert_eq!(pointer, "/body/0/markDefs/0/anchor");
}

#[test]
fn removing_an_anchor_warns_with_its_referrers() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", sections(&["first", "second", "third"]))).id();
    let user = publish(&editor, "articles", &article_of("user", json!([link_to_anchor(&target, "second")]))).id();
    let draft = editor.create("articles", &article_of("draft", json!([link_to_anchor(&target, "second")])));
    publish(&editor, "articles", &article_of("whole", json!([link_to_anchor(&target, "first")])));
    let unused = editor.edit("articles", &target, &sections(&["first", "second"]));
    assert_eq!(warnings(&unused), [], "nobody links to it");
    let edited = editor.edit("articles", &target, &sections(&["first"]));
    let [(pointer, detail)] = &warnings(&edited)[..] else { panic!("{}", edited.text()) };
    assert_eq!(pointer, "/sections");
    assert!(detail.contains("\"second\"") && detail.contains(&user) && detail.contains(&draft), "{detail}");
    let again = editor.edit("articles", &target, &json!({"kicker": "New"}));
    assert_eq!(warnings(&again), [], "only the edit that removes it is warned of");
    let published = editor.publish("articles", &target);
    assert!(warnings(&published)[0].1.contains(&user), "{}", published.text());
    let restored = editor.edit("articles", &target, &sections(&["first", "second"]));
    let section = restored.json["sections"][1]["id"].as_str().unwrap().to_owned();
    let deleted = editor.delete(&format!("/v1/manage/articles/{target}/sections/{section}"), "*").expect(200);
    assert!(warnings(&deleted)[0].1.contains(&draft), "{}", deleted.text());
    // Other ways to change the content.
    let way =
        |way: &str| editor.post_matching(&format!("/v1/manage/articles/{target}/{way}"), "*", &Value::Null).expect(200);
    editor.edit("articles", &target, &sections(&["first", "second"]));
    let discarded = way("discard-draft");
    assert!(warnings(&discarded)[0].1.contains(&draft), "{}", discarded.text());
    let version = discarded.json["version"].as_i64().unwrap();
    editor.edit("articles", &target, &sections(&["first", "second"]));
    let returned = way(&format!("revisions/{version}/restore"));
    assert!(warnings(&returned)[0].1.contains(&draft), "{}", returned.text());
}

#[test]
fn usage_lists_linked_anchors_and_if_they_resolve() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", sections(&["first", "second"]))).id();
    let body = json!([link_to_anchor(&target, "first"), link_to_anchor(&target, "second")]);
    publish(&editor, "articles", &article_of("user", body)).id();
    let expected = |anchor: &str, resolves: bool, working: bool| json!({"anchor": anchor, "resolves": resolves, "inWorkingCopy": working, "inPublished": true});
    assert_eq!(
        usage(&editor, &target)[0]["anchors"],
        json!([expected("first", true, true), expected("second", true, true)])
    );
    editor.edit("articles", &target, &sections(&["first"]));
    assert_eq!(usage(&editor, &target)[0]["anchors"][1], expected("second", true, true), "readers still find it");
    editor.publish("articles", &target);
    let user = usage(&editor, &target)[0]["id"].as_str().unwrap().to_owned();
    let kept = article_of("user", json!([link_to_anchor(&target, "first")]));
    editor.edit("articles", &user, &json!({"sections": kept["sections"]}));
    assert_eq!(
        usage(&editor, &target)[0]["anchors"],
        json!([expected("first", true, true), expected("second", false, false)])
    );
    editor.publish("articles", &user);
    assert_eq!(usage(&editor, &target)[0]["anchors"], json!([expected("first", true, true)]));
}

#[test]
fn doctor_lists_dead_links_as_notices_not_findings() {
    let place = Sandbox::new();
    let key = place.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let editor = server.client_with_key(key.trim());
    let target = publish(&editor, "articles", &article("target", sections(&["first", "second"]))).id();
    let user = publish(&editor, "articles", &article_of("user", json!([link_to_anchor(&target, "second")]))).id();
    assert!(!place.run(&["doctor"]).succeeded().contains("anchor"));
    editor.edit("articles", &target, &sections(&["first"]));
    editor.publish("articles", &target);
    let said = place.run(&["doctor"]).succeeded();
    assert!(said.contains("a link points to the missing anchor \"second\"") && said.contains(&user), "{said}");
    let json: Value = serde_json::from_str(&place.run(&["doctor", "--json"]).succeeded()).unwrap();
    assert_eq!((&json["findings"], json["notices"].as_array().unwrap().len()), (&json!([]), 1));
    assert_eq!(json["notices"][0]["where"], format!("article {user}, {ANCHOR}"));
}
