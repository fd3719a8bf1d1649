//! Forged cursors: any client can create one, and none causes more than a client error.

use cairn::http::{Cursor, Direction};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Client, TestApp};
use crate::openapi::{filled, operations};

/// Returns the paths of all lists that need no other parameters.
fn lists(client: &Client) -> Vec<String> {
    operations()
        .into_iter()
        .filter(|(_, method, _)| method == "GET")
        .filter(|(.., operation)| {
            let parameters = operation["parameters"].as_array();
            parameters.is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "cursor"))
        })
        .map(|(path, ..)| filled(path))
        .filter(|target| client.get(&format!("{target}?limit=1")).status == 200)
        .collect()
}

#[test]
fn a_forged_cursor_is_a_client_error() {
    let app = TestApp::with_demo();
    let admin = app.admin();
    let lists = lists(&admin);
    assert!(lists.len() > 8, "{lists:?}");
    let mut forged = 0;
    for target in lists {
        for key in ["", "x", "-", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1.x", "0-0"] {
            let cursor = Cursor { direction: Direction::Next, key: key.to_owned(), id: UNKNOWN_ID.parse().unwrap() };
            // The scope of a list without filters is its path.
            let answer = admin.get(&format!("{target}?limit=1&cursor={}", cursor.encode(&format!("{target}?"))));
            assert!(answer.status < 500, "{target} {key}: {}", answer.text());
            forged += usize::from(answer.status == 200);
        }
    }
    assert!(forged > 0, "a forged cursor reaches the lists");
}
