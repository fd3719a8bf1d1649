//! The editor's key that `cairn serve --demo` prints.
//!
//! The database has only the digest of a key. So that a restart prints the same key, the demo keeps it in a file beside the
//! database, readable by the owner only. A database that this command did not fill has no such file: each start with
//! `--demo` then creates a new key.

use std::io;
use std::path::PathBuf;

use crate::auth::{self, ApiKey, KeyError, KeyToken, Role};
use crate::content::{Actor, DAY_MS, Timestamp};
use crate::db::{Connection, Database, DatabaseAddress, private_files};

const NAME: &str = "demo";

/// The suffix of the file that holds the key.
const SUFFIX: &str = ".demo-key";

/// The maximum size of that file in bytes; a key has 83.
const FILE_BYTES_MAX: u64 = 256;

/// A key that works, and the time at which it expires.
pub(super) struct DemoKey {
    pub(super) token: KeyToken,
    pub(super) expires_at: Timestamp,
}

/// The file that holds the key between two starts.
struct KeyFile(PathBuf);

impl KeyFile {
    fn beside(database: &DatabaseAddress) -> Self {
        let mut name = database.path().as_os_str().to_owned();
        name.push(SUFFIX);
        Self(name.into())
    }

    fn exists(&self) -> bool {
        private_files::exists(&self.0)
    }

    /// Returns the key in the file; none if there is no file, or no key in it.
    fn read(&self) -> Option<KeyToken> {
        private_files::read_text(&self.0, FILE_BYTES_MAX).ok()?.trim().parse().ok()
    }

    fn write(&self, token: &KeyToken) -> io::Result<()> {
        private_files::write_atomically(&self.0, |mut file| {
            io::Write::write_all(&mut file, format!("{}\n", token.reveal()).as_bytes())
        })
    }
}

/// Returns the key of an earlier start if it still works. Otherwise creates a key for one day and revokes earlier ones of the
/// demo. The new key is kept if `is_loaded`, that is, this start loaded the starter content, or if an earlier one was kept.
pub(super) fn load_or_create(
    database: &Database,
    address: &DatabaseAddress,
    is_loaded: bool,
    actor: &Actor,
) -> Result<DemoKey, String> {
    let file = KeyFile::beside(address);
    let is_kept = is_loaded || file.exists();
    let saved = file.read();
    let new = KeyToken::generate().map_err(|error| format!("no random numbers: {error}"))?;
    let key = database
        .write_blocking(|connection| -> Result<DemoKey, KeyError> {
            match saved {
                Some(token) => match expiry(connection, &token)? {
                    Some(expires_at) => Ok(DemoKey { token, expires_at }),
                    None => create(connection, actor, new),
                },
                None => create(connection, actor, new),
            }
        })
        .map_err(|error| error.to_string())?;
    if is_kept
        && file.read().as_ref() != Some(&key.token)
        && let Err(error) = file.write(&key.token)
    {
        log::warn!(
            "the next start prints another key, because this one could not be kept in {}: {error}",
            file.0.display()
        );
    }
    Ok(key)
}

/// Returns the expiry of an active key of the demo; none for every other key.
fn expiry(connection: &mut Connection, token: &KeyToken) -> Result<Option<Timestamp>, KeyError> {
    let key = auth::find(connection, token.id())?;
    let key = key.filter(|key| key.name == NAME && key.role == Role::Editor && key.admits(token, Timestamp::now()));
    Ok(key.and_then(|key| key.expires_at))
}

fn create(connection: &mut Connection, actor: &Actor, token: KeyToken) -> Result<DemoKey, KeyError> {
    let now = Timestamp::now();
    let is_of_demo = |key: &&ApiKey| key.name == NAME && key.role == Role::Editor && key.revoked_at.is_none();
    for old in auth::list_all(connection)?.iter().filter(is_of_demo) {
        auth::revoke(connection, actor, &old.id, now, &[])?;
    }
    let expires_at = now.later_by_ms(DAY_MS);
    auth::create(connection, actor, &ApiKey::new(&token, NAME.to_owned(), Role::Editor, Some(expires_at)))?;
    Ok(DemoKey { token, expires_at })
}
