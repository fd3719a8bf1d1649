//! Phrases, resources and topics: common operations, and the rules of each kind.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, resource_of, with, without};
use crate::harness::{TestApp, article, phrase, publish, resource, topic};

/// Returns a full input of each kind, an optional member and a required member.
fn inputs(topic_id: &str) -> [(&'static str, Value, &'static str, &'static str); 3] {
    let topics = json!([topic_id]);
    [
        (
            "phrases",
            phrase("I hear you.", json!({"insteadOf": "Calm down.", "why": "It shows.", "topics": topics})),
            "why",
            "text",
        ),
        (
            "resources",
            resource("Read on", json!({"phone": "+44 20 7946 0000", "regions": ["GB", "US-CA"], "topics": topics})),
            "phone",
            "excerpt",
        ),
        (
            "topics",
            topic(
                "low",
                json!({"description": "About it.", "parentId": topic_id, "translations": {"es": {"name": "Bajo"}}}),
            ),
            "description",
            "name",
        ),
    ]
}

#[test]
fn each_kind_is_created_read_replaced_patched_and_deleted() {
    let app = TestApp::spawn();
    let author = app.author();
    let top = author.create("topics", &topic("top", json!({})));
    for (kind, input, optional, required) in inputs(&top) {
        let list = format!("/v1/manage/{kind}");
        let created = author.post(&list, &input).expect(201);
        let target = format!("{list}/{}", created.id());
        assert_eq!((created.header("location"), created.etag().as_str()), (target.as_str(), "\"1\""));
        for (name, value) in input.as_object().unwrap() {
            assert_eq!(created.json[name], *value, "{kind} {name}");
        }
        assert_eq!((&created.json["status"], &created.json["version"]), (&json!("draft"), &json!(1)));
        assert_eq!(author.get(&target).expect(200).json, created.json);

        let put = author.put(&target, "\"1\"", &created.json).expect(200);
        assert_eq!((put.etag(), &put.json), (created.etag(), &created.json));
        author.put(&target, "\"1\"", &without(&input, &[optional])).expect(200);
        author.put(&target, "\"1\"", &input).expect_problem(412, "version_mismatch");
        assert_eq!(author.get(&target).expect(200).json.get(optional), None, "{kind}: a remnant");

        let patched = author.patch(&target, "\"2\"", &json!({required: "Changed"})).expect(200);
        assert_eq!((patched.etag().as_str(), &patched.json[required]), ("\"3\"", &json!("Changed")));
        let place = format!("/{required}");
        author.patch(&target, "\"3\"", &json!({required: null})).expect(422).expect_error(&place, "required");
        author.post(&list, &without(&input, &[required])).expect(422).expect_error(&place, "required");
        author.post(&list, &with(input.clone(), json!({required: 1}))).expect(422).expect_error(&place, "wrong_type");

        let listed = author.get(&list).expect(200);
        assert_eq!(listed.json["data"][0], patched.json, "{kind}");
        author.delete(&target, "\"3\"").expect(204);
        assert_eq!(author.get(&target).expect(200).json["status"], "trashed", "{kind}");
        assert!(
            author.get(&list).expect(200).json["data"]
                .as_array()
                .unwrap()
                .iter()
                .all(|copy| copy["id"] != created.id())
        );
    }
}

#[test]
fn each_kind_is_created_once_with_a_client_generated_id() {
    let app = TestApp::spawn();
    let author = app.author();
    let top = author.create("topics", &topic("top", json!({})));
    for (number, (kind, input, _, required)) in inputs(&top).into_iter().enumerate() {
        let list = format!("/v1/manage/{kind}");
        let id = format!("0193a5c8-7d1e-7c3a-9b1f-2f64a1c0df{number:02}");
        let input = with(input, json!({"id": id}));
        let first = author.post(&list, &input).expect(201);
        assert_eq!(author.post(&list, &input).expect(200).json, first.json);
        author.post(&list, &with(input.clone(), json!({required: "Other"}))).expect_problem(409, "id_in_use");
        author.try_delete(kind, &id).expect(204);
        author.post(&list, &input).expect_problem(409, "trashed");
    }
}

#[test]
fn each_kind_is_published_and_unpublished() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for (kind, input, _, _) in inputs(&publish(&editor, "topics", &topic("top", json!({}))).id()) {
        let id = editor.create(kind, &input);
        let target = format!("/v1/{kind}/{id}");
        reader.get(&target).expect_problem(404, "not_found");
        let published = editor.publish(kind, &id);
        assert_eq!((&published.json["status"], &published.json["publishedVersion"]), (&json!("published"), &json!(2)));
        assert_eq!(reader.get(&target).expect(200).id(), id);
        let back = editor.try_unpublish(kind, &id).expect(200);
        assert_eq!((&back.json["status"], back.json.get("publishedVersion")), (&json!("unpublished"), None));
        reader.get(&target).expect_problem(410, "gone");
        editor.try_unpublish(kind, &id).expect_problem(409, "not_published");
        editor.publish(kind, &id);
        reader.get(&target).expect(200);
    }
}

