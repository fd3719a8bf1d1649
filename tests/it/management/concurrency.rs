//! Concurrent edits.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article, publish};

const CLIENTS: usize = 16;
const EDITS: usize = 50;

/// Counts up in the client's own entry of the authors, and retries until no other edit is faster. Returns the versions
/// that acknowledged it.
fn count_up(author: &Client, target: &str, client: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut seen = author.get(target).expect(200);
    for edit in 0..EDITS {
        loop {
            let mut authors = seen.json["authors"].clone();
            let own = authors[client]["credential"].as_str();
            assert_eq!(
                own.map(str::to_owned),
                edit.checked_sub(1).map(|edit| format!("edit {edit}")),
                "an edit was lost"
            );
            authors[client]["credential"] = format!("edit {edit}").into();
            let patch = json!({"authors": authors});
            let answer = author.patch(target, &seen.etag(), &patch);
            match answer.status {
                200 => {
                    acknowledged.push(answer.etag());
                    seen = answer;
                    break;
                }
                412 => seen = author.get(target).expect(200),
                status => panic!("{status}: {}", answer.text()),
            }
        }
    }
    acknowledged
}

#[test]
fn no_acknowledged_edit_is_lost() {
    let app = TestApp::spawn();
    let author = app.author();
    let authors: Vec<Value> = (0..CLIENTS).map(|client| json!({"name": format!("Desk {client}")})).collect();
    let id = author.create("articles", &article("busy", json!({"authors": authors})));
    let target = format!("/v1/manage/articles/{id}");
    let acknowledged: Vec<Vec<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (author, target) = (author.clone(), target.as_str());
                scope.spawn(move || count_up(&author, target, client))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let versions: HashSet<&String> = acknowledged.iter().flatten().collect();
    assert_eq!(versions.len(), CLIENTS * EDITS, "two edits won the same version");
    let last = author.get(&target).expect(200);
    assert_eq!(last.json["version"], CLIENTS * EDITS + 1);
    for author in last.json["authors"].as_array().unwrap() {
        assert_eq!(author["credential"], format!("edit {}", EDITS - 1), "an edit was lost");
    }
}

#[test]
fn one_of_many_creators_gets_the_slug() {
    let app = TestApp::spawn();
    let author = app.author();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| author.post("/v1/manage/articles", &article("wanted", json!({}))).status))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), CLIENTS - 1, "{statuses:?}");
}

#[test]
fn readers_see_whole_documents_while_editors_publish() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("moving", json!({"title": "0", "summary": "0"}))).id();
    std::thread::scope(|scope| {
        let publishing = scope.spawn(|| {
            for number in 1..=30 {
                editor.edit("articles", &id, &json!({"title": number.to_string(), "summary": number.to_string()}));
                editor.publish("articles", &id);
            }
        });
        let reader = app.anonymous();
        let mut last = 0;
        while last < 30 {
            let article = reader.get("/v1/articles/moving").expect(200).json;
            assert_eq!(article["title"], article["summary"], "a mix of two versions");
            let number: u32 = article["title"].as_str().unwrap().parse().unwrap();
            assert!(number >= last, "{number} after {last}: an older version came back");
            last = number;
            if publishing.is_finished() && last < 30 {
                last = reader.get("/v1/articles/moving").expect(200).json["title"].as_str().unwrap().parse().unwrap();
                assert_eq!(last, 30, "the last publish is not visible");
            }
        }
    });
}
