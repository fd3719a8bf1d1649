//! `cairn import` of Markdown pages from other tools.

use crate::harness::{Sandbox, strings};

/// Creates a folder of such pages.
fn place_with_pages() -> Sandbox {
    let place = Sandbox::new();
    place.write("docs/index.md", "# The handbook\n\nBegin with [the first step](guides/first-step.md#why).\n");
    place.write(
        "docs/guides/first-step.md",
        "---\ntitle: The first step\ntags: [Small Steps]\ndate: 2024-05-06\n---\n\nA step is small.\n\n## Why\n\nSee [nothing](./gone.md), [home](../index.md) and [the web](https://example.org).\n",
    );
    place.write("docs/guides/set-up.md", "No heading at all.\n");
    place.write("docs/other/set-up.md", "Nor here.\n");
    place.write("docs/notes.json", "{}");
    place
}

#[test]
fn pages_become_articles_with_names_from_their_content() {
    let place = place_with_pages();
    let told = place.run(&["import", "docs", "--publish"]).succeeded();
    insta::assert_snapshot!(told, @r#"
    note: docs/guides/first-step.md: Line 11: The link to "./gone.md" was left out; its words stay.
    5 created, 0 replaced, 0 unchanged, 0 skipped; 5 published.
    "#);
    let server = place.serve(&[]);
    let client = server.client();
    let listed = client.get("/v1/articles?sort=title").expect(200).json;
    let listed = listed["data"].as_array().unwrap();
    assert_eq!(strings(listed, "slug"), ["set-up", "other-set-up", "first-step", "the-handbook"]);
    assert_eq!(strings(listed, "title"), ["Set up", "Set up", "The first step", "The handbook"]);
    assert_eq!(strings(listed, "summary")[2], "A step is small.");
    let step = client.get("/v1/articles/first-step?body=markdown").expect(200).json;
    assert_eq!(step["topics"][0]["name"], "Small Steps");
    assert_eq!(step["firstPublishedAt"], "2024-05-06T00:00:00.000Z");
    let text = step["sections"][1]["markdown"].as_str().unwrap();
    assert!(text.starts_with("See nothing, [home](/v1/articles/the-handbook"), "{text}");
    let home = client.get("/v1/articles/the-handbook").expect(200).json;
    let link = &home["sections"][0]["body"][0]["markDefs"][0];
    assert_eq!((link["anchor"].as_str(), &link["articleId"]), (Some("why"), &step["id"]));
}

#[test]
fn pages_are_recognised_by_their_file_names_from_any_path() {
    let place = place_with_pages();
    place.run(&["import", "docs"]).succeeded();
    let again = place.run(&["import", "./docs/../docs"]).succeeded();
    assert!(again.ends_with("0 created, 0 replaced, 5 unchanged, 0 skipped.\n"), "{again}");
    place.write("docs/guides/set-up.md", "# Setting it up\n\nNow with a heading.\n");
    let changed = place.run(&["import", "docs"]).succeeded();
    assert!(changed.ends_with("0 created, 1 replaced, 4 unchanged, 0 skipped.\n"), "{changed}");
}

#[test]
fn pages_get_the_given_locale_and_a_free_slug() {
    let place = Sandbox::new();
    place.write("pages/a/tea.md", "# Tea\n\nHot.\n");
    place.write("pages/b/tea.md", "# Tee\n\nHeiß.\n");
    place.run(&["import", "pages", "--publish"]).succeeded();
    place.run(&["import", "pages/b/tea.md", "--locale", "de", "--publish"]).succeeded();
    let listed = place.serve(&[]).client().get("/v1/articles?sort=title").expect(200).json;
    let addresses: Vec<String> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| format!("{}/{}", card["locale"].as_str().unwrap(), card["slug"].as_str().unwrap()))
        .collect();
    assert_eq!(addresses, ["en/tea", "en/b-tea", "de/tea"]);
}

#[test]
fn a_tag_does_not_change_an_existing_topic() {
    let place = place_with_pages();
    place.write(
        "topics.yaml",
        "- {slug: small-steps, kind: situation, name: Small steps, description: One at a time.}\n",
    );
    place.run(&["import", "topics.yaml"]).succeeded();
    let told = place.run(&["import", "docs", "topics.yaml", "--publish"]).succeeded();
    assert!(told.ends_with("4 created, 0 replaced, 1 unchanged, 0 skipped; 5 published.\n"), "{told}");
    let topic = place.serve(&[]).client().get("/v1/topics/small-steps").expect(200).json;
    assert_eq!(topic["description"], "One at a time.");
}

#[test]
fn a_page_links_to_an_article_file_by_its_path() {
    let place = Sandbox::new();
    place.write("docs/tea.md", "---\nlocale: en\nslug: tea\nsummary: Hot.\n---\n# Tea\n\nHot.\n");
    place.write("docs/cup.md", "# Cup\n\nFor [tea](tea.md), not for [a script](javascript:tea.md).\n");
    let told = place.run(&["import", "docs", "--publish"]).succeeded();
    assert!(told.contains("The link to \"javascript:tea.md\" was left out; its words stay."), "{told}");
    assert!(told.ends_with("2 created, 0 replaced, 0 unchanged, 0 skipped; 2 published.\n"), "{told}");
    let server = place.serve(&[]);
    let tea = server.client().get("/v1/articles/tea").expect(200).id();
    let cup = server.client().get("/v1/articles/cup").expect(200).json;
    let links = cup["sections"][0]["body"][0]["markDefs"].as_array().unwrap();
    assert_eq!(strings(links, "articleId"), [tea], "{cup}");
}
