//! `cairn import`: imports do not replace the entities of other imports.

use serde_json::Value;

use crate::harness::{Sandbox, foreign, strings};

fn told(created: u64, replaced: u64, unchanged: u64) -> String {
    format!("{created} created, {replaced} replaced, {unchanged} unchanged, 0 skipped")
}

fn get(place: &Sandbox, path: &str) -> Value {
    place.serve(&[]).client().get(path).expect(200).json
}

#[test]
fn files_of_the_same_name_in_two_folders_are_two_articles() {
    let place = Sandbox::new();
    place.write("site/en/say-no.md", "# Say no\n\nEnglish words. See [more](more.md).\n");
    place.write("site/en/more.md", "# More\n\nEnglish words.\n");
    place.write("site/es/say-no.md", "# Decir que no\n\nPalabras. [Más](more.md), [English](../en/say-no.md).\n");
    place.write("site/es/more.md", "# Más\n\nPalabras.\n");
    place.write("site/es/card.html", "<h1>Carta</h1><p>Palabras.</p>");
    place.write("site/en/card.html", "<h1>Card</h1><p>Words.</p>");
    let english = place.run(&["import", "--publish", "site/en"]).succeeded();
    assert!(english.contains(&told(3, 0, 0)), "{english}");
    let spanish = place.run(&["import", "--publish", "--locale", "es", "site/es"]).succeeded();
    assert!(spanish.contains(&told(3, 0, 0)), "{spanish}");
    for (path, title) in
        [("say-no?locale=en", "Say no"), ("say-no?locale=es", "Decir que no"), ("card?locale=en", "Card")]
    {
        assert_eq!(get(&place, &format!("/v1/articles/{path}"))["title"], title);
    }
    let spanish = get(&place, "/v1/articles/say-no?locale=es&body=portable-text");
    let links = spanish["sections"][0]["body"][0]["markDefs"].as_array().unwrap();
    let more = get(&place, "/v1/articles/more?locale=es")["id"].clone();
    let english = get(&place, "/v1/articles/say-no?locale=en")["id"].clone();
    assert_eq!((&links[0]["articleId"], &links[1]["articleId"]), (&more, &english), "{spanish}");
    for folder in ["site/en", "./site/es/../en", "site/en/"] {
        let again = place.run(&["import", "--publish", folder]).succeeded();
        assert!(again.contains(&told(0, 0, 3)), "{folder}: {again}");
    }
    let alone = place.run(&["import", "site/en/card.html"]).succeeded();
    assert!(alone.contains(&told(0, 0, 1)), "a file named alone is known by its folder: {alone}");
}

#[test]
fn a_generated_slug_is_none_that_a_later_file_states() {
    let place = Sandbox::new();
    place.write("pages/a/tea.md", "# Tea\n\nHot.\n");
    place.write("pages/b/cup.md", "---\nlocale: en\nslug: tea\ntitle: Cup\nsummary: Warm.\n---\n\n## Cup\n\nWarm.\n");
    let report = place.run(&["import", "--publish", "pages"]).succeeded();
    assert!(report.contains(&told(2, 0, 0)), "{report}");
    for (slug, title) in [("tea", "Cup"), ("a-tea", "Tea")] {
        assert_eq!(get(&place, &format!("/v1/articles/{slug}"))["title"], title);
    }
}

#[test]
fn an_import_can_be_named() {
    let place = Sandbox::new();
    place.write("a/pages/tea.md", "# Tea\n\nHot.\n");
    place.write("b/pages/tea.md", "# Tea\n\nCold.\n");
    let both = place.run(&["import", "a/pages", "b/pages"]).failed();
    assert!(both.contains("is also in a/pages/tea.md"), "{both}");
    for (folder, source, expected) in [
        ("a/pages", "hot", told(1, 0, 0)),
        ("b/pages", "cold", told(1, 0, 0)),
        ("a/pages", "hot", told(0, 0, 1)),
        ("b/pages", "hot", told(0, 1, 0)),
    ] {
        let report = place.run(&["import", "--source", source, folder]).succeeded();
        assert!(report.contains(&expected), "{folder} as {source}: {report}");
    }
    for source in ["", "two\nlines", &"x".repeat(101)] {
        assert!(place.run(&["import", "--source", source, "a"]).failed().contains("--source"), "{source}");
    }
}

#[test]
fn an_import_never_changes_the_locale_of_an_entity() {
    let place = Sandbox::new();
    place.write("pages/tea.md", "# Tea\n\nHot.\n");
    place.write("phrases.yaml", "- {sourceId: ask, locale: en, tone: calm, text: \"Tea?\"}\n");
    place.run(&["import", "--publish", "pages", "phrases.yaml"]).succeeded();
    place.write("pages/tea.md", "# Té\n\nCaliente.\n");
    place.write("phrases.yaml", "- {sourceId: ask, locale: es, tone: calm, text: \"¿Té?\"}\n");
    for force in [&[][..], &["--force"]] {
        let arguments = [&["import", "--publish", "--locale", "es", "pages", "phrases.yaml"], force].concat();
        let complaint = place.run(&arguments).failed();
        for name in ["the article \"pages/tea.md\" exists in the locale \"en\"", "the phrase \"ask\"", "--source"] {
            assert!(complaint.contains(name), "{name} in: {complaint}");
        }
    }
    assert_eq!(get(&place, "/v1/articles/tea")["title"], "Tea");
    let other = place.run(&["import", "--publish", "--locale", "es", "--source", "es", "pages"]).succeeded();
    assert!(other.contains(&told(1, 0, 0)), "{other}");
}

