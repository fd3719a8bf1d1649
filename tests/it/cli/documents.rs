//! `cairn import` of web pages, and of clipboard content from word processors.

use serde_json::Value;

use crate::harness::{Sandbox, foreign};

/// Imports one file, publishes it and imports it again. Returns the output of the first import, and the article.
fn imported(file: &str, text: &str, path: &str) -> (String, Value) {
    let place = Sandbox::new();
    place.write(file, text);
    let told = place.run(&["import", "--publish", file]).succeeded();
    let again = place.run(&["import", "--publish", file]).succeeded();
    assert!(again.contains("\n0 created, 0 replaced, ") || again.starts_with("0 created, 0 replaced, "), "{again}");
    assert!(again.ends_with(" unchanged, 0 skipped; 0 published.\n"), "{again}");
    let server = place.serve(&[]);
    (told, server.client().get(&format!("/v1/articles/{path}body=portable-text,markdown")).expect(200).json)
}

fn markdown(article: &Value) -> Vec<(Option<&str>, &str)> {
    let sections = article["sections"].as_array().unwrap().iter();
    sections.map(|section| (section["heading"].as_str(), section["markdown"].as_str().unwrap())).collect()
}

#[test]
fn a_web_page_becomes_an_article_and_skipped_parts_are_reported_with_their_lines() {
    let (told, article) = imported("page.html", foreign::PAGE, "sitting-together?");
    assert_eq!(article["locale"], "en", "en-GB is a variety of what is asked for");
    assert_eq!(article["title"], "Sitting together");
    assert_eq!(article["kicker"], "Evenings");
    assert_eq!(article["summary"], "How to share an evening without many words.");
    assert_eq!(
        markdown(&article),
        [
            (None, "You need **no plan**, only *time*.\\\nTea helps & so does rain."),
            (
                Some("Before"),
                "1. Clear the table.\n   - Leave the [cups](https://example.org/cups)\n2. Sit down.\\\n   Stay.\n\n\
                 ### If it is late\n\nYou could say: “Shall we just sit here for a while?” It is a *“small”* thing."
            ),
            (
                Some("After"),
                "> Silence is an answer.\n\nHour | Light\n\nEight | Lamp\n\n\
                 [Take a walk](https://example.org/walk)\n\nYour name"
            ),
        ]
    );
    assert_eq!(article["sections"][1]["anchor"], "before");
    assert_eq!(article["phrases"][0]["text"], "Shall we just sit here for a while?");
    assert_eq!(article["phrases"][0]["tone"], "curious");
    for note in [
        "page.html, line 4: A script was left out.",
        "page.html, line 6: Text outside of the main content was left out, with 6 words: “Start All guides All rights reserved”.",
        "page.html, line 17: A table became one paragraph for each of its rows.",
        "page.html, line 18: The image /cups.jpg, which shows “Two cups”, was left out.",
        "page.html, line 18: An embedded page (https://video.example/1) was left out.",
        "page.html, line 20: A form was left out; the text in it stays.",
        "page.html, line 20: A form field was left out: “Ada”.",
    ] {
        assert!(told.contains(note), "{note} in: {told}");
    }
}

#[test]
fn clipboard_content_of_word_keeps_its_lists_and_marks() {
    let (_, article) = imported("word.html", &foreign::word_clipboard(), "packing?");
    assert_eq!(
        markdown(&article),
        [
            (Some("What to take"), "Take **little**, **really**.\n\n- A coat\n  - with *pockets*\n- A book"),
            (Some("What to leave"), "1. The rest"),
        ]
    );
}

#[test]
fn clipboard_content_of_google_docs_keeps_its_lists_and_marks() {
    let (told, article) = imported("docs.html", foreign::GOOGLE_DOCS_CLIPBOARD, "walking?");
    assert_eq!(
        markdown(&article),
        [
            (None, "Plain ***bold*** and [a way](https://example.org/way)"),
            (Some("Steps"), "- One\n  - Half\n- ~~Two~~"),
        ]
    );
    assert!(!told.contains("note:"), "{told}");
}

#[test]
fn clipboard_content_of_word_online_keeps_its_list_levels() {
    let (_, article) = imported("online.html", foreign::WORD_ONLINE_CLIPBOARD, "reading-aloud?");
    assert_eq!(markdown(&article), [(None, "- **Slowly:** as if there was time\n  - there is")]);
}

#[test]
fn a_document_in_another_language_than_asked_for_keeps_its_own() {
    let place = Sandbox::new();
    place.write("casa.html", "<html lang=es><body><h1>La casa</h1><p>Hay luz.</p></body></html>");
    place.write("house.html", "<html lang=en-US><body><h1>The house</h1><p>There is light.</p></body></html>");
    place.run(&["import", "--publish", "--locale", "en-GB", "casa.html", "house.html"]).succeeded();
    let server = place.serve(&[]);
    server.client().get("/v1/articles/la-casa?locale=es").expect(200);
    server.client().get("/v1/articles/the-house?locale=en-US").expect(200);
}

#[test]
fn a_page_keeps_its_date_of_publication() {
    let dated = "<html><head><meta property='article:published_time' content='2021-07-09T08:00:00+02:00'></head>\
                 <body><h1>Old news</h1><p>Still true.</p></body></html>";
    let (_, article) = imported("news.html", dated, "old-news?");
    assert_eq!(article["firstPublishedAt"], "2021-07-09T06:00:00.000Z");
}

#[test]
fn a_folder_of_pages_is_imported_and_skipped_parts_are_in_the_report() {
    let place = Sandbox::new();
    place.write("site/one.html", "<h1>One</h1><p>Text.</p><table><tr><td>a<td>b</table>");
    place.write("site/two.htm", "<h1>Two</h1><p>Text.</p><iframe src='https://video.example/2'></iframe>");
    place.write("site/feed.xml", "<rss></rss>");
    place.write("site/data.json", "{}");
    place.run(&["import", "site", "--report", "report.json"]).succeeded();
    let report = std::fs::read_to_string(place.file("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let notes: Vec<String> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|document| document["notes"].as_array().unwrap())
        .map(|note| format!("{}: {}", note["location"].as_str().unwrap(), note["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(
        notes,
        [
            "site/one.html, line 1: A table became one paragraph for each of its rows.",
            "site/two.htm, line 1: An embedded page (https://video.example/2) was left out.",
        ]
    );
}
