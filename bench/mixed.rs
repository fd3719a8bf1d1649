//! Reads while editors publish.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::load::{Load, LoadResult, run, run_for};
use crate::servers::{Bench, Server};
use crate::table::{Goal, Series, Table};
use crate::{BenchResult, corpus};

const PUBLISHES_A_SECOND: u32 = 20;

/// The time in seconds after which the server counts as at rest after a write.
const SETTLING_S: u32 = 3;

/// The time of the edits.
#[derive(Debug, Clone, Copy)]
enum Edits {
    /// All before the run: only publishing is concurrent with the reads.
    Before,
    /// Each article directly before its publication: two writes instead of one.
    Between,
}

/// Compares the slowest reads while twenty articles a second are published with those at rest.
pub(crate) fn reads_while_publishing(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let (server, editor) = start_with_editor(bench, articles)?;
    let script = zipf(articles, 0);
    // Fills the cache first, as it would be at rest.
    run(bench, &server, &Load::Script(&script))?;
    let (mut idle, mut publishing, mut editing) = (Series::default(), Series::default(), Series::default());
    for _ in 0..bench.rounds {
        // One second after the last write, the server refreshes its mapping, which would disturb the measurement at
        // rest.
        run_for(bench, &server, &Load::Script(&script), SETTLING_S)?;
        idle.0.push(run(bench, &server, &Load::Script(&script))?.p99_ms);
        for (edits, busy) in [(Edits::Before, &mut publishing), (Edits::Between, &mut editing)] {
            let (run, _) = while_publishing(bench, &server, &editor, (&script, articles, bench.seconds), edits)?;
            busy.0.push(run.p99_ms);
        }
    }
    let rows = [("", publishing, Goal::AtMost(2.0)), (", each edited just before", editing, Goal::None)];
    for (what, busy, goal) in rows {
        let beside = format!("p99 {:.2} ms, {:.2} at rest", busy.median(), idle.median());
        let what = format!("reads while {PUBLISHES_A_SECOND} articles a second are published{what}");
        table.add(&what, "the same at rest", busy.over(&idle), goal, beside);
    }
    Ok(())
}

/// A simulation of a busy site: a Zipf distribution of articles, one in twenty requests conditional, and publishing.
pub(crate) fn by_zipf(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let (server, editor) = start_with_editor(bench, articles)?;
    let (script, seconds) = (zipf(articles, 20), bench.seconds * 3);
    run_for(bench, &server, &Load::Script(&script), seconds)?;
    let (mut cpu, mut beside) = (Series::default(), String::new());
    for _ in 0..bench.rounds {
        let (run, published) = while_publishing(bench, &server, &editor, (&script, articles, seconds), Edits::Between)?;
        cpu.0.push(run.cpu_us / 1000.0);
        beside = format!(
            "{:.0} a second, p99 {:.2} ms, {published} published, {:.0} MB",
            run.per_second,
            run.p99_ms,
            server.memory_mb()
        );
    }
    let what = format!("a mixed run over {articles}: Zipf, 5 % conditional, {PUBLISHES_A_SECOND} publishes/s");
    table.add(&what, "(milliseconds of processor time for one request)", cpu, Goal::None, beside);
    Ok(())
}

/// The editor that publishes: a key.
pub(crate) struct Editor {
    key: String,
}

/// Starts a server on a copy of the database, and creates an editor's key for it.
pub(crate) fn start_with_editor(bench: &Bench, articles: usize) -> BenchResult<(Server, Editor)> {
    let database = corpus::copy(bench, articles)?;
    let output = Command::new(&bench.cairn)
        .args(["keys", "create", "--name", "The benchmark", "--role", "editor"])
        .env("DATABASE_URL", &database)
        .output()
        .map_err(|error| error.to_string())?;
    let key = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((bench.cairn(&database, &[])?, Editor { key }))
}

impl Editor {
    fn send(&self, server: &Server, method: &str, target: &str, body: &serde_json::Value) -> BenchResult<String> {
        let (body, key) = (body.to_string(), &self.key);
        let kind = if method == "PATCH" { "merge-patch+json" } else { "json" };
        let answer = server.send(&format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
             If-Match: *\r\nContent-Type: application/{kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        if text.starts_with("HTTP/1.1 200") { Ok(text) } else { Err(format!("{method} {target}: {text}")) }
    }

    /// Changes the title of an article.
    pub(crate) fn edit(&self, server: &Server, id: &str, title: &str) -> BenchResult<()> {
        self.send(server, "PATCH", &format!("/v1/manage/articles/{id}"), &json!({"title": title})).map(|_| ())
    }

    pub(crate) fn publish(&self, server: &Server, id: &str) -> BenchResult<()> {
        self.send(server, "POST", &format!("/v1/manage/articles/{id}/publish"), &json!({})).map(|_| ())
    }
}

/// Returns the id of an article by its number.
pub(crate) fn id_of(server: &Server, number: usize) -> BenchResult<String> {
    let answer = server.get(&format!("/v1/articles/guide-{number}/fields?fields=id"), "")?;
    let body: serde_json::Value =
        serde_json::from_slice(&crate::hits::body(&answer)).map_err(|error| error.to_string())?;
    body["id"].as_str().map(str::to_owned).ok_or_else(|| format!("guide-{number} has no id: {body}"))
}

fn while_publishing(
    bench: &Bench,
    server: &Server,
    editor: &Editor,
    (script, articles, seconds): (&str, usize, u32),
    edits: Edits,
) -> BenchResult<(LoadResult, usize)> {
    // The published articles are among the most read ones, so that readers are affected.
    let count = (seconds * PUBLISHES_A_SECOND) as usize;
    let most_read = articles.min(count.max(500));
    let ids = (0..count).map(|number| id_of(server, number * 7 % most_read)).collect::<BenchResult<Vec<String>>>()?;
    let prepared = Instant::now();
    let edit = |id: &str| editor.edit(server, id, &format!("Edited after {:?}", prepared.elapsed()));
    if matches!(edits, Edits::Before) {
        ids.iter().try_for_each(|id| edit(id))?;
    }
    let (done, published) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let publishing = scope.spawn(|| -> BenchResult<()> {
            let begun = Instant::now();
            for (due, id) in (1..).map(|number| Duration::from_secs(1) / PUBLISHES_A_SECOND * number).zip(&ids) {
                if matches!(edits, Edits::Between) {
                    edit(id)?;
                }
                editor.publish(server, id)?;
                published.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(due.saturating_sub(begun.elapsed()));
                if done.load(Ordering::SeqCst) {
                    break;
                }
            }
            Ok(())
        });
        let outcome = run_for(bench, server, &Load::Script(script), seconds);
        done.store(true, Ordering::SeqCst);
        publishing.join().map_err(|_| "the editor panicked".to_owned())??;
        Ok((outcome?, published.load(Ordering::SeqCst)))
    })
}

/// Returns a script that requests articles in a Zipf distribution. One in `tagged` requests is conditional; none if
/// 0.
fn zipf(articles: usize, tagged: usize) -> String {
    format!(
        "math.randomseed(7)
         local n, tagged, log_n = {articles}, {tagged}, math.log({articles})
         local head, tail = 'GET /v1/articles/guide-', ' HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'
         local known = ' HTTP/1.1\\r\\nHost: localhost\\r\\nIf-None-Match: *\\r\\n\\r\\n'
         function request()
           local place = math.floor(math.exp(math.random() * log_n)) - 1
           if tagged > 0 and math.random(tagged) == 1 then return head .. place .. known end
           return head .. place .. tail
         end"
    )
}
