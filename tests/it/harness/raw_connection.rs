//! A raw connection, for requests that no client would send.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The timeout.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connection.
pub struct RawConnection {
    stream: TcpStream,
    begun: Instant,
    /// Received bytes that are not parsed yet.
    read: Vec<u8>,
}

/// A raw response.
#[derive(Debug)]
pub struct RawResponse {
    /// The status.
    pub status: u16,
    /// The status line and the headers.
    pub head: String,
    /// The body.
    pub body: String,
}

impl RawResponse {
    /// Returns true if the body is this problem.
    pub fn is(&self, code: &str) -> bool {
        self.body.contains(&format!("\"code\":\"{code}\""))
    }
}

impl RawConnection {
    /// Connects.
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream, begun: Instant::now(), read: Vec::new() }
    }

    /// Connects with this receive buffer size.
    pub fn with_window(address: SocketAddr, bytes: usize) -> Self {
        let socket =
            rustix::net::socket(rustix::net::AddressFamily::INET, rustix::net::SocketType::STREAM, None).unwrap();
        rustix::net::sockopt::set_socket_recv_buffer_size(&socket, bytes).unwrap();
        rustix::net::connect(&socket, &address).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream, begun: Instant::now(), read: Vec::new() }
    }

    /// Connects from that address.
    pub fn from(source: std::net::Ipv4Addr, address: SocketAddr) -> Self {
        let socket =
            rustix::net::socket(rustix::net::AddressFamily::INET, rustix::net::SocketType::STREAM, None).unwrap();
        rustix::net::bind(&socket, &SocketAddr::from((source, 0))).unwrap();
        rustix::net::connect(&socket, &address).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream, begun: Instant::now(), read: Vec::new() }
    }

    /// Reads at most this many bytes. Returns false if the connection has ended.
    pub fn try_read_some(&mut self, most: usize) -> bool {
        let mut bytes = vec![0; most];
        self.stream.read(&mut bytes).is_ok_and(|length| length > 0)
    }

    /// Sends raw bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.try_send(bytes).unwrap();
        self
    }

    /// Sends bytes to a server that may have closed the connection.
    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    /// Returns the next response.
    #[track_caller]
    pub fn answer(&mut self) -> RawResponse {
        self.next_answer().unwrap_or_else(|| panic!("the server closed: {}", String::from_utf8_lossy(&self.read)))
    }

    /// Returns the next response; none if the connection ends before.
    pub fn next_answer(&mut self) -> Option<RawResponse> {
        loop {
            if let Some((said, length)) = parse(&self.read) {
                self.read.drain(..length);
                return Some(said);
            }
            self.read_more()?;
        }
    }

    /// Returns all responses until the connection ends.
    pub fn answers(&mut self) -> Vec<RawResponse> {
        std::iter::from_fn(|| self.next_answer()).collect()
    }

    fn read_more(&mut self) -> Option<usize> {
        let mut bytes = [0; 16 * 1024];
        match self.stream.read(&mut bytes) {
            Ok(0) => None,
            Ok(length) => {
                self.read.extend_from_slice(&bytes[..length]);
                Some(length)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("no data within {PATIENCE:?}"),
            Err(_) => None,
        }
    }

    /// Waits for that time, and fails if any data arrives.
    #[track_caller]
    pub fn expect_silence(&mut self, time: Duration) {
        self.stream.set_read_timeout(Some(time)).unwrap();
        let mut byte = [0];
        match self.stream.read(&mut byte) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            other => panic!("it was not silent: {other:?}"),
        }
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    }

    /// Sends bytes until the server closes the connection, without reading. Returns the time that this took.
    pub fn closed_while_sending(&mut self, bytes: &[u8], every: Duration) -> Duration {
        let begun = Instant::now();
        while self.stream.write_all(bytes).is_ok() {
            assert!(begun.elapsed() < PATIENCE, "the server did not close");
            std::thread::sleep(every);
        }
        begun.elapsed()
    }

    /// Closes the sending direction.
    pub fn end_sending(&mut self) {
        self.stream.shutdown(std::net::Shutdown::Write).unwrap();
    }

    /// Returns the underlying stream.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }

    /// Returns the time since the connection was opened.
    pub fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Returns the received bytes that are not a complete response, as text.
    pub fn seen(&self) -> String {
        String::from_utf8_lossy(&self.read).into_owned()
    }

    /// Reads data for that time, and fails if the connection ends.
    #[track_caller]
    pub fn try_read_for(&mut self, time: Duration) {
        self.stream.set_read_timeout(Some(time)).unwrap();
        let mut bytes = [0; 4096];
        match self.stream.read(&mut bytes) {
            Ok(length) if length > 0 => self.read.extend_from_slice(&bytes[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            other => panic!("the connection ended: {other:?}"),
        }
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    }

    /// Waits until the server closes the connection. Returns true if it was closed without a reset.
    pub fn ended(&mut self) -> bool {
        self.stream.read_to_end(&mut self.read).is_ok()
    }

    /// Waits until the server closes the connection. Returns the time that this took.
    pub fn closed(&mut self) -> Duration {
        let begun = Instant::now();
        while self.read_more().is_some() {}
        begun.elapsed()
    }
}

/// Parses the first complete response. Returns it with its length.
fn parse(bytes: &[u8]) -> Option<(RawResponse, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let end_of_body = end + length.unwrap_or(0);
    let body = String::from_utf8_lossy(bytes.get(end..end_of_body)?).into_owned();
    Some((RawResponse { status, head, body }, end_of_body))
}
