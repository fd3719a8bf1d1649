//! `cairn import`: imports all given files or nothing.

use crate::harness::{Sandbox, demo_folder, number};

const TOPICS: &str = "- {slug: evenings, kind: subject, name: Evenings}\n";
const PHRASES: &str = "- {sourceId: lights-out, locale: en, tone: calm, text: \"Shall we turn the lights down?\"}\n";
const RESOURCES: &str = "- {sourceId: night-walk, locale: en, kind: page, title: Walk, excerpt: Go out., url: \"https://example.org/walk\"}\n";
const ARTICLE: &str = "---
locale: en
slug: quiet-evenings
title: Quiet evenings
summary: How to let a day end.
topics: [evenings]
related: [night-walk]
---
Begin an hour before bed.

## Say it {#say-it}

You can ask: [shall we turn the lights down?](phrase:lights-out)

<phrase:lights-out>
";

/// Creates a folder with one file of each kind.
fn place_with_files() -> Sandbox {
    let place = Sandbox::new();
    place.write("content/topics.yaml", TOPICS);
    place.write("content/phrases.yaml", PHRASES);
    place.write("content/resources.yaml", RESOURCES);
    place.write("content/en/quiet-evenings.md", ARTICLE);
    place.write("content/README.md", "Files of other sorts are skipped.");
    place
}

/// Returns the number of published entities of each collection.
fn published(place: &Sandbox) -> [u64; 4] {
    let server = place.serve(&[]);
    ["articles", "phrases", "resources", "topics"].map(|list| {
        let answer = server.client().get(&format!("/v1/{list}?count=true&limit=1")).expect(200);
        answer.json["page"]["total"].as_u64().unwrap()
    })
}

#[test]
fn the_starter_content_imports_and_the_second_time_finds_it_done() {
    let place = Sandbox::new();
    let folder = demo_folder().display().to_string();
    let first = place.run(&["import", &folder]).succeeded();
    assert_eq!(first, "134 created, 0 replaced, 0 unchanged, 0 skipped.\n");
    let second = place.run(&["import", &folder]).succeeded();
    assert_eq!(second, "0 created, 0 replaced, 134 unchanged, 0 skipped.\n");
    assert_eq!(published(&place), [0, 0, 0, 0], "drafts are not public");
}

#[test]
fn an_import_with_publish_is_public() {
    let place = place_with_files();
    let told = place.run(&["import", "--publish", "content"]).succeeded();
    assert_eq!(told, "4 created, 0 replaced, 0 unchanged, 0 skipped; 4 published.\n");
    assert_eq!(published(&place), [1, 1, 1, 1]);
    let server = place.serve(&[]);
    let article = server.client().get("/v1/articles/quiet-evenings?body=markdown").expect(200).json;
    assert_eq!(article["phrases"][0]["text"], "Shall we turn the lights down?");
    assert_eq!(article["related"][0]["title"], "Walk");
    assert_eq!(article["topics"][0]["slug"], "evenings");
    assert_eq!(article["sections"][1]["anchor"], "say-it");
}

#[test]
fn drafts_become_public_by_a_second_import_with_publish() {
    let place = place_with_files();
    place.run(&["import", "content"]).succeeded();
    let told = place.run(&["import", "content", "--publish"]).succeeded();
    assert_eq!(told, "0 created, 0 replaced, 4 unchanged, 0 skipped; 4 published.\n");
    assert_eq!(published(&place), [1, 1, 1, 1]);
}

#[test]
fn files_can_be_imported_one_by_one_and_refer_to_earlier_imports() {
    let place = place_with_files();
    place.run(&["import", "content/topics.yaml", "content/phrases.yaml", "content/resources.yaml"]).succeeded();
    let told = place.run(&["import", "content/en/quiet-evenings.md"]).succeeded();
    assert_eq!(told, "1 created, 0 replaced, 0 unchanged, 0 skipped.\n");
}

#[test]
fn a_changed_file_updates_its_entity() {
    let place = place_with_files();
    place.run(&["import", "content", "--publish"]).succeeded();
    place.write("content/phrases.yaml", &PHRASES.replace("down", "low"));
    place.write("content/en/quiet-evenings.md", &ARTICLE.replace("an hour", "two hours"));
    let told = place.run(&["import", "content", "--publish"]).succeeded();
    assert_eq!(told, "0 created, 2 replaced, 2 unchanged, 0 skipped; 2 published.\n");
    let after = place.serve(&[]).client().get("/v1/articles/quiet-evenings?body=text").expect(200).text();
    assert!(after.contains("two hours before bed") && after.contains("lights low"), "{after}");
    let again = place.run(&["import", "content"]).succeeded();
    assert_eq!(again, "0 created, 0 replaced, 4 unchanged, 0 skipped.\n");
}

