//! No draft leaks: searches every response of delivery for words that were never published.

mod requests;

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::with;
use crate::harness::{Answer, Client, TestApp, all, article, paragraph, phrase, publish, resource, topic, unpublish};
use crate::openapi::operations;
use requests::{addresses, media_types, queries};

/// The word in every text of every draft; in lower case where only that is allowed.
const MARKER: &str = "Unpublishedword";

/// The only path outside of management that shows drafts; it requires a token.
const PREVIEW: &str = "/v1/preview/articles/{id}";

/// The names to request, by the kind of path parameter.
#[derive(Default)]
struct Names {
    /// Ids and slugs of articles, phrases, resources and topics.
    entities: BTreeSet<String>,
    /// Ids and anchors of sections.
    sections: BTreeSet<String>,
    /// Preview tokens that must not show a draft.
    tokens: Vec<String>,
}

fn slug(name: &str) -> String {
    format!("{}-{name}", MARKER.to_lowercase())
}

fn marked(what: &str) -> String {
    format!("{MARKER} of the {what}")
}

/// Returns sections with the marker in every text. The anchor of the second is derived from its heading.
fn sections(phrase_id: &str) -> Value {
    json!([
        {"heading": marked("heading"), "anchor": slug("anchor"), "body": [
            paragraph(&marked("paragraph")),
            {"_type": "suggestedPhrase", "phraseId": phrase_id},
            {"_type": "callout", "tone": "info", "content": [paragraph(&marked("callout"))]},
            {"_type": "callToAction", "text": marked("call"), "label": marked("label"), "url": format!("https://example.org/{MARKER}")},
        ]},
        {"heading": marked("second heading"), "markdown": format!("- **{MARKER}:** a [link](https://example.org/{MARKER})")},
    ])
}

fn article_texts(name: &str, topic_id: &str, phrase_id: &str, resource_id: &str) -> Value {
    json!({
        "slug": slug(name), "title": marked("title"), "kicker": marked("kicker"), "summary": marked("summary"),
        "topics": [topic_id], "related": [resource_id], "sections": sections(phrase_id),
        "authors": [{"name": marked("author"), "credential": marked("credential")}],
        "reviewers": [{"name": marked("reviewer"), "credential": marked("credential")}],
        "seo": {"title": marked("seo title"), "description": marked("seo description"), "canonicalUrl": format!("https://example.org/{MARKER}")},
    })
}

fn phrase_texts() -> Value {
    json!({"text": marked("phrase"), "insteadOf": marked("avoided phrase"), "why": marked("reason")})
}

fn resource_texts() -> Value {
    json!({"title": marked("card"), "excerpt": marked("excerpt"), "url": format!("https://example.org/{MARKER}")})
}

fn topic_texts(name: &str) -> Value {
    let spanish = json!({"es": {"name": marked("nombre"), "description": marked("descripción")}});
    json!({"slug": slug(name), "name": marked("name"), "description": marked("description"), "translations": spanish})
}

/// Drafts that were never published, drafts of published entities, and unpublished entities.
fn write_drafts(editor: &Client, reader: &Client) -> Names {
    let create =
        |collection: &str, fields: &Value| editor.post(&format!("/v1/manage/{collection}"), fields).expect(201).id();
    let change = |collection: &str, id: &str, texts: &Value| {
        editor.patch(&format!("/v1/manage/{collection}/{id}"), "*", texts).expect(200);
    };
    // Never published.
    let topic_id = create("topics", &topic("x", topic_texts("topic")));
    let phrase_id = create("phrases", &phrase("x", phrase_texts()));
    let resource_id = create("resources", &resource("x", resource_texts()));
    let draft = create("articles", &article("x", article_texts("article", &topic_id, &phrase_id, &resource_id)));
    // Published, and changed since.
    let live_topic = publish(editor, "topics", &topic("public-topic", json!({}))).id();
    let carried = json!({"topics": [live_topic]});
    let live_phrase = publish(editor, "phrases", &phrase("A public phrase.", carried.clone())).id();
    let live_resource = publish(editor, "resources", &resource("A public card", carried)).id();
    let public = json!({
        "topics": [live_topic], "related": [live_resource],
        "sections": [{"heading": "A public part", "body": [{"_type": "suggestedPhrase", "phraseId": live_phrase}]}],
    });
    let live_article = publish(editor, "articles", &article("public-article", public)).id();
    change("topics", &live_topic, &topic_texts("changed-topic"));
    change("phrases", &live_phrase, &phrase_texts());
    change("resources", &live_resource, &resource_texts());
    change("articles", &live_article, &article_texts("changed-article", &topic_id, &phrase_id, &resource_id));
    // Unpublished: its texts were public. Its references are unpublished after it.
    let gone_topic = publish(editor, "topics", &topic("x", topic_texts("gone-topic"))).id();
    let gone_phrase = publish(editor, "phrases", &phrase("x", phrase_texts())).id();
    let gone_resource = publish(editor, "resources", &resource("x", resource_texts())).id();
    let texts = article_texts("gone-article", &gone_topic, &gone_phrase, &gone_resource);
    let gone_article = publish(editor, "articles", &article("x", texts)).id();
    assert!(
        leak(&reader.get(&format!("/v1/articles/{gone_article}")).expect(200), "").is_some(),
        "the marker must be found while it is public"
    );
    unpublish(editor, "articles", &gone_article);
    for (collection, id) in [("phrases", &gone_phrase), ("resources", &gone_resource), ("topics", &gone_topic)] {
        unpublish(editor, collection, id);
    }
    let hidden = write_unpublished(editor, &live_resource);
    let mut names = names(editor);
    names.entities.extend(hidden);
    names.tokens = invalid_tokens(editor, &draft);
    let public_section = reader.get("/v1/articles/public-article/sections/a-public-part").expect(200).id();
    names.sections.extend([public_section, "a-public-part".to_owned()]);
    names.entities.extend(["public-article".to_owned(), "public-topic".to_owned()]);
    names
}

