//! `cairn restore`.

use std::path::PathBuf;

use clap::Args;

use super::output::{CommandResult, megabytes, print_error, print_line};
use crate::config::DatabaseSettings;
use crate::db::{CopyError, DatabaseAddress, DatabaseCopy, Error, Inspector, RestoreError, RestoreTarget, SchemaState};
use crate::events::changes;

/// The table of the change log.
const CHANGES: &str = "changes";

/// The changes after a restore are numbered from the next multiple of this.
const NUMBERS_SKIPPED: i64 = 1_000_000;

/// The arguments of `cairn restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup to restore
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace an existing database. It stays until the restored one is complete
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &RestoreArgs) -> CommandResult {
    let (from, to) = (DatabaseAddress::file(&args.file), &args.database.database_url);
    if RestoreTarget::is_occupied(to) && !args.force {
        return Err(format!("{to} exists already; --force replaces it by the backup"));
    }
    let fail = |error: CopyError| format!("{from} could not be restored: {error}");
    if !args.file.is_file() {
        return Err(fail(CopyError::Missing(from.clone())));
    }
    let older = check(&from)?;
    RestoreTarget::check(to).map_err(|error| format!("{from} could not be restored: {error}"))?;
    let copy = DatabaseCopy::create(&from, to.path()).map_err(fail)?;
    let mut inspector = copy.inspect().map_err(|error| fail(error.into()))?;
    let broken = inspector.broken_references().map_err(|error| fail(error.into()))?.len();
    let seq = inspector.read(changes::last).map_err(|error| fail(error.into()))?;
    drop(inspector);
    copy.set_sequence(CHANGES, beyond(seq.max(last_change(to)))).map_err(|error| fail(error.into()))?;
    let size = copy.size();
    let explain = |error: RestoreError| match error {
        RestoreError::InUse(_) => {
            format!("{to} is open in another program; stop the server and any backup of it first")
        }
        RestoreError::Link(_) => format!("{from} could not be restored: {error}"),
        RestoreError::Copy(error) => fail(error),
    };
    let quarantined = RestoreTarget::lock(to).map_err(explain)?.install(copy).map_err(explain)?;
    print_line(&format!("{to} was restored from {from}: {}, up to change {seq}.", megabytes(size)));
    if let Some(quarantined) = quarantined {
        print_line(&format!("The previous file could not be opened; it was moved to {}.", quarantined.display()));
    }
    if older > 0 {
        print_line(&format!("Its schema lacks {older} migrations; the next start runs them."));
    }
    if broken > 0 {
        print_error(&format!("{broken} rows refer to missing rows; cairn doctor lists them"));
    }
    Ok(())
}

/// Returns the number of the last change of the database to be replaced; 0 if there is none, or it cannot be read.
fn last_change(database: &DatabaseAddress) -> i64 {
    let last = Inspector::open(database).and_then(|mut inspector| inspector.read(changes::last));
    last.unwrap_or_default()
}

/// Returns the number after which the restored log continues. It is higher than any number used after the backup, so
/// that a client that has seen one of those changes finds its number missing and must start again.
fn beyond(last: i64) -> i64 {
    (last / NUMBERS_SKIPPED + 1) * NUMBERS_SKIPPED
}

/// Fails unless the file is an intact database of Cairn that this program supports. Returns the number of missing
/// migrations.
fn check(from: &DatabaseAddress) -> Result<usize, String> {
    let unreadable = |error: Error| format!("{from} could not be restored: {error}");
    let mut inspector = Inspector::open(from).map_err(unreadable)?;
    match inspector.schema().map_err(unreadable)? {
        SchemaState::Current => {}
        SchemaState::Older(older) => return intact(&mut inspector, from).map(|()| older),
        SchemaState::Newer(version) => {
            return Err(format!(
                "{from} has a newer schema than this program knows (migration {version}); restore it with the version of \
                 Cairn that wrote it, or a later one"
            ));
        }
        SchemaState::Foreign => return Err(format!("{from} is not a database of Cairn")),
    }
    intact(&mut inspector, from).map(|()| 0)
}

fn intact(inspector: &mut Inspector, from: &DatabaseAddress) -> Result<(), String> {
    match inspector.integrity_check() {
        Ok(findings) => match findings.first() {
            None => Ok(()),
            Some(first) => Err(format!("{from} is damaged ({first}); take another backup")),
        },
        Err(error) => Err(format!("{from} could not be restored: {error}")),
    }
}
