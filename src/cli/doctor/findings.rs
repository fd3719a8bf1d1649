//! The texts of findings: the problem, its location and its fix.

use serde::Serialize;

use crate::cli::output::megabytes;
use crate::content::{Id, Kind};
use crate::db::{BrokenReference, DatabaseAddress, SchemaState};
use crate::publishing::{DeadLink, IntegrityIssue, IntegrityIssueKind};
use crate::working_copies::{WorkingCopyIssue, WorkingCopyIssueKind};

const REPAIR: &str = "cairn doctor --repair";

/// A problem that the doctor found.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding {
    /// The problem.
    pub(super) what: String,
    /// The location.
    #[serde(rename = "where")]
    pub(super) place: String,
    /// The remedy.
    pub(super) fix: String,
}

fn finding(what: impl Into<String>, place: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { what: what.into(), place: place.into(), fix: fix.into() }
}

/// A damaged page, or an index that does not match its table.
pub(super) fn damage(address: &DatabaseAddress, line: &str) -> Finding {
    finding(
        format!("the database file is damaged: {line}"),
        address.to_string(),
        format!(
            "stop the server, keep a copy of the file, and replace it by the latest intact backup: cairn restore BACKUP \
             --force. Without one, cairn export FILE saves all readable data. Then check the disk of {address}"
        ),
    )
}

/// A row that refers to a missing row.
pub(super) fn broken_reference(reference: &BrokenReference) -> Finding {
    let BrokenReference { table, rowid, column, parent } = reference;
    let place = match rowid {
        Some(rowid) => format!("{table}, rowid {rowid}"),
        None => table.clone(),
    };
    let by_hand =
        format!("restore the latest backup without this fault, insert the missing row of {parent}, or delete this row");
    let fix = if table.starts_with("published_") {
        format!("{REPAIR}, if its document has a finding as well; else {by_hand}")
    } else {
        by_hand
    };
    finding(format!("a row of {table} refers in {column} to a missing row of {parent}"), place, fix)
}

/// A schema that differs from that of this program.
pub(super) fn schema(address: &DatabaseAddress, state: &SchemaState) -> Option<Finding> {
    if matches!(state, SchemaState::Current) {
        return None;
    }
    let (what, fix) = match state {
        SchemaState::Newer(version) => (
            format!("the schema is newer than this program knows (migration {version}); its content was not examined"),
            "use the version of Cairn that migrated it, or a later one",
        ),
        SchemaState::Older(count) => (
            format!("the schema lacks {count} migrations; its content was not examined"),
            "cairn migrate, or start the server",
        ),
        _ => ("it is not a database of Cairn".to_owned(), "set another in DATABASE_URL"),
    };
    Some(finding(what, address.to_string(), fix))
}

/// Too little free disk space.
pub(super) fn little_space(address: &DatabaseAddress, free: u64) -> Finding {
    finding(
        format!("only {} are free: writes will soon fail", megabytes(free)),
        format!("the file system of {address}"),
        "free disk space, or move the database: cairn backup, then cairn restore on another disk",
    )
}

/// Pending work of a migration.
pub(super) fn has_pending_work() -> Finding {
    finding(
        "a migration left work for the next start of a server; the content of the database was not examined",
        "frozen_settings",
        "start the server",
    )
}

/// A setting that cannot be read.
pub(super) fn bad_setting(why: &str) -> Finding {
    finding(
        format!("the settings of the stored documents cannot be read: {why}"),
        "frozen_settings, article_address",
        "start the server: it stores its own settings and rebuilds all documents",
    )
}

/// Documents that were built with other settings than the given ones.
pub(super) fn other_address(stored: &str, wanted: &str) -> Finding {
    finding(
        format!("documents were built with the article URL {stored} instead of {wanted}"),
        "frozen_settings, article_address",
        "start the server with the right settings: it rebuilds the documents",
    )
}

fn place(entity: Option<(Kind, Id)>) -> String {
    entity.map_or_else(|| "the search index".to_owned(), |(kind, id)| format!("{kind} {id}"))
}

fn again((kind, id): (Kind, Id)) -> String {
    format!(
        "save it again (PUT /v1/manage/{kind}s/{id}) and publish it (POST /v1/manage/{kind}s/{id}/publish), or restore a \
         backup without this fault"
    )
}