/// Writes entities in other states: rejected, scheduled, in the trash, withdrawn or redirected, the last two with drafts of
/// changes. Returns their names that are in no list for editors.
fn write_unpublished(editor: &Client, resource_id: &str) -> Vec<String> {
    let step = |id: &str, step: &str, body: &Value| {
        editor.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", body).expect(200);
    };
    let own_texts = |name: &str| {
        let texts = json!({"slug": slug(name), "title": marked("title"), "summary": marked("summary")});
        article("x", with(texts, json!({"sections": [{"heading": marked("heading"), "body": [paragraph(MARKER)]}]})))
    };
    let rejected = editor.create("articles", &own_texts("rejected"));
    step(&rejected, "submit", &json!({"comment": marked("hope")}));
    step(&rejected, "reject", &json!({"comment": marked("criticism")}));
    let later = json!({"publishAt": "2099-01-01T00:00:00Z", "changeNote": marked("note")});
    let scheduled = editor.create("articles", &own_texts("scheduled"));
    editor.put(&format!("/v1/manage/articles/{scheduled}/schedule"), "*", &later).expect(200);
    let changing = publish(editor, "articles", &article("changing-article", json!({}))).id();
    editor.edit("articles", &changing, &own_texts("changed-later"));
    editor.put(&format!("/v1/manage/articles/{changing}/schedule"), "*", &later).expect(200);
    let trashed = editor.create("articles", &own_texts("trashed"));
    editor.try_delete("articles", &trashed).expect(204);
    let binned = publish(editor, "articles", &own_texts("binned")).id();
    unpublish(editor, "articles", &binned);
    editor.try_delete("articles", &binned).expect(204);
    for (name, how) in [
        ("withdrawn-article", json!({"mode": "withdrawn", "explanation": "Out of date."})),
        ("led-article", json!({"mode": "redirect", "alternative": {"url": "https://example.org/"}})),
        ("explained-article", json!({"explanation": "Out of date."})),
    ] {
        let sections = json!([{"heading": "Once public", "body": [paragraph("Words that were public.")]}]);
        let fields = json!({"sections": sections, "related": [resource_id]});
        let id = publish(editor, "articles", &article(name, fields)).id();
        step(&id, "unpublish", &how);
        editor.edit("articles", &id, &own_texts(&format!("changed-{name}")));
    }
    ["withdrawn-article", "led-article", "explained-article", &trashed, &binned]
        .map(str::to_owned)
        .into_iter()
        .chain([slug("trashed"), slug("binned")])
        .collect()
}

/// Creates a preview token for a draft, and returns tokens that must not show any draft.
fn invalid_tokens(editor: &Client, draft: &str) -> Vec<String> {
    let target = format!("/v1/manage/articles/{draft}/preview-tokens");
    let token = || editor.post(&target, &json!({})).expect(201);
    let (good, revoked) = (token(), token());
    editor.send(Method::DELETE, &format!("{target}/{}", revoked.id()), &[], None).expect(204);
    let text = |token: &Answer| token.json["token"].as_str().unwrap().to_owned();
    let id_with_another_secret = format!("{}{}", &text(&good)[..32], &text(&revoked)[32..]);
    vec![text(&revoked), id_with_another_secret, good.id(), "x".to_owned()]
}

