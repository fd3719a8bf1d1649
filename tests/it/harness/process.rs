//! The program as users start it: in its own folder, without the environment of the tests.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Client;

/// The timeout for immediate actions of a server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Arguments for a free port.
const SERVE: &[&str] = &["serve", "--bind", "127.0.0.1:0", "--workers", "1"];

/// A folder to run `cairn` in.
pub struct Sandbox {
    folder: Arc<tempfile::TempDir>,
}

/// The result of a finished command.
#[derive(Debug)]
pub struct CommandOutput {
    /// The exit status.
    pub status: ExitStatus,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub complaint: String,
}

impl Sandbox {
    /// Creates an empty folder.
    pub fn new() -> Self {
        Self { folder: Arc::new(tempfile::tempdir().unwrap()) }
    }

    /// Returns the path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the path of the default database of commands.
    pub fn database(&self) -> PathBuf {
        self.file("cairn.db")
    }

    /// Writes a file, and creates its folders.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.file(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Returns the command `cairn` with these arguments.
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

    /// Runs `cairn` to its end, with more environment variables.
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

    /// Starts `cairn serve` on this address.
    pub fn serve_at(&self, address: &str) -> Server {
        self.start(self.command(&["serve", "--bind", address, "--workers", "1"]))
    }

    /// Starts `cairn serve` as the last arguments of another command, which sets its conditions.
    pub fn serve_under(&self, conditions: &[&str], arguments: &[&str]) -> Server {
        let own = self.command(SERVE);
        let mut command = Command::new(conditions[0]);
        command.args(&conditions[1..]).arg(own.get_program()).args(own.get_args()).args(arguments);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, value) in own.get_envs() {
            assert!(value.is_none(), "variables are only removed");
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
            // The receiver is gone once the server is dropped.
            let _ = lines.send(line.unwrap());
        }
    })
}

impl CommandOutput {
    /// Returns the standard output if the command succeeded.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert!(self.status.success(), "it failed: {self:?}");
        self.out
    }

    /// Returns the standard error if the command failed with an error status.
    #[track_caller]
    pub fn failed(self) -> String {
        assert!(self.status.code().is_some_and(|code| code > 0), "it should have failed: {self:?}");
        self.complaint
    }
}

/// A running `cairn serve`, stopped on drop.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    readers: Vec<JoinHandle<()>>,
    address: String,
    /// Kept while the server runs in it.
    _folder: Arc<tempfile::TempDir>,
}

/// The result of a stopped server.
#[derive(Debug)]
pub struct ServerExit {
    /// The exit status.
    pub status: ExitStatus,
    /// All printed and logged lines.
    pub lines: Vec<String>,
}

impl Server {
    /// Returns its address and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns its process id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Returns a client without a key.
    pub fn client(&self) -> Client {
        Client::new(self.address.parse().unwrap(), None)
    }

    /// Returns a client with a key.
    pub fn client_with_key(&self, key: &str) -> Client {
        Client::new(self.address.parse().unwrap(), Some(key.to_owned()))
    }

    /// Waits for the first printed or logged line that contains `text`.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no line contains {text:?}: {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Kills it without a chance to clean up, like a power failure.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a supervisor does, and waits for its end.
    pub fn stop(self) -> ServerExit {
        self.terminate();
        self.wait()
    }

    /// Asks it to stop, without waiting.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Interrupts it as Ctrl-C does, without waiting.
    pub fn interrupt(&self) {
        self.signal("-INT");
    }

    fn signal(&self, signal: &str) {
        let asked = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
    }

    /// Waits for its end.
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
        // Fails harmlessly if it has stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let lines: Vec<String> = self.seen.drain(..).chain(self.lines.try_iter()).collect();
            println!("the server printed and logged: {lines:#?}");
        }
    }
}
