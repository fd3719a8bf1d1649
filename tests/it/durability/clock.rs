//! A clock that jumps forwards and backwards while a server runs. Skipped without libfaketime.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::backup::{applied, copy};
use super::{after, assert_whole, editor_key, schedules, wait_until_done};
use crate::harness::{Client, Sandbox, Server, article, eventually, number, publish, skipped};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
pub(super) const WITHOUT: &str = "libfaketime is not installed";

/// The clock of one server.
pub(super) struct Clock {
    library: PathBuf,
    file: PathBuf,
}

impl Clock {
    pub(super) fn of(place: &Sandbox) -> Option<Self> {
        let folders = ["/usr/lib", "/usr/lib64"].into_iter().filter_map(|folder| std::fs::read_dir(folder).ok());
        let below = folders.flatten().map(|entry| entry.unwrap().path());
        let mut candidates = below.chain(["/usr/lib".into(), "/usr/lib64".into(), "/usr/local/lib".into()]);
        let library = |folder: PathBuf| folder.join("faketime/libfaketimeMT.so.1");
        let library = candidates.find_map(|folder| Some(library(folder)).filter(|library| library.exists()))?;
        let clock = Self { library, file: place.file("clock") };
        clock.shift(0);
        Some(clock)
    }

    /// Sets the offset to the real time, in seconds.
    pub(super) fn shift(&self, seconds: i64) {
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(new, &self.file).unwrap();
    }

    /// Starts a server with this clock. Durations are measured by the monotonic clock, which is not changed.
    pub(super) fn serve(&self, place: &Sandbox, arguments: &[&str]) -> Server {
        let preload = format!("LD_PRELOAD={}", self.library.display());
        let file = format!("FAKETIME_TIMESTAMP_FILE={}", self.file.display());
        let settings = ["FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"];
        place.serve_under(&[&["env", &preload, &file][..], &settings].concat(), arguments)
    }
}

/// An offline copy, and its sync token.
struct Phone {
    things: BTreeMap<String, Value>,
    token: String,
}

impl Phone {
    fn new(reader: &Client) -> Self {
        let (items, token) = copy(reader, "initial=true");
        Self { things: applied(BTreeMap::new(), &items), token }
    }

    /// Updates the copy. Returns the sequence numbers of the received changes.
    fn sync(&mut self, reader: &Client) -> Vec<i64> {
        let (items, token) = copy(reader, &format!("token={}", self.token));
        self.things = applied(std::mem::take(&mut self.things), &items);
        self.token = token;
        items.iter().map(|item| item["seq"].as_i64().unwrap()).collect()
    }

    /// Asserts that the copy equals a new one.
    #[track_caller]
    fn assert_in_step(&mut self, reader: &Client) {
        let numbers = self.sync(reader);
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        assert_eq!(self.things, Self::new(reader).things);
    }
}

fn plan(editor: &Client, id: &str, plan: &Value) -> u16 {
    let headers = [("If-Match", "*"), ("Content-Type", "application/json")];
    let target = format!("/v1/manage/articles/{id}/schedule");
    editor.send(Method::PUT, &target, &headers, Some(plan.to_string().into_bytes())).status
}

fn draft(editor: &Client, slug: &str) -> String {
    editor.create("articles", &article(slug, json!({})))
}

/// Asserts that the change log has numbers without gaps, in the order of the work, regardless of the clock.
fn assert_in_order(database: &Path) {
    let (count, last) = ("SELECT count(*) AS number FROM changes", "SELECT max(seq) AS number FROM changes");
    assert_eq!(number(database, count), number(database, last));
    assert_whole(database);
}

#[test]
fn schedules_are_carried_out_once_at_their_time_by_the_clock() {
    let place = Sandbox::new();
    let Some(clock) = Clock::of(&place) else { return skipped(WITHOUT) };
    let (database, key) = (place.database(), editor_key(&place));
    let server = clock.serve(&place, &[]);
    let (editor, reader) = (server.client_with_key(&key), server.client());
    let first = publish(&editor, "articles", &article("first", json!({}))).id();
    let mut phone = Phone::new(&reader);
    let (soon, later) = (draft(&editor, "soon"), draft(&editor, "later"));
    assert_eq!(plan(&editor, &soon, &json!({"publishAt": after(HOUR * 1000)})), 200);
    assert_eq!(plan(&editor, &later, &json!({"publishAt": after(DAY * 1000)})), 200);
    assert_eq!(plan(&editor, &first, &json!({"unpublishAt": after(2 * HOUR * 1000)})), 200);

    clock.shift(HOUR + HOUR / 2);
    eventually(|| reader.get("/v1/articles/soon").status == 200);
    assert_eq!((schedules(&database, "done"), schedules(&database, "pending")), (1, 2));
    phone.assert_in_step(&reader);

    // The clock goes back to before the schedules were made: completed work stays, and later decisions follow it.
    clock.shift(-DAY);
    let early = publish(&editor, "articles", &article("early", json!({}))).json;
    assert!(
        early["createdAt"].as_str().unwrap() < after(-HOUR * 1000).to_string().as_str(),
        "the server's clock counts"
    );
    editor.edit("articles", &soon, &json!({"kicker": "edited in the past"}));
    let tag = reader.get("/v1/articles/soon").expect(200).etag();
    editor.publish("articles", &soon);
    let again = reader.get_with("/v1/articles/soon", &[("If-None-Match", &tag)]).expect(200);
    assert_eq!(again.json["kicker"], "edited in the past");
    phone.assert_in_step(&reader);
    assert_eq!((schedules(&database, "done"), schedules(&database, "pending")), (1, 2));
    reader.get("/v1/articles/later").expect(404);

    clock.shift(2 * DAY);
    wait_until_done(&database);
    assert_eq!((schedules(&database, "done"), schedules(&database, "failed")), (3, 0));
    reader.get("/v1/articles/first").expect(410);
    reader.get("/v1/articles/later").expect(200);
    phone.assert_in_step(&reader);

    clock.shift(0);
    phone.assert_in_step(&reader);
    assert_in_order(&database);
    drop(server);
    // A start with a clock before the times in the database.
    let server = place.serve(&[]);
    phone.assert_in_step(&server.client());
    server.client().get("/v1/articles/later").expect(200);
    place.run(&["doctor"]).succeeded();
}

