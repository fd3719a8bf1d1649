//! Differences between two versions, down to single words.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, marked, phrase_block, with};
use crate::harness::{Client, TestApp, article, phrase, resource, topic};

/// Returns the differences between two versions, without the version numbers.
fn diff(client: &Client, kind: &str, id: &str, query: &str) -> Value {
    let mut json = client.get(&format!("/v1/manage/{kind}/{id}/diff{query}")).expect(200).json;
    let object = json.as_object_mut().unwrap();
    object.shift_remove("from");
    object.shift_remove("to");
    json
}

/// Returns the change of this field.
#[track_caller]
fn field<'d>(changes: &'d Value, pointer: &str) -> &'d Value {
    let changes = changes.as_array().unwrap();
    changes.iter().find(|change| change["pointer"] == pointer).unwrap_or_else(|| panic!("no {pointer}: {changes:#?}"))
}

/// Returns a block with this key.
fn block(key: &str, text: &str) -> Value {
    json!({"_type": "block", "_key": key, "children": [{"_type": "span", "text": text}]})
}

/// Returns the differences of the blocks of an article with one section.
fn blocks_of(client: &Client, slug: &str, before: Value, after: Value) -> Value {
    let id = client.create("articles", &article_of(slug, before));
    client.edit("articles", &id, &json!({"sections": [{"heading": "First steps", "body": after}]}));
    diff(client, "articles", &id, "")["sections"][0]["blocks"].clone()
}

#[test]
fn fields_differ_as_text_as_values_and_as_lists() {
    let app = TestApp::spawn();
    let author = app.author();
    let [one, two, three] = ["one", "two", "three"].map(|slug| author.create("topics", &topic(slug, json!({}))));
    let first = article(
        "first",
        json!({
            "topics": [one, two], "summary": "Keep it brief, friend.", "kicker": "Old",
            "seo": {"description": "About the old way.", "noIndex": false}, "authors": [{"name": "Desk"}],
        }),
    );
    let id = author.create("articles", &first);
    author.edit(
        "articles",
        &id,
        &json!({
            "slug": "second", "topics": [three, one], "summary": "Keep it short, friend.", "kicker": null,
            "seo": {"description": "About the new way.", "noIndex": true}, "authors": [{"name": "Desk", "credential": "RN"}],
        }),
    );
    let told = diff(&author, "articles", &id, "?from=1&to=2");
    assert_eq!(told["sections"], json!([]));
    let fields = &told["fields"];
    assert_eq!(fields.as_array().unwrap().len(), 7, "{fields:#}");
    assert_eq!(
        *field(fields, "/slug"),
        json!({"change": "value", "pointer": "/slug", "from": "first", "to": "second"})
    );
    assert_eq!(field(fields, "/kicker")["from"], "Old");
    assert_eq!(field(fields, "/kicker").get("to"), None);
    assert_eq!(
        field(fields, "/summary")["text"],
        json!([
            {"op": "equal", "text": "Keep it "},
            {"op": "delete", "text": "brief"},
            {"op": "insert", "text": "short"},
            {"op": "equal", "text": ", friend."},
        ])
    );
    assert_eq!(field(fields, "/seo/description")["text"][1], json!({"op": "delete", "text": "old"}));
    assert_eq!(field(fields, "/seo/noIndex")["to"], true);
    let topics = field(fields, "/topics");
    assert_eq!(topics["added"], json!([{"index": 0, "value": three}]));
    assert_eq!(topics["removed"], json!([{"index": 1, "value": two}]));
    assert_eq!(topics["moved"], json!([]), "items behind a new item were not moved");
    assert_eq!(
        field(fields, "/authors")["added"],
        json!([{"index": 0, "value": {"name": "Desk", "credential": "RN"}}])
    );
}

