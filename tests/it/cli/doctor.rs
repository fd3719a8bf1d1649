//! `cairn doctor`: its findings, their locations, and the effect of the fixes that it names.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use serde_json::{Value, json};

use crate::harness::{Sandbox, Server, number, sql, strings};

/// Returns the findings, one text each: problem, location and fix.
fn findings(place: &Sandbox) -> Vec<String> {
    let ran = place.run(&["doctor", "--json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    let findings = found["findings"].as_array().unwrap();
    assert_eq!(ran.status.code(), Some(i32::from(!findings.is_empty())), "{ran:?}");
    let text = |finding: &Value| {
        let part = |name: &str| finding[name].as_str().unwrap().to_owned();
        format!("{} | {} | {}", part("what"), part("where"), part("fix"))
    };
    findings.iter().map(text).collect()
}

/// Asserts that exactly these findings are reported, each with all its given parts.
#[track_caller]
fn assert_found(place: &Sandbox, expected: &[&[&str]]) {
    let found = findings(place);
    for parts in expected {
        assert!(found.iter().any(|text| parts.iter().all(|part| text.contains(part))), "{parts:?} in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    let printed = place.run(&["doctor"]);
    assert!(printed.out.contains("where: ") && printed.out.contains("fix:   "), "{printed:?}");
}

/// Asserts that no finding is left after `--repair`.
#[track_caller]
fn assert_repaired(place: &Sandbox) {
    let said = place.run(&["doctor", "--repair"]).succeeded();
    assert!(said.contains("repaired"), "{said}");
    assert_eq!(findings(place), Vec::<String>::new());
}

fn text(database: &Path, query: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let mut connection = SqliteConnection::establish(&database.display().to_string()).unwrap();
    diesel::sql_query(query).get_result::<Row>(&mut connection).unwrap().text
}

fn id_of(place: &Sandbox, slug: &str) -> String {
    text(&place.database(), &format!("SELECT id AS text FROM published_articles WHERE slug = '{slug}'"))
}

#[test]
fn an_intact_database_has_no_findings_even_while_a_server_runs() {
    let place = Sandbox::with_demo();
    let server = place.serve(&[]);
    let before = number(&place.database(), "SELECT max(seq) AS number FROM changes");
    let said = place.run(&["doctor", "--repair"]).succeeded();
    assert!(said.starts_with("cairn.db has no faults: ") && said.contains("134 published entities"), "{said}");
    assert_eq!(number(&place.database(), "SELECT max(seq) AS number FROM changes"), before);
    drop(server);
    let missing = Sandbox::new();
    assert_eq!(missing.run(&["doctor"]).failed(), "cairn: there is no database cairn.db\n");
    assert!(!missing.database().exists());
}

#[test]
fn a_corrupted_page_is_found_and_only_a_backup_fixes_it() {
    let place = Sandbox::with_demo();
    place.run(&["backup", "copy.db"]).succeeded();
    let root =
        number(&place.database(), "SELECT rootpage AS number FROM sqlite_master WHERE name = 'published_articles'");
    sql(&place.database(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let mut file = std::fs::File::options().read(true).write(true).open(place.database()).unwrap();
    file.seek(SeekFrom::Start((u64::try_from(root).unwrap() - 1) * 4096)).unwrap();
    let mut page = [0; 4096];
    file.read_exact(&mut page).unwrap();
    page.iter_mut().skip(1).for_each(|byte| *byte = !*byte);
    file.seek_relative(-4096).unwrap();
    file.write_all(&page).unwrap();
    drop(file);
    let found = findings(&place);
    assert!(!found.is_empty());
    for finding in found {
        assert!(finding.contains("the database file is damaged: "), "{finding}");
        assert!(finding.contains("| cairn.db |") && finding.contains("cairn restore BACKUP --force"), "{finding}");
    }
    assert!(place.run(&["backup", "--force", "copy.db"]).failed().contains("damaged"), "the good backup stays");
    place.run(&["restore", "--force", "copy.db"]).succeeded();
    assert_eq!(findings(&place), Vec::<String>::new());
}

#[test]
fn a_broken_foreign_key_is_found_with_its_row() {
    let place = Sandbox::with_demo();
    let mut connection = SqliteConnection::establish(&place.database().display().to_string()).unwrap();
    let broken = "PRAGMA foreign_keys = OFF;
        INSERT INTO schedules (id, entity_id, action, at, options, state, actor_name, created_at)
        VALUES ('01900000-0000-7000-8000-000000000000', '01900000-0000-7000-8000-000000000001', 'publish', 0, '{}',
                'cancelled', 'nobody', 0)";
    connection.batch_execute(broken).unwrap();
    let what = "a row of schedules refers in entity_id to a missing row of working_copies";
    assert_found(&place, &[&[what, "schedules, rowid 1", "delete this row"]]);
    sql(&place.database(), "DELETE FROM schedules WHERE rowid = 1");
    assert_eq!(findings(&place), Vec::<String>::new(), "the named fix works");
}

#[test]
fn a_manually_changed_document_is_found_and_rebuilt() {
    for (change, what) in [
        (
            "UPDATE published_articles SET document = replace(document, 'limit', 'lamp') WHERE slug = 'setting-limits'",
            "",
        ),
        ("UPDATE published_articles SET document = 'no JSON' WHERE slug = 'setting-limits'", ""),
        ("UPDATE published_articles SET title = 'Another' WHERE slug = 'setting-limits'", ""),
        ("UPDATE published_articles SET card = '{}' WHERE slug = 'setting-limits'", ""),
        (
            "UPDATE published_sections SET anchor = 'elsewhere' WHERE position = 0 AND article_id = \
          (SELECT id FROM published_articles WHERE slug = 'setting-limits')",
            "",
        ),
        ("DELETE FROM published_addresses WHERE slug = 'setting-limits'", ""),
        ("UPDATE published_addresses SET is_current = FALSE WHERE slug = 'setting-limits'", ""),
        (
            "INSERT INTO published_addresses SELECT locale, 'another', article_id, TRUE FROM published_addresses \
          WHERE slug = 'setting-limits'",
            "",
        ),
        (
            "UPDATE published_sources SET embed = replace(embed, 'setting', 'getting') WHERE id = \
          (SELECT id FROM published_articles WHERE slug = 'setting-limits')",
            "its embedded form in other documents",
        ),
        (
            "UPDATE published_sources SET content = replace(content, 'limit', 'lamp') WHERE id = \
          (SELECT id FROM published_articles WHERE slug = 'setting-limits')",
            "differs from revision",
        ),
    ] {
        let place = Sandbox::with_demo();
        let id = id_of(&place, "setting-limits");
        let server = place.serve(&[]);
        let before =
            server.client().get("/v1/articles/setting-limits/fields?fields=title,sections,related").expect(200).json;
        drop(server);
        assert!(sql(&place.database(), change) > 0, "{change}");
        let what = if what.is_empty() { "a rebuild would change it" } else { what };
        let found = findings(&place);
        assert!(found.iter().any(|text| text.contains(what) && text.contains(&id)), "{change}: {found:#?}");
        assert!(found.iter().all(|text| text.ends_with("cairn doctor --repair")), "{change}: {found:#?}");
        assert_repaired(&place);
        let server = place.serve(&[]);
        let after =
            server.client().get("/v1/articles/setting-limits/fields?fields=title,sections,related").expect(200).json;
        assert_eq!(after, before, "{change}");
    }
}

#[test]
fn changed_regions_and_addresses_of_topics_are_found_and_rebuilt() {
    for change in [
        "DELETE FROM published_resource_regions WHERE rowid = 1",
        "UPDATE published_resource_regions SET region = 'ZZ' WHERE rowid = 1",
        "UPDATE published_topic_addresses SET is_current = FALSE WHERE slug = 'boundaries'",
    ] {
        let place = Sandbox::with_demo();
        assert_eq!(sql(&place.database(), change), 1, "{change}");
        assert_found(&place, &[&["a rebuild would change it", "cairn doctor --repair"]]);
        assert_repaired(&place);
    }
}

#[test]
fn a_missing_row_of_the_search_index_is_found_and_restored() {
    let passage = "(SELECT min(passage.number) FROM published_passages AS passage JOIN published_findables AS findable \
                   ON findable.number = passage.number & ~127 JOIN published_articles AS article \
                   ON article.id = findable.entity_id WHERE article.slug = 'setting-limits')";
    for change in [
        format!("DELETE FROM published_passage_index WHERE rowid = {passage}"),
        format!("DELETE FROM published_passages WHERE number = {passage}"),
        format!("DELETE FROM published_findables WHERE number = {passage} & ~127"),
        format!("UPDATE published_passages SET text = 'other words' WHERE number = {passage}"),
    ] {
        let place = Sandbox::with_demo();
        let id = id_of(&place, "setting-limits");
        assert_eq!(sql(&place.database(), &change), 1, "{change}");
        let found = findings(&place);
        let named = found.iter().any(|text| text.contains("the search index does not match") && text.contains(&id));
        assert!(named && found.iter().all(|text| text.contains("cairn reindex")), "{change}: {found:#?}");
        place.run(&["reindex"]).succeeded();
        assert_eq!(findings(&place), Vec::<String>::new(), "{change}");
        sql(&place.database(), &change);
        assert_repaired(&place);
    }
    let place = Sandbox::with_demo();
    sql(&place.database(), "DELETE FROM working_index WHERE rowid = (SELECT min(number) FROM working_findables)");
    assert_found(&place, &[&["the index for editors does not match", "article ", "cairn reindex"]]);
    assert_repaired(&place);
}

#[test]
fn a_change_without_its_document_and_a_document_without_its_change_are_found() {
    let place = Sandbox::with_demo();
    let last = number(&place.database(), "SELECT max(seq) AS number FROM changes");
    sql(&place.database(), &format!("DELETE FROM changes WHERE seq = {last}"));
    assert_found(
        &place,
        &[
            &["the change log does not say so", "cairn doctor --repair"],
            &["another change than its latest", "--repair"],
        ],
    );
    assert_repaired(&place);

    let place = Sandbox::with_demo();
    let id = id_of(&place, "setting-limits");
    sql(&place.database(), &format!("DELETE FROM published_articles WHERE id = '{id}'"));
    let found = findings(&place);
    assert!(found.iter().any(|text| text.contains("its document is missing") && text.contains(&id)), "{found:#?}");
    assert_repaired(&place);

    let place = Sandbox::with_demo();
    let id = text(&place.database(), "SELECT max(id) AS text FROM published_phrases");
    for table in ["published_sources", "published_phrases"] {
        sql(&place.database(), &format!("DELETE FROM {table} WHERE id = '{id}'"));
    }
    let found = findings(&place);
    assert!(found.iter().any(|text| text.contains("missing or unreadable") && text.contains(&id)), "{found:#?}");
    assert_repaired(&place);
}

#[test]
fn the_source_of_a_document_is_restored_from_its_revision() {
    for change in ["DELETE FROM published_sources", "UPDATE published_sources SET content = '{'"] {
        let place = Sandbox::with_demo();
        let ask = |server: &Server| {
            let phrases = server.client().get("/v1/phrases?limit=100").expect(200).json;
            let article =
                server.client().get("/v1/articles/setting-limits/fields?fields=sections,publishedAt").expect(200).json;
            (strings(phrases["data"].as_array().unwrap(), "text"), article)
        };
        let before = ask(&place.serve(&[]));
        let id = id_of(&place, "setting-limits");
        sql(&place.database(), &format!("{change} WHERE kind = 'phrase' OR id = '{id}'"));
        let found = findings(&place);
        assert!(found.iter().any(|text| text.contains("revision 2 has it") && text.contains(&id)), "{found:#?}");
        assert_repaired(&place);
        assert_eq!(ask(&place.serve(&[])), before, "{change}");
    }
}

#[test]
fn documents_are_not_rebuilt_while_embedded_entities_are_missing() {
    let place = Sandbox::with_demo();
    let target = "SELECT target_id FROM published_references WHERE role = 'related'";
    let id = text(&place.database(), &format!("SELECT min(id) AS text FROM published_sources WHERE id IN ({target})"));
    for table in ["published_sources WHERE id", "revisions WHERE entity_id"] {
        sql(&place.database(), &format!("DELETE FROM {table} = '{id}'"));
    }
    let found = findings(&place);
    let is_named = |what: &str| found.iter().any(|text| text.contains(what) && text.contains(&id));
    assert!(is_named("its document has no source"), "{found:#?}");
    assert!(is_named("says that it is public, but it has no document"), "{found:#?}");
    let waiting = "after you have fixed the findings that need manual repair";
    assert!(found.iter().any(|text| text.contains(waiting)), "{found:#?}");
    let documents = "SELECT group_concat(document) AS text FROM (SELECT document FROM published_articles ORDER BY id)";
    let before = text(&place.database(), documents);
    place.run(&["doctor", "--repair"]).failed();
    assert_eq!(text(&place.database(), documents), before, "no article was rebuilt without it");
    let key = place.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let editor = server.client_with_key(key.trim());
    editor.edit("resources", &id, &json!({"excerpt": "Said once more."}));
    editor.publish("resources", &id);
    assert_eq!(findings(&place), Vec::<String>::new(), "the named fix works");
}

#[test]
fn working_copies_schema_and_settings_are_examined() {
    let place = Sandbox::with_demo();
    sql(&place.database(), "UPDATE articles SET title = 'By hand' WHERE slug = 'setting-limits'");
    assert_found(
        &place,
        &[
            &["differs from its revision", "article ", "/restore"],
            &["the index for editors does not match", "--repair"],
        ],
    );

    let place = Sandbox::with_demo();
    place.run(&["doctor", "--article-url", "/v1/articles/{slug}?locale={locale}"]).succeeded();
    let ran = place.run_with(&[("CAIRN_PUBLIC_URL", "https://content.example.org")], &["doctor"]);
    assert!(ran.out.contains("documents were built with the article URL"), "{ran:?}");
    place.serve_with(&[("CAIRN_PUBLIC_URL", "https://content.example.org")], &[]).stop();
    place.run_with(&[("CAIRN_PUBLIC_URL", "https://content.example.org")], &["doctor"]).succeeded();
    place.run_with(&[("CAIRN_PUBLIC_URL", "https://other.example.org")], &["doctor"]).failed();

    sql(&place.database(), "INSERT INTO frozen_settings (name, value) VALUES ('search_is_outdated', 'true')");
    assert_found(&place, &[&["a migration left work", "start the server"]]);
    place.serve(&[]).stop();
    assert_eq!(findings(&place), Vec::<String>::new());
    sql(&place.database(), "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    assert_found(&place, &[&["the schema is newer than this program knows (migration 20990101000000)", "a later one"]]);
}

#[test]
fn content_that_breaks_a_rule_is_found_in_every_table() {
    let place = Sandbox::with_demo();
    let id = id_of(&place, "setting-limits");
    let forge = |table: &str, column: &str| {
        let bad = "javascript:alert(1)";
        let set = format!("SET {column} = json_set({column}, '$.seo', json('{{\"canonicalUrl\":\"{bad}\"}}'))");
        let key = if table == "revisions" { "entity_id" } else { "id" };
        assert!(sql(&place.database(), &format!("UPDATE {table} {set} WHERE {key} = '{id}'")) > 0, "{table}");
    };
    sql(&place.database(), "DROP TRIGGER revisions_are_not_changed");
    forge("published_sources", "content");
    forge("revisions", "content");
    let found = findings(&place);
    let is_named = |what: &str| found.iter().any(|text| text.contains(what) && text.contains(&id));
    assert!(is_named("its revision 1 breaks a content rule: /seo/canonicalUrl"), "{found:#?}");
    assert!(is_named("its published version breaks a content rule: /seo/canonicalUrl"), "{found:#?}");
    let seo = "UPDATE articles SET seo = json('{\"canonicalUrl\":\"https://a@evil.example/\"}')";
    assert_eq!(sql(&place.database(), &format!("{seo} WHERE id = '{id}'")), 1);
    let found = findings(&place);
    assert!(found.iter().any(|text| text.contains("the working copy breaks a content rule")), "{found:#?}");
}

#[test]
fn an_unpublishing_without_a_publish_is_found() {
    let place = Sandbox::with_demo();
    let forged = "INSERT INTO published_unpublishings (id, kind, mode, alternative_url, locale, slug, at) VALUES \
                  ('0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01', 'article', 'redirect', 'https://evil.example', 'en', 'x', 1)";
    sql(&place.database(), forged);
    let what = "it was unpublished, but the change log has no earlier publication";
    assert_found(&place, &[&[what, "article 0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01"]]);
}
