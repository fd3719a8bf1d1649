//! References in inputs by slug: topics, the parents of topics, and the article that an article translates.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, with};
use crate::harness::{Answer, Client, TestApp, article, phrase, publish, resource, topic};

const ARTICLES: &str = "/v1/manage/articles";

/// Returns the detail of the error at a place.
fn detail_at(answer: &Answer, pointer: &str) -> String {
    let errors = answer.json["errors"].as_array().unwrap();
    let found = errors.iter().find(|error| error["pointer"] == pointer);
    found.unwrap_or_else(|| panic!("no error at {pointer}: {}", answer.text()))["detail"].as_str().unwrap().to_owned()
}

#[test]
fn topics_are_named_by_slug_or_id_and_read_back_as_ids() {
    let app = TestApp::spawn();
    let author = app.author();
    let calm = author.create("topics", &topic("calm", json!({})));
    let rest = author.create("topics", &topic("rest", json!({"parentId": "calm"})));
    assert_eq!(author.working("topics", &rest).json["parentId"], json!(calm));
    let both = json!(["rest", calm]);
    for (kind, input) in [
        ("articles", article("tea", json!({"topics": both}))),
        ("phrases", phrase("Rest a while.", json!({"topics": both}))),
        ("resources", resource("Rest", json!({"topics": both}))),
    ] {
        let id = author.create(kind, &input);
        assert_eq!(author.working(kind, &id).json["topics"], json!([rest, calm]), "{kind}");
        let patched = author.edit(kind, &id, &json!({"topics": ["calm"]})).json;
        assert_eq!((&patched["topics"], &patched["version"]), (&json!([calm]), &json!(2)));
        let same = author.edit(kind, &id, &json!({"topics": [calm]})).json;
        assert_eq!(same["version"], 2, "the same topic is no change");
        let replaced = author.put(&format!("/v1/manage/{kind}/{id}"), "*", &input).expect(200).json;
        assert_eq!(replaced["topics"], json!([rest, calm]));
    }
    author.edit("topics", &calm, &json!({"slug": "calmness"}));
    author.post("/v1/manage/phrases", &phrase("Calm.", json!({"topics": ["calm"]}))).expect(422);
    let moved = author.edit("topics", &rest, &json!({"parentId": null})).json;
    assert_eq!(moved.get("parentId"), None);
    let moved = author.edit("topics", &rest, &json!({"parentId": "calmness"})).json;
    assert_eq!(moved["parentId"], json!(calm));
    let own = author.patch(&format!("/v1/manage/topics/{calm}"), "*", &json!({"parentId": "calmness"}));
    own.expect(422).expect_error("/parentId", "self_reference");
}

#[test]
fn a_batch_names_topics_that_it_creates() {
    let app = TestApp::spawn();
    let author = app.author();
    let operations = json!({"operations": [
        {"method": "POST", "path": "/v1/manage/topics", "body": topic("calm", json!({}))},
        {"method": "POST", "path": "/v1/manage/phrases", "body": phrase("Rest.", json!({"topics": ["calm"]}))},
    ]});
    let results = author.post("/v1/manage/batch", &operations).expect(200).json;
    assert_eq!(results["results"][1]["body"]["topics"], json!([results["results"][0]["body"]["id"]]));
}

