//! `cairn import` of exports of WordPress and Sanity.

use serde_json::Value;

use crate::harness::foreign::{SANITY, wordpress};
use crate::harness::{Sandbox, Server};

fn get(server: &Server, path: &str) -> Value {
    server.client().get(path).expect(200).json
}

fn markdown(article: &Value) -> Vec<&str> {
    article["sections"].as_array().unwrap().iter().map(|section| section["markdown"].as_str().unwrap()).collect()
}

#[test]
fn an_export_of_wordpress_becomes_articles_topics_and_phrases_and_its_drafts_stay_drafts() {
    for version in ["1.0", "1.1", "1.2"] {
        let place = Sandbox::new();
        place.write("export.xml", &wordpress(version));
        let told = place.run(&["import", "--publish", "export.xml"]).succeeded();
        assert!(told.contains("7 created, 0 replaced, 0 unchanged"), "{told}");
        for note in [
            "export.xml, line 7: Its comments (1) were left out.",
            "export.xml, line 18: The shortcode [caption id=\"c1\" width=\"300\"] was left out; the text in it stays.",
            "export.xml, line 18: The image cup.jpg, which shows “A cup”, was left out.",
            "The block \"latest-posts\" was left out.",
            "export.xml, line 36: It stays a draft: its status is \"future\".",
            "Items of type \"attachment\" (1; this is the first) were left out.",
            "Items of type \"trash\" (1; this is the first) were left out.",
        ] {
            assert!(told.contains(note), "{note} in: {told}");
        }
        let server = place.serve(&[]);
        let post = get(&server, "/v1/articles/rain-and-tea?body=markdown");
        assert_eq!(post["locale"], "en", "the export says en-GB, a variety of what is asked for");
        assert_eq!(post["title"], "Rain & tea");
        assert_eq!(post["summary"], "On rain, and on tea.");
        assert_eq!(post["authors"][0]["name"], "The desk");
        assert_eq!(post["firstPublishedAt"], "2019-03-02T10:00:00.000Z", "the original date of publication");
        assert_eq!(post["topics"][1]["name"], "Tea & more");
        assert_eq!(
            markdown(&post),
            [
                "First line\\\nsecond **line**.\n\nA paragraph after an empty line.",
                "- blue\n- white\n\nThe blue one\n\nYou could say: “Shall I put the kettle on?” He said “No, thank you, not today.”",
            ]
        );
        let page = get(&server, "/v1/articles/a-visit?body=markdown");
        assert_eq!(markdown(&page), ["Ring twice.\n\n> Come in.\n\n[The way](https://example.org/way)"]);
        assert_eq!(get(&server, "/v1/articles?count=true")["page"]["total"], 2);
        let phrases = get(&server, "/v1/phrases");
        let texts: Vec<&str> =
            phrases["data"].as_array().unwrap().iter().map(|phrase| phrase["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["Shall I put the kettle on?"], "phrases proposed only by drafts are not public");
        drop(server);
        let again = place.run(&["import", "--publish", "export.xml"]).succeeded();
        assert!(again.contains("0 created, 0 replaced, 7 unchanged, 0 skipped"), "{again}");
    }
}

#[test]
fn an_export_of_sanity_becomes_articles_with_their_names_and_links() {
    let array = format!("[{}]", SANITY.trim_end().replace('\n', ",\n"));
    for (file, text) in [("export.ndjson", SANITY.to_owned()), ("export.json", array)] {
        let place = Sandbox::new();
        place.write(file, &text);
        let told = place.run(&["import", "--publish", file]).succeeded();
        assert!(told.contains("4 created, 0 replaced, 0 unchanged"), "{told}");
        for note in [
            "The category category-gone is not in the export and was left out.",
            "The field \"views\" was left out: 3",
            "The style \"fancy\" became that of a paragraph.",
            "The mark \"glow\" was left out; its words stay.",
            "A block of type \"image\" was left out (alt: A door).",
            "Only the text of a block of type \"callout\" was kept (tone: soft).",
            "The draft of drafts.post-2 was left out; its published version was used.",
            "It stays a draft: it has not been published.",
            "The document settings of type \"settings\" (\"Site\") has no text and was left out.",
        ] {
            assert!(told.contains(note), "{note} in: {told}");
        }
        let server = place.serve(&[]);
        let doors = get(&server, "/v1/articles/doors?body=markdown,portable-text");
        assert_eq!(doors["authors"][0]["name"], "The desk");
        assert_eq!(doors["topics"][0]["slug"], "talking");
        let text = markdown(&doors)[0];
        assert!(text.starts_with("See [**windows**](") && text.ends_with("Knock first.\n\n- wood\n  1. oak"), "{text}");
        let links = doors["sections"][0]["body"][0]["markDefs"].as_array().unwrap();
        assert_eq!(links[0]["slug"], "windows");
        assert_eq!(links[1]["href"], "https://example.org/key");
        server.client().get("/v1/articles/walls").expect(404);
        drop(server);
        let again = place.run(&["import", "--publish", file]).succeeded();
        assert!(again.contains("0 created, 0 replaced, 4 unchanged"), "{again}");
    }
}

#[test]
fn an_invalid_export_is_rejected_with_its_line() {
    let place = Sandbox::new();
    place.write("feed.xml", "<rss><channel></channel></rss>");
    place.write("broken.json", "[{\"_id\": \"a\",\n\"body\": }]");
    place.write(
        "broken.xml",
        &wordpress("1.2").replace("</content:encoded>\n<excerpt", "<!-- \n<excerpt").replace("-->", ""),
    );
    for (file, said) in [
        ("feed.xml", "feed.xml: not an export of WordPress"),
        ("broken.json", "broken.json: expected value at line 2 column 9"),
        ("broken.xml", "broken.xml: line "),
    ] {
        let complaint = place.run(&["import", file]).failed();
        assert!(complaint.contains(said), "{file}: {complaint}");
    }
}
