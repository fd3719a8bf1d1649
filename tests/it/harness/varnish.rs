//! A real cache in front of the server, if one is installed.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use reqwest::Method;

use super::{Client, Sandbox, eventually};

const VCL: &str = include_str!("varnish.vcl");

/// A running Varnish, stopped on drop.
pub struct Varnish {
    child: Child,
    client: Client,
    _place: Sandbox,
}

impl Varnish {
    /// Starts Varnish in front of the server at `backend`. Prints a note and returns none if it is not installed.
    pub fn before(backend: SocketAddr) -> Option<Self> {
        if Command::new("varnishd").arg("-V").stderr(Stdio::null()).status().is_err() {
            // Bypasses the output capture of passing tests, so that it is visible.
            let mut out = std::io::stdout();
            writeln!(out, "skipped: varnishd is not installed").unwrap();
            return None;
        }
        let place = Sandbox::new();
        place.write("cairn.vcl", &VCL.replace("PORT", &backend.port().to_string()));
        // A port that was free a moment ago; Varnish does not report a port of its own choice.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (log, folder) = (std::fs::File::create(place.file("log")).unwrap(), place.file("state"));
        let mut command = Command::new("varnishd");
        command.args(["-F", "-j", "none", "-s", "malloc,16m", "-a", &address.to_string()]);
        command.arg("-f").arg(place.file("cairn.vcl")).arg("-n").arg(folder);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let varnish = Self { child: command.spawn().unwrap(), client: Client::new(address, None), _place: place };
        eventually(|| {
            varnish.client.try_send(Method::GET, "/health/live", &[], None).is_ok_and(|live| live.status == 200)
        });
        Some(varnish)
    }

    /// Returns a client of the cache.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Purges the entries with one of these keys.
    pub fn purge(&self, keys: &[&str]) {
        for key in keys {
            let method = Method::from_bytes(b"PURGE").unwrap();
            self.client.send(method, "/", &[("X-Purge-Key", key)], None).expect(200);
        }
    }
}

impl Drop for Varnish {
    fn drop(&mut self) {
        // SIGTERM, so that it stops its child processes too.
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