/// Returns a Sanity document without an id.
fn document(slug: &str, words: &str) -> String {
    format!(
        "{{\"_type\":\"post\",\"title\":\"{slug}\",\"slug\":{{\"current\":\"{slug}\"}},\"body\":[{{\"_type\":\"block\",\
         \"children\":[{{\"_type\":\"span\",\"text\":\"{words}\"}}]}}]}}\n"
    )
}

#[test]
fn sanity_documents_without_ids_are_all_imported() {
    let place = Sandbox::new();
    let lines = [document("one", "A."), document("two", "B."), document("three", "C."), document("one", "D.")];
    place.write("export/data.ndjson", &lines.concat());
    let first = place.run(&["import", "--publish", "export/data.ndjson"]).succeeded();
    assert!(first.contains(&told(4, 0, 0)), "{first}");
    let again = place.run(&["import", "--publish", "export/data.ndjson"]).succeeded();
    assert!(again.contains(&told(0, 0, 4)), "{again}");
    place.write(
        "export/data.ndjson",
        &[document("zero", "Z."), lines[1].replace("B.", "E."), lines[2].clone()].concat(),
    );
    let moved = place.run(&["import", "--publish", "export/data.ndjson"]).succeeded();
    assert!(moved.contains(&told(1, 1, 1)), "the name of a document does not depend on its position: {moved}");
    place.write("other/data.ndjson", &lines[1]);
    let other = place.run(&["import", "other/data.ndjson"]).succeeded();
    assert!(other.contains(&told(1, 0, 0)), "another export has other documents: {other}");
}

#[test]
fn posts_of_two_sites_stay_separate_despite_equal_numbers_or_guids() {
    let place = Sandbox::new();
    let export = foreign::wordpress("1.2");
    let other = export.replace("<wp:base_site_url>https://example.org", "<wp:base_site_url>https://example.net");
    place.write("one.xml", &export);
    place.write("two.xml", &other);
    place.write("three.xml", &export.replace("https://example.org/?p=7", "7").replace("https://example.org/?p=9", "9"));
    place.write("four.xml", &other.replace("https://example.org/?p=7", "7").replace("https://example.org/?p=9", "9"));
    for file in ["one.xml", "two.xml", "three.xml", "four.xml", "one.xml", "four.xml"] {
        place.run(&["import", "--publish", file]).succeeded();
    }
    let listed = get(&place, "/v1/articles?limit=100");
    let titles = strings(listed["data"].as_array().unwrap(), "title");
    assert_eq!(titles.iter().filter(|title| *title == "Rain & tea").count(), 4, "{titles:?}");
}

#[test]
fn standard_input_is_new_each_time_unless_named() {
    let place = Sandbox::new();
    let piped = |arguments: &[&str]| {
        place.write("piped", "# Tea\n\nHot.\n");
        let input = std::fs::File::open(place.file("piped")).unwrap();
        let arguments = [&["import", "-", "--format", "markdown"], arguments].concat();
        let output = place.command(&arguments).stdin(input).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (arguments, expected) in [
        (&[][..], told(1, 0, 0)),
        (&[], told(1, 0, 0)),
        (&["--source", "desk"], told(1, 0, 0)),
        (&["--source", "desk"], told(0, 0, 1)),
    ] {
        let report = piped(arguments);
        assert!(report.contains(&expected), "{arguments:?}: {report}");
    }
}

#[test]
fn an_unreadable_document_format_is_rejected_with_advice() {
    let place = Sandbox::new();
    for (file, text, advice) in [
        ("plan.docx", "PK\u{3}\u{4}", "save it in Word as \"Web Page, Filtered\" (.html)"),
        ("plan.odt", "PK\u{3}\u{4}", "save it in LibreOffice as \"HTML Document"),
        ("plan.pdf", "%PDF-1.7", "Markdown (.md)"),
        ("plan.epub", "PK\u{3}\u{4}", "unpack it"),
        ("plan.rtf", "{\\rtf1", "save it as a web page"),
        ("really-rich.txt", "{\\rtf1 Words.}", "save it as a web page"),
        ("really-a-pdf.md", "%PDF-1.7", "Markdown (.md)"),
    ] {
        place.write(&format!("one/{file}"), text);
        let complaint = place.run(&["import", &format!("one/{file}")]).failed();
        assert!(complaint.contains(&format!("one/{file}: ")) && complaint.contains(advice), "{file}: {complaint}");
        assert!(!place.database().exists(), "{file}");
    }
    place.write("mixed/plan.docx", "PK");
    let complaint = place.run(&["import", "mixed"]).failed();
    assert!(
        complaint.contains("nothing to import") && complaint.contains("mixed/plan.docx: It was skipped"),
        "{complaint}"
    );
    place.write("mixed/tea.md", "# Tea\n\nHot.\n");
    place.write("mixed/.trash/old.md", "# Old\n\nDeleted.\n");
    let report = place.run(&["import", "mixed", "--publish"]).succeeded();
    assert_eq!(
        report,
        "note: mixed/.trash: It was skipped: its name starts with a dot.\n\
         note: mixed/plan.docx: It was skipped: a Word document cannot be imported as it is: save it in Word as \
         \"Web Page, Filtered\" (.html) and import that.\n\
         1 created, 0 replaced, 0 unchanged, 0 skipped; 1 published.\n"
    );
}
