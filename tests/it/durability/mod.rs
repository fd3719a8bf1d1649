//! Guarantees under faults: servers that are killed, stopped, down, or run in parallel; full disks and locked
//! databases; and the consistency of backups.

mod after_restore;
mod backup;
mod clock;
mod crash;
mod database_lock;
mod disk;
mod downtime;
#[cfg(target_os = "linux")]
mod fairness;
mod hostile_imports;
mod load_clients;
mod overload;
mod review_states;
mod rolling_update;
mod shutdown;
mod two_servers;

use std::path::Path;

use cairn::content::Timestamp;

use crate::harness::{Sandbox, eventually, number};

/// Creates an editor's key.
fn editor_key(place: &Sandbox) -> String {
    key(place, "editor")
}

fn key(place: &Sandbox, role: &str) -> String {
    place.run(&["keys", "create", "--name", "The desk", "--role", role]).succeeded().trim().to_owned()
}

/// Returns a time relative to now.
pub fn after(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + ms)
}

/// The invariants of a database after any fault. Each query counts the violations.
const BROKEN: &[(&str, &str)] = &[
    (
        "an entity whose last change contradicts its public state",
        "SELECT count(*) AS number FROM changes AS last \
         WHERE last.seq = (SELECT max(seq) FROM changes WHERE entity_id = last.entity_id) \
         AND (last.action = 'publish') <> EXISTS (SELECT 1 FROM published_sources WHERE id = last.entity_id)",
    ),
    (
        "a published article without its source or its change, or vice versa",
        "SELECT (SELECT count(*) FROM published_articles WHERE id NOT IN (SELECT id FROM published_sources)) \
         + (SELECT count(*) FROM published_sources WHERE kind = 'article' \
            AND id NOT IN (SELECT id FROM published_articles)) \
         + (SELECT count(*) FROM published_sources WHERE id NOT IN (SELECT entity_id FROM changes)) AS number",
    ),
    (
        "a working copy with another published version than the public one",
        "SELECT count(*) AS number FROM working_copies AS copy \
         LEFT JOIN published_sources AS public ON public.id = copy.id \
         WHERE copy.published_version IS NOT public.version",
    ),
    (
        "a version without its revision or its row of the audit log",
        "SELECT count(*) AS number FROM working_copies AS copy \
         WHERE (SELECT count(*) FROM revisions WHERE entity_id = copy.id) <> copy.version \
         OR (SELECT count(*) FROM audit_log WHERE subject_id = copy.id) <> copy.version",
    ),
    (
        "a completed schedule that was not carried out exactly once",
        "SELECT count(*) AS number FROM schedules AS due WHERE due.state = 'done' AND 1 <> \
         (SELECT count(*) FROM audit_log WHERE subject_id = due.entity_id AND action = due.action \
          AND request_id = due.request_id)",
    ),
    (
        "an uncompleted schedule that was carried out",
        "SELECT count(*) AS number FROM schedules AS due WHERE due.state <> 'done' AND EXISTS \
         (SELECT 1 FROM audit_log WHERE subject_id = due.entity_id AND action = due.action \
          AND request_id = due.request_id)",
    ),
    (
        "a published intent without a schedule, or vice versa",
        "SELECT (SELECT count(*) FROM published_intents AS intent WHERE NOT EXISTS \
          (SELECT 1 FROM schedules WHERE id = intent.schedule_id AND state = 'pending' AND at = intent.at)) \
         + (SELECT count(*) FROM schedules AS due WHERE state = 'pending' AND id NOT IN \
          (SELECT schedule_id FROM published_intents)) AS number",
    ),
    (
        "a scheduled working copy without a schedule, or vice versa",
        "SELECT count(*) AS number FROM working_copies AS copy WHERE (copy.status = 'scheduled') <> EXISTS \
         (SELECT 1 FROM schedules WHERE entity_id = copy.id AND action = 'publish' AND state = 'pending')",
    ),
    ("a broken reference in the database", "SELECT count(*) AS number FROM pragma_foreign_key_check"),
    (
        "a broken page in the database",
        "SELECT count(*) AS number FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
];

/// Asserts all invariants of a database.
#[track_caller]
fn assert_whole(database: &Path) {
    for (what, query) in BROKEN {
        assert_eq!(number(database, query), 0, "{what}");
    }
}

/// Returns the number of schedules in that state.
fn schedules(database: &Path, state: &str) -> i64 {
    number(database, &format!("SELECT count(*) AS number FROM schedules WHERE state = '{state}'"))
}

/// Waits until no schedule is pending.
fn wait_until_done(database: &Path) {
    eventually(|| schedules(database, "pending") == 0);
}