#[test]
fn an_item_at_another_position_is_moved() {
    let app = TestApp::spawn();
    let author = app.author();
    let ids = ["a", "b", "c", "d"].map(|title| author.create("resources", &resource(title, json!({}))));
    let [a, b, c, d] = &ids;
    let id = author.create("articles", &article("moving", json!({"related": [a, b, c, d]})));
    author.edit("articles", &id, &json!({"related": [b, c, d, a]}));
    let told = diff(&author, "articles", &id, "");
    let related = field(&told["fields"], "/related");
    assert_eq!(related["moved"], json!([{"from": 0, "to": 3, "value": a}]));
    assert_eq!((&related["added"], &related["removed"]), (&json!([]), &json!([])));
}

#[test]
fn sections_are_matched_by_id() {
    let app = TestApp::spawn();
    let author = app.author();
    let sections = json!([{"anchor": "a"}, {"anchor": "b", "heading": "Bee"}, {"anchor": "c"}]);
    let created = author.post("/v1/manage/articles", &article("parts", json!({"sections": sections}))).expect(201);
    let [a, b, c] = [0, 1, 2].map(|index| created.json["sections"][index].clone());
    let bee = with(b.clone(), json!({"heading": "The bee", "anchor": "bee"}));
    let new = json!({"anchor": "d", "id": UNKNOWN_ID, "body": [block("k", "New.")]});
    author.edit("articles", &created.id(), &json!({"sections": [c, new, bee]}));
    let told = diff(&author, "articles", &created.id(), "");
    assert_eq!(told["fields"], json!([]));
    let outcomes: Vec<Value> = told["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| json!([change["id"], change["outcome"], change["from"], change["to"], change["moved"]]))
        .collect();
    let by_id = |id: &Value| outcomes.iter().find(|one| one[0] == *id).unwrap_or_else(|| panic!("{outcomes:#?}"));
    assert_eq!(outcomes.len(), told["sections"].as_array().unwrap().len());
    assert_eq!(*by_id(&json!(UNKNOWN_ID)), json!([UNKNOWN_ID, "added", null, 1, false]));
    assert_eq!(*by_id(&a["id"]), json!([a["id"], "removed", 0, null, false]));
    // One of the two moved past the other; the diff may name either.
    let moved = [by_id(&b["id"])[4] == true, outcomes.iter().any(|one| one[0] == c["id"] && one[4] == true)];
    assert!(moved[0] != moved[1], "{outcomes:#?}");
    let changed = told["sections"].as_array().unwrap().iter().find(|change| change["id"] == b["id"]).unwrap();
    assert_eq!(changed["outcome"], "changed");
    assert_eq!(field(&changed["fields"], "/heading")["change"], "text");
    assert_eq!(field(&changed["fields"], "/anchor")["to"], "bee");
    let added = told["sections"].as_array().unwrap().iter().find(|change| change["id"] == UNKNOWN_ID).unwrap();
    assert_eq!(added["section"]["body"][0]["_key"], "k");
}

#[test]
fn blocks_are_matched_by_key() {
    let app = TestApp::spawn();
    let before = json!([block("a", "One."), block("b", "Two apples."), block("c", "Three."), block("d", "Four.")]);
    let heading = with(block("d", "Four."), json!({"style": "h3"}));
    let after = json!([block("b", "Two pears."), heading, block("a", "One."), block("e", "Nothing like it.")]);
    let told = blocks_of(&app.author(), "blocks", before, after);
    let outcomes: Vec<Value> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|change| json!([change["_key"], change["outcome"], change["from"], change["to"], change["moved"]]))
        .collect();
    let expected = json!([
        ["b", "changed", 1, 0, false],
        ["d", "changed", 3, 1, false],
        ["a", "moved", 0, 2, true],
        ["e", "added", null, 3, false],
        ["c", "removed", 2, null, false],
    ]);
    assert_eq!(json!(outcomes), expected);
    assert_eq!(
        *field(&told[0]["fields"], "/children"),
        json!({"change": "text", "pointer": "/children", "text": [
            {"op": "equal", "text": "Two "}, {"op": "delete", "text": "apples"},
            {"op": "insert", "text": "pears"}, {"op": "equal", "text": "."},
        ]})
    );
    assert_eq!(
        *field(&told[1]["fields"], "/style"),
        json!({"change": "value", "pointer": "/style", "from": "normal", "to": "h3"})
    );
    assert_eq!((&told[3]["block"]["_key"], &told[4]["block"]["_key"]), (&json!("e"), &json!("c")));
}