#[test]
fn a_resource_has_an_article_or_a_url_by_its_kind() {
    let app = TestApp::spawn();
    let author = app.author();
    let list = "/v1/manage/resources";
    let article_id = author.create("articles", &article("target", json!({})));
    let of_article = author.post(list, &resource_of(&article_id)).expect(201);
    assert_eq!((of_article.json.get("url"), &of_article.json["articleId"]), (None, &json!(article_id)));
    let wrong = resource("Both", json!({"articleId": article_id}));
    author.post(list, &wrong).expect(422).expect_error("/articleId", "mutually_exclusive");
    let wrong = resource("Neither", json!({"url": null}));
    author.post(list, &wrong).expect(422).expect_error("/url", "required");
    let wrong = resource("No article", json!({"kind": "article"}));
    author
        .post(list, &wrong)
        .expect(422)
        .expect_error("/url", "mutually_exclusive")
        .expect_error("/articleId", "required");
    for url in ["mailto:a@example.org", "tel:116123", "/help", "#help", "ftp://example.org", "example.org"] {
        let answer = author.post(list, &resource("Odd", json!({"url": url}))).expect(422);
        assert_eq!(answer.json["errors"][0]["pointer"], "/url", "{url}");
    }
    let target = format!("{list}/{}", of_article.id());
    author.patch(&target, "*", &json!({"kind": "page"})).expect(422).expect_error("/articleId", "mutually_exclusive");
    let patch = json!({"kind": "page", "articleId": null, "url": "https://example.org/"});
    assert_eq!(author.patch(&target, "*", &patch).expect(200).json["url"], "https://example.org/");
    author.try_delete("articles", &article_id).expect(204);
}

#[test]
fn a_phone_number_is_shown_as_it_is_written() {
    let app = TestApp::spawn();
    let author = app.author();
    for phone in ["116 123", "+44 (0)20 7946-0000", "*55#", "1-800-FLOWERS", "(020) 7946"] {
        let id = author.create("resources", &resource("Call", json!({"kind": "helpline", "phone": phone})));
        assert_eq!(author.working("resources", &id).json["phone"], phone);
    }
    for phone in ["call us", "-1", "116 123\n", "０１２", "12<3"] {
        let answer = author.post("/v1/manage/resources", &resource("Call", json!({"phone": phone}))).expect(422);
        assert_eq!(answer.json["errors"][0]["pointer"], "/phone", "{phone:?}");
    }
}

#[test]
fn regions_are_unique_codes() {
    let app = TestApp::spawn();
    let author = app.author();
    let list = "/v1/manage/resources";
    for region in ["gb", "GBR", "G", "GB-", "GB-ABCD", "GB_ENG", ""] {
        let wrong = resource("Here", json!({"regions": ["GB", region]}));
        author.post(list, &wrong).expect(422).expect_error("/regions/1", "invalid_region");
    }
    author
        .post(list, &resource("Here", json!({"regions": ["GB", "GB"]})))
        .expect(422)
        .expect_error("/regions", "duplicate");
    let id = author.create("resources", &resource("Here", json!({"regions": ["GB", "GB-ENG", "US-CA"]})));
    let cleared = author.edit("resources", &id, &json!({"regions": null}));
    assert_eq!(cleared.json.get("regions"), None);
}

#[test]
fn topic_references_are_unique_and_of_the_right_kind() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("topics", &topic("once", json!({})));
    let twice = phrase("Twice.", json!({"topics": [id, id]}));
    author.post("/v1/manage/phrases", &twice).expect(422).expect_error("/topics", "duplicate");
    let said = author.create("phrases", &phrase("Said.", json!({})));
    let wrong = phrase("Wrong.", json!({"topics": [said, UNKNOWN_ID]}));
    let answer = author.post("/v1/manage/phrases", &wrong).expect(422);
    answer.expect_error("/topics/0", "unknown_reference").expect_error("/topics/1", "unknown_reference");
    let wrong = topic("wrong", json!({"parentId": said}));
    author.post("/v1/manage/topics", &wrong).expect(422).expect_error("/parentId", "unknown_reference");
}

#[test]
fn a_topic_has_translations() {
    let app = TestApp::spawn();
    let author = app.author();
    let translations = json!({"es": {"name": "Límites", "description": "Sobre ellos."}, "pt-br": {"name": "Limites"}});
    let id = author.create("topics", &topic("limits", json!({"translations": translations})));
    let read = author.working("topics", &id);
    assert_eq!(read.json["translations"]["pt-BR"], json!({"name": "Limites"}), "tags are normalised");
    let patched = author.edit("topics", &id, &json!({"translations": {"es": {"description": null}, "pt-BR": null}}));
    assert_eq!(patched.json["translations"], json!({"es": {"name": "Límites"}}));
    let wrong = json!({"not a tag": {"name": "x"}, "de": {"description": "x"}, "fr": "x", "en-us": {"name": "a"}, "en-US": {"name": "b"}});
    let answer = author.post("/v1/manage/topics", &topic("wrong", json!({"translations": wrong}))).expect(422);
    answer
        .expect_error("/translations/not a tag", "invalid_locale")
        .expect_error("/translations/de/name", "required")
        .expect_error("/translations/fr", "wrong_type")
        .expect_error("/translations/en-US", "duplicate");
}
