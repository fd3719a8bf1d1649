//! Documents follow the entities that they embed, and nothing else.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, marked, phrase_block, resource_of, with};
use crate::harness::{
    Answer, Client, TestApp, article, number, paragraph, phrase, publish, resource, sql, strings, topic,
};

fn read(client: &Client, slug: &str) -> Answer {
    client.get(&format!("/v1/articles/{slug}")).expect(200)
}

/// Asserts that the document changed without a new publish.
#[track_caller]
fn assert_rebuilt(before: &Answer, after: &Answer) {
    assert_ne!(after.etag(), before.etag());
    assert!(after.json["updatedAt"].as_str() > before.json["updatedAt"].as_str());
    for member in ["publishedAt", "firstPublishedAt", "version"] {
        assert_eq!(after.json[member], before.json[member], "{member}");
    }
}

/// Changes an entity and publishes it.
fn change(editor: &Client, kind: &str, id: &str, patch: Value) {
    editor.edit(kind, id, &patch);
    editor.publish(kind, id);
}

#[test]
fn a_changed_phrase_appears_in_every_article_that_embeds_it() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Old words.", json!({"insteadOf": "Nothing."}))).id();
    let inline = marked("these words", json!({"_type": "phrase", "phraseId": phrase_id}));
    let callout = json!({"_type": "callout", "tone": "info", "content": [phrase_block(&phrase_id)]});
    let bodies =
        [("block", phrase_block(&phrase_id)), ("inline", inline), ("callout", callout), ("none", paragraph("Other."))];
    for (slug, block) in bodies {
        publish(&editor, "articles", &article_of(slug, json!([block])));
    }
    let before = ["block", "inline", "callout", "none"].map(|slug| read(&reader, slug));
    editor.edit("phrases", &phrase_id, &json!({"text": "New words."}));
    assert_eq!(read(&reader, "block").etag(), before[0].etag(), "a draft of a phrase leaked");
    editor.publish("phrases", &phrase_id);
    let after = ["block", "inline", "callout", "none"].map(|slug| read(&reader, slug));
    let pointers =
        ["/sections/0/body/0/phrase", "/sections/0/body/0/markDefs/0/phrase", "/sections/0/body/0/content/0/phrase"];
    for (index, pointer) in pointers.into_iter().enumerate() {
        assert_rebuilt(&before[index], &after[index]);
        assert_eq!(after[index].json.pointer(pointer).unwrap()["text"], "New words.");
        assert_eq!(after[index].json["phrases"][0]["text"], "New words.");
        assert_eq!(after[index].json["phrases"][0]["insteadOf"], "Nothing.");
    }
    assert_eq!(after[3].etag(), before[3].etag());
    let section = reader.get(&format!("/v1/sections/{}", after[0].json["sections"][0]["id"].as_str().unwrap()));
    assert!(section.expect(200).text().contains("New words."));
}

#[test]
fn a_rebuild_does_not_publish_drafts() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Old words.", json!({}))).id();
    let rest = publish(&editor, "topics", &topic("rest", json!({"name": "Rest"}))).id();
    let input = with(article_of("open", json!([phrase_block(&phrase_id)])), json!({"topics": [rest]}));
    let id = publish(&editor, "articles", &input).id();
    let before = read(&reader, "open");
    let draft =
        json!({"title": "Draft title", "topics": [], "sections": [{"markdown": "Draft text."}], "kicker": "Draft"});
    let edited = editor.edit("articles", &id, &draft);
    change(&editor, "phrases", &phrase_id, json!({"text": "New words."}));
    change(&editor, "topics", &rest, json!({"name": "Quiet"}));
    let after = read(&reader, "open");
    assert!(after.text().contains("New words.") && after.text().contains("Quiet"));
    assert!(!after.text().contains("Draft"), "{}", after.text());
    assert_eq!(after.json["title"], before.json["title"]);
    assert_eq!(editor.working("articles", &id).json, edited.json, "the rebuild changed the working copy");
}

