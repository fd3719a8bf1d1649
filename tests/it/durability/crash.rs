//! A server that is killed while it works.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{after, assert_whole, editor_key, key, schedules, wait_until_done};
use crate::harness::{Answer, Client, Sandbox, WebhookReceiver, article, number, sql};

/// The number of kills; the variable sets it for the long run.
const ROUNDS: u64 = 50;
const ROUNDS_VARIABLE: &str = "FAULT_ROUNDS";
const SETTINGS: &[&str] = &["--access-log", "false", "--webhooks-allow-private", "true"];

/// Reproducible pseudo-random numbers (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// An editor whose server may be gone. A request without a response may or may not have been carried out.
struct Editor {
    client: Client,
}

impl Editor {
    fn ask(&self, method: Method, target: &str, body: &Value) -> Option<Answer> {
        let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let headers = [("Content-Type", kind), ("If-Match", "*")];
        self.client.try_send(method, target, &headers, Some(body.to_string().into_bytes())).ok()
    }
}

/// The requested and acknowledged versions of one article, in ascending order.
#[derive(Debug, Default, Clone, Copy)]
struct Promise {
    saved: u64,
    asked_to_save: u64,
    published: u64,
}

/// All acknowledgements of all servers so far.
#[derive(Default)]
struct Promises {
    /// The articles that are edited and published.
    edited: HashMap<String, Promise>,
    /// The scheduled articles.
    scheduled: Vec<String>,
}

/// Saves and publishes one article after the other, repeatedly.
fn edit(editor: &Editor, promises: &Mutex<Promises>, round: u64, killed: &AtomicBool) -> Option<()> {
    let slug = format!("edited-{round}");
    let created = editor.ask(Method::POST, "/v1/manage/articles", &article(&slug, json!({"kicker": "0"})))?;
    let id = created.expect(201).id();
    promises.lock().unwrap().edited.insert(id.clone(), Promise::default());
    let target = format!("/v1/manage/articles/{id}");
    for number in 1.. {
        if killed.load(Ordering::Relaxed) {
            return None;
        }
        promises.lock().unwrap().edited.get_mut(&id).unwrap().asked_to_save = number;
        editor.ask(Method::PATCH, &target, &json!({"kicker": number.to_string()}))?.expect(200);
        promises.lock().unwrap().edited.get_mut(&id).unwrap().saved = number;
        editor.ask(Method::POST, &format!("{target}/publish"), &json!({}))?.expect(200);
        promises.lock().unwrap().edited.get_mut(&id).unwrap().published = number;
    }
    None
}

/// Schedules one article after the other for an immediate time.
fn schedule(editor: &Editor, promises: &Mutex<Promises>, round: u64, killed: &AtomicBool) -> Option<()> {
    for number in 0.. {
        if killed.load(Ordering::Relaxed) {
            return None;
        }
        let slug = format!("scheduled-{round}-{number}");
        let created = editor.ask(Method::POST, "/v1/manage/articles", &article(&slug, json!({})))?;
        let id = created.expect(201).id();
        let plan = json!({"publishAt": after(100), "unpublishAt": after(150)});
        let answer = editor.ask(Method::PUT, &format!("/v1/manage/articles/{id}/schedule"), &plan)?;
        // On a busy machine the time may have passed already.
        if answer.status != 422 {
            answer.expect(200);
            promises.lock().unwrap().scheduled.push(id);
        }
    }
    None
}

/// Asserts that every acknowledged save and publish is stored, and nothing that was not requested.
fn assert_kept(editor: &Client, reader: &Client, promises: &Promises, ids: &[String]) {
    let kicker = |json: &Value| json["kicker"].as_str().unwrap().parse::<u64>().unwrap();
    for id in ids {
        let promise = promises.edited[id];
        let working = kicker(&editor.working("articles", id).json);
        assert!((promise.saved..=promise.asked_to_save).contains(&working), "{working} is stored of {promise:?}");
        let public = reader.get(&format!("/v1/articles/{id}"));
        if promise.published > 0 || public.status == 200 {
            let public = kicker(&public.expect(200).json);
            assert!((promise.published..=promise.saved).contains(&public), "{public} is public of {promise:?}");
        }
    }
}