#[test]
fn an_edit_of_markdown_is_a_change_of_words_although_block_keys_change() {
    let app = TestApp::spawn();
    let author = app.author();
    let markdown = |text: &str| json!({"sections": [{"heading": "First", "markdown": text}]});
    let first = "Start with one small thing today.\n\nThen rest for a while.\n\nAsk somebody you trust.";
    let id = author.create("articles", &article("prose", markdown(first)));
    author.edit("articles", &id, &markdown(&first.replace("small", "very small").replace("Then rest", "Rest")));
    let told = diff(&author, "articles", &id, "");
    let blocks = told["sections"][0]["blocks"].as_array().unwrap();
    assert_eq!(blocks.len(), 2);
    assert!(blocks.iter().all(|block| block["outcome"] == "changed"), "{blocks:#?}");
    let inserted = field(&blocks[0]["fields"], "/children")["text"].as_array().unwrap().clone();
    assert!(inserted.contains(&json!({"op": "insert", "text": "very "})), "{inserted:?}");
    assert_eq!(field(&blocks[0]["fields"], "/_key")["to"], blocks[0]["_key"]);
}

#[test]
fn marks_and_links_are_compared_beside_the_words() {
    let app = TestApp::spawn();
    let author = app.author();
    let keyed = |block: Value| with(block, json!({"_key": "k"}));
    let spans = |spans: Value| json!([{"_type": "block", "_key": "k", "children": spans}]);
    let span = |text: &str, marks: Value| json!({"_type": "span", "text": text, "marks": marks});

    let strong = spans(json!([span("Stay ", json!([])), span("calm", json!(["strong"])), span(" now.", json!([]))]));
    let reworded = spans(json!([span("Stay ", json!([])), span("quiet", json!(["strong"])), span(" now.", json!([]))]));
    let plain = spans(json!([span("Stay calm now.", json!([]))]));
    let told = blocks_of(&author, "reworded", strong.clone(), reworded);
    assert_eq!(told[0]["fields"].as_array().unwrap().len(), 1, "the marks did not change: {told:#}");
    assert_eq!(field(&told[0]["fields"], "/children")["change"], "text");

    let told = blocks_of(&author, "plain", strong, plain);
    assert_eq!(told[0]["fields"].as_array().unwrap().len(), 1, "the words did not change: {told:#}");
    let children = field(&told[0]["fields"], "/children");
    assert_eq!((&children["change"], &children["from"][1]["marks"]), (&json!("value"), &json!(["strong"])));

    let link = |href: &str| json!([keyed(marked("there", json!({"_type": "link", "href": href})))]);
    let told = blocks_of(&author, "linked", link("/old"), link("/new"));
    let defs = field(&told[0]["fields"], "/markDefs");
    assert_eq!((&defs["from"][0]["href"], &defs["to"][0]["href"]), (&json!("/old"), &json!("/new")));
}

#[test]
fn blocks_of_other_types_are_compared_by_their_members() {
    let app = TestApp::spawn();
    let author = app.author();
    let [one, two] = ["One.", "Two."].map(|text| author.create("phrases", &phrase(text, json!({}))));
    let phrase_of = |id: &str| with(phrase_block(id), json!({"_key": "p"}));
    let call =
        |url: &str, text: &str| json!({"_type": "callToAction", "_key": "c", "label": "Go", "url": url, "text": text});
    let callout =
        |tone: &str, text: &str| json!({"_type": "callout", "_key": "o", "tone": tone, "content": [block("in", text)]});
    let before = json!([phrase_of(&one), call("/a", "Need help?"), callout("info", "Mind the gap.")]);
    let after = json!([phrase_of(&two), call("/b", "Need more help?"), callout("urgent", "Mind the step.")]);
    let told = blocks_of(&author, "members", before, after);
    assert_eq!(field(&told[0]["fields"], "/phraseId")["to"], two);
    assert_eq!(field(&told[1]["fields"], "/url")["from"], "/a");
    assert_eq!(field(&told[1]["fields"], "/text")["text"][1], json!({"op": "insert", "text": "more "}));
    assert_eq!(field(&told[2]["fields"], "/tone")["to"], "urgent");
    assert_eq!(told[2]["blocks"][0]["_key"], "in");
    assert_eq!(field(&told[2]["blocks"][0]["fields"], "/children")["text"][1], json!({"op": "delete", "text": "gap"}));
}