#[test]
fn a_renamed_topic_appears_in_all_documents_that_have_it() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let rest = topic("rest", json!({"name": "Rest", "translations": {"es": {"name": "Descanso"}}}));
    let rest = publish(&editor, "topics", &rest).id();
    let topics = json!({"topics": [rest]});
    publish(&editor, "articles", &article("carries", topics.clone()));
    publish(&editor, "articles", &article("lleva", with(topics.clone(), json!({"locale": "es"}))));
    let phrase_id = publish(&editor, "phrases", &phrase("Rest a while.", topics.clone())).id();
    let card = publish(&editor, "resources", &resource("On rest", topics)).id();
    let other = publish(&editor, "articles", &article("other", json!({}))).id();
    let targets =
        ["/v1/articles/carries".to_owned(), format!("/v1/phrases/{phrase_id}"), format!("/v1/resources/{card}")];
    let before: Vec<Answer> = targets.iter().map(|target| reader.get(target).expect(200)).collect();
    let spanish = reader.get("/v1/articles/lleva?locale=es").expect(200);
    let untouched = reader.get(&format!("/v1/articles/{other}")).expect(200);
    change(&editor, "topics", &rest, json!({"name": "Quiet", "slug": "quiet"}));
    for (target, before) in targets.iter().zip(&before) {
        let after = reader.get(target).expect(200);
        assert_rebuilt(before, &after);
        assert_eq!(after.json["topics"], json!([{"id": rest, "slug": "quiet", "name": "Quiet", "kind": "subject"}]));
    }
    let after = reader.get("/v1/articles/lleva?locale=es").expect(200);
    assert_rebuilt(&spanish, &after);
    assert_eq!(after.json["topics"][0]["name"], "Descanso");
    assert_eq!(
        reader.get("/v1/articles?topic=quiet&locale=en").expect(200).json["data"][0]["topics"][0]["name"],
        "Quiet"
    );
    assert_eq!(reader.get(&format!("/v1/articles/{other}")).expect(200).etag(), untouched.etag());
}

#[test]
fn a_changed_resource_appears_in_related_cards() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let card = publish(&editor, "resources", &resource("Old title", json!({}))).id();
    let still = publish(&editor, "resources", &resource("Still", json!({}))).id();
    publish(&editor, "articles", &article("relates", json!({"related": [still, card]})));
    publish(&editor, "articles", &article("alone", json!({"related": [still]})));
    let (before, alone) = (read(&reader, "relates"), read(&reader, "alone"));
    change(&editor, "resources", &card, json!({"title": "New title", "phone": "116 123"}));
    let after = read(&reader, "relates");
    assert_rebuilt(&before, &after);
    let related: Vec<&Value> = after.json["related"].as_array().unwrap().iter().map(|card| &card["title"]).collect();
    assert_eq!(related, ["Still", "New title"]);
    assert_eq!(after.json["related"][1]["phone"], "116 123");
    assert_eq!(read(&reader, "alone").etag(), alone.etag());
}

#[test]
fn members_outside_of_the_card_cause_no_rebuild() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let card = publish(&editor, "resources", &resource("Card", json!({}))).id();
    publish(&editor, "articles", &article("relates", json!({"related": [card]})));
    let before = read(&reader, "relates");
    change(&editor, "resources", &card, json!({"regions": ["GB"]}));
    assert_eq!(read(&reader, "relates").etag(), before.etag());
}