/// Returns a count with its noun.
pub(super) fn count_of(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// A fault of published content.
pub(super) fn issue(issue: &IntegrityIssue, can_rebuild: bool) -> Finding {
    let by_hand = || issue.entity.map_or_else(String::new, again);
    let freezing = || {
        let but = "after you have fixed the findings that need manual repair: its document may include those entities";
        if can_rebuild { REPAIR.to_owned() } else { format!("{REPAIR}, {but}") }
    };
    let (what, fix) = match &issue.kind {
        IntegrityIssueKind::UnreadableSource(why) => {
            (format!("its published version cannot be read: {why}"), by_hand())
        }
        IntegrityIssueKind::InvalidContent(why) => {
            (format!("its published version breaks a content rule: {why}"), by_hand())
        }
        IntegrityIssueKind::UnpublishingWithoutPublish => (
            "it was unpublished, but the change log has no earlier publication".to_owned(),
            issue.entity.map_or_else(String::new, |entity| format!("{}; then unpublish it again", again(entity))),
        ),
        IntegrityIssueKind::CannotBuild(why) => {
            (format!("no document can be built from its published version: {why}"), freezing())
        }
        IntegrityIssueKind::MissingSource(version) => {
            (format!("the source of its document is missing or unreadable; revision {version} has it"), freezing())
        }
        IntegrityIssueKind::RevisionMismatch(version) => {
            (format!("its published version differs from revision {version}"), freezing())
        }
        IntegrityIssueKind::DamagedRevision(version) => {
            (format!("its revision {version} was changed after it was written"), by_hand())
        }
        IntegrityIssueKind::VersionMismatch => {
            ("the working copy names another version as the published one".to_owned(), by_hand())
        }
        IntegrityIssueKind::MissingDocument => ("its document is missing".to_owned(), freezing()),
        IntegrityIssueKind::DocumentMismatch => {
            ("its document differs from its published version: a rebuild would change it".to_owned(), freezing())
        }
        IntegrityIssueKind::EmbedMismatch => {
            ("its embedded form in other documents differs from its published version".to_owned(), freezing())
        }
        IntegrityIssueKind::DocumentWithoutSource => ("its document has no source".to_owned(), by_hand()),
        IntegrityIssueKind::ChangeWithoutDocument(seq) => {
            (format!("the change {seq} says that it is public, but it has no document"), by_hand())
        }
        IntegrityIssueKind::DocumentWithoutChange => {
            ("it is public, but the change log does not say so".to_owned(), REPAIR.to_owned())
        }
        IntegrityIssueKind::LatestChangeMismatch => {
            ("sync reports another change than its latest one to offline copies".to_owned(), REPAIR.to_owned())
        }
        IntegrityIssueKind::NotIndexed => {
            ("the search index does not match its text".to_owned(), format!("{REPAIR}, or cairn reindex"))
        }
        IntegrityIssueKind::StrayIndexRows(count) => (
            format!("{} of the search index are missing or superfluous", count_of(*count, "row")),
            format!("{REPAIR}, or cairn reindex"),
        ),
    };
    finding(what, place(issue.entity), fix)
}

/// A link of a published article to an anchor that its target does not have.
pub(super) fn dead_link((article, link): &(Id, DeadLink)) -> Finding {
    let DeadLink { pointer, target, label, anchor, is_in_draft } = link;
    let fix = if *is_in_draft {
        format!("publish the draft of the article {target}, which has the anchor")
    } else {
        format!(
            "add the anchor to a section of the article {target}, or correct the link (PATCH /v1/manage/articles/{article}), \
             and publish"
        )
    };
    finding(
        format!("a link points to the missing anchor \"{anchor}\" of the article {target} (\"{label}\")"),
        format!("article {article}, {pointer}"),
        fix,
    )
}

/// A fault of a working copy.
pub(super) fn working_copy_issue(issue: &WorkingCopyIssue) -> Finding {
    let WorkingCopyIssue { kind, id, issue } = issue;
    let (what, fix) = match issue {
        WorkingCopyIssueKind::Unreadable(why) => {
            (format!("the working copy cannot be read: {why}"), "restore a backup without this fault".to_owned())
        }
        WorkingCopyIssueKind::Invalid(why) => (
            format!("the working copy breaks a content rule: {why}"),
            format!("correct it and save it again: PUT /v1/manage/{kind}s/{id}"),
        ),
        WorkingCopyIssueKind::InvalidRevision(version, why) => (
            format!("its revision {version} breaks a content rule: {why}"),
            "no action needed: the revision is never served and cannot be restored. It is deleted when the entity is purged".to_owned(),
        ),
        WorkingCopyIssueKind::RevisionMismatch(version) => (
            format!("the working copy differs from its revision {version}"),
            format!(
                "compare both and keep one: save it again, or POST /v1/manage/{kind}s/{id}/revisions/{version}/restore"
            ),
        ),
        WorkingCopyIssueKind::NotIndexed => {
            ("the index for editors does not match the working copy".to_owned(), format!("{REPAIR}, or cairn reindex"))
        }
    };
    finding(what, format!("{kind} {id}"), fix)
}