#[test]
fn an_unknown_topic_is_refused_with_the_closest_slug_and_all_other_errors() {
    let app = TestApp::spawn();
    let author = app.author();
    let calm = author.create("topics", &topic("setting-boundaries", json!({})));
    let input = json!({"locale": "en", "title": "  ", "topics": [calm, "setting-boundarys", "nonsense", "Not A Slug"]});
    let answer = author.post(ARTICLES, &input).expect_problem(422, "validation_failed");
    let answer = answer
        .expect_error("/title", "blank")
        .expect_error("/topics/1", "unknown_reference")
        .expect_error("/topics/2", "unknown_reference")
        .expect_error("/topics/3", "invalid_id");
    assert!(detail_at(&answer, "/topics/1").ends_with("Did you mean \"setting-boundaries\"?"));
    assert!(detail_at(&answer, "/topics/2").ends_with("Create it first."));
    assert!(detail_at(&answer, "/topics/3").contains("slug"));
    let twice = phrase("Rest.", json!({"topics": [calm, "setting-boundaries"]}));
    author.post("/v1/manage/phrases", &twice).expect(422).expect_error("/topics", "duplicate");
    let child = topic("child", json!({"parentId": "nowhere"}));
    author.post("/v1/manage/topics", &child).expect(422).expect_error("/parentId", "unknown_reference");
    author.try_delete("topics", &calm).expect(204);
    let trashed = phrase("Rest.", json!({"topics": ["setting-boundaries"]}));
    author.post("/v1/manage/phrases", &trashed).expect(422).expect_error("/topics/0", "unknown_reference");
}

/// Creates an article in a locale and returns its id and translation group.
fn create(author: &Client, locale: &str, slug: &str, more: Value) -> (String, Value) {
    let input = with(article(slug, json!({"locale": locale})), more);
    let made = author.post(ARTICLES, &input).expect(201);
    (made.id(), made.json["translationGroupId"].clone())
}

#[test]
fn an_article_joins_the_translation_group_of_the_article_that_it_translates() {
    let app = TestApp::spawn();
    let author = app.author();
    let (english, group) = create(&author, "en", "tea", json!({}));
    let (_, by_id) = create(&author, "es", "el-te", json!({"translationOf": english}));
    let (french, by_slug) = create(&author, "fr", "le-the", json!({"translationOf": "tea"}));
    let (_, by_other) = create(&author, "de", "der-tee", json!({"translationOf": "el-te"}));
    assert_eq!([&by_id, &by_slug, &by_other], [&group; 3]);
    assert_eq!(author.working("articles", &french).json.get("translationOf"), None);
    // The group of an article with the slug in several locales is known if they are translations of one another.
    create(&author, "it", "tea", json!({"translationOf": "tea"}));
    let (_, of_two) = create(&author, "pt", "o-cha", json!({"translationOf": "tea"}));
    assert_eq!(of_two, group);
    let (alone, own) = create(&author, "nl", "thee", json!({}));
    let joined = author.edit("articles", &alone, &json!({"translationOf": "tea"})).json;
    assert_eq!((&joined["translationGroupId"], own == group), (&group, false));
    let left = author.edit("articles", &alone, &json!({"translationOf": null})).json;
    assert_ne!(left["translationGroupId"], group);
    let again = author.edit("articles", &alone, &json!({"translationOf": null})).json;
    assert_eq!(again["version"], left["version"], "it has a group of its own already");
    let replacing = article("thee", json!({"locale": "nl", "translationOf": "tea"}));
    let replaced = author.put(&format!("{ARTICLES}/{alone}"), "*", &replacing).expect(200).json;
    assert_eq!(replaced["translationGroupId"], group);
    let second = article("more-tea", json!({"translationOf": "tea"}));
    author.post(ARTICLES, &second).expect_problem(409, "translation_exists");
}

#[test]
fn a_repeated_creation_of_a_translation_changes_nothing() {
    let app = TestApp::spawn();
    let author = app.author();
    let topics = json!([author.create("topics", &topic("calm", json!({})))]);
    create(&author, "en", "tea", json!({}));
    let more = json!({"id": UNKNOWN_ID, "locale": "es", "translationOf": "tea", "topics": ["calm"]});
    let input = article("el-te", more);
    let first = author.post(ARTICLES, &input).expect(201).json;
    let second = author.post(ARTICLES, &input).expect(200).json;
    assert_eq!((&second["version"], &second["topics"]), (&json!(1), &topics));
    assert_eq!(second["translationGroupId"], first["translationGroupId"]);
}