#[test]
fn new_and_changed_entities_may_refer_to_each_other() {
    let place = place_with_files();
    place.run(&["import", "content"]).succeeded();
    place.write("content/phrases.yaml", &format!("{PHRASES}{}", PHRASES.replace("lights-out", "one-lamp")));
    place.write("content/en/quiet-evenings.md", &format!("{ARTICLE}\n<phrase:one-lamp>\n"));
    let told = place.run(&["import", "content"]).succeeded();
    assert_eq!(told, "1 created, 1 replaced, 3 unchanged, 0 skipped.\n");
}

#[test]
fn an_entity_edited_after_its_import_is_skipped_without_force() {
    let place = place_with_files();
    place.run(&["import", "content", "--publish"]).succeeded();
    let key = place.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let editor = server.client_with_key(key.trim());
    let id = editor.get("/v1/manage/articles").expect(200).json["data"][0]["id"].as_str().unwrap().to_owned();
    let target = format!("/v1/manage/articles/{id}");
    editor.patch(&target, "*", &serde_json::json!({"title": "Calm evenings"})).expect(200);
    for changed in [false, true] {
        if changed {
            place.write("content/en/quiet-evenings.md", &ARTICLE.replace("an hour", "two hours"));
        }
        let told = place.run(&["import", "content"]).succeeded();
        assert_eq!(
            told,
            "skipped: article \"en/quiet-evenings\" differs from the file; --force replaces it\n\
             0 created, 0 replaced, 3 unchanged, 1 skipped.\n"
        );
        assert_eq!(editor.get(&target).expect(200).json["title"], "Calm evenings");
    }
    let told = place.run(&["import", "content", "--force"]).succeeded();
    assert_eq!(told, "0 created, 1 replaced, 3 unchanged, 0 skipped.\n");
    assert_eq!(editor.get(&target).expect(200).json["title"], "Quiet evenings");
    place.write("content/en/quiet-evenings.md", ARTICLE);
    let told = place.run(&["import", "content"]).succeeded();
    assert_eq!(told, "0 created, 1 replaced, 3 unchanged, 0 skipped.\n", "it equals the import again");
}

#[test]
fn drafts_and_their_referrers_stay_drafts() {
    let place = place_with_files();
    place.write("content/phrases.yaml", &PHRASES.replace("tone", "draft: true, tone"));
    let told = place.run(&["import", "content", "--publish"]).succeeded();
    assert!(told.contains("note: content/phrases.yaml, item 1: It stays a draft, as its file says."), "{told}");
    assert!(told.contains("note: content/en/quiet-evenings.md: It stays a draft: it refers to the phrase "), "{told}");
    assert_eq!(published(&place), [0, 0, 1, 1]);
    place.write("content/phrases.yaml", PHRASES);
    place.run(&["import", "content", "--publish"]).succeeded();
    assert_eq!(published(&place), [1, 1, 1, 1]);
}

#[test]
fn a_replaced_article_keeps_the_ids_of_its_sections() {
    let place = place_with_files();
    place.run(&["import", "content", "--publish"]).succeeded();
    let section =
        |place: &Sandbox| place.serve(&[]).client().get("/v1/articles/quiet-evenings/sections/say-it").expect(200).id();
    let before = section(&place);
    place.write("content/en/quiet-evenings.md", &ARTICLE.replace("You can ask", "Perhaps you ask"));
    place.run(&["import", "content", "--publish", "--force"]).succeeded();
    assert_eq!(section(&place), before);
}

#[test]
fn all_mistakes_are_reported_with_their_positions_and_nothing_is_written() {
    let place = place_with_files();
    place.write("content/phrases.yaml", &PHRASES.replace("calm", "clam"));
    let spoiled = ARTICLE
        .replace("title: Quiet evenings\n", "")
        .replace("topics: [evenings]", "topics: [evening]")
        .replace("kicker", "")
        .replace("<phrase:lights-out>", "<phrase:lights-on>");
    place.write("content/en/quiet-evenings.md", &spoiled);
    let complaint = place.run(&["import", "content", "--publish"]).failed();
    assert!(complaint.starts_with("cairn: nothing was imported; the files have "), "{complaint}");
    for (file, detail) in [
        ("content/phrases.yaml, item 1, /tone", "calm"),
        ("content/en/quiet-evenings.md, /title", ""),
        ("content/en/quiet-evenings.md", "there is no topic \"evening\""),
        ("content/en/quiet-evenings.md, /sections/1/markdown", "lights-on"),
    ] {
        let named = complaint.lines().any(|line| line.trim().starts_with(file) && line.contains(detail));
        assert!(named, "{file} and {detail} in: {complaint}");
    }
    let told = place_with_files_over(&place).run(&["import", "content"]).succeeded();
    assert_eq!(told, "4 created, 0 replaced, 0 unchanged, 0 skipped.\n", "nothing was there before");
}

