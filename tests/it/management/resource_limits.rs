//! Long writes: their number of statements grows linearly with the input, they end with their request, and they do not
//! delay the revocation of a key.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cairn::auth::Role;
use cairn::content::{Actor, Locale};
use cairn::db::Connection;
use cairn::management::imports::{
    self, Format, ImportBundle, ImportContext, ImportError, ImportOptions, ImportRoot, ImportSources, SourceFile,
};
use cairn::publishing::Settings;
use diesel::Connection as _;
use diesel::connection::{InstrumentationEvent, SimpleConnection as _};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{
    Answer, Client, RawConnection, Sandbox, TestApp, article, eventually, number, publish, sql, topic,
};

const IMPORTS: &str = "/v1/manage/imports";
const KEYS: &str = "/v1/manage/keys";
const WHOAMI: &str = "/v1/manage/whoami";

fn import(client: &Client, format: &str, body: String) -> Answer {
    let media = [("Content-Type", "application/yaml")];
    client.send(Method::POST, &format!("{IMPORTS}?format={format}"), &media, Some(body.into_bytes()))
}

fn revoke(admin: &Client, id: &str) -> Answer {
    admin.send(Method::DELETE, &format!("{KEYS}/{id}"), &[], None)
}

/// Locks the database as another process would, until the connection is dropped.
fn locked(app: &TestApp) -> Connection {
    let mut lock = Connection::establish(&app.database_file().display().to_string()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
    lock
}

/// Returns a list of topics; `parent` returns the index of the parent, if any.
fn topics(count: usize, parent: impl Fn(usize) -> Option<usize>) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        write!(text, "- {{kind: subject, slug: t-{number}, name: Topic {number}").unwrap();
        if let Some(parent) = parent(number) {
            write!(text, ", parent: t-{parent}").unwrap();
        }
        text.push_str("}\n");
        text
    })
}

/// Returns an export of WordPress with `count` posts of the same slug, each with a link to the previous one.
fn equal_posts(count: usize) -> String {
    let posts = (0..count).fold(String::new(), |mut posts, number| {
        writeln!(
            posts,
            "<item><title>Tea</title><guid>https://example.org/?p={number}</guid>\
             <content:encoded><![CDATA[<p>Cup {number}.</p>]]></content:encoded><wp:post_id>{number}</wp:post_id>\
             <wp:post_name>tea</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        )
        .unwrap();
        posts
    });
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Tea</title><language>en</language>\
         <wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://example.org</wp:base_site_url>{posts}</channel></rss>"
    )
}

/// Returns the number of statements of an import, and its result.
fn statements(format: Format, text: &str) -> (usize, Result<usize, ImportError>) {
    let app = TestApp::spawn();
    let mut connection = Connection::establish(&app.database_file().display().to_string()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON").unwrap();
    let counted = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&counted);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    let mut bundle = ImportBundle::new(Locale::english());
    bundle
        .add_file(SourceFile { location: "the file", root: ImportRoot::Unknown, name: "", format: Some(format), text })
        .unwrap();
    let settings = Settings::of_database(&mut connection).unwrap();
    let (actor, options) = (Actor::system("a test"), ImportOptions::of_operator(false, false));
    let context = ImportContext { settings: &settings, actor: &actor, options, progress: &|_| () };
    let sources = ImportSources { exports: Vec::new(), bundle: &bundle };
    let report = imports::load(&mut connection, &context, sources);
    (counted.load(Ordering::Relaxed), report.map(|report| report.created))
}

#[test]
fn statements_of_an_import_of_equal_slugs_grow_linearly() {
    let [few, many] = [100, 400].map(|count| {
        let (statements, created) = statements(Format::Wordpress, &equal_posts(count));
        assert_eq!(created.unwrap(), count);
        statements
    });
    assert!(many * 10 < few * 4 * 11, "{few} statements for 100 posts, {many} for 400");
}

#[test]
fn successive_imports_number_equal_slugs_without_gaps() {
    let app = TestApp::spawn();
    let author = app.author();
    for round in ["a", "b", "c"] {
        let text = equal_posts(7).replace("example.org/?p=", &format!("example.org/{round}/?p="));
        import(&author, "wordpress", text).expect(200);
    }
    let listed = crate::harness::all(&author, "/v1/manage/articles?limit=100");
    let mut slugs: Vec<&str> = listed.iter().map(|copy| copy["slug"].as_str().unwrap()).collect();
    slugs.sort_by_key(|slug| (slug.len(), *slug));
    let expected: Vec<String> =
        std::iter::once("tea".to_owned()).chain((2..=21).map(|number| format!("tea-{number}"))).collect();
    assert_eq!(slugs, expected);
}

#[test]
fn statements_of_an_import_of_nested_topics_grow_linearly() {
    // Leaves first, nested in twenty levels.
    let nested =
        |count: usize| topics(count, move |number| (number % 20 < 19 && number + 1 < count).then_some(number + 1));
    let [few, many] = [200, 800].map(|count| {
        let (statements, created) = statements(Format::Topics, &nested(count));
        assert_eq!(created.unwrap(), count);
        statements
    });
    assert!(many * 10 < few * 4 * 11, "{few} statements for 200 topics, {many} for 800");
}

