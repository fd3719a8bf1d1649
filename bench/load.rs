//! Load generation: wrk on the other processor, with the measurements of it and of the server.

use std::fs;
use std::process::Command;

use crate::BenchResult;
use crate::servers::{Bench, CLIENT_CORE, Server};

/// The measurements of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoadResult {
    /// The server's processor time per request, in microseconds.
    pub(crate) cpu_us: f64,
    pub(crate) per_second: f64,
    pub(crate) p99_ms: f64,
}

/// The requests of a run.
pub(crate) enum Load<'a> {
    /// The same request repeatedly, with these headers.
    One(&'a str, &'a [&'a str]),
    /// The requests of a Lua script, which gets the number as `N` and a new seed for each run.
    Script(&'a str),
}

/// Sends requests over 32 connections for a number of seconds. Statuses other than 200 and 304 are an error.
pub(crate) fn run(bench: &Bench, server: &Server, load: &Load<'_>) -> BenchResult<LoadResult> {
    run_for(bench, server, load, bench.seconds)
}

pub(crate) fn run_for(bench: &Bench, server: &Server, load: &Load<'_>, seconds: u32) -> BenchResult<LoadResult> {
    let mut command = Command::new("taskset");
    command.args(["-c", CLIENT_CORE, "wrk", "-t1", "-c32", "--latency", &format!("-d{seconds}s")]);
    match load {
        Load::One(target, headers) => {
            command.args(headers.iter().flat_map(|header| ["-H", header])).arg(server.url(target));
        }
        Load::Script(script) => {
            let file = bench.folder.join("requests.lua");
            fs::write(&file, script).map_err(|error| error.to_string())?;
            command.arg("-s").arg(file).arg(server.url("/"));
        }
    }
    let before = server.cpu_s();
    let output = command.output().map_err(|error| error.to_string())?;
    let cpu_s = server.cpu_s() - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if let Some(line) = text.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors")) {
        // wrk does not count 304 as an error, because it is below 400.
        return Err(format!("{}: {line}", server.url("")));
    }
    let number = |mark: &str| {
        let line = text.lines().find(|line| line.contains(mark))?;
        line.split_whitespace().find_map(|word| word.parse::<f64>().ok())
    };
    let p99 = text.lines().find_map(|line| line.trim().strip_prefix("99%"));
    let requests = number("requests in").ok_or_else(|| format!("output of wrk: {text}"))?;
    Ok(LoadResult {
        cpu_us: cpu_s * 1e6 / requests,
        per_second: requests / f64::from(seconds),
        p99_ms: p99.map_or(f64::NAN, milliseconds),
    })
}

fn milliseconds(text: &str) -> f64 {
    let text = text.trim();
    let of = |unit: &str, factor: f64| text.strip_suffix(unit).and_then(|n| n.parse::<f64>().ok()).map(|n| n * factor);
    of("us", 0.001).or_else(|| of("ms", 1.0)).or_else(|| of("s", 1000.0)).unwrap_or(f64::NAN)
}

/// Returns a script that requests one of `count` articles at a time, chosen uniformly.
pub(crate) fn uniform(count: usize, seed: usize) -> String {
    format!(
        "math.randomseed({seed})
         local head, tail = 'GET /v1/articles/guide-', ' HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'
         function request() return head .. math.random(0, {count} - 1) .. tail end"
    )
}
