//! Many concurrent clients, most of them hostile, and their counters.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::time::{interval, sleep, timeout};

/// The delay before a client connects again after its connection was closed or refused.
const AGAIN: Duration = Duration::from_millis(100);

/// The timeout of a client.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The interval between the pieces of huge bodies: twelve megabytes a second for each client.
const BETWEEN_PIECES: Duration = Duration::from_millis(5);

/// The interval between the connections of idle clients.
const APART: Duration = Duration::from_millis(1);

/// The counters of all clients.
#[derive(Debug, Default)]
pub struct Counts {
    sent: AtomicU64,
    good: AtomicU64,
    turned_away: AtomicU64,
    other: AtomicU64,
    connected: AtomicU64,
    body_bytes: AtomicU64,
    health_checks: AtomicU64,
    health_failures: AtomicU64,
    slowest_health_us: AtomicU64,
}

macro_rules! readers {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        pub fn $name(&self) -> u64 {
            self.$name.load(Ordering::Relaxed)
        }
    )+};
}

impl Counts {
    readers! {
        /// Sent requests.
        sent;
        /// Responses with 200.
        good;
        /// Responses with 503.
        turned_away;
        /// All other responses.
        other;
        /// Connections.
        connected;
        /// Sent bytes of bodies.
        body_bytes;
        /// Liveness checks.
        health_checks;
        /// Liveness checks without a success within a second.
        health_failures;
    }

    /// Returns the longest duration of a liveness check.
    pub fn slowest_health(&self) -> Duration {
        Duration::from_micros(self.slowest_health_us.load(Ordering::Relaxed))
    }
}

/// Clients that send requests until they are stopped.
pub struct LoadClients {
    runtime: Runtime,
    address: SocketAddr,
    home: Arc<AtomicBool>,
    counts: Arc<Counts>,
    watch_health: Option<std::thread::JoinHandle<()>>,
}

impl LoadClients {
    /// Creates a set without clients, for the server at that address.
    pub fn at(address: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Self { runtime, address, home: Arc::default(), counts: Arc::default(), watch_health: None }
    }

    /// Returns the counters.
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    fn send_in<F: Future<Output = ()> + Send + 'static>(&self, count: usize, one: impl Fn(LoadClient, usize) -> F) {
        for number in 0..count {
            let me = LoadClient {
                address: self.address,
                // Each address has its own ports, which stay occupied for a while after use.
                from: Ipv4Addr::new(127, 0, 1, u8::try_from(number % 16 + 1).unwrap()),
                home: Arc::clone(&self.home),
                counts: Arc::clone(&self.counts),
            };
            self.runtime.spawn(one(me, number));
        }
    }

    /// Starts clients that connect and send nothing.
    pub fn idle(&self, count: usize) {
        self.send_in(count, |me, number| async move {
            sleep(APART * u32::try_from(number).unwrap()).await;
            while !me.is_stopped() {
                if let Some(mut stream) = me.connected().await {
                    me.read_to_the_end(&mut stream).await;
                }
                sleep(AGAIN).await;
            }
        });
    }

    /// Starts clients whose requests never end.
    pub fn slow(&self, count: usize) {
        self.send_in(count, |me, _| async move {
            while !me.is_stopped() {
                if let Some(mut stream) = me.connected().await {
                    let mut said: &[u8] = b"GET /v1/articles HTTP/1.1\r\nHost: x\r\nX-Slow: ";
                    while !me.is_stopped() && stream.write_all(said).await.is_ok() {
                        said = b"x";
                        sleep(Duration::from_secs(1)).await;
                    }
                }
                sleep(AGAIN).await;
            }
        });
    }

    /// Starts clients with bodies of that size, with and without a key, with and without `Content-Length`.
    pub fn huge(&self, count: usize, bytes: u64, key: &str) {
        let piece: Arc<[u8]> = vec![b' '; 64 * 1024].into();
        self.send_in(count, |me, number| {
            let key = if number % 2 == 0 { format!("Authorization: Bearer {key}\r\n") } else { String::new() };
            let length = match number / 2 % 2 {
                0 => format!("Content-Length: {bytes}"),
                _ => "Transfer-Encoding: chunked".to_owned(),
            };
            let is_chunked = length.starts_with('T');
            let head = format!(
                "POST /v1/manage/articles HTTP/1.1\r\nHost: x\r\n{key}Content-Type: application/json\r\n{length}\r\n\r\n"
            );
            let piece = Arc::clone(&piece);
            async move {
                while !me.is_stopped() {
                    if let Some(mut stream) = me.connected().await {
                        let mut left = if stream.write_all(head.as_bytes()).await.is_ok() { bytes } else { 0 };
                        while left > 0 && !me.is_stopped() {
                            let size = format!("{:x}\r\n", piece.len());
                            let framed = !is_chunked || stream.write_all(size.as_bytes()).await.is_ok();
                            let sent = framed && stream.write_all(&piece).await.is_ok();
                            if !sent || (is_chunked && stream.write_all(b"\r\n").await.is_err()) {
                                break;
                            }
                            left = left.saturating_sub(piece.len() as u64);
                            me.counts.body_bytes.fetch_add(piece.len() as u64, Ordering::Relaxed);
                            sleep(BETWEEN_PIECES).await;
                        }
                    }
                    sleep(AGAIN).await;
                }
            }
        });
    }

    /// Starts clients that request uncached responses, at this total rate if responses are fast enough. Each sends
    /// its next request after any response, without a back-off.
    pub fn read(&self, count: u32, per_second: f64) {
        let every = Duration::from_secs_f64((f64::from(count) / per_second).max(0.001));
        let count = usize::try_from(count).unwrap();
        self.send_in(count, |me, number| async move {
            let mut asked = 0_u64;
            while !me.is_stopped() {
                if let Some(mut stream) = me.connected().await {
                    let (mut ticks, mut seen) = (interval(every), Vec::new());
                    loop {
                        ticks.tick().await;
                        asked += 1;
                        let target = question(number as u64 * 1_000_000 + asked);
                        let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
                        if me.is_stopped() || stream.write_all(request.as_bytes()).await.is_err() {
                            break;
                        }
                        me.counts.sent.fetch_add(1, Ordering::Relaxed);
                        let answered = timeout(TIMEOUT, count_answer(&mut stream, &mut seen, &me.counts));
                        if !answered.await.is_ok_and(|answered| answered) {
                            break;
                        }
                    }
                }
                sleep(AGAIN).await;
            }
        });
    }

    /// Starts a client that checks the liveness over new connections, on its own thread, so that the other clients do
    /// not delay it.
    pub fn watch_health(&mut self) {
        let (address, home, counts) = (self.address, Arc::clone(&self.home), Arc::clone(&self.counts));
        self.watch_health = Some(std::thread::spawn(move || {
            while !home.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let is_live = is_live(address);
                let took = begun.elapsed();
                counts.health_checks.fetch_add(1, Ordering::Relaxed);
                if !is_live || took > Duration::from_secs(1) {
                    counts.health_failures.fetch_add(1, Ordering::Relaxed);
                }
                let micros = u64::try_from(took.as_micros()).unwrap();
                counts.slowest_health_us.fetch_max(micros, Ordering::Relaxed);
                std::thread::sleep(AGAIN);
            }
        }));
    }

    /// Stops all clients and closes their connections.
    pub fn stop(self) {
        self.home.store(true, Ordering::Relaxed);
        if let Some(watch_health) = self.watch_health {
            watch_health.join().unwrap();
        }
        self.runtime.shutdown_timeout(Duration::from_secs(2));
    }
}

