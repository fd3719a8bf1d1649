//! Searches, compared with the bare FTS5 query for the same words in the same index.

use std::time::Instant;

use rusqlite::{Connection, OpenFlags};
use url::form_urlencoded::byte_serialize;

use crate::BenchResult;
use crate::corpus::{self, ContentGenerator};
use crate::servers::{Bench, cpu_s};
use crate::table::{Goal, Series, Table};

/// The number of searches per round.
pub(crate) const SEARCHES: usize = 100;

const BARE: &str = "SELECT rowid, rank FROM published_passage_index WHERE published_passage_index MATCH ?1 \
                    ORDER BY rank LIMIT 20";

pub(crate) fn measure(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let database = corpus::database(bench, articles)?;
    let text = |error: rusqlite::Error| error.to_string();
    let connection = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(text)?;
    let mut statement = connection.prepare(BARE).map_err(text)?;
    let cairn = bench.cairn(&database, &["--cache-mb", "0"])?;
    let mut maker = ContentGenerator::new()?;
    let (mut ours, mut theirs, mut slowest) = (Series::default(), Series::default(), Series::default());
    for _ in 0..bench.rounds {
        let queries: Vec<[String; 2]> = (0..SEARCHES).map(|_| [maker.word(), maker.word()]).collect();
        let before = cairn.cpu_s();
        let mut times = Vec::with_capacity(SEARCHES);
        for words in &queries {
            let query: String = byte_serialize(words.join(" ").as_bytes()).collect();
            let begun = Instant::now();
            // The trailing space makes the last word a whole word, as in the bare query.
            let answer = cairn.get(&format!("/v1/search?locale=en&q={query}+"), "")?;
            times.push(begun.elapsed().as_secs_f64());
            if !answer.starts_with(b"HTTP/1.1 200") {
                return Err(format!("search for {query}: {}", String::from_utf8_lossy(&answer)));
            }
        }
        ours.0.push((cairn.cpu_s() - before) * 1e6 / SEARCHES as f64);
        let before = cpu_s(std::process::id());
        let mut bare_times = Vec::with_capacity(SEARCHES);
        for [one, other] in &queries {
            let begun = Instant::now();
            let rows = statement.query_map([format!("\"{one}\" AND \"{other}\"")], |row| row.get::<_, i64>(0));
            let found: Vec<i64> = rows.map_err(text)?.collect::<Result<_, _>>().map_err(text)?;
            std::hint::black_box(found);
            bare_times.push(begun.elapsed().as_secs_f64());
        }
        theirs.0.push((cpu_s(std::process::id()) - before) * 1e6 / SEARCHES as f64);
        slowest.0.push(p99(bare_times) / p99(times));
    }
    let beside = format!("{:.0} µs, bare {:.0}", ours.median(), theirs.median());
    let what = format!("search over {articles}");
    table.add(&what, "the bare FTS5 query", theirs.over(&ours), Goal::AtLeast(0.7), beside);
    table.add(&format!("{what}, p99 of the time"), "the bare FTS5 query", slowest, Goal::AtLeast(0.7), String::new());
    Ok(())
}

fn p99(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or(f64::NAN)
}
