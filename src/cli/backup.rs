//! `cairn backup`.

use std::path::PathBuf;

use clap::Args;

use super::output::{CommandResult, check_is_not_database, megabytes, print_error, print_line};
use crate::config::DatabaseSettings;
use crate::db::{CopyError, DatabaseCopy, SchemaState, private_files};
use crate::events::changes;

/// The arguments of `cairn backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace an existing file. It stays until the new backup is complete
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &BackupArgs) -> CommandResult {
    let (from, to) = (&args.database.database_url, args.file.display());
    if private_files::exists(&args.file) && !args.force {
        return Err(exists(&to));
    }
    check_is_not_database(&args.file, from)?;
    let fail = |error: CopyError| format!("{from} could not be copied: {error}");
    let copy = DatabaseCopy::create(from, &args.file).map_err(fail)?;
    let mut inspector = copy.inspect().map_err(|error| fail(error.into()))?;
    match inspector.schema().map_err(|error| fail(error.into()))? {
        SchemaState::Foreign => return Err(format!("{from} is not a database of Cairn")),
        SchemaState::Current | SchemaState::Older(_) | SchemaState::Newer(_) => {}
    }
    let broken = inspector.broken_references().map_err(|error| fail(error.into()))?.len();
    let seq = inspector.read(changes::last).map_err(|error| fail(error.into()))?;
    drop(inspector);
    let size = copy.size();
    copy.persist(args.force).map_err(|error| match error {
        CopyError::Exists(_) => exists(&to),
        other => fail(other),
    })?;
    print_line(&format!("{from} was copied to {to} and verified: {}, up to change {seq}.", megabytes(size)));
    if broken > 0 {
        print_error(&format!("{broken} rows refer to missing rows, in {from} too; cairn doctor lists them"));
    }
    Ok(())
}

fn exists(file: &impl std::fmt::Display) -> String {
    format!("{file} exists already; --force replaces it")
}
