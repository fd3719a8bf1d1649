//! `cairn migrate`.

use clap::Args;

use super::output::{CommandResult, print_line};
use crate::config::DatabaseSettings;
use crate::db::Database;

/// The arguments of `cairn migrate`.
#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &MigrateArgs) -> CommandResult {
    Database::open(&args.database.database_url, 1).map_err(|error| error.to_string())?;
    print_line(&format!("{} is up to date.", args.database.database_url));
    Ok(())
}
