//! `cairn export`.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::output::{CommandResult, check_is_not_database, print_error};
use crate::config::DatabaseSettings;
use crate::db::{self, Database, private_files};
use crate::management::exports::{self, ExportOptions};

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// Everything, as JSON lines
    Ndjson,
    /// The working copies, as a folder of files to edit
    Markdown,
}

/// The arguments of `cairn export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The file to write, or the folder for Markdown. Without it, JSON lines go to standard output
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The format of the export
    #[arg(long, value_enum, default_value = "ndjson")]
    format: ExportFormat,
    /// Include all revisions, not only the current state
    #[arg(long)]
    revisions: bool,
    /// Omit the change log, old addresses, unpublishings and synonyms: an author can import such an export, as drafts
    #[arg(long)]
    without_log: bool,
    #[command(flatten)]
    database: DatabaseSettings,
}

/// The reason why an export failed.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
}

pub(super) fn run(args: &ExportArgs) -> CommandResult {
    for (given, flag, what) in
        [(args.revisions, "--revisions", "revisions"), (args.without_log, "--without-log", "log")]
    {
        if given && args.format == ExportFormat::Markdown {
            return Err(format!("a Markdown export has no {what}; omit {flag}, or export as ndjson"));
        }
    }
    let options = ExportOptions { revisions: args.revisions, log: !args.without_log };
    if !args.database.database_url.path().exists() {
        return Err(format!("there is no database {}", args.database.database_url));
    }
    if let Some(path) = &args.path {
        check_is_not_database(path, &args.database.database_url)?;
    }
    let database = Database::open(&args.database.database_url, 1).map_err(|error| error.to_string())?;
    match (args.format, &args.path) {
        (ExportFormat::Ndjson, None) => {
            let count = write_lines(&database, options, std::io::stdout().lock());
            // A closed pipe, for example to `head`, is no error.
            match count {
                Err(ExportError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                other => other.map(|_| ()).map_err(|error| error.to_string()),
            }
        }
        (ExportFormat::Ndjson, Some(path)) => write_file(&database, options, path),
        (ExportFormat::Markdown, None) => Err("a Markdown export needs a PATH: the folder for the files".to_owned()),
        (ExportFormat::Markdown, Some(folder)) => write_folder(&database, folder),
    }
}

fn write_lines(database: &Database, options: ExportOptions, target: impl Write) -> Result<u64, ExportError> {
    let mut target = BufWriter::new(target);
    let mut count = 0_u64;
    database.read_blocking(|connection| {
        exports::export(connection, options, &mut |line: String| -> Result<(), ExportError> {
            count += 1;
            Ok(target.write_all(line.as_bytes())?)
        })
    })?;
    target.flush()?;
    Ok(count)
}

/// Writes the whole file. An earlier export stays until the new one is complete.
fn write_file(database: &Database, options: ExportOptions, path: &Path) -> CommandResult {
    let written = private_files::write_atomically(path, |file| write_lines(database, options, file));
    let count = written.map_err(|error| format!("{}: {error}", path.display()))?;
    print_error(&format!("{count} lines written to {}", path.display()));
    Ok(())
}

/// Creates a folder for its owner only, and its missing parents with default permissions.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    private_files::create_folder(folder)
}

fn write_folder(database: &Database, folder: &Path) -> CommandResult {
    let is_taken = folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if is_taken {
        return Err(format!("{} is not empty; give a new folder", folder.display()));
    }
    if folder.is_symlink() {
        return Err(format!("{} is a symbolic link; name the folder that it points to", folder.display()));
    }
    let fail = |error: std::io::Error| format!("{}: cannot write: {error}", folder.display());
    if !folder.exists() {
        make_folder(folder).map_err(fail)?;
    }
    // Any other entry that appears in the folder meanwhile was created by somebody else, and is not followed.
    let mut made: HashSet<PathBuf> = HashSet::from([folder.to_owned()]);
    let mut count = 0_usize;
    let written = database.read_blocking(|connection| {
        exports::export_markdown(connection, &mut |file| -> Result<(), ExportError> {
            let path = folder.join(&file.name);
            let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|parent| !made.contains(*parent)).collect();
            for parent in missing.into_iter().rev() {
                private_files::create_folder(parent)?;
                made.insert(parent.to_owned());
            }
            private_files::create_with_text(&path, &file.text)?;
            count += 1;
            Ok(())
        })
    });
    written.map_err(|error| format!("{}: {error}", folder.display()))?;
    print_error(&format!("{count} files written to {}", folder.display()));
    Ok(())
}
