//! `cairn import`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, say};
use crate::config::DatabaseSettings;
use crate::content::{Actor, Locale};
use crate::db::Database;
use crate::management::imports::{self, Bundle, ImportError, ImportOptions, Report};
use crate::publishing::Settings;

/// The arguments of `cairn import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files and folders of what can be imported; folders are read with all that is below them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Publish everything that is imported
    #[arg(long)]
    publish: bool,
    /// Replace what is there and differs; without this it is left alone and named
    #[arg(long)]
    force: bool,
    /// The language of documents that name none
    #[arg(long, value_name = "TAG", default_value = "en")]
    locale: Locale,
    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) fn run(args: &ImportArgs) -> Outcome {
    let mut bundle = Bundle::new(args.locale.clone());
    let mut unread = Vec::new();
    for path in &args.paths {
        add(path, path, &mut bundle, &mut unread);
    }
    if !unread.is_empty() {
        let count = unread.len();
        return Err(format!("nothing was imported; {count} file(s) cannot be read:\n  {}", unread.join("\n  ")));
    }
    if bundle.is_empty() {
        return Err("there is nothing to import in the given paths".to_owned());
    }
    let database = Database::open(&args.database.database_url, 1).map_err(|error| error.to_string())?;
    let options = ImportOptions { publish: args.publish, force: args.force };
    let report = database
        .write_blocking(|connection| -> Result<Report, ImportError> {
            let settings = Settings::of_database(connection)?;
            imports::load(connection, &settings, &Actor::program("cairn import"), &bundle, options)
        })
        .map_err(|error| explain(&error))?;
    tell(&report, args.publish);
    Ok(())
}

/// Reads a file, or a folder in the order of its names; in folders other files are passed over. What cannot
/// be read is added to `unread`, so that all of it can be mended at once. `root` is what was named.
fn add(path: &Path, root: &Path, bundle: &mut Bundle, unread: &mut Vec<String>) {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.is_dir() {
        match entries(path) {
            Ok(entries) => entries.iter().for_each(|entry| add(entry, root, bundle, unread)),
            Err(error) => unread.push(fail(error)),
        }
        return;
    }
    if path != root && !Bundle::takes(path) {
        return;
    }
    let read = std::fs::read_to_string(path).map_err(fail);
    let name = name_below(path, root);
    let added = read.and_then(|text| bundle.add_file(path, &name, &text).map_err(|error| error.to_string()));
    unread.extend(added.err());
}

/// Where a file lies below what was named, with the same signs on every system: its lasting name.
fn name_below(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
    let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    Ok(entries)
}

fn tell(report: &Report, published: bool) {
    for warning in &report.warnings {
        say(&format!("note: {}: {}", warning.place, warning.detail));
    }
    for skipped in &report.skipped {
        say(&format!("left alone: {skipped} differs from the file; --force replaces it"));
    }
    let Report { created, updated, unchanged, .. } = report;
    let skipped = report.skipped.len();
    let verb = if published { "; all but those left alone are published" } else { "" };
    say(&format!("{created} created, {updated} replaced, {unchanged} unchanged, {skipped} left alone{verb}."));
}

/// An import error as sentences, every mistake of the files among them.
pub(super) fn explain(error: &ImportError) -> String {
    match error {
        ImportError::Files(problems) => {
            let lines: Vec<String> =
                problems.iter().map(|problem| format!("  {}: {}", problem.place, problem.detail)).collect();
            format!("nothing was imported; the files hold {} mistake(s):\n{}", problems.len(), lines.join("\n"))
        }
        other => format!("nothing was imported: {other}"),
    }
}
