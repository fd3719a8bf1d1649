//! Responses from the cache, compared with the same bytes as files and as a constant.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::load::{Load, run};
use crate::servers::{Bench, Server};
use crate::table::{Goal, Series, Table};
use crate::{BenchResult, corpus};

pub(crate) const ARTICLE: &str = "/v1/articles/guide-7";
pub(crate) const LIST: &str = "/v1/articles?limit=8&locale=en";
/// The file of the list, because files have no query.
const LIST_FILE: &str = "/v1/articles/list";
pub(crate) const GZIP: &str = "Accept-Encoding: gzip";

struct Case {
    what: &'static str,
    target: &'static str,
    file: &'static str,
    headers: Vec<String>,
    nginx_headers: Vec<String>,
}

pub(crate) fn measure(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let database = corpus::database(bench, articles)?;
    let cairn = bench.cairn(&database, &[])?;
    let root = files(bench, &cairn)?;
    let nginx = bench.nginx(&root)?;
    let case = |what, target, file, headers: &[&str]| Case {
        what,
        target,
        file,
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        nginx_headers: headers.iter().map(|header| (*header).to_owned()).collect(),
    };
    let mut known = case("304 for an article", ARTICLE, ARTICLE, &[]);
    known.headers = vec![if_none_match(&cairn, ARTICLE)?];
    known.nginx_headers = vec![if_none_match(&nginx, ARTICLE)?];
    let cases = [
        case("GET article, from the cache", ARTICLE, ARTICLE, &[]),
        case("GET list, from the cache", LIST, LIST_FILE, &[]),
        known,
        case("GET article, gzip, from the cache", ARTICLE, ARTICLE, &[GZIP]),
    ];
    for case in cases {
        case.measure(bench, &cairn, &nginx, table)?;
    }
    Ok(())
}

/// Returns the request header that makes a GET of `target` conditional on a change.
pub(crate) fn if_none_match(server: &Server, target: &str) -> BenchResult<String> {
    let head = String::from_utf8_lossy(&server.get(target, "")?).into_owned();
    let line = head.lines().find_map(|line| line.strip_prefix("etag: ").or_else(|| line.strip_prefix("ETag: ")));
    line.map(|tag| format!("If-None-Match: {}", tag.trim())).ok_or_else(|| format!("no tag: {head}"))
}

impl Case {
    fn measure(&self, bench: &Bench, cairn: &Server, nginx: &Server, table: &mut Table) -> BenchResult<()> {
        let own: Vec<&str> = self.headers.iter().map(String::as_str).collect();
        let theirs: Vec<&str> = self.nginx_headers.iter().map(String::as_str).collect();
        let wanted = self.headers.iter().flat_map(|header| [header.as_str(), "\r\n"]).collect::<String>();
        let answer = cairn.get(self.target, &wanted)?;
        let same = constant(&answer);
        let (bare, framework) = (bench.constant("bare", &same)?, bench.constant("framework", &same)?);
        let (mut ours, mut files, mut constants) = (Series::default(), Series::default(), Series::default());
        let (mut frameworks, mut per_second) = (Series::default(), Series::default());
        for _ in 0..bench.rounds {
            let run_of_ours = run(bench, cairn, &Load::One(self.target, &own))?;
            ours.0.push(run_of_ours.cpu_us);
            per_second.0.push(run_of_ours.per_second);
            files.0.push(run(bench, nginx, &Load::One(self.file, &theirs))?.cpu_us);
            constants.0.push(run(bench, &bare, &Load::One(self.target, &own))?.cpu_us);
            frameworks.0.push(run(bench, &framework, &Load::One(self.target, &own))?.cpu_us);
        }
        let beside = format!(
            "{} bytes with its head; {:.1} µs, nginx {:.1}, bare {:.1}; {:.0} a second",
            answer.len(),
            ours.median(),
            files.median(),
            constants.median(),
            per_second.median(),
        );
        table.add(self.what, "nginx, the same bytes as a file", files.over(&ours), Goal::AtLeast(1.5), beside);
        table.add(
            self.what,
            "a bare loop, the same bytes as a constant",
            constants.over(&ours),
            Goal::AtLeast(0.75),
            String::new(),
        );
        let beside = format!(
            "framework {:.1} µs: {:.2} of the bare loop",
            frameworks.median(),
            constants.over(&frameworks).median()
        );
        table.add(self.what, "the framework alone, with the same constant", frameworks.over(&ours), Goal::None, beside);
        Ok(())
    }
}

/// Returns the same response as for a keep-alive connection.
fn constant(answer: &[u8]) -> Vec<u8> {
    const CLOSE: &[u8] = b"connection: close\r\n";
    let at = answer.windows(CLOSE.len()).position(|window| window.eq_ignore_ascii_case(CLOSE));
    let (before, after) = at.map_or((answer, &[][..]), |at| (&answer[..at], &answer[at + CLOSE.len()..]));
    [before, after].concat()
}

/// Writes the same responses as files, plain and compressed.
fn files(bench: &Bench, cairn: &Server) -> BenchResult<PathBuf> {
    let root = bench.folder.join("hits");
    for (target, file) in [(ARTICLE, ARTICLE), (LIST, LIST_FILE)] {
        write(&root, file, &body(&cairn.get(target, "")?))?;
    }
    Ok(root)
}

pub(crate) fn body(answer: &[u8]) -> Vec<u8> {
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    answer[split..].to_vec()
}

fn write(root: &Path, target: &str, body: &[u8]) -> BenchResult<()> {
    let text = |error: std::io::Error| error.to_string();
    let path = root.join(target.trim_start_matches('/'));
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(text)?;
    fs::write(&path, body).map_err(text)?;
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
    coder.write_all(body).map_err(text)?;
    fs::write(path.with_extension("gz"), coder.finish().map_err(text)?).map_err(text)
}
