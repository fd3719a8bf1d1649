//! `cairn import`.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::{CommandResult, check_is_not_database, print_line};
use crate::config::DatabaseSettings;
use crate::content::string_enum::StringEnum;
use crate::content::{Actor, Locale};
use crate::db::{Database, DatabaseAddress, private_files};
use crate::management::imports::{
    self, ExportSource, Format, ImportBundle, ImportContext, ImportError, ImportOptions, ImportOutcome, ImportReport,
    ImportRoot, ImportSources, SourceFile,
};
use crate::publishing::Settings;

/// The maximum size of one file, in bytes. A file is held in memory.
const FILE_MAX: u64 = 256 << 20;

/// The path that means standard input.
const STANDARD_INPUT: &str = "-";

/// The arguments of `cairn import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Files and folders; folders are read recursively. `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The format of files whose names do not show it
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<Format>,
    /// Name of the import, a prefix of the names that it creates; the name of the folder if not given
    #[arg(long, value_name = "NAME", value_parser = imports::parse_source)]
    source: Option<String>,
    /// The locale of pages without one
    #[arg(long, env = "CAIRN_DEFAULT_LOCALE", value_name = "LOCALE", default_value = "en")]
    locale: Locale,
    /// Publish everything that is imported, except drafts
    #[arg(long)]
    publish: bool,
    /// Replace entities that were edited after their import; without this they are skipped and listed
    #[arg(long)]
    force: bool,
    /// Report what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the outcome of each entity into this file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseSettings,
}

fn parse_format(text: &str) -> Result<Format, String> {
    Format::parse_name(text).ok_or_else(|| Format::unknown_value(text))
}

pub(super) fn run(args: &ImportArgs) -> CommandResult {
    let mut input = InputReader {
        bundle: ImportBundle::new(args.locale.clone()),
        exports: Vec::new(),
        format: args.format,
        source: args.source.clone(),
        unreadable: Vec::new(),
    };
    for path in &args.paths {
        input.add_argument(path);
    }
    let InputReader { bundle, exports, unreadable, .. } = input;
    if !unreadable.is_empty() {
        let count = unreadable.len();
        return Err(format!("nothing was imported; {count} file(s) cannot be read:\n  {}", unreadable.join("\n  ")));
    }
    if bundle.is_empty() && exports.is_empty() {
        let notes = bundle.notes().iter().map(|note| format!("\n  {}: {}", note.location, note.detail));
        return Err(format!("the given paths contain nothing to import{}", notes.collect::<String>()));
    }
    let database = Database::open(&args.database.database_url, 1).map_err(|error| error.to_string())?;
    let options = ImportOptions::of_operator(args.publish, args.force);
    let bar = progress_bar(exports.is_empty().then_some(bundle.len()));
    let report = database
        .write_blocking(|connection| -> Result<ImportReport, ImportError> {
            let settings = Settings::of_database(connection)?;
            let actor = Actor::system("cairn import");
            let import = if args.dry_run { imports::load_dry_run } else { imports::load };
            let done = |count: usize| bar.set_position(u64::try_from(count).unwrap_or(u64::MAX));
            let context = ImportContext { settings: &settings, actor: &actor, options, progress: &done };
            import(connection, &context, ImportSources { exports, bundle: &bundle })
        })
        .map_err(|error| explain(&error));
    bar.finish_and_clear();
    let report = report?;
    print_report(&report, args.publish);
    args.report.as_deref().map_or(Ok(()), |file| write_report(file, &args.database.database_url, &report))
}

