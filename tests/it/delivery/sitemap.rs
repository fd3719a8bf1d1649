//! The sitemap: every article that search engines may index, its translations, and the size limits of files.

use cairn::content::Id;
use cairn::delivery::feeds::sitemap::{URLS_MAX, part_starts};
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{Client, TestApp, article, plan, publish, sql};

fn sitemap(reader: &Client, query: &str) -> String {
    reader.get(&format!("/sitemap.xml{query}")).expect(200).text()
}

/// Returns the texts between each pair of `before` and `after`.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

fn locations(text: &str) -> Vec<&str> {
    between(text, "<loc>", "</loc>")
}

#[test]
fn every_article_lists_its_translations_and_itself() {
    let app =
        TestApp::spawn_with(&["--public-url", "https://example.org", "--article-url", "/{locale}/{slug}?a=1&b=2"]);
    let (editor, reader) = (app.editor(), app.anonymous());
    let alone = publish(&editor, "articles", &article("alone", json!({})));
    let first = publish(&editor, "articles", &article("first", json!({})));
    let group = editor.working("articles", &first.id()).json["translationGroupId"].clone();
    publish(&editor, "articles", &article("primero", json!({"locale": "es", "translationGroupId": group})));
    let found = sitemap(&reader, "");
    assert!(found.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns="), "{found}");
    let address = |path: &str| format!("https://example.org/{path}?a=1&amp;b=2");
    assert_eq!(locations(&found), [address("en/alone"), address("en/first"), address("es/primero")]);
    let entries = between(&found, "<url>", "</url>");
    assert!(!entries[0].contains("xhtml:link"));
    for entry in &entries[1..] {
        let links = between(entry, "<xhtml:link rel=\"alternate\" ", "/>");
        let link = |locale: &str, path: &str| format!("hreflang=\"{locale}\" href=\"{}\"", address(path));
        assert_eq!(links, [link("en", "en/first"), link("es", "es/primero")]);
    }
    let updated = reader.get(&format!("/v1/articles/{}", alone.id())).json["updatedAt"].clone();
    assert_eq!(between(entries[0], "<lastmod>", "</lastmod>"), [updated.as_str().unwrap()]);
}

#[test]
fn articles_that_must_not_be_indexed_are_omitted() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let seo = |seo: serde_json::Value| json!({"seo": seo});
    let found = publish(&editor, "articles", &article("found", json!({}))).id();
    let group = editor.working("articles", &found).json["translationGroupId"].clone();
    let hidden = json!({"locale": "es", "translationGroupId": group, "seo": {"noIndex": true}});
    publish(&editor, "articles", &article("escondido", hidden));
    publish(&editor, "articles", &article("copied", seo(json!({"canonicalUrl": "https://example.org/original"}))));
    let withdrawn = publish(&editor, "articles", &article("withdrawn", json!({}))).id();
    let ending = json!({"mode": "withdrawn", "explanation": "It was wrong."});
    editor.post_matching(&format!("/v1/manage/articles/{withdrawn}/unpublish"), "*", &ending).expect(200);
    let text = sitemap(&reader, "");
    assert_eq!(locations(&text).len(), 1, "{text}");
    assert!(text.contains("/v1/articles/found") && !text.contains("hreflang"), "{text}");

    editor.edit("articles", &found, &seo(json!({"noIndex": true})));
    assert_eq!(locations(&sitemap(&reader, "")).len(), 1, "a draft must not change the sitemap");
    editor.publish("articles", &found);
    assert_eq!(locations(&sitemap(&reader, "")).len(), 0);
}

/// Inserts `count` published articles in translation groups of three locales; the last group may be smaller.
fn fill(app: &TestApp, count: usize) {
    let statement = format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) \
         INSERT INTO published_articles \
         (id, locale, slug, title, translation_group_id, published_at, updated_at, card, document) \
         SELECT printf('0193a5c8-7d1e-7c3a-9b1f-%012x', i), substr('enesfr', 1 + i % 3 * 2, 2), 'a' || i, 't', \
         printf('0193a5c8-7d1e-7c3a-9b1e-%012x', i / 3), i, i, json_object('url', '/a/' || i), '{{}}' FROM n"
    );
    assert_eq!(sql(&app.database_file(), &statement), count);
}