#[test]
fn a_chain_of_thousands_of_topics_is_refused_cheaply() {
    let chain = topics(3000, |number| number.checked_sub(1));
    let (statements, refused) = statements(Format::Topics, &chain);
    let Err(ImportError::Refused { problem, .. }) = refused else {
        panic!("expected a rejection for its depth: {refused:?}")
    };
    assert_eq!(problem.errors[0].code, "nesting_too_deep");
    // Three look-ups of each name, and a few for each topic that was created before the first one that is too deep.
    assert!(statements < 3000 * 12, "{statements} statements");
    let app = TestApp::spawn();
    let answer = import(&app.author(), "topics", chain).expect_problem(422, "validation_failed");
    answer.expect_error("/parentId", "nesting_too_deep");
    assert_eq!(app.author().get("/v1/manage/topics").expect(200).json["data"], json!([]));
}

#[test]
fn topics_have_at_most_twenty_levels_in_every_way_of_writing() {
    let app = TestApp::spawn();
    let author = app.author();
    let below = |slug: &str, parent: &str| topic(slug, json!({"parentId": parent}));
    let mut chain = vec![author.create("topics", &topic("level-1", json!({})))];
    for level in 2..=20 {
        chain.push(author.create("topics", &below(&format!("level-{level}"), chain.last().unwrap())));
    }
    let deeper = author.post("/v1/manage/topics", &below("level-21", chain.last().unwrap()));
    let told = deeper.expect_problem(422, "validation_failed").expect_error("/parentId", "nesting_too_deep");
    assert!(told.text().contains("at most 20 levels"), "{}", told.text());
    // The levels below a topic count when it is moved; other changes of it are allowed.
    let above = author.create("topics", &topic("above", json!({})));
    let moved = json!({"parentId": above});
    let target = format!("/v1/manage/topics/{}", chain[0]);
    author.patch(&target, "*", &moved).expect(422).expect_error("/parentId", "nesting_too_deep");
    author.patch(&format!("/v1/manage/topics/{}", chain[19]), "*", &json!({"name": "Renamed"})).expect(200);
    author.patch(&format!("/v1/manage/topics/{}", chain[2]), "*", &moved).expect(200);
    author.patch(&target, "*", &json!({"parentId": chain[1]})).expect(422).expect_error("/parentId", "self_reference");
}

#[test]
fn an_import_over_http_has_at_most_five_thousand_entities() {
    let app = TestApp::spawn();
    let answer = import(&app.author(), "topics", topics(5001, |_| None)).expect_problem(422, "validation_failed");
    let told = answer.json["errors"][0]["detail"].as_str().unwrap();
    assert!(told.contains("item 5001: it has more than 5000 entities") && told.contains("cairn import"), "{told}");
}

#[test]
fn a_key_has_one_import_at_a_time_and_other_keys_do_not_wait() {
    let app = TestApp::spawn();
    let token = app.key(Role::Author, None);
    let key = token.reveal();
    let mut wire = RawConnection::to(app.address());
    let list = topics(1, |_| None);
    wire.send(format!(
        "POST {IMPORTS}?format=topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/yaml\r\nContent-Length: {}\r\n\r\n-",
        list.len()
    ));
    // The use of the key is recorded beside the request, which is in progress by then.
    let used =
        format!("SELECT count(*) AS number FROM api_keys WHERE id = '{}' AND last_used_at IS NOT NULL", token.id());
    eventually(|| number(&app.database_file(), &used) == 1);
    let refused = import(&app.with_key(&key), "topics", topics(1, |_| None)).expect_problem(503, "overloaded");
    assert_eq!(refused.header("retry-after"), "5");
    import(&app.author(), "topics", topics(2, |_| None)).expect(200);
    wire.send(&list[1..]);
    assert_eq!(wire.answer().status, 200);
    import(&app.with_key(&key), "topics", topics(3, |_| None)).expect(200);
}

#[test]
fn a_write_that_times_out_is_rolled_back_and_frees_the_database() {
    let app = TestApp::spawn_with(&["--request-timeout-s", "2"]);
    let (author, editor) = (app.author(), app.editor());
    // The use of the key is recorded before the writes of topics become slow.
    author.create("articles", &article("before", json!({})));
    let slow = "CREATE TRIGGER slow BEFORE INSERT ON topics BEGIN \
                SELECT count(*) FROM sqlite_master AS a, sqlite_master AS b, sqlite_master AS c; END";
    sql(&app.database_file(), slow);
    let operation = |number: usize| json!({"method": "POST", "path": "/v1/manage/topics", "body": topic(&format!("b-{number}"), json!({}))});
    let batch = json!({"operations": (0..100).map(operation).collect::<Vec<Value>>()});
    let long: [&dyn Fn() -> Answer; 2] =
        [&|| import(&author, "topics", topics(1000, |_| None)), &|| author.post("/v1/manage/batch", &batch)];
    for write in long {
        let answer = write().expect_problem(503, "server_timeout");
        assert_eq!(answer.header("retry-after"), "5");
        // The next write waits until this one has ended.
        publish(&editor, "articles", &article(&format!("after-{}", answer.header("x-request-id")), json!({})));
        assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM topics"), 0);
    }
}