/// Returns a progress bar; it is invisible without a terminal. The length of an export is unknown until its end.
fn progress_bar(length: Option<usize>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => {
            (ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX)), "{bar:40} {pos} of {len} entities, {elapsed}")
        }
        None => (ProgressBar::no_length(), "{spinner} {pos} entities, {elapsed}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Reads files into a bundle. Collects the errors of all files, so that they can be fixed together.
struct InputReader {
    bundle: ImportBundle,
    /// Exports are streamed during the import, because they may be large.
    exports: Vec<ExportSource>,
    format: Option<Format>,
    /// The name of the import, if one was given.
    source: Option<String>,
    unreadable: Vec<String>,
}

impl InputReader {
    fn add_argument(&mut self, path: &Path) {
        if path.as_os_str() == STANDARD_INPUT {
            self.add_standard_input();
            return;
        }
        // A file argument is identified by its name, a file in a folder argument by its path within the folder.
        let name = if path.is_dir() { Cow::default() } else { path.file_name().unwrap_or_default().to_string_lossy() };
        let folder = folder_name(path);
        let source = self.source.clone();
        let root = source.as_deref().map_or(ImportRoot::Folder(&folder), ImportRoot::Named);
        self.add(path, (root, &name), true);
    }

    fn add_standard_input(&mut self) {
        if self.format.is_none() {
            self.unreadable.push("standard input: give its format with --format".to_owned());
            return;
        }
        let input = BufReader::new(std::io::stdin());
        let source = self.source.clone();
        let root = source.as_deref().map_or(ImportRoot::Unknown, ImportRoot::Named);
        let added = self.add_source("standard input", (root, ""), input);
        self.unreadable.extend(added.err());
    }

    /// Reads a file, or the importable files of a folder in the order of their names.
    fn add(&mut self, path: &Path, (root, name): (ImportRoot<'_>, &str), is_named: bool) {
        let fail = |error: std::io::Error| format!("{}: {error}", path.display());
        if path.is_dir() {
            match entries(path) {
                Ok(entries) => entries.iter().for_each(|entry| {
                    let part = entry.file_name().unwrap_or_default().to_string_lossy();
                    // Hidden files belong to programs, or were deleted.
                    if part.starts_with('.') {
                        if entry.is_dir() || ImportBundle::is_importable(entry) {
                            self.bundle.note_hidden(&entry.display().to_string());
                        }
                        return;
                    }
                    self.add(entry, (root, format!("{name}/{part}").trim_start_matches('/')), false);
                }),
                Err(error) => self.unreadable.push(fail(error)),
            }
            return;
        }
        let location = path.display().to_string();
        if !is_named && !ImportBundle::is_importable(path) {
            self.bundle.note_skipped(&location, path);
            return;
        }
        if is_named && self.format.is_none() && path.is_file() && Format::of_path(path).is_none() {
            self.unreadable.push(ImportBundle::not_importable(&location, path).to_string());
            return;
        }
        let added = match std::fs::File::open(path) {
            Ok(file) => self.add_source(&location, (root, name), BufReader::new(file)),
            Err(error) => Err(fail(error)),
        };
        self.unreadable.extend(added.err());
    }

    fn add_source(
        &mut self,
        location: &str,
        (root, name): (ImportRoot<'_>, &str),
        mut source: impl BufRead + Send + 'static,
    ) -> Result<(), String> {
        let fail = |error: std::io::Error| format!("{location}: {error}");
        let format = self.format.or_else(|| Format::of_path(Path::new(name)));
        if format == Some(Format::Ndjson) && imports::is_export(source.fill_buf().map_err(fail)?) {
            self.exports.push(ExportSource { location: location.to_owned(), lines: Box::new(source) });
            return Ok(());
        }
        let text = read_text(source).map_err(fail)?;
        let file = SourceFile { location, root, name, format, text: &text };
        self.bundle.add_file(file).map_err(|error| error.to_string())
    }
}

/// Returns the name of the folder, or of the folder that contains the file.
fn folder_name(path: &Path) -> String {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = folder.file_name().is_none().then(|| folder.canonicalize().ok()).flatten();
    let name = whole.as_deref().unwrap_or(folder).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn read_text(source: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    source.take(FILE_MAX + 1).read_to_end(&mut bytes)?;
    if let Some(detail) = imports::unsupported_content(&bytes) {
        return Err(std::io::Error::other(detail));
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= FILE_MAX) {
        let error = "it is not UTF-8; save it in that encoding";
        return String::from_utf8(bytes).map_err(|_| std::io::Error::other(error));
    }
    Err(std::io::Error::other(format!("it is larger than {} megabytes; import it in parts", FILE_MAX >> 20)))
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    Ok(entries)
}

fn print_report(report: &ImportReport, published: bool) {
    for document in &report.documents {
        for note in &document.notes {
            print_line(&format!("note: {}: {}", note.location, note.detail));
        }
    }
    for document in report.documents.iter().filter(|document| document.outcome == ImportOutcome::Skipped) {
        let name = document.source_id.clone().unwrap_or_else(|| document.id.to_string());
        print_line(&format!("skipped: {} \"{name}\" differs from the file; --force replaces it", document.kind));
    }
    for note in &report.notes {
        print_line(&format!("note: {}: {}", note.location, note.detail));
    }
    let ImportReport { created, updated, unchanged, skipped, .. } = report;
    let verb = if published { format!("; {} published", report.published) } else { String::new() };
    let dry = if report.dry_run { "Nothing was changed. It would be: " } else { "" };
    print_line(&format!("{dry}{created} created, {updated} replaced, {unchanged} unchanged, {skipped} skipped{verb}."));
}

fn write_report(file: &Path, database: &DatabaseAddress, report: &ImportReport) -> CommandResult {
    check_is_not_database(file, database)?;
    let json = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
    let written = private_files::write_atomically(file, |mut target| target.write_all((json + "\n").as_bytes()));
    written.map_err(|error| format!("the report {} cannot be written: {error}", file.display()))
}

/// Formats an import error as sentences, with every error in the files.
pub(super) fn explain(error: &ImportError) -> String {
    match error {
        ImportError::Files(problems) => {
            let lines: Vec<String> =
                problems.iter().map(|problem| format!("  {}: {}", problem.location, problem.detail)).collect();
            format!("nothing was imported; the files have {} error(s):\n{}", problems.len(), lines.join("\n"))
        }
        other => format!("nothing was imported: {other}"),
    }
}
