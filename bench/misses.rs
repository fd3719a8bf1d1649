//! Responses that are not in the cache: read from the database, chosen uniformly.

use std::fs;
use std::path::{Path, PathBuf};

use crate::load::{Load, run, uniform};
use crate::memory_lock::MemoryLock;
use crate::servers::{Bench, Server};
use crate::table::{Goal, Series, Table};
use crate::{BenchResult, corpus};

/// The list whose pages are requested.
const LIST: &str = "/v1/articles?limit=20&locale=en&sort=title";

/// The number of warm-up runs with many articles.
const BEGINNING: usize = 10;

/// Requests one of so many articles at a time, compared with nginx and as many files.
pub(crate) fn against_nginx(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let database = corpus::database(bench, articles)?;
    let root = files(bench, &database, articles)?;
    let (cairn, nginx) = (bench.cairn(&database, &[])?, bench.nginx(&root)?);
    let _held = MemoryLock::table(&database, "published_articles")?;
    for entry in fs::read_dir(root.join("v1/articles")).map_err(|error| error.to_string())? {
        fs::read(entry.map_err(|error| error.to_string())?.path()).map_err(|error| error.to_string())?;
    }
    let (mut ours, mut theirs) = (Series::default(), Series::default());
    for round in 0..bench.rounds {
        let script = uniform(articles, round);
        ours.0.push(run(bench, &cairn, &Load::Script(&script))?.cpu_us);
        theirs.0.push(run(bench, &nginx, &Load::Script(&script))?.cpu_us);
    }
    let beside = format!("{:.1} µs, nginx {:.1}", ours.median(), theirs.median());
    let what = format!("GET article never requested before, uniform over {articles}");
    table.add(&what, "nginx, the same bytes as files", theirs.over(&ours), Goal::AtLeast(0.45), beside);
    Ok(())
}

/// Compares different numbers of articles, without a cache, so that every response is computed.
pub(crate) fn by_size(bench: &Bench, small: usize, larger: &[usize], table: &mut Table) -> BenchResult<()> {
    let serve =
        |articles| -> BenchResult<Server> { bench.cairn(&corpus::public_side(bench, articles)?, &["--cache-mb", "0"]) };
    let few = serve(small)?;
    for articles in larger {
        let many = serve(*articles)?;
        let held = MemoryLock::table(&corpus::public_side(bench, *articles)?, "published_articles")?;
        println!("{} MB are locked in memory for {articles} articles", held.megabytes());
        // Warms up both servers, so that the requested pages are mapped.
        for (server, count) in [(&few, small), (&many, *articles)] {
            for seed in 1000..1000 + BEGINNING {
                run(bench, server, &Load::Script(&uniform(count, seed)))?;
            }
        }
        let (mut one, mut other) = (Series::default(), Series::default());
        for round in 0..bench.rounds {
            one.0.push(run(bench, &few, &Load::Script(&uniform(small, round)))?.cpu_us);
            other.0.push(run(bench, &many, &Load::Script(&uniform(*articles, round)))?.cpu_us);
        }
        add(table, "GET article, not cached", *articles, small, &one, &other);
        let (mut one, mut other) = (Series::default(), Series::default());
        let (few_places, many_places) = (page_script(&few)?, page_script(&many)?);
        for _ in 0..bench.rounds {
            one.0.push(run(bench, &few, &Load::Script(&few_places))?.cpu_us);
            other.0.push(run(bench, &many, &Load::Script(&many_places))?.cpu_us);
        }
        add(table, "GET list, not cached, pages 1 to 20", *articles, small, &one, &other);
    }
    Ok(())
}

fn add(table: &mut Table, what: &str, many: usize, few: usize, one: &Series, other: &Series) {
    let beside = format!("{:.1} µs, {:.1} at {few}", other.median(), one.median());
    table.add(&format!("{what}, at {many}"), &format!("at {few}"), other.over(one), Goal::AtMost(1.2), beside);
}

/// Returns a script that requests the first twenty pages of a list, in turn.
fn page_script(server: &Server) -> BenchResult<String> {
    let mut targets = vec![LIST.to_owned()];
    while targets.len() < 20 {
        let target = targets.last().map(String::as_str).unwrap_or_default();
        let answer: serde_json::Value =
            serde_json::from_slice(&crate::hits::body(&server.get(target, "")?)).map_err(|error| error.to_string())?;
        let next = answer["page"]["next"].as_str().ok_or("the list has too few pages")?;
        targets.push(format!("{LIST}&cursor={next}"));
    }
    let listed = targets.iter().map(|target| format!("'{target}'")).collect::<Vec<_>>().join(",");
    Ok(format!(
        "local targets, at = {{{listed}}}, 0
         function request() at = at % #targets + 1
           return 'GET ' .. targets[at] .. ' HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' end"
    ))
}

/// Writes every document as a file, for nginx.
fn files(bench: &Bench, database: &Path, articles: usize) -> BenchResult<PathBuf> {
    let root = bench.folder.join(format!("files-{}", database.file_stem().unwrap_or_default().to_string_lossy()));
    if root.exists() {
        return Ok(root);
    }
    let making = root.with_extension("making");
    let folder = making.join("v1/articles");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let connection = rusqlite::Connection::open(database).map_err(|error| error.to_string())?;
    let mut statement =
        connection.prepare("SELECT slug, document FROM published_articles").map_err(|error| error.to_string())?;
    let mut rows = statement.query([]).map_err(|error| error.to_string())?;
    let mut count = 0;
    while let Some(row) = rows.next().map_err(|error| error.to_string())? {
        let (slug, document): (String, String) =
            row.get(0).and_then(|slug| Ok((slug, row.get(1)?))).map_err(|error| error.to_string())?;
        fs::write(folder.join(slug), document).map_err(|error| error.to_string())?;
        count += 1;
    }
    if count != articles {
        return Err(format!("{count} of {articles} articles are in {}", database.display()));
    }
    fs::rename(making, &root).map_err(|error| error.to_string())?;
    Ok(root)
}