/// Waits until every webhook message was accepted.
fn wait_until_told(database: &Path) {
    // Releases the claims of the killed servers, and skips the delays of failed deliveries.
    sql(database, "UPDATE webhook_deliveries SET claimed_until = NULL, next_attempt_at = 0 WHERE state = 'pending'");
    let waiting = "SELECT count(*) AS number FROM webhook_deliveries WHERE state = 'pending'";
    let (mut left, mut moved) = (i64::MAX, Instant::now());
    while left > 0 {
        // Even on a slow machine the number falls every minute.
        assert!(moved.elapsed() < Duration::from_mins(1), "{left} messages are not sent");
        std::thread::sleep(Duration::from_millis(20));
        let still = number(database, waiting);
        if still < left {
            (left, moved) = (still, Instant::now());
        }
    }
}

/// Asserts that every change was sent at least once, and each time with the same id.
fn assert_told(database: &Path, receiver: &WebhookReceiver) {
    let mut ids: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for message in receiver.so_far() {
        ids.entry(message.json()["data"]["seq"].as_i64().unwrap()).or_default().insert(message.id().to_owned());
    }
    let changes = number(database, "SELECT count(*) AS number FROM changes");
    assert_eq!(i64::try_from(ids.len()).unwrap(), changes, "changes that were sent");
    assert!(ids.values().all(|ids| ids.len() == 1), "changes sent with several ids: {ids:?}");
}

/// Prints the totals for `docs/operations/reliability.md`; shown with `--nocapture`.
#[expect(clippy::print_stdout, reason = "a long run is worth as much as it did")]
fn tell(rounds: u64, promises: &Promises, changes: i64) {
    let sum = |count: fn(&Promise) -> u64| promises.edited.values().map(count).sum::<u64>();
    let (saved, published) = (sum(|promise| promise.saved), sum(|promise| promise.published));
    let scheduled = promises.scheduled.len();
    println!(
        "{rounds} kills: {saved} saves, {published} publishes and {scheduled} schedules acknowledged, {changes} changes"
    );
}

#[test]
fn a_killed_server_loses_and_repeats_no_work() {
    let place = Sandbox::new();
    let database = place.database();
    let (key, admin_key) = (editor_key(&place), key(&place, "admin"));
    let receiver = WebhookReceiver::start(&[200]);
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let promises = Mutex::new(Promises::default());
    let (mut latest, mut seen) = (Vec::new(), HashSet::new());
    let rounds = std::env::var(ROUNDS_VARIABLE).map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        let server = place.serve(SETTINGS);
        let client = server.client_with_key(&key);
        if round == 0 {
            let webhook = json!({"url": receiver.url(), "events": ["article.published", "article.unpublished"]});
            server.client_with_key(&admin_key).post("/v1/manage/webhooks", &webhook).expect(201);
        }
        assert_whole(&database);
        assert_kept(&client, &server.client(), &promises.lock().unwrap(), &latest);
        let killed = AtomicBool::new(false);
        let editor = Editor { client };
        std::thread::scope(|scope| {
            let (editor, promises, killed) = (&editor, &promises, &killed);
            scope.spawn(move || edit(editor, promises, round, killed));
            scope.spawn(move || schedule(editor, promises, round, killed));
            // The random delay is the test; no event marks the moment.
            std::thread::sleep(Duration::from_micros(20_000 + chance.below(180_000)));
            server.kill();
            killed.store(true, Ordering::Relaxed);
        });
        let known = promises.lock().unwrap();
        latest = known.edited.keys().filter(|id| !seen.contains(*id)).cloned().collect();
        seen.extend(latest.iter().cloned());
    }
    let server = place.serve(SETTINGS);
    wait_until_done(&database);
    wait_until_told(&database);
    assert_told(&database, &receiver);
    assert_whole(&database);
    place.run(&["doctor"]).succeeded();
    let promises = promises.into_inner().unwrap();
    let all: Vec<String> = promises.edited.keys().cloned().collect();
    assert_kept(&server.client_with_key(&key), &server.client(), &promises, &all);
    assert!(promises.edited.len() > 25 && promises.scheduled.len() > 25, "the server did too little");
    tell(rounds, &promises, number(&database, "SELECT max(seq) AS number FROM changes"));
    assert_eq!((schedules(&database, "failed"), schedules(&database, "cancelled")), (0, 0));
    for id in &promises.scheduled {
        for action in ["publish", "unpublish"] {
            let done =
                format!("SELECT count(*) AS number FROM changes WHERE entity_id = '{id}' AND action = '{action}'");
            assert_eq!(number(&database, &done), 1, "{id}: {action}");
        }
    }
}
