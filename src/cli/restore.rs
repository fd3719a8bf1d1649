//! `cairn restore`.

use std::path::PathBuf;

use clap::Args;

use super::output::{CommandResult, megabytes, print_error, print_line};
use crate::config::DatabaseSettings;
use crate::db::{CopyError, DatabaseAddress, DatabaseCopy, Error, Inspector, RestoreError, RestoreTarget, SchemaState};
use crate::events::changes;

/// The table of the change log.
const CHANGES: &str = "changes";

/// The changes of a restored log are numbered from the next multiple of this on.
const NUMBERS_SKIPPED: i64 = 1_000_000;

/// The arguments of `cairn restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup to take
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put it in the place of the database that is there, which stays until the backup is whole beside it
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &RestoreArgs) -> CommandResult {
    let (from, to) = (DatabaseAddress::file(&args.file), &args.database.database_url);
    if RestoreTarget::is_occupied(to) && !args.force {
        return Err(format!("{to} is there already; --force puts the backup in its place"));
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
            format!("{to} is open in another program; stop its server, and what copies it, before it is replaced")
        }
        RestoreError::Link(_) => format!("{from} could not be restored: {error}"),
        RestoreError::Copy(error) => fail(error),
    };
    let quarantined = RestoreTarget::lock(to).map_err(explain)?.install(copy).map_err(explain)?;
    print_line(&format!("{to} is what {from} has: {}, up to the change {seq}.", megabytes(size)));
    if let Some(quarantined) = quarantined {
        print_line(&format!("What was there could not be opened; it is in {}.", quarantined.display()));
    }
    if older > 0 {
        print_line(&format!(
            "Its schema is {older} migrations older than this program; the next start brings it up to date."
        ));
    }
    if broken > 0 {
        print_error(&format!("{broken} rows of it name others that are not there; cairn doctor names them"));
    }
    Ok(())
}

/// The last change of the database that is to be replaced; 0 if there is none, or it cannot be read.
fn last_change(database: &DatabaseAddress) -> i64 {
    let last = Inspector::open(database).and_then(|mut inspector| inspector.read(changes::last));
    last.unwrap_or_default()
}

/// The number before the next one that no change had yet, whatever was changed after the backup was made. Whoever has seen
/// one of those changes is told so, because the log goes on without ever having their numbers.
fn beyond(last: i64) -> i64 {
    (last / NUMBERS_SKIPPED + 1) * NUMBERS_SKIPPED
}

/// Refuses what is not a whole database of Cairn that this program can work on; answers with how many migrations it lacks.
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
