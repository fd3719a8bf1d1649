//! Feeds: the newest articles first, absolute URLs, permanent ids, and validators.

use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, article, paragraph, publish, strings, topic, unpublish};

const PUBLIC: [&str; 4] = ["--public-url", "https://content.example.org/", "--site-name", "Kind & calm"];

/// Publishes articles in two languages, two of them with one topic. Returns the ids in the order of publication.
fn published(editor: &Client) -> Vec<String> {
    let rest = publish(editor, "topics", &topic("rest", json!({"name": "Rest & sleep"}))).id();
    let body = json!([paragraph("Lie down & <listen>.")]);
    let sections = json!([{"heading": "Now", "anchor": "now", "body": body}]);
    let rested = json!({"topics": [rest], "sections": sections, "authors": [{"name": "A desk"}], "title": "Rest <1>"});
    let inputs = [
        article("resting", rested.clone()),
        article("walking", json!({})),
        article("descansar", json!({"locale": "es", "topics": [rest]})),
    ];
    inputs.iter().map(|input| publish(editor, "articles", input).id()).collect()
}

fn feed(reader: &Client, query: &str) -> Value {
    reader.get(&format!("/v1/feed.json{query}")).expect(200).json
}

/// Returns the text of every element with this name, in order.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut open) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == name => {
                open = true;
                found.push(String::new());
            }
            Event::End(element) if element.name().as_ref() == name => open = false,
            Event::Text(text) if open => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(reference) if open => {
                let entity = format!("&{};", &*reference);
                found.last_mut().unwrap().push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn the_newest_articles_are_first_and_have_permanent_ids() {
    let app = TestApp::spawn_with(&PUBLIC);
    let (editor, reader) = (app.editor(), app.anonymous());
    let ids = published(&editor);
    let found = feed(&reader, "");
    assert_eq!(found["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(found["title"], "Kind & calm");
    assert_eq!(found["home_page_url"], "https://content.example.org/");
    assert_eq!(found["feed_url"], "https://content.example.org/v1/feed.json");
    let expected: Vec<String> = ids.iter().rev().map(|id| format!("urn:uuid:{id}")).collect();
    assert_eq!(strings(found["items"].as_array().unwrap(), "id"), expected);
    let item = &found["items"][2];
    assert_eq!(item["url"], "https://content.example.org/v1/articles/resting?locale=en");
    assert_eq!(item["title"], "Rest <1>");
    assert_eq!(item["language"], "en");
    assert_eq!(item["tags"], json!(["Rest & sleep"]));
    assert_eq!(item["authors"], json!([{"name": "A desk"}]));
    let html = "<section id=\"now\">\n<h2>Now</h2>\n<p>Lie down &amp; &lt;listen&gt;.</p>\n</section>\n";
    assert_eq!(item["content_html"], html);

    let atom = reader.get("/v1/feed.atom").expect(200);
    assert_eq!(atom.header("content-type"), "application/atom+xml");
    let atom = atom.text();
    let feed_and_items = [vec!["https://content.example.org/v1/feed.atom".to_owned()], expected].concat();
    assert_eq!(texts(&atom, "id"), feed_and_items);
    assert_eq!(texts(&atom, "title")[0], "Kind & calm");
    assert_eq!(texts(&atom, "title")[3], "Rest <1>");
    assert_eq!(texts(&atom, "content")[2], html);

    editor.edit("articles", &ids[0], &json!({"slug": "resting-well"}));
    editor.publish("articles", &ids[0]);
    let first = &feed(&reader, "")["items"][0];
    assert_eq!(first["id"], format!("urn:uuid:{}", ids[0]), "the id does not change with the URL");
    assert_eq!(first["url"], "https://content.example.org/v1/articles/resting-well?locale=en");
    unpublish(&editor, "articles", &ids[0]);
    assert_eq!(feed(&reader, "")["items"].as_array().unwrap().len(), 2);
    assert_eq!(texts(&reader.get("/v1/feed.atom").expect(200).text(), "entry").len(), 2);
}

#[test]
fn feeds_are_filtered_by_locale_and_topic_and_limited() {
    let app = TestApp::spawn_with(&PUBLIC);
    let reader = app.anonymous();
    published(&app.editor());
    let titles = |query: &str| strings(feed(&reader, query)["items"].as_array().unwrap(), "title");
    assert_eq!(titles("?locale=en"), ["About walking", "Rest <1>"]);
    assert_eq!(titles("?topic=rest"), ["About descansar", "Rest <1>"]);
    assert_eq!(titles("?topic=rest&locale=en"), ["Rest <1>"]);
    assert_eq!(titles("?limit=1"), ["About descansar"]);
    let rest = feed(&reader, "?limit=5&locale=en&topic=rest");
    assert_eq!(rest["title"], "Kind & calm: Rest & sleep");
    assert_eq!(rest["language"], "en");
    let address = "https://content.example.org/v1/feed.json?topic=rest&locale=en&limit=5";
    assert_eq!(rest["feed_url"], address, "one URL for every spelling of the request");
    let atom = reader.get("/v1/feed.atom?locale=es&topic=rest").expect(200);
    assert_eq!(atom.header("content-language"), "es");
    assert_eq!(texts(&atom.text(), "title"), ["Kind & calm: Rest & sleep", "About descansar"]);
    for path in ["/v1/feed.json", "/v1/feed.atom"] {
        let refused = |query: &str| reader.get(&format!("{path}{query}")).expect_problem(400, "invalid_query");
        refused("?topic=nonsense").expect_error("topic", "unknown_reference");
        refused("?limit=101").expect_error("limit", "invalid_value");
        refused("?limit=0").expect_error("limit", "invalid_value");
        refused("?locale=!").expect_error("locale", "invalid_value");
        refused("?cursor=x").expect_error("cursor", "unknown_parameter");
    }
}

#[test]
fn a_matching_etag_returns_304_until_the_next_publication() {
    let app = TestApp::spawn_with(&PUBLIC);
    let (editor, reader) = (app.editor(), app.anonymous());
    published(&editor);
    let targets = ["/v1/feed.json", "/v1/feed.atom", "/v1/feed.json?locale=en", "/sitemap.xml"];
    for (number, target) in targets.into_iter().enumerate() {
        let ask = |known: &Answer| reader.get_with(target, &[("If-None-Match", &known.etag())]);
        let first = reader.get(target).expect(200);
        assert!(first.etag().starts_with('"'), "{target}");
        assert!(first.header("last-modified").ends_with(" GMT"), "{target}");
        assert!(first.header("cache-control").starts_with("public, max-age=60"), "{target}");
        assert_eq!(first.header("surrogate-key").split(' ').next(), Some("lists"), "{target}");
        assert_eq!(ask(&first).expect(304).header("etag"), first.etag());
        assert_eq!(reader.get(target).expect(200).bytes, first.bytes);
        let slug = format!("later-{number}");
        publish(&editor, "articles", &article(&slug, json!({})));
        let second = ask(&first).expect(200);
        assert!(second.text().contains(&slug), "{target}: {}", second.text());
    }
}

#[test]
fn a_feed_without_articles_is_valid() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let base = format!("http://{}", app.address());
    assert_eq!(feed(&reader, "")["items"], json!([]));
    assert_eq!(
        feed(&reader, "")["home_page_url"],
        format!("{base}/"),
        "without a public URL, the listening address is used"
    );
    let atom = reader.get("/v1/feed.atom").expect(200).text();
    assert_eq!(texts(&atom, "id"), [format!("{base}/v1/feed.atom")]);
    assert_eq!(texts(&atom, "updated"), ["1970-01-01T00:00:00.000Z"]);
    assert_eq!(texts(&reader.get("/sitemap.xml").expect(200).text(), "loc"), Vec::<String>::new());
}

#[test]
fn feeds_return_406_for_other_media_types() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let as_status = |target: &str, accept: &str| reader.get_with(target, &[("Accept", accept)]).status;
    for _ in 0..2 {
        assert_eq!(as_status("/v1/feed.json", "application/json"), 200);
        assert_eq!(as_status("/v1/feed.json", "application/feed+json, application/json;q=0.9"), 200);
        assert_eq!(as_status("/v1/feed.json", "application/atom+xml"), 406);
        assert_eq!(as_status("/v1/feed.atom", "application/atom+xml, */*;q=0.1"), 200);
        assert_eq!(as_status("/v1/feed.atom", "application/json"), 406);
        assert_eq!(as_status("/sitemap.xml", "application/xml;q=0.9"), 200);
        assert_eq!(as_status("/sitemap.xml", "text/html"), 406);
    }
}