/// Returns all names that editors see.
fn names(editor: &Client) -> Names {
    let mut names = Names::default();
    for collection in ["articles", "phrases", "resources", "topics"] {
        for entity in all(editor, &format!("/v1/manage/{collection}")) {
            let id = entity["id"].as_str().unwrap();
            names.entities.extend([Some(id), entity["slug"].as_str()].into_iter().flatten().map(str::to_owned));
            if collection == "articles" {
                let sections = editor.get(&format!("/v1/manage/articles/{id}/sections")).expect(200).json;
                for section in sections["data"].as_array().unwrap() {
                    let both = ["id", "anchor"].map(|member| section[member].as_str().unwrap().to_owned());
                    names.sections.extend(both);
                }
            }
        }
    }
    names
}

/// Returns the text around the marker in a response, if any, ignoring echoes of the request.
fn leak(answer: &Answer, request: &str) -> Option<String> {
    let headers =
        answer.headers.iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or_default()));
    let mut text = headers.collect::<String>() + &answer.text();
    for word in request.split(['/', '?', '&', '=', ',']).filter(|word| word.len() >= MARKER.len()) {
        text = text.replace(word, "");
    }
    let position = text.to_lowercase().find(&MARKER.to_lowercase())?;
    Some(text.chars().skip(position.saturating_sub(80)).take(200).collect())
}

/// Requests every path of delivery in every media type. Returns the requests whose response has the marker, and the number
/// of 200 responses by path template.
fn sweep(reader: &Client, names: &Names) -> (Vec<String>, BTreeMap<&'static str, usize>) {
    let (mut leaks, mut successes) = (Vec::new(), BTreeMap::new());
    let addresses = addresses(names);
    for (template, method, operation) in operations() {
        let (Method::GET, Some(addresses)) = (method, addresses.get(template)) else { continue };
        for query in queries(operation, names) {
            for address in addresses {
                let target = format!("{address}{query}");
                let chosen = if query.is_empty() { media_types(operation) } else { Vec::new() };
                for accept in chosen.iter().map(String::as_str).chain(["*/*"]) {
                    let answer = reader.get_with(&target, &[("Accept", accept)]);
                    assert!(answer.status < 500, "{target}: {}", answer.text());
                    *successes.entry(template).or_default() += usize::from(answer.status == 200);
                    if let Some(excerpt) = leak(&answer, &target) {
                        leaks.push(format!("GET {target} as {accept} answered {}: {excerpt}", answer.status));
                    }
                }
            }
        }
    }
    (leaks, successes)
}

#[test]
fn no_response_of_delivery_contains_a_word_of_a_draft() {
    let app = TestApp::spawn_with(&["--security-contact", "mailto:security@example.org"]);
    let names = write_drafts(&app.editor(), &app.anonymous());
    let (leaks, mut successes) = sweep(&app.anonymous(), &names);
    assert!(leaks.is_empty(), "{} leaks, the first ones: {:#?}", leaks.len(), &leaks[..leaks.len().min(5)]);
    // A preview shows drafts only with a valid token, which none of the tried ones is.
    assert_eq!(successes.remove(PREVIEW), Some(0), "previews must be requested, and must not show a draft");
    for (template, count) in successes {
        assert!(count > 0, "no 200 response for {template}, so it was not tested");
    }
}

#[test]
fn the_sweep_finds_a_leak() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let names = write_drafts(&editor, &app.anonymous());
    let public = app.anonymous().get("/v1/articles/public-article").expect(200).id();
    let all = json!({"includeReferences": true});
    editor.post_matching(&format!("/v1/manage/articles/{public}/publish"), "*", &all).expect(200);
    let (leaks, _) = sweep(&app.anonymous(), &names);
    for template in [
        "/v1/articles?",
        "/v1/phrases?",
        "/v1/resources?",
        "/v1/topics?",
        "/v1/articles/",
        "/v1/sections/",
        "/v1/search?q=of+the",
        "/v1/search?q=Unpubl",
        "/v1/feed.json",
        "/v1/feed.atom",
    ] {
        assert!(leaks.iter().any(|leak| leak.starts_with(&format!("GET {template}"))), "{template}");
    }
    for accept in ["text/html", "text/markdown", "text/plain", "application/ld+json"] {
        assert!(leaks.iter().any(|leak| leak.contains(&format!(" as {accept} "))), "{accept}");
    }
}

#[test]
fn saving_a_published_entity_does_not_change_public_responses() {
    let app = TestApp::with_demo();
    let (editor, reader) = (app.editor(), app.anonymous());
    let before = reader.get("/v1/articles/setting-limits").expect(200);
    let texts = json!({"title": marked("title"), "slug": slug("limits"), "sections": []});
    editor.patch(&format!("/v1/manage/articles/{}", before.id()), "*", &texts).expect(200);
    let after = reader.get("/v1/articles/setting-limits").expect(200);
    assert_eq!((after.text(), after.etag()), (before.text(), before.etag()));
}
