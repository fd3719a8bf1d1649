//! What a finding says: what is wrong, where, and how to fix it.

use serde::Serialize;

use crate::cli::output::megabytes;
use crate::content::{Id, Kind};
use crate::db::{BrokenReference, DatabaseAddress, SchemaState};
use crate::publishing::{DeadLink, IntegrityIssue, IntegrityIssueKind};
use crate::working_copies::{WorkingCopyIssue, WorkingCopyIssueKind};

const REPAIR: &str = "cairn doctor --repair";

/// Something that is not as it should be.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding {
    /// What is wrong.
    pub(super) what: String,
    /// Where.
    #[serde(rename = "where")]
    pub(super) place: String,
    /// What to do.
    pub(super) fix: String,
}

fn finding(what: impl Into<String>, place: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { what: what.into(), place: place.into(), fix: fix.into() }
}

/// A broken page, or an index that is not what its table says.
pub(super) fn damage(address: &DatabaseAddress, line: &str) -> Finding {
    finding(
        format!("the database file is damaged: {line}"),
        address.to_string(),
        format!(
            "stop the server, keep a copy of the file, and put the latest whole backup in its place: cairn restore BACKUP \
             --force. Without one, cairn export FILE saves what can still be read. Then have the disk of {address} checked"
        ),
    )
}

/// A row that names one that is not there.
pub(super) fn broken_reference(reference: &BrokenReference) -> Finding {
    let BrokenReference { table, rowid, column, parent } = reference;
    let place = match rowid {
        Some(rowid) => format!("{table}, rowid {rowid}"),
        None => table.clone(),
    };
    let by_hand = format!(
        "restore the latest backup in which it is whole, or write the missing row of {parent}, or remove this one"
    );
    let fix = if table.starts_with("published_") {
        format!("{REPAIR}, if its document has a finding as well; else {by_hand}")
    } else {
        by_hand
    };
    finding(format!("a row of {table} names in {column} a row of {parent} that is not there"), place, fix)
}

/// Another schema than that of this program.
pub(super) fn schema(address: &DatabaseAddress, state: &SchemaState) -> Option<Finding> {
    if matches!(state, SchemaState::Current) {
        return None;
    }
    let (what, fix) = match state {
        SchemaState::Newer(version) => (
            format!(
                "the schema is newer than this program knows (migration {version}); what it holds was not looked at"
            ),
            "use the version of Cairn that runs on it, or a later one",
        ),
        SchemaState::Older(count) => (
            format!("the schema lacks {count} migrations; what it holds was not looked at"),
            "cairn migrate, or start the server",
        ),
        _ => ("it is not a database of Cairn".to_owned(), "name another in DATABASE_URL"),
    };
    Some(finding(what, address.to_string(), fix))
}

/// Too little space to go on for long.
pub(super) fn little_space(address: &DatabaseAddress, free: u64) -> Finding {
    finding(
        format!("only {} are free: writes will soon be refused", megabytes(free)),
        format!("the file system of {address}"),
        "make room, or move the database: cairn backup, then cairn restore elsewhere",
    )
}

/// Work that a migration left.
pub(super) fn has_pending_work() -> Finding {
    finding(
        "a migration left work that is done at the next start of a server; what the database holds was not looked at",
        "frozen_settings",
        "start the server",
    )
}

/// A setting that cannot be read.
pub(super) fn bad_setting(why: &str) -> Finding {
    finding(
        format!("the settings that documents were frozen with cannot be read: {why}"),
        "frozen_settings, article_address",
        "start the server: it writes its own there, and freezes all documents again",
    )
}

/// Documents that were frozen with another setting than the one named.
pub(super) fn other_address(stored: &str, wanted: &str) -> Finding {
    finding(
        format!("documents were frozen with the article address {stored}, and not with {wanted}"),
        "frozen_settings, article_address",
        "start the server with the settings that are right: it freezes the documents again",
    )
}

fn place(entity: Option<(Kind, Id)>) -> String {
    entity.map_or_else(|| "the search index".to_owned(), |(kind, id)| format!("{kind} {id}"))
}

fn again((kind, id): (Kind, Id)) -> String {
    format!(
        "save it again (PUT /v1/manage/{kind}s/{id}) and publish it (POST /v1/manage/{kind}s/{id}/publish), or restore a \
         backup in which it is whole"
    )
}

