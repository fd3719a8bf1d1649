//! `cairn doctor`: reports the findings of all parts, each with its location and fix.

mod findings;

use clap::Args;

use super::output::{CommandResult, megabytes, print_line};
use crate::config::{DatabaseSettings, parse_public_url};
use crate::db::{self, Database, DatabaseAddress, Error, Inspector};
use crate::events::changes;
use crate::publishing::{self, ArticleUrlTemplate, IntegrityIssue, IntegrityReport, Settings};
use crate::working_copies::{self, WorkingCopyIssue, WorkingCopyIssueKind, WorkingCopyReport};
use findings::Finding;

/// The minimum free disk space, in bytes, for a database of any size.
const FREE_MIN: u64 = 256_000_000;

/// The maximum number of findings that are printed; the others are only counted.
const PRINTED_MAX: usize = 100;

/// The arguments of `cairn doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Repair what can be rebuilt from intact data: published documents, their change log entries, and the search indexes
    #[arg(long)]
    repair: bool,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// The server's public URL. If this or --article-url is given, the documents are compared with it
    #[arg(long, env = "CAIRN_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    public_url: Option<String>,
    /// The server's template of article URLs
    #[arg(long, env = "CAIRN_ARTICLE_URL", value_name = "TEMPLATE")]
    article_url: Option<ArticleUrlTemplate>,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl DoctorArgs {
    /// Returns the template of article URLs, if one of its settings is given.
    fn article_address(&self) -> Option<ArticleUrlTemplate> {
        let is_said = self.public_url.is_some() || self.article_url.is_some();
        is_said.then(|| self.article_url.clone().unwrap_or_default().with_base_url(self.public_url.as_deref()))
    }
}

/// The result of an examination.
#[derive(Default)]
struct Diagnosis {
    findings: Vec<Finding>,
    /// Findings for editors, which are no fault of the database.
    notices: Vec<Finding>,
    issues: Vec<IntegrityIssue>,
    working_copy_issues: Vec<WorkingCopyIssue>,
    /// The items that were examined, for the summary.
    seen: Vec<String>,
}

pub(super) fn run(args: &DoctorArgs) -> CommandResult {
    let address = &args.database.database_url;
    if !address.path().exists() {
        return Err(format!("there is no database {address}"));
    }
    let failed = |error: Error| format!("{address} could not be examined: {error}");
    let mut diagnosis = examine(args).map_err(failed)?;
    if args.repair && diagnosis.is_repairable() {
        repair(address, &diagnosis)?;
        let before = diagnosis.findings.len();
        diagnosis = examine(args).map_err(failed)?;
        let repaired = before.saturating_sub(diagnosis.findings.len());
        diagnosis.seen.push(format!("{} repaired", findings::count_of(repaired, "finding")));
    }
    diagnosis.print(address, args.json)
}

fn examine(args: &DoctorArgs) -> Result<Diagnosis, Error> {
    let address = &args.database.database_url;
    let mut found = Diagnosis::default();
    found.check_space(address);
    let mut inspector = Inspector::open(address)?;
    let damage = inspector.integrity_check()?;
    if !damage.is_empty() {
        found.findings.extend(damage.iter().map(|line| findings::damage(address, line)));
        // Its content cannot be trusted, and may be unreadable.
        return Ok(found);
    }
    found.findings.extend(inspector.broken_references()?.iter().map(findings::broken_reference));
    if let Some(finding) = findings::schema(address, &inspector.schema()?) {
        found.findings.push(finding);
        return Ok(found);
    }
    if inspector.journal_mode()? != "wal" {
        found.seen.push("no server has opened it yet".to_owned());
    }
    inspector.read(|connection| {
        if publishing::has_pending_work(connection)? {
            // Much is inconsistent until that work is done.
            found.findings.push(findings::has_pending_work());
            return Ok(());
        }
        found.check_settings(Settings::of_database(connection), args);
        let settings = match Settings::of_database(connection) {
            Ok(settings) => settings,
            Err(Error::Corrupt(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let IntegrityReport { issues, checked: published } = publishing::check(connection, &settings)?;
        let WorkingCopyReport { issues: working_copy_issues, checked: working } = working_copies::check(connection)?;
        let can_rebuild = publishing::can_rebuild(&issues);
        found.findings.extend(issues.iter().map(|issue| findings::issue(issue, can_rebuild)));
        found.findings.extend(working_copy_issues.iter().map(findings::working_copy_issue));
        found.notices.extend(publishing::find_published_dead_links(connection)?.iter().map(findings::dead_link));
        found.seen.push(format!("{published} published entities"));
        found.seen.push(format!("{working} working copies"));
        found.seen.push(format!("change {}", changes::last(connection)?));
        (found.issues, found.working_copy_issues) = (issues, working_copy_issues);
        Ok(())
    })?;
    Ok(found)
}

impl Diagnosis {
    fn check_space(&mut self, address: &DatabaseAddress) {
        let db::DiskUsage { used, free } = db::disk_usage(address);
        self.seen.push(megabytes(used));
        let Some(free) = free else { return };
        self.seen.push(format!("{} free", megabytes(free)));
        if free < FREE_MIN || free < used / 10 {
            self.findings.push(findings::little_space(address, free));
        }
    }

    fn check_settings(&mut self, stored: Result<Settings, Error>, args: &DoctorArgs) {
        match (stored, args.article_address()) {
            (Ok(stored), Some(wanted)) if stored.article_url != wanted => {
                self.findings.push(findings::other_address(stored.article_url.as_str(), wanted.as_str()));
            }
            (Err(Error::Corrupt(why)), _) => self.findings.push(findings::bad_setting(&why)),
            _ => {}
        }
    }

    fn is_repairable(&self) -> bool {
        self.issues.iter().any(|issue| issue.kind.is_repairable())
            || self.working_copy_issues.iter().any(|issue| issue.issue == WorkingCopyIssueKind::NotIndexed)
    }

    fn print(&self, address: &DatabaseAddress, is_json: bool) -> CommandResult {
        let count = self.findings.len();
        if is_json {
            print_line(
                &serde_json::json!({"findings": self.findings, "notices": self.notices, "seen": self.seen}).to_string(),
            );
        } else {
            print(&self.findings, "");
            print(&self.notices, "for editors: ");
        }
        if count > 0 {
            return Err(format!("{address} has {}", findings::count_of(count, "finding")));
        }
        if !is_json {
            print_line(&format!("{address} has no faults: {}.", self.seen.join(", ")));
        }
        Ok(())
    }
}

/// Prints the first findings, and the number of the others.
fn print(findings: &[Finding], before: &str) {
    for Finding { what, place, fix } in findings.iter().take(PRINTED_MAX) {
        print_line(&format!("{before}{what}\n  where: {place}\n  fix:   {fix}"));
    }
    if findings.len() > PRINTED_MAX {
        print_line(&format!("{before}and {} more; --json prints all of them", findings.len() - PRINTED_MAX));
    }
}

fn repair(address: &DatabaseAddress, found: &Diagnosis) -> CommandResult {
    let database = Database::open(address, 1).map_err(|error| error.to_string())?;
    database
        .write_blocking(|connection| -> Result<(), Error> {
            let settings = Settings::of_database(connection)?;
            publishing::repair(connection, &settings, &found.issues)?;
            if found.working_copy_issues.iter().any(|issue| issue.issue == WorkingCopyIssueKind::NotIndexed) {
                working_copies::reindex(connection)?;
            }
            Ok(())
        })
        .map_err(|error| format!("{address} could not be repaired, and is unchanged: {error}"))
}