#[test]
fn a_key_revoked_while_the_database_is_locked_stops_at_once_and_is_written_later() {
    let app = TestApp::spawn();
    let (admin, token) = (app.admin(), app.key(Role::Editor, None));
    let holder = app.with_key(&token.reveal());
    admin.get(WHOAMI).expect(200);
    publish(&holder, "articles", &article("before", json!({})));
    let stream = holder.follow("/v1/manage/events", &[]);
    let preview = holder.get("/v1/manage/articles").expect(200).json["data"][0]["id"].as_str().unwrap().to_owned();
    let preview = holder.post(&format!("/v1/manage/articles/{preview}/preview-tokens"), &json!({})).expect(201);
    let preview = preview.json["url"].as_str().unwrap().to_owned();
    app.anonymous().get(&preview).expect(200);
    let mut lock = locked(&app);
    // The request waits for the database, and is cancelled with its key.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| import(&holder, "topics", topics(3, |_| None)));
        std::thread::sleep(std::time::Duration::from_millis(200));
        let shown = revoke(&admin, token.id()).expect(202);
        assert_eq!((&shown.json["id"], &shown.json["state"]), (&json!(token.id()), &json!("revoked")));
        assert_eq!(shown.header("cache-control"), "no-store");
        holder.get(WHOAMI).expect_problem(401, "invalid_credentials");
        assert_eq!(stream.end(), [], "its streams end");
        app.anonymous().get(&preview).expect_problem(404, "not_found");
        assert_eq!(admin.get(&format!("{KEYS}/{}", token.id())).expect(200).json["state"], "revoked");
        let listed = admin.get(&format!("{KEYS}?limit=100")).expect(200).json;
        let listed = listed["data"].as_array().unwrap().iter().find(|key| key["id"] == token.id()).unwrap();
        assert_eq!(listed["state"], "revoked");
        admin.post(&format!("{KEYS}/{}/rotate", token.id()), &json!({}));
        let row =
            format!("SELECT count(*) AS number FROM api_keys WHERE id = '{}' AND revoked_at IS NOT NULL", token.id());
        assert_eq!(number(&app.database_file(), &row), 0, "the database is locked");
        lock.batch_execute("ROLLBACK").unwrap();
        eventually(|| number(&app.database_file(), &row) == 1);
        waiting.join().unwrap().expect_problem(401, "invalid_credentials");
    });
    revoke(&admin, token.id()).expect(204);
    assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM topics"), 0);
    let audit = admin.get(&format!("/v1/manage/audit?subject={}&action=revoke", token.id())).expect(200).json;
    assert_eq!(audit["data"].as_array().unwrap().len(), 1, "it was revoked once");
}

#[test]
fn two_admins_cannot_revoke_each_other_while_the_database_is_locked() {
    let app = TestApp::spawn();
    let tokens = [app.key(Role::Admin, None), app.key(Role::Admin, None)];
    let clients = tokens.each_ref().map(|token| app.with_key(&token.reveal()));
    for client in &clients {
        client.get(WHOAMI).expect(200);
    }
    let mut lock = locked(&app);
    revoke(&clients[0], tokens[1].id()).expect(202);
    revoke(&clients[0], tokens[0].id()).expect_problem(409, "last_admin_key");
    revoke(&clients[1], tokens[0].id()).expect_problem(401, "invalid_credentials");
    lock.batch_execute("ROLLBACK").unwrap();
    eventually(|| revoke(&clients[0], tokens[1].id()).status == 204);
    clients[0].get(WHOAMI).expect(200);
}

#[test]
fn a_revocation_not_written_before_shutdown_is_logged() {
    let place = Sandbox::new();
    let key = |role: &str| place.run(&["keys", "create", "--name", "x", "--role", role]).succeeded().trim().to_owned();
    let (admin_key, other) = (key("admin"), key("viewer"));
    let server = place.serve(&["--shutdown-timeout-s", "1"]);
    let admin = server.client_with_key(&admin_key);
    server.client_with_key(&other).get(WHOAMI).expect(200);
    admin.get(WHOAMI).expect(200);
    let id = other.split('_').nth(1).unwrap();
    let mut lock = Connection::establish(&place.database().display().to_string()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
    revoke(&admin, id).expect(202);
    let lines = server.stop().lines;
    lock.batch_execute("ROLLBACK").unwrap();
    assert!(lines.iter().any(|line| line.contains(&format!("cairn keys revoke {id}"))), "{lines:#?}");
}
