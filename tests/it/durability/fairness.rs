//! A greedy client with one address, and other clients with another: the others are still served, and the memory of
//! the server stays within its limit.
//!
//! The normal run is short and measures no times. `SOAK_SECONDS` makes it long and timed.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::time::sleep;

use super::key;
use super::load_clients::question;
use super::overload::megabytes;
use crate::harness::{Http2Client, RawConnection, Sandbox, Server, TestCertificate};

const GREEDY: Ipv4Addr = Ipv4Addr::LOCALHOST;
const OTHERS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The minimum share of the others' requests that must succeed.
const ANSWERED: f64 = 0.95;

/// The maximum memory of the server, in megabytes.
const MEGABYTES_MAX: u64 = 300;

/// The delay before the next attempt.
const AGAIN: Duration = Duration::from_millis(20);

/// The duration of the load, whether times are asserted, and the multiplier of the number of clients.
struct Scale {
    lasts: Duration,
    is_timed: bool,
    factor: usize,
}

impl Scale {
    fn wanted() -> Self {
        match std::env::var("SOAK_SECONDS").ok().and_then(|seconds| seconds.parse::<u64>().ok()) {
            Some(seconds) => Self { lasts: Duration::from_secs(seconds / 4), is_timed: true, factor: 4 },
            None => Self { lasts: Duration::from_millis(2500), is_timed: false, factor: 1 },
        }
    }

    /// Returns the limit of concurrent requests: the default, or a lower one in debug builds.
    fn places(&self) -> &'static str {
        if self.is_timed { "1000" } else { "100" }
    }
}

/// The counters of the other clients.
#[derive(Default)]
struct Counts {
    asked: AtomicU64,
    answered: AtomicU64,
    health: AtomicU64,
    slowest_health_ms: AtomicU64,
}

/// Greedy clients, stopped on drop.
struct Greed {
    runtime: Runtime,
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
}

impl Greed {
    fn at(address: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { runtime, address, is_over: Arc::default() }
    }

    /// Starts `count` clients that repeat this, each time over a new connection.
    fn begin<F: Future<Output = ()> + Send + 'static>(
        &self,
        count: usize,
        act: impl Fn(TcpStream, usize, Arc<AtomicBool>) -> F + Send + Sync + 'static,
    ) {
        let act = Arc::new(act);
        for number in 0..count {
            let (address, is_over, act) = (self.address, Arc::clone(&self.is_over), Arc::clone(&act));
            self.runtime.spawn(async move {
                let mut round = 0;
                while !is_over.load(Ordering::Relaxed) {
                    if let Ok(stream) = connected(address).await {
                        act(stream, number * 1_000_000 + round, Arc::clone(&is_over)).await;
                    }
                    round += 1;
                    sleep(AGAIN).await;
                }
            });
        }
    }
}

async fn connected(address: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // Smaller than a response.
    socket.set_recv_buffer_size(4096)?;
    socket.bind((GREEDY, 0).into())?;
    socket.connect(address).await
}

/// Sends one unencrypted request from the other address. Returns the status, if there is a response.
fn status_of(address: SocketAddr, target: &str) -> Option<u16> {
    let mut wire = RawConnection::from(OTHERS, address);
    wire.try_send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).ok()?;
    wire.next_answer().map(|said| said.status)
}