#[test]
fn a_key_works_until_it_expires_by_the_clock() {
    let place = Sandbox::new();
    let Some(clock) = Clock::of(&place) else { return skipped(WITHOUT) };
    let expiry = after(HOUR * 1000).to_string();
    let arguments = ["keys", "create", "--name", "An hour", "--role", "viewer", "--expires-at", &expiry];
    let key = place.run(&arguments).succeeded().trim().to_owned();
    let server = clock.serve(&place, &[]);
    let asked = |seconds| {
        clock.shift(seconds);
        server.client_with_key(&key).get("/v1/manage/whoami").status
    };
    let answers = [0, HOUR - 60, HOUR + 60, 365 * DAY, -365 * DAY, HOUR + 60, 0].map(asked);
    assert_eq!(answers, [200, 200, 401, 401, 200, 401, 200]);
}

/// Saves and publishes until it is stopped. Returns the number of the last acknowledged save.
fn edit(editor: &Client, id: &str, is_over: &AtomicBool) -> i64 {
    let mut count = 0;
    while !is_over.load(Ordering::Relaxed) {
        editor.edit("articles", id, &json!({"kicker": format!("{}", count + 1)}));
        editor.publish("articles", id);
        count += 1;
    }
    count
}

/// Schedules one article after the other until it is stopped. Returns the number of accepted schedules.
fn schedule(editor: &Client, is_over: &AtomicBool) -> i64 {
    let (mut taken, mut number) = (0, 0);
    while !is_over.load(Ordering::Relaxed) {
        number += 1;
        let id = draft(editor, &format!("planned-{number}"));
        let at = Timestamp::now().unix_ms() + 200;
        let at = [at, at + DAY * 1000][number % 2];
        // The time may be in the past by the current clock.
        match plan(editor, &id, &json!({"publishAt": Timestamp::from_unix_ms(at)})) {
            200 => taken += 1,
            422 => {}
            status => panic!("a schedule got the status {status}"),
        }
    }
    taken
}

#[test]
fn a_constantly_jumping_clock_loses_and_repeats_nothing() {
    let place = Sandbox::new();
    let Some(clock) = Clock::of(&place) else { return skipped(WITHOUT) };
    let (database, key) = (place.database(), editor_key(&place));
    let server = clock.serve(&place, &["--access-log", "false"]);
    let (editor, reader) = (server.client_with_key(&key), server.client());
    let edited = draft(&editor, "edited");
    let mut phone = Phone::new(&reader);
    let is_over = AtomicBool::new(false);
    let (saved, planned) = std::thread::scope(|scope| {
        let editing = scope.spawn(|| edit(&editor, &edited, &is_over));
        let planning = scope.spawn(|| schedule(&editor, &is_over));
        let begun = Instant::now();
        for seconds in [HOUR, -DAY, 3 * DAY, -2, 0, DAY, -30 * DAY, 5].into_iter().cycle() {
            clock.shift(seconds);
            std::thread::sleep(Duration::from_millis(70));
            let numbers = phone.sync(&reader);
            assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
            if begun.elapsed() > Duration::from_secs(6) {
                break;
            }
        }
        is_over.store(true, Ordering::Relaxed);
        (editing.join().unwrap(), planning.join().unwrap())
    });
    assert!(saved > 5 && planned > 5, "{saved} saves, {planned} plans");
    clock.shift(10 * DAY);
    wait_until_done(&database);
    assert_eq!((schedules(&database, "done"), schedules(&database, "failed")), (planned, 0));
    assert_eq!(reader.get("/v1/articles/edited").expect(200).json["kicker"], saved.to_string());
    let public = "SELECT count(*) AS number FROM published_articles";
    assert_eq!(number(&database, public), planned + 1);
    phone.assert_in_step(&reader);
    clock.shift(0);
    phone.assert_in_step(&reader);
    assert_in_order(&database);
    place.run(&["doctor"]).succeeded();
}
