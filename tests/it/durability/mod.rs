//! What holds when servers are killed, told to stop or away for a while, run beside one another, or meet a disk that is full
//! or a database that is locked; and what backups are worth.

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

/// A key for an editor of the database there.
fn editor_key(place: &Sandbox) -> String {
    key(place, "editor")
}

fn key(place: &Sandbox, role: &str) -> String {
    place.run(&["keys", "create", "--name", "The desk", "--role", role]).succeeded().trim().to_owned()
}

/// A time from now.
pub fn after(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + ms)
}

/// What must hold of a database whatever happened to its servers: each query counts what breaks it.
const BROKEN: &[(&str, &str)] = &[
    (
        "a thing whose last change says otherwise than what is public",
        "SELECT count(*) AS number FROM changes AS last \
         WHERE last.seq = (SELECT max(seq) FROM changes WHERE entity_id = last.entity_id) \
         AND (last.action = 'publish') <> EXISTS (SELECT 1 FROM published_sources WHERE id = last.entity_id)",
    ),
    (
        "a published article without its source or its change, or the other way round",
        "SELECT (SELECT count(*) FROM published_articles WHERE id NOT IN (SELECT id FROM published_sources)) \
         + (SELECT count(*) FROM published_sources WHERE kind = 'article' \
            AND id NOT IN (SELECT id FROM published_articles)) \
         + (SELECT count(*) FROM published_sources WHERE id NOT IN (SELECT entity_id FROM changes)) AS number",
    ),
    (
        "a working copy that says otherwise than what is public",
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
        "a schedule that is done and was not carried out exactly once",
        "SELECT count(*) AS number FROM schedules AS due WHERE due.state = 'done' AND 1 <> \
         (SELECT count(*) FROM audit_log WHERE subject_id = due.entity_id AND action = due.action \
          AND request_id = due.request_id)",
    ),
    (
        "a schedule that is not done and was carried out",
        "SELECT count(*) AS number FROM schedules AS due WHERE due.state <> 'done' AND EXISTS \
         (SELECT 1 FROM audit_log WHERE subject_id = due.entity_id AND action = due.action \
          AND request_id = due.request_id)",
    ),
    (
        "a moment that delivery knows of without a schedule, or the other way round",
        "SELECT (SELECT count(*) FROM published_intents AS intent WHERE NOT EXISTS \
          (SELECT 1 FROM schedules WHERE id = intent.schedule_id AND state = 'pending' AND at = intent.at)) \
         + (SELECT count(*) FROM schedules AS due WHERE state = 'pending' AND id NOT IN \
          (SELECT schedule_id FROM published_intents)) AS number",
    ),
    (
        "a working copy that is scheduled without a schedule, or the other way round",
        "SELECT count(*) AS number FROM working_copies AS copy WHERE (copy.status = 'scheduled') <> EXISTS \
         (SELECT 1 FROM schedules WHERE entity_id = copy.id AND action = 'publish' AND state = 'pending')",
    ),
    ("a broken reference in the database", "SELECT count(*) AS number FROM pragma_foreign_key_check"),
    (
        "a broken page in the database",
        "SELECT count(*) AS number FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
];

/// Holds everything that must be so of a database.
#[track_caller]
fn assert_whole(database: &Path) {
    for (what, query) in BROKEN {
        assert_eq!(number(database, query), 0, "{what}");
    }
}

/// How many schedules stand there.
fn schedules(database: &Path, state: &str) -> i64 {
    number(database, &format!("SELECT count(*) AS number FROM schedules WHERE state = '{state}'"))
}

/// Waits until nothing is scheduled any more.
fn wait_until_done(database: &Path) {
    eventually(|| schedules(database, "pending") == 0);
}
