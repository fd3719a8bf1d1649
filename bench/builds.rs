//! Compares this build of Cairn with another one, such as that of the commit before a change, in turn: the rows that no change may
//! slow down.

use url::form_urlencoded::byte_serialize;

use crate::BenchResult;
use crate::corpus::{self, ContentGenerator};
use crate::hits::{ARTICLE, GZIP, LIST, if_none_match};
use crate::load::{Load, run, uniform};
use crate::mixed::start_with_editor;
use crate::publishing::{PUBLISHES, edited};
use crate::search::SEARCHES;
use crate::servers::{Bench, Server};
use crate::table::{Goal, Series, Table};

/// A list whose response leaves in several writes.
const LONG_LIST: &str = "/v1/articles?limit=100&locale=en";

/// The minimum speed as a multiple of the other build's: within 3 %.
const TOLERANCE: f64 = 0.97;

/// Measures each row with both builds. The order alternates from round to round.
///
/// # Errors
///
/// Returns an error if a server does not start or responds with an error, or if a database of the other build is missing. Each build
/// needs databases of its own, since an older one refuses a newer schema.
pub(crate) fn measure(
    this: &Bench,
    other: &Bench,
    [small, middle, _]: [usize; 3],
    table: &mut Table,
) -> BenchResult<()> {
    for articles in [small, middle] {
        corpus::expect(other, articles)?;
    }
    let builds = [this, other];
    let served_by = |articles, more: &[&str]| -> BenchResult<[Server; 2]> {
        let serve = |bench: &Bench| bench.cairn(&corpus::database(bench, articles)?, more);
        Ok([serve(this)?, serve(other)?])
    };

    let servers = served_by(small, &[])?;
    let tags = [if_none_match(&servers[0], ARTICLE)?, if_none_match(&servers[1], ARTICLE)?];
    let cases: [(&str, &str, [&[&str]; 2]); 4] = [
        ("GET article, from the cache", ARTICLE, [&[], &[]]),
        ("GET list, from the cache", LIST, [&[], &[]]),
        ("304 for an article", ARTICLE, [&[&tags[0]], &[&tags[1]]]),
        ("GET article, gzip, from the cache", ARTICLE, [&[GZIP], &[GZIP]]),
    ];
    for (what, target, headers) in cases {
        compare(this, table, what, |build, _| {
            Ok(run(builds[build], &servers[build], &Load::One(target, headers[build]))?.cpu_us)
        })?;
    }
    compare(this, table, "GET list above 64 KiB, p99 of the time", |build, _| {
        Ok(run(builds[build], &servers[build], &Load::One(LONG_LIST, &[]))?.p99_ms * 1000.0)
    })?;
    drop(servers);

    let servers = served_by(middle, &[])?;
    compare(this, table, &format!("GET article never seen before, uniform over {middle}"), |build, round| {
        Ok(run(builds[build], &servers[build], &Load::Script(&uniform(middle, round)))?.cpu_us)
    })?;
    drop(servers);

    compare(this, table, "publish one article", |build, _| publish(builds[build], small))?;

    let servers = served_by(middle, &["--cache-mb", "0"])?;
    compare(this, table, &format!("search over {middle}"), |build, round| search(&servers[build], round))
}

/// Adds a row with the speed of this build as a multiple of the other's, from the microseconds that `cost` returns for a build (0 is
/// this one) and a round. The first round only warms up.
fn compare(
    bench: &Bench,
    table: &mut Table,
    what: &str,
    mut cost: impl FnMut(usize, usize) -> BenchResult<f64>,
) -> BenchResult<()> {
    let mut series = [Series::default(), Series::default()];
    for round in 0..=bench.rounds {
        for build in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let microseconds = cost(build, round)?;
            if round > 0 {
                series[build].0.push(microseconds);
            }
        }
    }
    let [this, other] = series;
    let beside = format!("{:.1} µs, the other {:.1}", this.median(), other.median());
    table.add(what, "the other build", other.over(&this), Goal::AtLeast(TOLERANCE), beside);
    Ok(())
}

/// The microseconds of processor time that one publish takes.
fn publish(bench: &Bench, articles: usize) -> BenchResult<f64> {
    let (server, editor) = start_with_editor(bench, articles)?;
    let ids = edited(&server, &editor)?;
    let before = server.cpu_s();
    ids.iter().try_for_each(|id| editor.publish(&server, id))?;
    Ok((server.cpu_s() - before) * 1e6 / PUBLISHES as f64)
}

/// The microseconds of processor time that one search takes; both builds get the words of the round.
fn search(server: &Server, round: usize) -> BenchResult<f64> {
    let mut maker = ContentGenerator::new()?;
    (0..round * 2 * SEARCHES).for_each(|_| drop(maker.word()));
    let before = server.cpu_s();
    for _ in 0..SEARCHES {
        let query: String = byte_serialize(format!("{} {}", maker.word(), maker.word()).as_bytes()).collect();
        let answer = server.get(&format!("/v1/search?locale=en&q={query}+"), "")?;
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(format!("search for {query}: {}", String::from_utf8_lossy(&answer)));
        }
    }
    Ok((server.cpu_s() - before) * 1e6 / SEARCHES as f64)
}
