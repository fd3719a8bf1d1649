//! Two servers on one database.

use serde_json::json;

use super::{after, assert_whole, editor_key, schedules, wait_until_done};
use crate::harness::{Sandbox, article, number, sql};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const SCHEDULES: usize = 200;
/// The interval between two schedules.
const APART_MS: i64 = 15;
/// The maximum delay of a schedule.
const LATE_MS: i64 = 2000;

#[test]
fn two_servers_that_start_at_once_on_a_new_database_share_it() {
    let place = Sandbox::new();
    std::thread::scope(|scope| {
        let starting: Vec<_> = (0..2).map(|_| scope.spawn(|| place.serve(&[]))).collect();
        let servers: Vec<_> = starting.into_iter().map(|server| server.join().unwrap()).collect();
        let key = editor_key(&place);
        let id = servers[0].client_with_key(&key).create("articles", &article("shared", json!({})));
        servers[1].client_with_key(&key).publish("articles", &id);
        servers[0].client().get("/v1/articles/shared").expect(200);
    });
    assert_whole(&place.database());
}

#[test]
fn writers_of_two_servers_do_not_reject_each_other() {
    let place = Sandbox::new();
    let servers = [place.serve(&[]), place.serve(&[])];
    let key = editor_key(&place);
    std::thread::scope(|scope| {
        for (number, server) in servers.iter().enumerate() {
            for writer in 0..3 {
                let editor = server.client_with_key(&key);
                scope.spawn(move || {
                    let id = editor.create("articles", &article(&format!("a{number}-{writer}"), json!({})));
                    for edit in 0..40 {
                        editor.edit("articles", &id, &json!({"kicker": format!("edit {edit}")}));
                    }
                    assert_eq!(editor.working("articles", &id).json["version"], 41);
                });
            }
        }
    });
    assert_whole(&place.database());
}

#[test]
fn each_of_200_schedules_fires_once_and_within_two_seconds() {
    let place = Sandbox::new();
    let database = place.database();
    let servers = [place.serve(&["--access-log", "false"]), place.serve(&["--access-log", "false"])];
    let key = editor_key(&place);
    std::thread::scope(|scope| {
        for (part, server) in servers.iter().enumerate() {
            let editor = server.client_with_key(&key);
            scope.spawn(move || {
                for number in 0..SCHEDULES / 2 {
                    let id = editor.create("articles", &article(&format!("a{part}-{number}"), json!({})));
                    let plan = json!({"publishAt": after(DAY_MS)});
                    editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200);
                }
            });
        }
    });
    // All of them become due in the next seconds, in turn.
    let start = after(1000).unix_ms();
    let times = format!(
        "UPDATE schedules SET at = {start} + {APART_MS} * (SELECT count(*) FROM schedules AS before \
         WHERE before.id < schedules.id)"
    );
    assert_eq!(sql(&database, &times), SCHEDULES);
    let moments = "UPDATE published_intents SET at = (SELECT at FROM schedules WHERE id = schedule_id)";
    assert_eq!(sql(&database, moments), SCHEDULES);
    wait_until_done(&database);
    assert_eq!(schedules(&database, "done"), i64::try_from(SCHEDULES).unwrap());
    assert_whole(&database);
    let not_once = "SELECT count(*) AS number FROM working_copies AS copy WHERE 1 <> \
                    (SELECT count(*) FROM changes WHERE entity_id = copy.id)";
    assert_eq!(number(&database, not_once), 0);
    let lateness = "SELECT max(public.published_at - due.at) AS number FROM schedules AS due \
                    JOIN published_sources AS public ON public.id = due.entity_id";
    let latest = number(&database, lateness);
    assert!((0..LATE_MS).contains(&latest), "{latest} ms late");
    let early = "SELECT count(*) AS number FROM schedules AS due \
                 JOIN published_sources AS public ON public.id = due.entity_id WHERE public.published_at < due.at";
    assert_eq!(number(&database, early), 0);
}
