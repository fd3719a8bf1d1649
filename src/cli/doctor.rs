//! `cairn doctor`: what each part finds wrong, in words that say where it is and how to fix it.

mod words;

use clap::Args;
use serde::Serialize;

use super::{Outcome, megabytes, say};
use crate::config::{DatabaseSettings, parse_public_url};
use crate::db::{self, Database, DatabaseAddress, Error, Inspector, SchemaState};
use crate::events::changes;
use crate::publishing::{self, ArticleAddress, Flaw, Settings};
use crate::working_copies::{self, WorkingFlaw, WorkingFlawKind};

/// Fewer free bytes than this are too few for any database.
const FREE_MIN: u64 = 256_000_000;

/// More findings than this are counted and not printed.
const PRINTED_MAX: usize = 100;

/// The arguments of `cairn doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Repair what can be rebuilt from intact data: published documents, their entries in the change log, and the search indexes
    #[arg(long)]
    repair: bool,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// That of the server: the documents are held against it, if it or the next one is given
    #[arg(long, env = "CAIRN_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    public_url: Option<String>,
    /// That of the server
    #[arg(long, env = "CAIRN_ARTICLE_URL", value_name = "TEMPLATE")]
    article_url: Option<ArticleAddress>,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl DoctorArgs {
    /// The addresses that articles should have, if it is said.
    fn article_address(&self) -> Option<ArticleAddress> {
        let is_said = self.public_url.is_some() || self.article_url.is_some();
        is_said.then(|| self.article_url.clone().unwrap_or_default().under(self.public_url.as_deref()))
    }
}

/// Something that is not as it should be.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    /// What is wrong.
    what: String,
    /// Where.
    #[serde(rename = "where")]
    place: String,
    /// What to do.
    fix: String,
}

/// What was found, and what can be repaired of it.
#[derive(Default)]
struct Examination {
    findings: Vec<Finding>,
    /// Findings for editors. Nothing is wrong with the database.
    notices: Vec<Finding>,
    flaws: Vec<Flaw>,
    working_flaws: Vec<WorkingFlaw>,
    /// What was looked at, in words.
    seen: Vec<String>,
}

pub(super) fn run(args: &DoctorArgs) -> Outcome {
    let address = &args.database.database_url;
    if !address.path().exists() {
        return Err(format!("there is no database {address}"));
    }
    let failed = |error: Error| format!("{address} could not be examined: {error}");
    let mut examination = examine(args).map_err(failed)?;
    if args.repair && examination.can_be_mended() {
        repair(address, &examination)?;
        let before = examination.findings.len();
        examination = examine(args).map_err(failed)?;
        let repaired = before.saturating_sub(examination.findings.len());
        examination.seen.push(format!("{} repaired", words::some(repaired, "finding")));
    }
    examination.tell(address, args.json)
}

fn examine(args: &DoctorArgs) -> Result<Examination, Error> {
    let address = &args.database.database_url;
    let mut found = Examination::default();
    found.space(address);
    let mut inspector = Inspector::open(address)?;
    let damage = inspector.integrity_check()?;
    if !damage.is_empty() {
        found.findings.extend(damage.iter().map(|line| words::damage(address, line)));
        // What stands in it cannot be trusted, nor even read perhaps.
        return Ok(found);
    }
    found.findings.extend(inspector.broken_references()?.iter().map(words::broken_reference));
    if let Some(finding) = words::schema(address, &inspector.schema()?) {
        found.findings.push(finding);
        return Ok(found);
    }
    if inspector.journal_mode()? != "wal" {
        found.seen.push("no server has opened it yet".to_owned());
    }
    inspector.read(|connection| {
        if publishing::pending_work(connection)? {
            // Until that is done, much is not as it should be.
            found.findings.push(words::pending_work());
            return Ok(());
        }
        found.settings(Settings::of_database(connection), args);
        let settings = match Settings::of_database(connection) {
            Ok(settings) => settings,
            Err(Error::Corrupt(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let (flaws, published) = publishing::check(connection, &settings)?;
        let (working_flaws, working) = working_copies::check(connection)?;
        let can_freeze = publishing::can_freeze(&flaws);
        found.findings.extend(flaws.iter().map(|flaw| words::flaw(flaw, can_freeze)));
        found.findings.extend(working_flaws.iter().map(words::working_flaw));
        found.notices.extend(publishing::dead_published_links(connection)?.iter().map(words::dead_link));
        found.seen.push(format!("{published} published things"));
        found.seen.push(format!("{working} working copies"));
        found.seen.push(format!("the change {}", changes::last(connection)?));
        (found.flaws, found.working_flaws) = (flaws, working_flaws);
        Ok(())
    })?;
    Ok(found)
}

impl Examination {
    fn space(&mut self, address: &DatabaseAddress) {
        let db::DiskUsage { used, free } = db::disk_usage(address);
        self.seen.push(megabytes(used));
        let Some(free) = free else { return };
        self.seen.push(format!("{} free", megabytes(free)));
        if free < FREE_MIN || free < used / 10 {
            self.findings.push(words::little_space(address, free));
        }
    }

    fn settings(&mut self, stored: Result<Settings, Error>, args: &DoctorArgs) {
        match (stored, args.article_address()) {
            (Ok(stored), Some(wanted)) if stored.article_address != wanted => {
                self.findings.push(words::other_address(stored.article_address.as_str(), wanted.as_str()));
            }
            (Err(Error::Corrupt(why)), _) => self.findings.push(words::bad_setting(&why)),
            _ => {}
        }
    }

    fn can_be_mended(&self) -> bool {
        self.flaws.iter().any(|flaw| flaw.what.can_be_mended())
            || self.working_flaws.iter().any(|flaw| flaw.what == WorkingFlawKind::NotFound)
    }

    fn tell(&self, address: &DatabaseAddress, is_json: bool) -> Outcome {
        let count = self.findings.len();
        if is_json {
            say(&serde_json::json!({"findings": self.findings, "notices": self.notices, "seen": self.seen}).to_string());
        } else {
            print(&self.findings, "");
            print(&self.notices, "for editors: ");
        }
        if count > 0 {
            return Err(format!("{address} has {}", words::some(count, "finding")));
        }
        if !is_json {
            say(&format!("{address} is well: {}.", self.seen.join(", ")));
        }
        Ok(())
    }
}

/// Prints the first of the findings, and how many more there are.
fn print(findings: &[Finding], before: &str) {
    for Finding { what, place, fix } in findings.iter().take(PRINTED_MAX) {
        say(&format!("{before}{what}\n  where: {place}\n  fix:   {fix}"));
    }
    if findings.len() > PRINTED_MAX {
        say(&format!("{before}and {} more; --json prints all of them", findings.len() - PRINTED_MAX));
    }
}

fn repair(address: &DatabaseAddress, found: &Examination) -> Outcome {
    let database = Database::open(address, 1).map_err(|error| error.to_string())?;
    database
        .write_blocking(|connection| -> Result<(), Error> {
            let settings = Settings::of_database(connection)?;
            publishing::mend(connection, &settings, &found.flaws)?;
            if found.working_flaws.iter().any(|flaw| flaw.what == WorkingFlawKind::NotFound) {
                working_copies::reindex(connection)?;
            }
            Ok(())
        })
        .map_err(|error| format!("{address} could not be repaired, and is as it was: {error}"))
}

/// Whether the schema is one that this program can look into.
fn is_readable(state: &SchemaState) -> bool {
    matches!(state, SchemaState::Current)
}