/// So many of something.
pub(super) fn count_of(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Something that is not so of what is public.
pub(super) fn issue(issue: &IntegrityIssue, can_rebuild: bool) -> Finding {
    let by_hand = || issue.entity.map_or_else(String::new, again);
    let freezing = || {
        let but = "once the findings are repaired that have to be by hand: its document may show those things";
        if can_rebuild { REPAIR.to_owned() } else { format!("{REPAIR}, {but}") }
    };
    let (what, fix) = match &issue.kind {
        IntegrityIssueKind::UnreadableSource(why) => (format!("what was published cannot be read: {why}"), by_hand()),
        IntegrityIssueKind::InvalidContent(why) => {
            (format!("what was published breaks a rule of what is written: {why}"), by_hand())
        }
        IntegrityIssueKind::UnpublishingWithoutPublish => (
            "it was taken back, and the change log does not say that it was ever published".to_owned(),
            issue.entity.map_or_else(String::new, |entity| format!("{}; then take it back again", again(entity))),
        ),
        IntegrityIssueKind::CannotBuild(why) => {
            (format!("what was published cannot be made into a document: {why}"), freezing())
        }
        IntegrityIssueKind::MissingSource(version) => (
            format!("what its document is made of is missing or unreadable; its revision {version} has it"),
            freezing(),
        ),
        IntegrityIssueKind::RevisionMismatch(version) => {
            (format!("what was published is not what its revision {version} says"), freezing())
        }
        IntegrityIssueKind::DamagedRevision(version) => {
            (format!("its revision {version} is not what it was when it was written"), by_hand())
        }
        IntegrityIssueKind::VersionMismatch => {
            ("the working copy names another version as the public one".to_owned(), by_hand())
        }
        IntegrityIssueKind::MissingDocument => ("its document is missing".to_owned(), freezing()),
        IntegrityIssueKind::DocumentMismatch => {
            ("its document is not what was published: freezing it again would change it".to_owned(), freezing())
        }
        IntegrityIssueKind::EmbedMismatch => {
            ("what others show of it is not what was published".to_owned(), freezing())
        }
        IntegrityIssueKind::DocumentWithoutSource => ("its document is made of nothing".to_owned(), by_hand()),
        IntegrityIssueKind::ChangeWithoutDocument(seq) => {
            (format!("the change {seq} says that it is public, and it has no document"), by_hand())
        }
        IntegrityIssueKind::DocumentWithoutChange => {
            ("it is public, and the change log does not say so".to_owned(), REPAIR.to_owned())
        }
        IntegrityIssueKind::LatestChangeMismatch => {
            ("offline copies are told of another change than its latest".to_owned(), REPAIR.to_owned())
        }
        IntegrityIssueKind::NotIndexed => {
            ("searches do not find it by what it says".to_owned(), format!("{REPAIR}, or cairn reindex"))
        }
        IntegrityIssueKind::StrayIndexRows(count) => (
            format!("{} of the index are too many or too few", count_of(*count, "row")),
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
            "give the anchor to a section of the article {target}, or correct the link (PATCH /v1/manage/articles/{article}), \
             and publish"
        )
    };
    finding(
        format!(
            "a link leads to the anchor \"{anchor}\" of the article {target} (\"{label}\"), which has none of that name"
        ),
        format!("article {article}, {pointer}"),
        fix,
    )
}

/// Something that is not so of a working copy.
pub(super) fn working_copy_issue(issue: &WorkingCopyIssue) -> Finding {
    let WorkingCopyIssue { kind, id, issue } = issue;
    let (what, fix) = match issue {
        WorkingCopyIssueKind::Unreadable(why) => {
            (format!("the working copy cannot be read: {why}"), "restore a backup in which it is whole".to_owned())
        }
        WorkingCopyIssueKind::Invalid(why) => (
            format!("the working copy breaks a rule of what is written: {why}"),
            format!("save it again without that: PUT /v1/manage/{kind}s/{id}"),
        ),
        WorkingCopyIssueKind::InvalidRevision(version, why) => (
            format!("its revision {version} breaks a rule of what is written: {why}"),
            "leave it: nobody is shown it, and restoring it is refused. It goes when the thing is purged".to_owned(),
        ),
        WorkingCopyIssueKind::RevisionMismatch(version) => (
            format!("the working copy is not what its revision {version} says"),
            format!(
                "compare both and keep one: save it again, or POST /v1/manage/{kind}s/{id}/revisions/{version}/restore"
            ),
        ),
        WorkingCopyIssueKind::NotIndexed => {
            ("editors do not find the working copy by what it says".to_owned(), format!("{REPAIR}, or cairn reindex"))
        }
    };
    finding(what, format!("{kind} {id}"), fix)
}
