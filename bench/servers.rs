//! The measured servers: started on one processor, awaited, measured and stopped.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Arguments, BenchResult};

/// The processor of the server; the clients have the other.
const SERVER_CORE: &str = "0";
pub(crate) const CLIENT_CORE: &str = "1";

/// The paths and durations of the benchmark.
pub(crate) struct Bench {
    pub(crate) cairn: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) seconds: u32,
}

impl Bench {
    pub(crate) fn new(arguments: &Arguments, cairn: &Path, folder: &Path) -> BenchResult<Self> {
        let absolute = |path: &Path| std::path::absolute(path).map_err(|error| error.to_string());
        let (cairn, folder) = (absolute(cairn)?, absolute(folder)?);
        if !cairn.exists() {
            return Err(format!("there is no {}; build it with `cargo build --profile dist`", cairn.display()));
        }
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for program in ["nginx", "wrk", "taskset", "setpriv", "vmtouch"] {
            let found = Command::new("which").arg(program).stdout(Stdio::null()).status();
            if !found.is_ok_and(|status| status.success()) {
                return Err(format!("{program} is needed: apt-get install nginx-light wrk util-linux vmtouch"));
            }
        }
        pin_to_client_core()?;
        Ok(Self { cairn, folder, rounds: arguments.rounds, seconds: arguments.seconds })
    }

    /// Starts Cairn on a database, with one worker, without the access log, and with additional arguments.
    pub(crate) fn cairn(&self, database: &Path, more: &[&str]) -> BenchResult<Server> {
        let port = free_port()?;
        let mut command = pinned(&self.cairn);
        let bind = format!("127.0.0.1:{port}");
        command
            .args(["serve", "--bind", &bind, "--workers", "1", "--access-log", "false", "--log", "error"])
            .args(more);
        command.env("DATABASE_URL", database);
        Server::start(command, port)
    }

    /// Starts nginx on a folder of files, with Debian's settings, but one worker and no access log.
    pub(crate) fn nginx(&self, root: &Path) -> BenchResult<Server> {
        let port = free_port()?;
        let configuration = format!(
            "worker_processes 1; daemon off; pid {pid}; error_log stderr crit;
             events {{ worker_connections 1024; }}
             http {{
               access_log off; sendfile on; tcp_nopush on; default_type application/json;
               keepalive_requests 1000000000; gzip_static on;
               client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
               uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
               server {{ listen 127.0.0.1:{port}; root {root}; }}
             }}",
            pid = self.folder.join("nginx.pid").display(),
            folder = self.folder.display(),
            root = root.display(),
        );
        let file = self.folder.join("nginx.conf");
        fs::write(&file, configuration).map_err(|error| error.to_string())?;
        let mut command = pinned(Path::new("nginx"));
        command.arg("-p").arg(&self.folder).arg("-c").arg(&file);
        Server::start(command, port)
    }

    /// Starts `bare` or `framework` from this program, which sends these bytes.
    pub(crate) fn constant(&self, who: &str, answer: &[u8]) -> BenchResult<Server> {
        let port = free_port()?;
        let file = self.folder.join(format!("{who}.answer"));
        fs::write(&file, answer).map_err(|error| error.to_string())?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = pinned(&own);
        command.arg(who).arg(port.to_string()).arg(file);
        Server::start(command, port)
    }
}

/// Moves this program to the clients' processor, because it sends requests too.
fn pin_to_client_core() -> BenchResult<()> {
    let own = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-a", "-c", "-p", CLIENT_CORE, &own]).stdout(Stdio::null()).status();
    if moved.is_ok_and(|status| status.success()) { Ok(()) } else { Err("taskset cannot move this program".to_owned()) }
}

/// Returns a command on the server's processor that ends with this program in any case: a process left behind would
/// distort the next measurement.
fn pinned(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "taskset", "-c", SERVER_CORE]).arg(program);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn free_port() -> BenchResult<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}

/// A running server, stopped on drop.
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// The time from the start to the first response.
    pub(crate) started_in: Duration,
}

impl Server {
    fn start(mut command: Command, port: u16) -> BenchResult<Self> {
        let begun = Instant::now();
        let child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        let mut server = Self { child, port, started_in: Duration::ZERO };
        loop {
            if server.answers() {
                server.started_in = begun.elapsed();
                return Ok(server);
            }
            if begun.elapsed() > Duration::from_mins(2) {
                return Err(format!("{command:?} does not respond"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Returns true if the server sends any response. The constant loop never closes a connection.
    fn answers(&self) -> bool {
        let mut beginning = [0; 9];
        let asked = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            stream.write_all(b"GET /v1/articles?limit=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            stream.read_exact(&mut beginning)
        });
        asked.is_ok() && beginning.starts_with(b"HTTP/1.1 ")
    }

    pub(crate) fn url(&self, target: &str) -> String {
        format!("http://127.0.0.1:{}{target}", self.port)
    }

    /// Returns the whole response to one request, head and body.
    pub(crate) fn get(&self, target: &str, headers: &str) -> BenchResult<Vec<u8>> {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"))
    }

    pub(crate) fn send(&self, request: &str) -> BenchResult<Vec<u8>> {
        let text = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(text)?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(text)?;
        stream.write_all(request.as_bytes()).map_err(text)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(text)?;
        if answer.is_empty() { Err("no response".to_owned()) } else { Ok(answer) }
    }

    /// Returns the processor time of the server and its workers, in seconds.
    pub(crate) fn cpu_s(&self) -> f64 {
        self.processes().iter().map(|process| cpu_s(*process)).sum()
    }

    /// Returns the resident memory, in megabytes.
    pub(crate) fn memory_mb(&self) -> f64 {
        status_kb(self.child.id(), "VmRSS:").map_or(f64::NAN, |kb| kb as f64 / 1024.0)
    }

    fn processes(&self) -> Vec<u32> {
        let own = self.child.id();
        let children = fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
        std::iter::once(own).chain(children.split_whitespace().filter_map(|id| id.parse().ok())).collect()
    }
}

/// Returns an amount of memory of one process, in kilobytes, from its status.
pub(crate) fn status_kb(process: u32, kind: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(kind))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Returns the processor time of all threads of one process in seconds, as the scheduler counts it.
pub(crate) fn cpu_s(process: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let of = |task: fs::DirEntry| fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
    let nanoseconds = tasks.filter_map(|task| of(task).split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.sum::<f64>() / 1e9
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGTERM, so that nginx stops its workers and Cairn closes its log.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(15) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