/// Other clients request uncached responses and the liveness check through `ask`.
#[expect(clippy::print_stdout, reason = "what came of the long run is written down")]
fn expect_others_answered(what: &str, server: &Server, scale: &Scale, ask: impl Fn(&str) -> Option<u16> + Sync) {
    let (counts, begun, ask) = (Counts::default(), Instant::now(), &ask);
    let (mut most, otherwise) = (megabytes(server), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for client in 0..3_u64 {
            let (counts, otherwise) = (&counts, &otherwise);
            scope.spawn(move || {
                let mut number = client * 1_000_000_000;
                while begun.elapsed() < scale.lasts {
                    number += 1;
                    counts.asked.fetch_add(1, Ordering::Relaxed);
                    match ask(&question(number)) {
                        Some(200) => drop(counts.answered.fetch_add(1, Ordering::Relaxed)),
                        other => otherwise.lock().unwrap().push(other),
                    }
                    std::thread::sleep(AGAIN);
                }
            });
        }
        scope.spawn(|| {
            while begun.elapsed() < scale.lasts {
                let asked = Instant::now();
                assert_eq!(ask("/health/live"), Some(200), "{what}: the liveness check failed");
                counts.health.fetch_add(1, Ordering::Relaxed);
                let took = u64::try_from(asked.elapsed().as_millis()).unwrap();
                counts.slowest_health_ms.fetch_max(took, Ordering::Relaxed);
                std::thread::sleep(AGAIN);
            }
        });
        while begun.elapsed() < scale.lasts {
            most = most.max(megabytes(server));
            std::thread::sleep(AGAIN);
        }
    });
    let number = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let (asked, answered, slowest) =
        (number(&counts.asked), number(&counts.answered), number(&counts.slowest_health_ms));
    println!(
        "{what}: {answered} of {asked} of the others' reads succeeded; {} health checks, {slowest} ms at worst; {most} MB at most",
        number(&counts.health)
    );
    assert!(asked > 0 && number(&counts.health) > 0, "{what}: no requests were sent");
    let share = f64::from(u32::try_from(answered).unwrap()) / f64::from(u32::try_from(asked).unwrap());
    assert!(share >= ANSWERED, "{what}: {answered} of {asked}, and otherwise {:?}", otherwise.lock().unwrap());
    assert!(most < MEGABYTES_MAX, "{what}: it had {most} MB");
    assert!(slowest < if scale.is_timed { 1000 } else { 20_000 }, "{what}: health took {slowest} ms");
}

/// Serves the starter content to a greedy client and others.
fn withstands(what: &str, arguments: &[&str], greedy: impl Fn(&Greed, &Scale, &str)) {
    let (place, scale) = (Sandbox::with_demo(), Scale::wanted());
    let key = key(&place, "viewer");
    let server = place.serve(&[&["--access-log", "false", "--max-in-flight", scale.places()], arguments].concat());
    let address: SocketAddr = server.address().parse().unwrap();
    let greed = Greed::at(address);
    greedy(&greed, &scale, &key);
    expect_others_answered(what, &server, &scale, |target| status_of(address, target));
    greed.is_over.store(true, Ordering::Relaxed);
    greed.runtime.shutdown_timeout(Duration::from_secs(2));
}

#[test]
fn a_flood_of_misspelt_words_does_not_starve_others() {
    withstands("misspelt words", &[], |greed, scale, _| {
        greed.begin(20 * scale.factor, |mut stream, round, is_over| async move {
            let mut bytes = vec![0; 16 * 1024];
            for number in 0..50 {
                // The maximum number of words of a query, none of which occurred before.
                let words: Vec<String> = (0..24).map(|word| misspelt(round * 5000 + number * 100 + word)).collect();
                let words = words.join("+");
                let request = format!("GET /v1/search?q={words} HTTP/1.1\r\nHost: x\r\n\r\n");
                let is_sent = stream.write_all(request.as_bytes()).await.is_ok();
                if !is_sent || is_over.load(Ordering::Relaxed) || stream.read(&mut bytes).await.is_err() {
                    return;
                }
            }
        });
    });
}

/// Returns a word of seven letters that is similar to existing words.
fn misspelt(number: usize) -> String {
    let begin = ["tlak", "lsit", "hepl", "clam", "wrod", "stpo"][number % 6];
    let letter = |at: u32| char::from(b'a' + u8::try_from(number / 26_usize.pow(at) % 26).unwrap());
    format!("{begin}{}{}{}", letter(0), letter(1), letter(2))
}

