//! `cairn reindex`.

use clap::Args;

use super::output::{CommandResult, print_line};
use crate::config::DatabaseSettings;
use crate::db::Database;
use crate::{publishing, working_copies};

/// The arguments of `cairn reindex`.
#[derive(Debug, Args)]
pub(super) struct ReindexArgs {
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &ReindexArgs) -> CommandResult {
    let database = Database::open(&args.database.database_url, 1).map_err(|error| error.to_string())?;
    let count = database.write_blocking(publishing::reindex).map_err(|error| error.to_string())?;
    database.write_blocking(working_copies::reindex).map_err(|error| error.to_string())?;
    print_line(&format!("{count} published entities were indexed."));
    Ok(())
}