/// Returns true if the server reports that it is live.
fn is_live(address: SocketAddr) -> bool {
    let ask = || {
        let mut stream = std::net::TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok::<_, std::io::Error>(answer.starts_with(b"HTTP/1.1 200 "))
    };
    ask().is_ok_and(|is_live| is_live)
}

/// Returns an uncached and expensive query: its response has many passages with many marked words.
pub fn question(number: u64) -> String {
    format!("/v1/search?q=when+someone+you+love+says+no+day+{number}&limit=50")
}

/// One client.
struct LoadClient {
    address: SocketAddr,
    from: Ipv4Addr,
    home: Arc<AtomicBool>,
    counts: Arc<Counts>,
}

impl LoadClient {
    fn is_stopped(&self) -> bool {
        self.home.load(Ordering::Relaxed)
    }

    async fn connected(&self) -> Option<TcpStream> {
        let socket = TcpSocket::new_v4().ok()?;
        socket.bind((self.from, 0).into()).ok()?;
        let stream = timeout(TIMEOUT, socket.connect(self.address)).await.ok()?.ok()?;
        self.counts.connected.fetch_add(1, Ordering::Relaxed);
        Some(stream)
    }

    async fn read_to_the_end(&self, stream: &mut TcpStream) {
        let mut bytes = [0; 1024];
        while !self.is_stopped() && stream.read(&mut bytes).await.is_ok_and(|length| length > 0) {}
    }
}

/// Counts the next response by its status, unless the connection ends before. Drops any body bytes.
async fn count_answer(stream: &mut TcpStream, seen: &mut Vec<u8>, counts: &Counts) -> bool {
    const BEFORE: &[u8] = b"HTTP/1.1 ";
    let mut bytes = vec![0; 16 * 1024];
    loop {
        if let Some(at) = seen.windows(BEFORE.len() + 3).position(|window| window.starts_with(BEFORE)) {
            let end = at + BEFORE.len() + 3;
            let count = match &seen[at + BEFORE.len()..end] {
                b"200" => &counts.good,
                b"503" => &counts.turned_away,
                _ => &counts.other,
            };
            count.fetch_add(1, Ordering::Relaxed);
            seen.drain(..end);
            return true;
        }
        seen.drain(..seen.len().saturating_sub(BEFORE.len() + 2));
        match stream.read(&mut bytes).await {
            Ok(length @ 1..) => seen.extend_from_slice(&bytes[..length]),
            _ => return false,
        }
    }
}
