//! No query causes an internal error: each is answered or rejected.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{encoded, one_section};
use crate::harness::{TestApp, publish};

/// Returns texts of tokens that are special in full-text indexes, databases or this search.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("-".to_owned()),
        Just(" ".to_owned()),
        Just("*".to_owned()),
        Just("'".to_owned()),
        Just("\u{E000}".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("title:".to_owned()),
        Just(" NEAR(a b, 2) ".to_owned()),
        Just(" AND ".to_owned()),
        Just(" OR NOT ".to_owned()),
        Just("^{}()[]".to_owned()),
        Just("'; DROP TABLE published_passages; --".to_owned()),
        Just("published_passage_index".to_owned()),
        Just("calm".to_owned()),
        "[a-z]{1,8}",
        "\\PC{1,4}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_text_returns_200_or_400() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &one_section("calm", "Stay calm", "Title: breathe, and do not drop the table."));
    let reader = app.anonymous();
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop_oneof![hostile(), any::<String>()], |q| {
            let answer = reader.get(&format!("/v1/search?q={}", encoded(&q)));
            prop_assert!([200, 400].contains(&answer.status), "{q:?}: {}", answer.text());
            if answer.status == 400 {
                prop_assert_eq!(&answer.json["errors"][0]["parameter"], "q");
            }
            Ok(())
        })
        .unwrap();
}
