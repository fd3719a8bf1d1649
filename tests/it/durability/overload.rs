//! A load far above the capacity: the server stays within its memory, stays live, and recovers soon.

use std::time::{Duration, Instant};

use super::editor_key;
use super::load_clients::{LoadClients, question};
use crate::harness::{Sandbox, Server};

/// The limit of concurrent requests.
const PLACES: &str = "50";

/// The share of the original throughput that must be reached within five seconds after the load.
const RECOVERED: f64 = 0.8;

/// The size of the load.
struct Scale {
    lasts: Duration,
    idle: usize,
    slow: usize,
    huge: usize,
    body_bytes: u64,
    asking: u32,
    /// The maximum memory of the server, in megabytes.
    megabytes_max: u64,
    /// True if times are asserted, which is useful only on an idle machine.
    is_timed: bool,
}

impl Scale {
    /// `SOAK_SECONDS` sets the duration of the full load.
    fn wanted() -> Self {
        match std::env::var("SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()) {
            Some(seconds) => Self {
                lasts: Duration::from_secs(seconds),
                idle: 5_000,
                slow: 500,
                huge: 16,
                body_bytes: 1 << 30,
                asking: 400,
                megabytes_max: 512,
                is_timed: true,
            },
            None => Self {
                lasts: Duration::from_secs(2),
                idle: 200,
                slow: 20,
                huge: 4,
                body_bytes: 64 << 20,
                asking: 60,
                megabytes_max: 256,
                is_timed: false,
            },
        }
    }

    fn connections(&self) -> usize {
        self.idle + self.slow + self.huge + usize::try_from(self.asking).unwrap()
    }
}

/// Returns the resident memory of the server, in megabytes.
pub(super) fn megabytes(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() / 1024
}

/// Returns the number of 200 responses per second to clients that send requests as fast as responses arrive.
fn goodput(server: &Server, lasts: Duration) -> f64 {
    let begun = Instant::now();
    let good: u64 = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let asking = server.client();
                scope.spawn(move || {
                    let mut good = 0;
                    while begun.elapsed() < lasts {
                        let number = client * 1_000_000 + good + u64::try_from(begun.elapsed().as_micros()).unwrap();
                        good += u64::from(server_answers(&asking, &question(number)));
                    }
                    good
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    per_second(good, begun)
}

fn per_second(count: u64, since: Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / since.elapsed().as_secs_f64()
}

fn server_answers(client: &crate::harness::Client, target: &str) -> bool {
    client.try_send(reqwest::Method::GET, target, &[], None).is_ok_and(|answer| answer.status == 200)
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "what came of the long run is written down, and why it was not run is said")]
fn the_server_survives_and_recovers_from_a_twentyfold_overload() {
    let scale = Scale::wanted();
    let room = cairn::http::raise_open_file_limit(scale.connections());
    if room < scale.connections() {
        println!(
            "skipped: {} connections are needed, and only {room} files may be open (ulimit -n)",
            scale.connections()
        );
        return;
    }
    let place = Sandbox::with_demo();
    let key = editor_key(&place);
    let server = place.serve(&["--max-in-flight", PLACES, "--access-log", "false", "--client-timeout-s", "10"]);
    // The best of several runs, because other work on the machine would make the load too small.
    let sustained = (0..3).map(|_| goodput(&server, Duration::from_secs(1))).fold(0.0, f64::max);
    let at_rest = megabytes(&server);

    let mut clients = LoadClients::at(server.address().parse().unwrap());
    let counts = clients.counts();
    clients.idle(scale.idle);
    clients.slow(scale.slow);
    clients.huge(scale.huge, scale.body_bytes, &key);
    clients.watch_health();
    clients.read(scale.asking, 22.0 * sustained);
    let begun = Instant::now();
    let mut most = at_rest;
    while begun.elapsed() < scale.lasts {
        most = most.max(megabytes(&server));
        std::thread::sleep(Duration::from_millis(100));
    }
    let good = per_second(counts.good(), begun);
    let offered = per_second(counts.sent(), begun);
    clients.stop();

    let dispersed = Instant::now();
    let mut after = 0.0_f64;
    while after < RECOVERED * sustained && dispersed.elapsed() < Duration::from_secs(5) {
        after = goodput(&server, Duration::from_secs(1));
    }
    let recovered = dispersed.elapsed();
    println!(
        "sustained {sustained:.0}/s; offered {offered:.0}/s, of which {good:.0}/s succeeded, {} were rejected and {} had other responses; {} connections, {} MB of bodies; memory {at_rest} MB at rest, {most} MB at most; {} health checks, {} of them not within a second, {:?} at worst; {after:.0}/s after {recovered:?}",
        counts.turned_away(),
        counts.other(),
        counts.connected(),
        counts.body_bytes() >> 20,
        counts.health_checks(),
        counts.health_failures(),
        counts.slowest_health(),
    );
    assert!(most < scale.megabytes_max, "it had {most} MB");
    assert!(counts.good() > 0 && counts.health_checks() > 0, "no request succeeded");
    assert!(counts.connected() >= (scale.idle + scale.slow) as u64, "some clients did not connect");
    assert!(after > 0.0, "no request succeeds afterwards");
    if scale.is_timed {
        assert!(counts.turned_away() > 0, "no request was rejected");
        assert_eq!(counts.health_failures(), 0, "the liveness check failed: {:?}", counts.slowest_health());
        assert!(after >= RECOVERED * sustained, "{after}/s, and {sustained}/s before");
    } else {
        assert!(counts.slowest_health() < Duration::from_secs(20), "{:?}", counts.slowest_health());
    }
    server.client().get("/health/ready").expect(200);
}
