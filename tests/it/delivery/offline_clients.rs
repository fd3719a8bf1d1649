//! Offline clients end with the entities that delivery lists, even on a bad network.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::editing::without;
use crate::harness::{Client, TestApp, all, article, phrase, resource, topic};

const OPERATIONS: usize = 10_000;
const KINDS: [&str; 3] = ["articles", "phrases", "resources"];

/// A reproducible random number generator (`SplitMix64`).
struct SeededRandom(u64);

impl SeededRandom {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn is_one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// An entity that editors publish and unpublish.
struct Entity {
    kind: &'static str,
    id: String,
    is_published: bool,
}

/// The editors and the entities that they change.
struct Editors {
    editor: Client,
    topics: Vec<String>,
    entities: Vec<Entity>,
    done: usize,
}

impl Editors {
    fn new(app: &TestApp) -> Self {
        let editor = app.editor();
        let topics: Vec<String> =
            ["night", "family"].iter().map(|slug| editor.create("topics", &topic(slug, json!({})))).collect();
        for id in &topics {
            editor.publish("topics", id);
        }
        let locale = |number: usize| if number.is_multiple_of(3) { "es" } else { "en" };
        let create = |number: usize| {
            let (kind, more) = (KINDS[number % 3], json!({"locale": locale(number / 3)}));
            let input = match kind {
                "articles" => article(&format!("a-{number}"), more),
                "phrases" => phrase(&format!("Words {number}."), more),
                _ => resource(&format!("Next {number}"), more),
            };
            Entity { kind, id: editor.create(kind, &input), is_published: false }
        };
        let entities = (0..120).map(create).collect();
        Self { editor, topics, entities, done: 0 }
    }

    /// Runs up to 50 operations in one transaction.
    fn work(&mut self, random: &mut SeededRandom) {
        let mut operations = Vec::new();
        for _ in 0..=random.below(25) {
            self.operate(random, &mut operations);
        }
        self.done += operations.len();
        self.editor.post("/v1/manage/batch", &json!({"operations": operations})).expect(200);
    }

    fn operate(&mut self, random: &mut SeededRandom, operations: &mut Vec<Value>) {
        let mut write = |method: &str, path: String, body: Value| {
            operations.push(json!({"method": method, "path": path, "ifMatch": "*", "body": body}));
        };
        let number = self.done + random.below(1_000_000);
        if random.is_one_in(100) {
            // All entities with the topic change too.
            let path = format!("/v1/manage/topics/{}", self.topics[random.below(2)]);
            write("PATCH", path.clone(), json!({"name": format!("Topic {number}")}));
            return write("POST", format!("{path}/publish"), json!({}));
        }
        let chosen = random.below(self.entities.len());
        let entity = &mut self.entities[chosen];
        let path = format!("/v1/manage/{}/{}", entity.kind, entity.id);
        if entity.is_published && random.is_one_in(3) {
            entity.is_published = false;
            return write("POST", format!("{path}/unpublish"), json!({}));
        }
        let carried: Vec<&String> = self.topics.iter().filter(|_| random.is_one_in(2)).collect();
        let mut fields = json!({"topics": carried});
        match entity.kind {
            "articles" => {
                fields["title"] = json!(format!("Title {number}"));
                if random.is_one_in(3) {
                    fields["slug"] = json!(format!("a-{chosen}-{number}"));
                }
            }
            "phrases" => fields["text"] = json!(format!("Words {number}.")),
            _ => fields["title"] = json!(format!("Next {number}")),
        }
        write("PATCH", path.clone(), fields);
        entity.is_published = true;
        write("POST", format!("{path}/publish"), json!({}));
    }
}

/// A client with a copy of the entities that match its filter.
struct OfflineClient {
    reader: Client,
    filter: &'static str,
    token: Option<String>,
    copy: BTreeMap<String, Value>,
    begun: usize,
}

impl OfflineClient {
    fn new(app: &TestApp, filter: &'static str) -> Self {
        Self { reader: app.anonymous(), filter, token: None, copy: BTreeMap::new(), begun: 0 }
    }