#[test]
fn a_new_slug_appears_in_links_cards_and_translations() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let target = publish(&editor, "articles", &article("old", json!({})));
    let group = target.json["translationGroupId"].clone();
    let target = target.id();
    let anchored = marked("there", json!({"_type": "link", "articleId": target, "anchor": "later"}));
    publish(&editor, "articles", &article_of("links", json!([link_to(&target), anchored])));
    let card = publish(&editor, "resources", &resource_of(&target)).id();
    publish(&editor, "articles", &article("relates", json!({"related": [card]})));
    publish(&editor, "articles", &article("viejo", json!({"locale": "es", "translationGroupId": group})));
    let own = read(&reader, "old");
    let linking = read(&reader, "links");
    let related = read(&reader, "relates");
    let carded = reader.get(&format!("/v1/resources/{card}")).expect(200);
    let spanish = reader.get("/v1/articles/viejo?locale=es").expect(200);
    change(&editor, "articles", &target, json!({"slug": "new"}));
    let address = "/v1/articles/new?locale=en";
    assert_eq!(
        (own.json["url"].as_str(), read(&reader, "new").json["url"].as_str()),
        (Some("/v1/articles/old?locale=en"), Some(address))
    );
    let after = read(&reader, "links");
    assert_rebuilt(&linking, &after);
    let href = |index: usize| &after.json["sections"][0]["body"][index]["markDefs"][0];
    assert_eq!((&href(0)["href"], &href(0)["slug"]), (&json!(address), &json!("new")));
    assert_eq!(href(1)["href"], format!("{address}#later"));
    let after = read(&reader, "relates");
    assert_rebuilt(&related, &after);
    assert_eq!(
        (&after.json["related"][0]["url"], &after.json["related"][0]["article"]["slug"]),
        (&json!(address), &json!("new"))
    );
    let after = reader.get(&format!("/v1/resources/{card}")).expect(200);
    assert_rebuilt(&carded, &after);
    assert_eq!(after.json["url"], address);
    let after = reader.get("/v1/articles/viejo?locale=es").expect(200);
    assert_rebuilt(&spanish, &after);
    assert_eq!(after.json["translations"], json!([{"locale": "en", "slug": "new", "stale": false}]));
}

#[test]
fn other_changes_of_a_linked_article_cause_no_rebuild() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let target = publish(&editor, "articles", &article("target", json!({}))).id();
    publish(&editor, "articles", &article_of("links", json!([link_to(&target)])));
    let before = read(&reader, "links");
    change(&editor, "articles", &target, json!({"title": "Another title"}));
    assert_eq!(read(&reader, "links").etag(), before.etag());
}

#[test]
fn a_changed_address_template_takes_effect_after_a_restart() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", json!({}))).id();
    let card = publish(&editor, "resources", &resource_of(&target)).id();
    let input = with(article_of("links", json!([link_to(&target)])), json!({"related": [card]}));
    let id = publish(&editor, "articles", &input).id();
    editor.edit("articles", &id, &json!({"title": "Draft title"}));
    let phrase_id = publish(&editor, "phrases", &phrase("Unlinked.", json!({}))).id();
    let before = read(&app.anonymous(), "links");
    let unlinked = app.anonymous().get(&format!("/v1/phrases/{phrase_id}")).expect(200).etag();

    let app = app.restart_with(&["--article-url", "https://example.org/{locale}/{slug}"]);
    let reader = app.anonymous();
    let after = read(&reader, "links");
    assert_ne!(after.etag(), before.etag());
    assert_eq!(after.json["title"], "About links");
    let address = "https://example.org/en/target";
    assert_eq!(after.json["url"], "https://example.org/en/links");
    assert_eq!(after.json["sections"][0]["body"][0]["markDefs"][0]["href"], address);
    assert_eq!(after.json["related"][0]["url"], address);
    assert_eq!(reader.get(&format!("/v1/resources/{card}")).expect(200).json["url"], address);
    assert_eq!(reader.get(&format!("/v1/phrases/{phrase_id}")).expect(200).etag(), unlinked);

    let app = app.restart_with(&["--article-url", "https://example.org/{locale}/{slug}"]);
    assert_eq!(read(&app.anonymous(), "links").etag(), after.etag(), "the same template caused a rebuild");
}