#[test]
fn a_published_translation_that_leaves_its_group_is_listed_no_longer() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = publish(&editor, "articles", &article("tea", json!({}))).id();
    let spanish = article("el-te", json!({"locale": "es", "translationOf": "tea"}));
    let spanish = publish(&editor, "articles", &spanish).id();
    let translations = || reader.get(&format!("/v1/articles/{english}")).expect(200).json["translations"].clone();
    assert_eq!(translations()[0]["slug"], "el-te");
    editor.edit("articles", &spanish, &json!({"translationOf": null}));
    // The published Spanish article is still in the group.
    let kept = editor.edit("articles", &english, &json!({"translationOf": null})).json;
    assert_eq!(kept["version"], 3, "it leaves the group of a published translation");
    editor.publish("articles", &spanish);
    assert_eq!(translations(), json!([]));
}

#[test]
fn a_translation_of_an_unknown_or_ambiguous_article_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    let (english, _) = create(&author, "en", "quiet-tea", json!({}));
    let (german, _) = create(&author, "de", "quiet-tea", json!({}));
    let said = author.create("phrases", &phrase("Tea?", json!({})));
    let (trashed, _) = create(&author, "en", "cold-tea", json!({}));
    author.try_delete("articles", &trashed).expect(204);
    let refuse = |named: Value, code: &str| {
        let input = with(article("te", json!({"locale": "es"})), json!({"translationOf": named}));
        let answer = author.post(ARTICLES, &input).expect_problem(422, "validation_failed");
        let answer = answer.expect_error("/translationOf", code);
        detail_at(&answer, "/translationOf")
    };
    let ambiguous = refuse(json!("quiet-tea"), "ambiguous_reference");
    assert!(ambiguous.contains(&english) && ambiguous.contains(&german), "{ambiguous}");
    assert!(refuse(json!("quite-tea"), "unknown_reference").ends_with("Did you mean \"quiet-tea\"?"));
    assert!(refuse(json!(UNKNOWN_ID), "unknown_reference").contains("no article"));
    assert!(refuse(json!(said), "unknown_reference").contains("is a phrase"));
    assert!(refuse(json!(trashed), "unknown_reference").contains("in the trash"));
    refuse(json!("cold-tea"), "unknown_reference");
    refuse(json!("Not A Slug"), "invalid_id");
    refuse(json!(7), "wrong_type");
    refuse(Value::Null, "wrong_type");
    let both = article("te", json!({"locale": "es", "translationOf": english, "translationGroupId": UNKNOWN_ID}));
    author.post(ARTICLES, &both).expect(422).expect_error("/translationOf", "mutually_exclusive");
    let target = format!("{ARTICLES}/{english}");
    for (patch, code) in [
        (json!({"translationOf": english}), "self_reference"),
        (json!({"translationOf": german, "translationGroupId": UNKNOWN_ID}), "mutually_exclusive"),
        (json!({"translationOf": null, "translationGroupId": UNKNOWN_ID}), "mutually_exclusive"),
        (json!({"translationOf": "nothing-like-it"}), "unknown_reference"),
    ] {
        let answer = author.patch(&target, "*", &patch).expect_problem(422, "validation_failed");
        answer.expect_error("/translationOf", code);
    }
    // Its own slug means the other article that has it.
    let joined = author.patch(&target, "*", &json!({"translationOf": "quiet-tea"})).expect(200).json;
    assert_eq!(joined["translationGroupId"], author.working("articles", &german).json["translationGroupId"]);
    let lone = author.create("articles", &article("lone", json!({})));
    let answer = author.patch(&format!("{ARTICLES}/{lone}"), "*", &json!({"translationOf": "lone"}));
    answer.expect(422).expect_error("/translationOf", "self_reference");
    let other_kind = phrase("Tea.", json!({"translationOf": "quiet-tea"}));
    author.post("/v1/manage/phrases", &other_kind).expect(422).expect_error("/translationOf", "unknown_field");
}