    fn ask(&self, limit: usize) -> crate::harness::Answer {
        match &self.token {
            Some(token) => self.reader.get(&format!("/v1/sync?token={token}&limit={limit}")),
            None => self.reader.get(&format!("/v1/sync?initial=true&limit={limit}{}", self.filter)),
        }
    }

    /// Sends one request over a bad network. Returns true if the copy is up to date.
    fn sync(&mut self, random: &mut SeededRandom) -> bool {
        let answer = self.ask(1 + random.below(100));
        if random.is_one_in(5) {
            // The response is lost. The client repeats the request with its old token.
            return false;
        }
        if answer.status == 410 {
            assert_eq!(answer.json["code"], "resync_required");
            self.token = None;
            return false;
        }
        if self.token.is_none() {
            self.begun += 1;
            self.copy.clear();
        }
        let answer = answer.expect(200);
        self.apply(&answer.json);
        if random.is_one_in(5) {
            // The entries are stored, but the token is not, so that the client receives them again.
            let again = self.ask(100);
            if again.status == 200 {
                self.apply(&again.json);
                self.keep(&again.json);
            }
            return false;
        }
        self.keep(&answer.json);
        answer.json.get("nextToken").is_some()
    }

    fn keep(&mut self, answer: &Value) {
        let token = answer.get("nextToken").or_else(|| answer.get("nextPage")).unwrap();
        self.token = Some(token.as_str().unwrap().to_owned());
    }

    fn apply(&mut self, answer: &Value) {
        let mut last = 0;
        for entry in answer["items"].as_array().unwrap() {
            let seq = entry["seq"].as_i64().unwrap();
            assert!(seq > last, "entries must be in the order of their changes");
            last = seq;
            let id = entry["id"].as_str().unwrap().to_owned();
            if entry["type"] == "tombstone" {
                self.copy.remove(&id);
            } else {
                self.copy.insert(id, entry["document"].clone());
            }
        }
    }
}

/// Returns the entities that delivery lists, by id.
fn listed(reader: &Client, lists: &[String]) -> BTreeMap<String, Value> {
    let items = lists.iter().flat_map(|list| all(reader, list));
    items
        .map(|item| {
            let item = if item.get("counts").is_some() { without(&item, &["counts"]) } else { item };
            (item["id"].as_str().unwrap().to_owned(), item)
        })
        .collect()
}

#[test]
fn offline_clients_match_the_lists_after_ten_thousand_operations() {
    let app = TestApp::spawn_with(&["--sync-window-s", "2"]);
    let mut random = SeededRandom(20_261_124);
    let mut newsroom = Editors::new(&app);
    let mut clients = [
        OfflineClient::new(&app, ""),
        OfflineClient::new(&app, "&kind=article&locale=en"),
        OfflineClient::new(&app, "&kind=article,phrase&topic=night"),
    ];
    while newsroom.done < OPERATIONS {
        newsroom.work(&mut random);
        // The last client is offline for half of the test, which is longer than the lifetime of its token.
        let is_offline = (OPERATIONS / 4..OPERATIONS * 3 / 4).contains(&newsroom.done);
        for client in &mut clients[..if is_offline { 2 } else { 3 }] {
            if random.is_one_in(2) {
                client.sync(&mut random);
            }
        }
    }
    let expected: [&[String]; 3] = [
        &["/v1/articles?view=full", "/v1/phrases", "/v1/resources", "/v1/topics"].map(String::from),
        &["/v1/articles?view=full&locale=en".to_owned()],
        &["/v1/articles?view=full&topic=night", "/v1/phrases?topic=night"].map(String::from),
    ];
    for (client, lists) in clients.iter_mut().zip(expected) {
        while !client.sync(&mut random) {}
        let listed = listed(&client.reader, lists);
        assert!(listed.len() > 5, "the lists must not be empty: {}", listed.len());
        assert_eq!(client.copy, listed, "with{}", client.filter);
    }
    assert!(clients[2].begun > 1, "the client that was offline must start again");
}