#[test]
fn stalled_readers_do_not_starve_others() {
    withstands("slow readers", &["--client-timeout-s", "5"], |greed, scale, _| {
        greed.begin(100 * scale.factor, |mut stream, round, is_over| async move {
            let target = if round % 2 == 0 { "/v1/bundle".to_owned() } else { question(round as u64 * 77 + 5) };
            if stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.is_ok() {
                let mut byte = [0];
                while !is_over.load(Ordering::Relaxed) && stream.read(&mut byte).await.is_ok_and(|length| length > 0) {
                    sleep(Duration::from_millis(100)).await;
                }
            }
        });
    });
}

#[test]
fn thousands_of_connections_from_one_address_do_not_starve_others() {
    withstands(
        "many connections",
        &["--max-connections", "400", "--connections-per-address", "100"],
        |greed, scale, _| {
            greed.begin(300 * scale.factor, |mut stream, _, _| async move {
                // Reads until the connection is closed, which happens at once if there are too many.
                let mut bytes = [0; 64];
                let _ = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut bytes)).await;
            });
        },
    );
}

#[test]
fn repeatedly_opened_streams_of_one_key_do_not_starve_others() {
    withstands("event streams", &[], |greed, scale, key| {
        let request = format!("GET /v1/manage/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n");
        greed.begin(30 * scale.factor, move |mut stream, round, _| {
            let request = request.clone();
            async move {
                if stream.write_all(request.as_bytes()).await.is_ok() {
                    let mut bytes = [0; 512];
                    let _ = stream.read(&mut bytes).await;
                    sleep(Duration::from_millis(round as u64 % 300)).await;
                }
            }
        });
    });
}

#[test]
fn stalled_or_reset_http_2_streams_do_not_starve_others() {
    let (place, scale, certified) = (Sandbox::with_demo(), Scale::wanted(), TestCertificate::new());
    let encryption = certified.arguments();
    let mut arguments: Vec<&str> = encryption.iter().map(String::as_str).collect();
    arguments.extend(["--http2", "true", "--access-log", "false", "--client-timeout-s", "5"]);
    arguments.extend(["--max-in-flight", scale.places()]);
    let server = place.serve(&arguments);
    let address: SocketAddr = server.address().parse().unwrap();
    let greed = Greed::at(address);
    for connection in 0..4 * scale.factor {
        let (config, is_over) = (certified.client(&[b"h2"]), Arc::clone(&greed.is_over));
        greed.runtime.spawn(async move {
            let mut number = connection as u64 * 10_000_000;
            while !is_over.load(Ordering::Relaxed) {
                if let Ok(mut http2) = Http2Client::connected(Arc::clone(&config), GREEDY, address, 0).await {
                    let mut held = Vec::new();
                    for _ in 0..500 {
                        number += 1;
                        let target = if number.is_multiple_of(2) { question(number) } else { "/v1/bundle".to_owned() };
                        let begun = tokio::time::timeout(Duration::from_secs(1), http2.begin(&target)).await;
                        match begun {
                            Ok(Ok(answer)) if number.is_multiple_of(3) => drop(answer),
                            Ok(Ok(answer)) => held.push(answer),
                            Ok(Err(_)) => break,
                            Err(_) => {}
                        }
                        sleep(Duration::from_millis(2)).await;
                    }
                }
                sleep(AGAIN).await;
            }
        });
    }
    let config = certified.client(&[b"http/1.1"]);
    expect_others_answered("HTTP/2", &server, &scale, |target| encrypted_status_of(address, &config, target));
    greed.is_over.store(true, Ordering::Relaxed);
    greed.runtime.shutdown_timeout(Duration::from_secs(2));
}

/// The same over an encrypted connection.
fn encrypted_status_of(address: SocketAddr, config: &Arc<rustls::ClientConfig>, target: &str) -> Option<u16> {
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    let session = rustls::ClientConnection::new(Arc::clone(config), name).unwrap();
    let mut stream = rustls::StreamOwned::new(session, RawConnection::from(OTHERS, address).into_stream());
    let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).ok()?;
    std::str::from_utf8(&answer).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}
