//! Lists show a key as revoked as soon as it is rejected, before the database has it.

use cairn::auth::Role;
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Client, TestApp, all, article, number, strings};

const KEYS: &str = "/v1/manage/keys";
const TOKENS: &str = "/v1/manage/preview-tokens";

/// Returns the ids of the list in a state; checks the count of the list.
#[track_caller]
fn listed(client: &Client, list: &str, state: &str) -> Vec<String> {
    let ids = strings(&all(client, &format!("{list}?state={state}&limit=100")), "id");
    let counted = client.get(&format!("{list}?state={state}&count=true")).expect(200).json;
    assert_eq!(counted["page"]["total"], ids.len(), "{list} {state}");
    ids
}

#[test]
fn a_key_revoked_while_the_database_is_locked_is_listed_as_revoked_with_its_tokens() {
    let app = TestApp::spawn();
    let (admin, author, key) = (app.admin(), app.author(), app.key(Role::Author, None));
    let holder = app.with_key(&key.reveal());
    let id = author.create("articles", &article("shown", json!({})));
    let tokens = [&holder, &author]
        .map(|client| client.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201).id());
    let key_id = key.id().to_owned();
    let stands = |state: &str| {
        let (keys, listed) = (listed(&admin, KEYS, state), listed(&author, TOKENS, state));
        [keys.contains(&key_id), listed.contains(&tokens[0]), listed.contains(&tokens[1])]
    };
    assert_eq!([stands("active"), stands("revoked")], [[true, true, true], [false, false, false]]);
    let mut lock = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
    admin.send(Method::DELETE, &format!("{KEYS}/{key_id}"), &[], None).expect(202);
    assert_eq!([stands("active"), stands("revoked")], [[false, false, true], [true, true, false]]);
    assert_eq!(stands("expired"), [false, false, false]);
    let row = format!("SELECT count(*) AS number FROM api_keys WHERE id = '{key_id}' AND revoked_at IS NOT NULL");
    assert_eq!(number(&app.database_file(), &row), 0, "the database is locked");
    lock.batch_execute("ROLLBACK").unwrap();
    admin.send(Method::DELETE, &format!("{KEYS}/{key_id}"), &[], None).expect(204);
    assert_eq!([stands("active"), stands("revoked")], [[false, false, true], [true, true, false]]);
}
