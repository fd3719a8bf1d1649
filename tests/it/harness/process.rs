//! The program itself, as its users start it: in a folder of its own, without the environment of whoever tests.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Client;

/// How long a server may take for what it should do at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// On a free port.
const SERVE: &[&str] = &["serve", "--bind", "127.0.0.1:0", "--workers", "1"];

/// A folder to run `cairn` in.
pub struct Sandbox {
    folder: Arc<tempfile::TempDir>,
}

/// What a command that came to its end has left.
#[derive(Debug)]
pub struct CommandOutput {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub complaint: String,
}

impl Sandbox {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: Arc::new(tempfile::tempdir().unwrap()) }
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database that commands use there unless they are told another.
    pub fn database(&self) -> PathBuf {
        self.file("cairn.db")
    }

    /// Writes a file, and the folders it is in.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.file(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// `cairn` with these arguments, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CAIRN_") || name == "DATABASE_URL" || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        command.current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs `cairn` to its end.
    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.run_with(&[], arguments)
    }

    /// Runs `cairn` to its end with more environment variables.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> CommandOutput {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        CommandOutput { status: output.status, out: text(output.stdout), complaint: text(output.stderr) }
    }

    /// Starts `cairn serve` on a free port and waits until it is ready.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_with(&[], arguments)
    }

    /// Starts `cairn serve` with more environment variables.
    pub fn serve_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Server {
        let mut command = self.command(SERVE);
        command.args(arguments).envs(variables.iter().copied());
        self.start(command)
    }

    /// Starts `cairn serve` on what `address` stands for.
    pub fn serve_at(&self, address: &str) -> Server {
        self.start(self.command(&["serve", "--bind", address, "--workers", "1"]))
    }

    /// Starts `cairn serve` as the last words of another command line, which says under which conditions it runs.
    pub fn serve_under(&self, conditions: &[&str], arguments: &[&str]) -> Server {
        let own = self.command(SERVE);
        let mut command = Command::new(conditions[0]);
        command.args(&conditions[1..]).arg(own.get_program()).args(own.get_args()).args(arguments);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, value) in own.get_envs() {
            assert!(value.is_none(), "variables are only taken away");
            command.env_remove(name);
        }
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Server {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let readers =
            vec![forward(child.stdout.take().unwrap(), sender.clone()), forward(child.stderr.take().unwrap(), sender)];
        let folder = Arc::clone(&self.folder);
        let mut server = Server { child, lines, seen: Vec::new(), readers, address: String::new(), _folder: folder };
        let line = server.wait_for("listening on http");
        let (_, address) = line.split_once("listening on http").unwrap();
        let (is_encrypted, address) = (address.starts_with('s'), address.split_once("://").unwrap().1);
        address.trim_end_matches(['"', '}']).clone_into(&mut server.address);
        if !is_encrypted {
            server.client().get("/health/ready").expect(200);
        }
        server
    }
}

fn forward(stream: impl Read + Send + 'static, lines: Sender<String>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            // Nobody listens any more once the server is dropped.
            let _ = lines.send(line.unwrap());
        }
    })
}

impl CommandOutput {
    /// What it printed, if it succeeded.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert!(self.status.success(), "it failed: {self:?}");
        self.out
    }

    /// What it complained of, if it failed as a command that cannot go on does.
    #[track_caller]
    pub fn failed(self) -> String {
        assert!(self.status.code().is_some_and(|code| code > 0), "it should have failed: {self:?}");
        self.complaint
    }
}

/// A running `cairn serve`, stopped when it is dropped.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    readers: Vec<JoinHandle<()>>,
    address: String,
    /// Stays as long as the server runs in it.
    _folder: Arc<tempfile::TempDir>,
}

/// What a stopped server has left.
#[derive(Debug)]
pub struct ServerExit {
    /// How it ended.
    pub status: ExitStatus,
    /// Every line that it printed or logged.
    pub lines: Vec<String>,
}

impl Server {
    /// Where it listens: address and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A client without a key.
    pub fn client(&self) -> Client {
        Client::new(self.address.parse().unwrap(), None)
    }

    /// A client with a key.
    pub fn client_with_key(&self, key: &str) -> Client {
        Client::new(self.address.parse().unwrap(), Some(key.to_owned()))
    }

    /// The first line printed or logged that holds `text`, as soon as it is there.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no line holds {text:?}: {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends it as a power cut does: it has no time to do anything more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a supervisor does, and waits until it has.
    pub fn stop(self) -> ServerExit {
        self.terminate();
        self.wait()
    }

    /// Asks it to stop, and does not wait for it.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Asks it to stop as Ctrl-C does, and does not wait for it.
    pub fn interrupt(&self) {
        self.signal("-INT");
    }

    fn signal(&self, signal: &str) {
        let asked = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
    }

    /// Waits until it has stopped.
    pub fn wait(mut self) -> ServerExit {
        let status = self.child.wait().unwrap();
        for reader in std::mem::take(&mut self.readers) {
            reader.join().unwrap();
        }
        let mut lines = std::mem::take(&mut self.seen);
        lines.extend(self.lines.try_iter());
        ServerExit { status, lines }
    }
}

impl Drop for Server {
    #[expect(clippy::print_stdout, reason = "why a test failed is often in the log of its server")]
    fn drop(&mut self) {
        // It has ended already if it was stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let lines: Vec<String> = self.seen.drain(..).chain(self.lines.try_iter()).collect();
            println!("the server printed and logged: {lines:#?}");
        }
    }
}