#[test]
fn every_kind_is_compared() {
    let app = TestApp::spawn();
    let author = app.author();
    let low = topic("low", json!({"translations": {"es": {"name": "Bajo"}}}));
    for (kind, input, patch, pointer, change) in [
        ("phrases", phrase("I hear you.", json!({})), json!({"text": "I can hear you."}), "/text", "text"),
        ("phrases", phrase("I hear you.", json!({})), json!({"tone": "firm"}), "/tone", "value"),
        ("resources", resource("On", json!({"regions": ["GB"]})), json!({"regions": ["IE"]}), "/regions", "list"),
        ("topics", low, json!({"translations": {"es": {"name": "Más bajo"}}}), "/translations/es/name", "text"),
    ] {
        let id = author.create(kind, &input);
        author.edit(kind, &id, &patch);
        let told = diff(&author, kind, &id, "");
        assert_eq!(told["fields"].as_array().unwrap().len(), 1, "{kind}: {told:#}");
        assert_eq!(field(&told["fields"], pointer)["change"], change);
    }
}

#[test]
fn the_compared_versions_are_parameters_with_defaults() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("1", json!({})));
    let target = format!("/v1/manage/phrases/{id}/diff");
    author.get(&target).expect_problem(404, "not_found");
    for text in ["2", "3", "4"] {
        author.edit("phrases", &id, &json!({"text": text}));
    }
    for (query, from, to) in
        [("", 3, 4), ("?to=2", 1, 2), ("?from=1", 1, 4), ("?from=4&to=2", 4, 2), ("?from=3&to=3", 3, 3)]
    {
        let told = author.get(&format!("{target}{query}")).expect(200);
        assert_eq!((&told.json["from"], &told.json["to"]), (&json!(from), &json!(to)), "{query}");
        assert_eq!(told.json["fields"] == json!([]), from == to, "{query}");
        assert_eq!(told.header("cache-control"), "no-store");
    }
    for query in ["?to=5", "?from=9", "?to=1"] {
        author.get(&format!("{target}{query}")).expect_problem(404, "not_found");
    }
    for (query, parameter) in [("?from=0", "from"), ("?to=x", "to"), ("?to=-1", "to"), ("?from=", "from")] {
        author
            .get(&format!("{target}{query}"))
            .expect_problem(400, "invalid_query")
            .expect_error(parameter, "invalid_value");
    }
    author.get(&target.replace("phrases", "articles")).expect_problem(404, "not_found");
}

#[test]
fn long_texts_without_common_words_are_replaced_quickly() {
    let app = TestApp::spawn_with(&["--body-limit-kb", "4096"]);
    let author = app.author();
    // Each block has the maximum length and shares no word with the old text.
    let long = |word: &str| {
        let text: String = (0..2_000)
            .map(|number| format!("{word}{number} "))
            .take_while({
                let mut length = 0;
                move |piece| {
                    length += piece.len();
                    length <= 10_000
                }
            })
            .collect();
        let blocks: Vec<Value> = (0..60).map(|key| block(&format!("k{key}"), &text)).collect();
        json!(blocks)
    };
    let told = blocks_of(&author, "long", long("old"), long("new"));
    let told = told.as_array().unwrap();
    assert_eq!(told.len(), 60);
    let last = field(&told[59]["fields"], "/children")["text"].as_array().unwrap();
    assert_eq!(
        last.iter().map(|piece| piece["op"].as_str().unwrap()).collect::<Vec<_>>(),
        ["delete", "insert", "equal"]
    );
}
