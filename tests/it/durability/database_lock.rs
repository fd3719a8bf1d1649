//! A database that another process locks for longer than the timeouts.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use serde_json::json;

use super::shutdown::locked;
use super::{assert_whole, editor_key};
use crate::harness::{Sandbox, article, number, publish};

/// Longer than the ten seconds that a write waits.
const HELD: Duration = Duration::from_secs(11);

#[test]
fn readers_work_and_writers_get_503_while_another_process_holds_the_lock() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    let id = publish(&editor, "articles", &article("calm", json!({}))).id();
    let mut lock = locked(&place);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (editor, id) = (&editor, &id);
                scope.spawn(move || {
                    let target = format!("/v1/manage/articles/{id}");
                    editor.patch(&target, "*", &json!({"kicker": format!("refused {writer}")}))
                })
            })
            .collect();
        while begun.elapsed() < HELD {
            let asked = Instant::now();
            server.client().get("/v1/articles/calm/fields?fields=title").expect(200);
            server.client().get("/health/live").expect(200);
            assert!(asked.elapsed() < Duration::from_secs(1), "readers wait too");
            std::thread::sleep(Duration::from_millis(100));
        }
        for writer in writers {
            let answer = writer.join().unwrap().expect_problem(503, "unavailable");
            assert_eq!(answer.header("retry-after"), "1");
        }
    });
    // If they waited in turn, ten seconds each, they would take eighty.
    assert!(begun.elapsed() < Duration::from_secs(20), "the last of them waited {:?}", begun.elapsed());
    lock.batch_execute("ROLLBACK").unwrap();
    assert_eq!(editor.edit("articles", &id, &json!({"kicker": "saved"})).json["version"], 3);
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM articles WHERE kicker = 'saved'"), 1);
    assert_whole(&place.database());
}