#[test]
fn a_changed_phrase_rebuilds_five_hundred_articles_at_one_time_and_no_other() {
    const REFERRERS: usize = 500;
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Old words.", json!({}))).id();
    let embeds_phrase = |number: usize| number % 51 != 50;
    let slugs: Vec<String> = (0..REFERRERS + 10).map(|number| format!("article-{number}")).collect();
    for (number, slug) in slugs.iter().enumerate() {
        let block = if embeds_phrase(number) { phrase_block(&phrase_id) } else { paragraph("Something else.") };
        publish(&editor, "articles", &article_of(slug, json!([block])));
    }
    let before: Vec<Answer> = slugs.iter().map(|slug| read(&reader, slug)).collect();
    let database = app.database_file();
    let last = number(&database, "SELECT max(seq) AS number FROM changes");
    change(&editor, "phrases", &phrase_id, json!({"text": "New words."}));
    let of_changes =
        |column: &str| number(&database, &format!("SELECT {column} AS number FROM changes WHERE seq > {last}"));
    assert_eq!(of_changes("count(*)"), 501, "the articles and the phrase itself, once each");
    assert_eq!(of_changes("count(DISTINCT entity_id)"), 501);
    assert_eq!(of_changes("count(DISTINCT at)"), 1, "all at one time");
    let phrase = reader.get(&format!("/v1/phrases/{phrase_id}")).expect(200);
    let mut changed = 0;
    for (number, (slug, before)) in slugs.iter().zip(&before).enumerate() {
        let after = read(&reader, slug);
        if embeds_phrase(number) {
            assert_rebuilt(before, &after);
            assert_eq!(after.json["updatedAt"], phrase.json["updatedAt"], "{slug}");
            changed += 1;
        } else {
            assert_eq!(after.etag(), before.etag(), "{slug}");
        }
    }
    assert_eq!(changed, REFERRERS);
}

#[test]
fn a_changed_address_template_changes_no_date_and_reaches_caches_and_offline_copies() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("calm", json!({}))).id();
    let card = publish(&editor, "resources", &resource_of(&id)).id();
    let withdrawn = publish(&editor, "articles", &article("withdrawn", json!({}))).id();
    let explanation = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{withdrawn}/unpublish"), "*", &explanation).expect(200);
    // Use an old date, because `Last-Modified` has whole seconds.
    for table in ["published_articles", "published_resources"] {
        let dated =
            "updated_at = 1700000000000, document = json_set(document, '$.updatedAt', '2023-11-14T22:13:20.000Z')";
        sql(&app.database_file(), &format!("UPDATE {table} SET {dated}"));
    }
    let app = app.restart_with(&[]);
    let targets =
        [format!("/v1/articles/{id}"), format!("/v1/resources/{card}"), format!("/v1/articles/{id}/sections")];
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let lists = ["/v1/feed.json", "/v1/feed.atom", "/sitemap.xml"];
    let dates = |text: &str| -> Vec<String> {
        let signs = |character: char| !(character.is_ascii_digit() || "-:TZ.".contains(character));
        text.split(signs).filter(|word| word.len() == 24 && word.ends_with('Z')).map(str::to_owned).collect()
    };
    let reader = app.anonymous();
    let before: Vec<Answer> = targets.iter().chain(&lists).map(|target| reader.get(target).expect(200)).collect();
    let shown = reader.get(&format!("/v1/articles/{withdrawn}")).expect(200);
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();

    let app = app.restart_with(&["--article-url", "https://example.org/{locale}/{slug}"]);
    let reader = app.anonymous();
    for (target, before) in targets.iter().chain(&lists).zip(&before) {
        let after = reader.get(target).expect(200);
        assert_eq!(dates(&after.text()), dates(&before.text()), "{target}");
    }
    for (target, before) in targets.iter().zip(&before).take(2) {
        assert!(!dates(&before.text()).is_empty(), "{target}");
        for known in [("If-None-Match", before.etag().as_str()), ("If-Modified-Since", before.header("last-modified"))]
        {
            let after = reader.get_with(target, &[known]).expect(200);
            assert!(after.text().contains("https://example.org/en/calm"), "{target}");
        }
    }
    let again = reader.get(&format!("/v1/articles/{withdrawn}")).expect(200);
    assert_eq!(again.json["url"], "https://example.org/en/withdrawn");
    assert_eq!(again.json["updatedAt"], shown.json["updatedAt"]);
    let changed = reader.get(&format!("/v1/sync?token={token}")).expect(200);
    let ids = strings(changed.json["items"].as_array().unwrap(), "id");
    assert!(ids.contains(&id) && ids.contains(&card), "{ids:?}");
}
