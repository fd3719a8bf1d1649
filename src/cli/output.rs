//! The output of commands, and helpers that several commands share.

use std::path::Path;

use crate::db::DatabaseAddress;

/// The result of a command: nothing, or an error message.
pub(super) type CommandResult = Result<(), String>;

/// Fails if `file` is the database that a command reads, or one of its side files.
pub(super) fn check_is_not_database(file: &Path, database: &DatabaseAddress) -> CommandResult {
    if database.includes(file) { Err(format!("{} is the database itself", file.display())) } else { Ok(()) }
}

/// Prints a line to standard output.
pub(super) fn print_line(line: &str) {
    use std::io::Write;
    // A closed pipe, for example to `head`, is no error.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints an error message.
#[expect(clippy::print_stderr, reason = "this is what a command line is for")]
pub(super) fn print_error(sentence: &str) {
    eprintln!("cairn: {sentence}");
}

/// Formats a size in megabytes, with one decimal.
pub(super) fn megabytes(bytes: u64) -> String {
    const TENTH: u64 = 100_000;
    let tenths = bytes.div_ceil(TENTH);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
