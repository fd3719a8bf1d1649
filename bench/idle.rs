//! Measurements of an idle server: the time to its first response, and its memory.

use crate::servers::Bench;
use crate::table::{Goal, Series, Table};
use crate::{BenchResult, corpus};

/// Measures the time from the start to the first 200, with many articles and with none.
pub(crate) fn start(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let (full, empty) = (corpus::database(bench, articles)?, corpus::database(bench, 0)?);
    let (mut with, mut without) = (Series::default(), Series::default());
    for _ in 0..bench.rounds {
        with.0.push(bench.cairn(&full, &[])?.started_in.as_secs_f64() * 1000.0);
        without.0.push(bench.cairn(&empty, &[])?.started_in.as_secs_f64() * 1000.0);
    }
    let beside = format!("{:.0} ms, {:.0} without any", with.median(), without.median());
    let what = format!("start with {articles} articles to the first 200");
    table.add(&what, "a database without articles", with.over(&without), Goal::AtMost(2.0), beside);
    Ok(())
}

/// Measures the resident memory at rest, relative to 40 megabytes.
pub(crate) fn memory(bench: &Bench, table: &mut Table) -> BenchResult<()> {
    const ARTICLES: usize = 10_000;
    let database = corpus::database(bench, ARTICLES)?;
    let mut memory = Series::default();
    for _ in 0..bench.rounds.min(3) {
        let server = bench.cairn(&database, &[])?;
        server.get("/v1/articles", "")?;
        memory.0.push(server.memory_mb() / 40.0);
    }
    let beside = format!("{:.0} MB", memory.median() * 40.0);
    table.add(&format!("memory at rest, {ARTICLES} articles"), "40 MB", memory, Goal::AtMost(1.0), beside);
    Ok(())
}