#[test]
fn up_to_fifty_thousand_urls_are_one_file_and_more_are_an_index_of_parts() {
    let app = TestApp::spawn_with(&["--public-url", "https://example.org"]);
    fill(&app, URLS_MAX);
    let reader = app.anonymous();
    assert_eq!(locations(&sitemap(&reader, "")).len(), URLS_MAX);
    reader.get("/sitemap.xml?part=2").expect_problem(404, "not_found");

    let app = TestApp::spawn_with(&["--public-url", "https://example.org"]);
    fill(&app, URLS_MAX + 1);
    let reader = app.anonymous();
    let index = sitemap(&reader, "");
    assert!(index.contains("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"), "{index}");
    let parts = locations(&index);
    assert_eq!(parts, ["https://example.org/sitemap.xml?part=1", "https://example.org/sitemap.xml?part=2"]);
    let parts: Vec<String> = ["?part=1", "?part=2"].iter().map(|query| sitemap(&reader, query)).collect();
    assert!(parts.iter().all(|part| part.len() < 50 * 1000 * 1000));
    let found: Vec<&str> = parts.iter().flat_map(|part| locations(part)).collect();
    let all: Vec<String> = (0..=URLS_MAX).map(|number| format!("https://example.org/a/{number}")).collect();
    assert_eq!(found, all, "every URL once");
    // A translation group is never split between files.
    assert_eq!(locations(&parts[0]).len(), URLS_MAX - URLS_MAX % 3);
    reader.get("/sitemap.xml?part=3").expect_problem(404, "not_found");
    reader.get("/sitemap.xml?part=0").expect_problem(400, "invalid_query");
}

#[test]
fn the_queries_of_a_part_use_an_index_without_sorting() {
    let app = TestApp::spawn();
    fill(&app, 3000);
    let group = "0193a5c8-7d1e-7c3a-9b1e-000000000100";
    let from = "FROM published_articles WHERE is_indexable = TRUE";
    let start = format!(
        "SELECT translation_group_id {from} AND translation_group_id >= '{group}' ORDER BY translation_group_id LIMIT 1 OFFSET 500"
    );
    let part = format!(
        "SELECT translation_group_id, locale, card, updated_at {from} AND translation_group_id >= '{group}' \
         AND translation_group_id < '{group}' ORDER BY translation_group_id, locale"
    );
    let covered = "SEARCH published_articles USING COVERING INDEX published_articles_for_search_engines";
    let searched = "SEARCH published_articles USING INDEX published_articles_for_search_engines";
    for (query, expected) in [(start, covered), (part, searched)] {
        let plan = plan(&app.database_file(), &query);
        assert!(plan.len() == 1 && plan[0].starts_with(expected), "{plan:#?}");
    }
}

fn id(number: usize) -> Id {
    format!("0193a5c8-7d1e-7c3a-9b1f-{number:012x}").parse().unwrap()
}

/// Returns the groups of all URLs, in order, and the first groups of the parts.
fn cut(sizes: &[usize], urls_max: usize) -> (Vec<Id>, Vec<Id>) {
    let groups: Vec<Id> =
        sizes.iter().enumerate().flat_map(|(number, size)| std::iter::repeat_n(id(number), *size)).collect();
    let found = part_starts(urls_max, |group, offset| {
        let first = group.map_or(0, |group| groups.iter().position(|other| *other == group).unwrap());
        Ok::<_, std::convert::Infallible>(groups.get(first + offset).copied())
    });
    (groups, found.unwrap())
}

#[test]
fn a_part_starts_where_the_previous_one_is_full() {
    assert_eq!(cut(&[], 3).1, []);
    assert_eq!(cut(&[1, 1, 1], 3).1, [id(0)]);
    assert_eq!(cut(&[1, 1, 1, 1], 3).1, [id(0), id(3)]);
    assert_eq!(cut(&[2, 2, 2], 3).1, [id(0), id(1), id(2)]);
    assert_eq!(cut(&vec![1; 50_001], URLS_MAX).1, [id(0), id(50_000)]);
}

proptest! {
    #[test]
    fn parts_have_every_url_once_are_not_too_large_and_split_no_group(
        sizes in proptest::collection::vec(1_usize..5, 0..60), urls_max in 5_usize..20,
    ) {
        let (groups, starts) = cut(&sizes, urls_max);
        let mut parts = vec![0; starts.len()];
        for group in &groups {
            let part = starts.partition_point(|start| start <= group);
            prop_assert!(part > 0);
            parts[part - 1] += 1;
        }
        prop_assert!(parts.iter().all(|count| (1..=urls_max).contains(count)), "{parts:?}");
        // No part ends before it is full.
        for (index, count) in parts.iter().enumerate().take(parts.len().saturating_sub(1)) {
            let next = starts[index + 1];
            let first_of_next = groups.iter().filter(|group| **group == next).count();
            prop_assert!(count + first_of_next > urls_max);
        }
    }
}
