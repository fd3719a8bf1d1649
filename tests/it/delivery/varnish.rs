//! A cache in front of the server serves hits, revalidates, and drops purged entries.

use serde_json::json;

use crate::harness::{Answer, Sandbox, Varnish, WebhookReceiver, article, eventually, publish};

fn cache_status(answer: &Answer) -> &str {
    answer.header("x-cache")
}

#[test]
fn a_real_cache_serves_hits_revalidates_and_is_purged_by_key() {
    let sandbox = Sandbox::new();
    let key = sandbox.run(&["keys", "create", "--name", "The desk", "--role", "admin"]).succeeded().trim().to_owned();
    // A long lifetime, so that only purges make changes visible.
    let long = ["--webhooks-allow-private", "true", "--shared-max-age-s", "86400"];
    let server = sandbox.serve(&long);
    let Some(front) = Varnish::before(server.address().parse().unwrap()) else { return };
    let (reader, editor) = (front.client(), server.client_with_key(&key));
    let receiver = WebhookReceiver::start(&[204]);
    let webhook = json!({"url": receiver.url(), "events": ["cache.purge"]});
    editor.post("/v1/manage/webhooks", &webhook).expect(201);
    let id = publish(&editor, "articles", &article("kept", json!({"title": "One"}))).id();
    receiver.messages(1);

    let targets = ["/v1/articles/kept", "/v1/articles", "/v1/sync?initial=true"];
    for target in targets {
        assert_eq!(cache_status(&reader.get(target).expect(200)), "miss", "{target}");
        let hit = reader.get(target).expect(200);
        assert_eq!(cache_status(&hit), "hit", "{target}");
        let known = reader.get_with(target, &[("If-None-Match", &hit.etag())]);
        assert_eq!((known.status, cache_status(&known)), (304, "hit"), "{target}");
    }
    let coded = reader.get_with("/v1/articles/kept", &[("Accept-Encoding", "gzip")]).expect(200);
    assert_eq!(coded.header("vary"), "Accept, Accept-Encoding");

    editor.edit("articles", &id, &json!({"title": "Two"}));
    editor.publish("articles", &id);
    assert_eq!(reader.get("/v1/articles/kept").expect(200).json["title"], "One", "the entry is not purged yet");
    let event = receiver.messages(2)[1].json();
    let keys: Vec<&str> = event["data"]["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    front.purge(&keys);
    assert_eq!(reader.get("/v1/articles/kept").expect(200).json["title"], "Two");
    assert_eq!(reader.get("/v1/articles").expect(200).json["data"][0]["title"], "Two");
    assert!(reader.get("/v1/sync?initial=true").expect(200).text().contains("Two"));
}

#[test]
fn a_real_cache_revalidates_stale_entries() {
    let sandbox = Sandbox::new();
    let key = sandbox.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded().trim().to_owned();
    let mut server = sandbox.serve(&["--shared-max-age-s", "1", "--max-age-s", "1", "--stale-while-revalidate-s", "0"]);
    let Some(front) = Varnish::before(server.address().parse().unwrap()) else { return };
    let reader = front.client();
    publish(&server.client_with_key(&key), "articles", &article("kept", json!({})));
    let first = reader.get("/v1/articles/kept").expect(200);
    // The entry is stale after a second. Varnish then revalidates it with the ETag, and serves it again.
    eventually(|| cache_status(&reader.get("/v1/articles/kept").expect(200)) == "miss");
    assert_eq!(reader.get("/v1/articles/kept").expect(200).bytes, first.bytes);
    let line = server.wait_for("status=304");
    assert!(line.contains("GET /v1/articles/kept"), "{line}");
}