/// Corrects the files of the same folder.
fn place_with_files_over(place: &Sandbox) -> &Sandbox {
    place.write("content/phrases.yaml", PHRASES);
    place.write("content/en/quiet-evenings.md", ARTICLE);
    place
}

#[test]
fn files_that_cannot_be_read_are_all_named_with_the_line() {
    let place = place_with_files();
    place.write("content/topics.yaml", "- slug: evenings\n  kind: [\n");
    place.write("content/en/no-end.md", "---\nlocale: en\n");
    place.write("content/resources.yaml", "- {locale: en}\n");
    let complaint = place.run(&["import", "content"]).failed();
    for named in ["content/topics.yaml: line ", "content/en/no-end.md: line 1: ", "content/resources.yaml, item 1: "] {
        assert!(complaint.contains(named), "{named} in: {complaint}");
    }
    assert!(complaint.contains("sourceId"), "{complaint}");
}

#[test]
fn a_duplicate_name_is_rejected() {
    let place = place_with_files();
    place.write("content/en/twin.md", ARTICLE);
    let complaint = place.run(&["import", "content"]).failed();
    assert!(complaint.contains("twin.md") && complaint.contains("quiet-evenings.md"), "{complaint}");
}

#[test]
fn missing_files_and_unknown_formats_are_rejected() {
    let place = Sandbox::new();
    place.write("notes.pdf", "Not of the format.");
    place.write("empty/notes.pdf", "Nor is this.");
    for (path, said) in [
        ("nowhere", "nowhere"),
        ("notes.pdf", "notes.pdf: not a file that can be imported"),
        ("empty", "nothing to import"),
    ] {
        let complaint = place.run(&["import", path]).failed();
        assert!(complaint.contains(said), "{path}: {complaint}");
    }
    assert!(!place.database().exists(), "nothing to import makes no database");
    assert!(place.run(&["import"]).failed().contains("PATH"));
}

#[test]
fn unsupported_markdown_is_reported_with_its_line() {
    let place = place_with_files();
    place.write(
        "content/en/quiet-evenings.md",
        &ARTICLE.replace("<phrase:lights-out>", "![A lamp](https://example.org/lamp.png)"),
    );
    let told = place.run(&["import", "content"]).succeeded();
    insta::assert_snapshot!(told, @r#"
    note: content/en/quiet-evenings.md: Line 15: The image https://example.org/lamp.png was left out; its text stays.
    4 created, 0 replaced, 0 unchanged, 0 skipped.
    "#);
}

#[test]
fn an_import_does_not_publish_an_editors_changes() {
    let place = place_with_files();
    place.run(&["import", "content", "--publish"]).succeeded();
    let server = place.serve(&[]);
    let key = place.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let editor = server.client_with_key(key.trim());
    let listed = editor.get("/v1/manage/articles").expect(200).json;
    let target = format!("/v1/manage/articles/{}", listed["data"][0]["id"].as_str().unwrap());
    editor.patch(&target, "*", &serde_json::json!({"title": "Not for readers yet"})).expect(200);
    let told = place.run(&["import", "content", "--publish"]).succeeded();
    assert!(told.contains("3 unchanged, 1 skipped"), "{told}");
    let article = server.client().get("/v1/articles/quiet-evenings").expect(200).json;
    assert_eq!(article["title"], "Quiet evenings");
}

#[test]
fn an_import_does_not_change_published_addresses() {
    let place = place_with_files();
    let address = ["--article-url", "https://example.org/{locale}/{slug}"];
    place.serve(&address).stop();
    place.run(&["import", "content", "--publish"]).succeeded();
    let server = place.serve(&address);
    let article = server.client().get("/v1/articles/quiet-evenings").expect(200).json;
    assert_eq!(article["url"], "https://example.org/en/quiet-evenings");
    assert_eq!(article["updatedAt"], article["publishedAt"], "nothing had to be rebuilt");
}

#[test]
fn topics_that_are_each_others_parents_are_refused_by_name() {
    let place = Sandbox::new();
    let topic =
        |slug: &str, parent: &str| format!("- slug: {slug}\n  kind: subject\n  name: Name\n  parent: {parent}\n");
    let circle = topic("one", "two") + &topic("two", "three") + &topic("three", "one");
    place.write("content/topics.yaml", &format!("- slug: free\n  kind: subject\n  name: Name\n{circle}"));
    let complaint = place.run(&["import", "content"]).failed();
    let is_named = |item: usize| complaint.contains(&format!("topics.yaml, item {item}: The topic would be its own"));
    assert!((2..=4).any(is_named), "{complaint}");
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM topics"), 0);
}
