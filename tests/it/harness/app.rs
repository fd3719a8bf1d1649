//! The application under test.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use actix_web::dev::ServerHandle;
use cairn::app::Application;
use cairn::auth::{self, ApiKey, KeyToken, Role};
use cairn::config::Config;
use cairn::content::{Actor, Timestamp};
use cairn::db::{self, Database};
use clap::Parser;
use diesel::connection::SimpleConnection;

use super::client::Client;

/// A running application, stopped on drop.
pub struct TestApp {
    address: SocketAddr,
    management: Option<SocketAddr>,
    database: Database,
    folder: tempfile::TempDir,
    server: Option<(ServerHandle, std::thread::JoinHandle<()>)>,
}

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

/// Returns a migrated database, which is created once and copied for every test.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("template.db");
            let database = Database::open(&db::DatabaseAddress::file(&file), 1).unwrap();
            drop(database);
            (folder, file)
        })
        .1
}

impl TestApp {
    /// Starts an application without content.
    pub fn spawn() -> Self {
        Self::spawn_with(&[])
    }

    /// Starts an application without content, with more arguments.
    pub fn spawn_with(arguments: &[&str]) -> Self {
        Self::spawn_on(template(), arguments)
    }

    /// Starts an application on a copy of a database.
    pub(super) fn spawn_on(database: &Path, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(database, folder.path().join("cairn.db")).unwrap();
        Self::start(folder, arguments)
    }

    fn start(folder: tempfile::TempDir, arguments: &[&str]) -> Self {
        let file = folder.path().join("cairn.db").display().to_string();
        let own = ["test", "--bind", "127.0.0.1:0", "--workers", "2", "--database-url", &file];
        let config = Arguments::parse_from(own.iter().chain(arguments)).config;
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let application = Application::build(&config).unwrap();
            let (addresses, database) = (application.addresses().clone(), application.database().clone());
            sender.send((addresses, database, application.handle())).unwrap();
            actix_web::rt::System::new().block_on(application.run()).unwrap();
        });
        let (addresses, database, handle) = receiver.recv().unwrap();
        let (address, management) = (addresses.public().unwrap(), addresses.management());
        Self { address, management, database, folder, server: Some((handle, thread)) }
    }

    /// Stops the application and starts it again on the same database.
    pub fn restart_with(mut self, arguments: &[&str]) -> Self {
        self.stop();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Self::start(folder, arguments)
    }

    /// Returns the path of the database file.
    pub fn database_file(&self) -> PathBuf {
        self.folder.path().join("cairn.db")
    }

    /// Runs a statement on the writer connection, which may affect later writes.
    pub fn on_the_writer(&self, statement: &str) {
        let run = |connection: &mut db::Connection| Ok::<_, db::Error>(connection.batch_execute(statement)?);
        self.database.write_blocking(run).unwrap();
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the separate address for management, if there is one.
    pub fn management_address(&self) -> Option<SocketAddr> {
        self.management
    }

    /// Returns a client without a key.
    pub fn anonymous(&self) -> Client {
        Client::new(self.address, None)
    }

    /// Returns a client with the role `viewer`.
    pub fn viewer(&self) -> Client {
        self.with_role(Role::Viewer)
    }

    /// Returns a client with the role `author`.
    pub fn author(&self) -> Client {
        self.with_role(Role::Author)
    }

    /// Returns a client with the role `editor`.
    pub fn editor(&self) -> Client {
        self.with_role(Role::Editor)
    }

    /// Returns a client with the role `admin`.
    pub fn admin(&self) -> Client {
        self.with_role(Role::Admin)
    }

    /// Returns a client with this key, valid or not.
    pub fn with_key(&self, key: &str) -> Client {
        Client::new(self.address, Some(key.to_owned()))
    }

    /// Returns a client with a new key of that role.
    pub fn with_role(&self, role: Role) -> Client {
        self.with_key(&self.key(role, None).reveal())
    }

    /// Creates a key.
    pub fn key(&self, role: Role, expires_at: Option<Timestamp>) -> KeyToken {
        let token = KeyToken::generate().unwrap();
        let key = ApiKey::new(&token, format!("{role} of a test"), role, expires_at);
        self.database.write_blocking(|connection| auth::create(connection, &Actor::system("a test"), &key)).unwrap();
        token
    }

    /// Revokes a key.
    pub fn revoke(&self, token: &KeyToken) {
        let revoke = |connection: &mut db::Connection| {
            auth::revoke(connection, &Actor::system("a test"), token.id(), Timestamp::now(), &[])
        };
        let revoked = self.database.write_blocking(revoke);
        assert!(revoked.unwrap());
    }

    fn stop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            // Not awaited: the thread ends when the server has ended.
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop();
    }
}
