//! Checks published data: every document must match its source; the change log, the addresses and the search index must
//! match the documents.
//!
//! Reads only, in the transaction of the given connection. Must not know about the callers.

use super::issue::{IntegrityIssue, IntegrityIssueKind};
use super::repair::recover_source;
use super::store;
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::publishing::documents::{PublishedSource, SearchDocument};
use crate::publishing::freeze::{self, FreezeContext};
use crate::publishing::settings::Settings;
use crate::publishing::store::search::IndexMismatches;
use crate::publishing::store::{documents, search, sources, withdrawn};
use crate::working_copies::{self, revisions};

/// The result of an integrity check.
#[derive(Debug)]
pub struct IntegrityReport {
    /// The issues.
    pub issues: Vec<IntegrityIssue>,
    /// The number of published entities that were checked.
    pub checked: usize,
}

/// Checks all published data.
pub fn check(connection: &mut Connection, settings: &Settings) -> Result<IntegrityReport, Error> {
    let mut issues = Vec::new();
    let mut checked = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource, Kind::Topic] {
        for id in sources::all_ids(connection, &[kind])? {
            checked += 1;
            let found = check_source(connection, settings, kind, id)?;
            issues.extend(found.into_iter().map(|issue| IntegrityIssue { entity: Some((kind, id)), kind: issue }));
        }
    }
    for id in withdrawn::all_ids(connection)? {
        if let Some(issue_kind) = check_withdrawn(connection, settings, id)? {
            issues.push(IntegrityIssue { entity: Some((Kind::Article, id)), kind: issue_kind });
        }
    }
    issues.extend(find_orphans(connection)?);
    issues.extend(store::find_change_mismatches(connection)?);
    issues.extend(store::unpublishings_without_publish(connection)?);
    let IndexMismatches { not_indexed, stray } = search::find_index_mismatches(connection)?;
    let not_indexed = not_indexed.into_iter().map(Some);
    issues.extend(not_indexed.map(|entity| IntegrityIssue { entity, kind: IntegrityIssueKind::NotIndexed }));
    if stray > 0 {
        issues.push(IntegrityIssue { entity: None, kind: IntegrityIssueKind::StrayIndexRows(stray) });
    }
    Ok(IntegrityReport { issues, checked })
}

/// Returns entities that have a document, or a last change that makes them public, but no source.
fn find_orphans(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let mut found: Vec<IntegrityIssue> = Vec::new();
    let mut missing = store::documents_without_source(connection)?;
    missing.extend(store::changes_without_document(connection)?);
    for issue in missing {
        let Some((kind, id)) = issue.entity else { continue };
        let recovered = recover_source(connection, kind, id)?;
        let issue_kind = recovered.map_or(issue.kind, |source| IntegrityIssueKind::MissingSource(source.version));
        let issue = IntegrityIssue { entity: Some((kind, id)), kind: issue_kind };
        if !found.contains(&issue) {
            found.push(issue);
        }
    }
    Ok(found)
}

/// Returns the issues of one published entity.
fn check_source(
    connection: &mut Connection,
    settings: &Settings,
    kind: Kind,
    id: Id,
) -> Result<Vec<IntegrityIssueKind>, Error> {
    let source = match sources::find(connection, id) {
        Ok(Some(source)) => source,
        Ok(None) => return Ok(Vec::new()),
        Err(error) => {
            let issue = unreadable_issue(error, IntegrityIssueKind::UnreadableSource)?;
            let recovered = recover_source(connection, kind, id)?;
            return Ok(vec![recovered.map_or(issue, |source| IntegrityIssueKind::MissingSource(source.version))]);
        }
    };
    if let Some(issue) = check_revision(connection, kind, &source)? {
        // All other issues of the entity follow from this one.
        return Ok(vec![issue]);
    }
    let mut issues: Vec<IntegrityIssueKind> = find_violation(&source).into_iter().collect();
    if working_copies::published_version(connection, kind, id)? != Some(source.version) {
        issues.push(IntegrityIssueKind::VersionMismatch);
    }
    let embed = match freeze::build_embed(connection, &source, settings) {
        Ok(embed) => embed,
        Err(error) => {
            return unreadable_issue(error, IntegrityIssueKind::CannotBuild).map(|issue_kind| vec![issue_kind]);
        }
    };
    if !sources::is_current(connection, &source, &embed)? {
        issues.push(IntegrityIssueKind::EmbedMismatch);
    }
    issues.extend(check_document(connection, &source)?);
    Ok(issues)
}

/// Returns the first rule that published content breaks.
fn find_violation(source: &PublishedSource) -> Option<IntegrityIssueKind> {
    let checked = source.content.check().and_then(|()| source.content.check_complete());
    checked.err().map(|violations| IntegrityIssueKind::InvalidContent(violations.first_line()))
}

/// Compares the published content with its revision. Not every export contains revisions.
fn check_revision(
    connection: &mut Connection,
    kind: Kind,
    source: &PublishedSource,
) -> Result<Option<IntegrityIssueKind>, Error> {
    let version = source.version;
    let Some(digest) = revisions::find_digest(connection, source.id, version)? else { return Ok(None) };
    let content = match revisions::find_content(connection, kind, source.id, version) {
        Ok(content) => content,
        Err(Error::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    Ok(match content {
        Some(content) if content == source.content => None,
        Some(content) if revisions::digest(&content)? == digest => Some(IntegrityIssueKind::RevisionMismatch(version)),
        _ => Some(IntegrityIssueKind::DamagedRevision(version)),
    })
}

/// Returns the issue of the document of one published entity.
fn check_document(connection: &mut Connection, source: &PublishedSource) -> Result<Option<IntegrityIssueKind>, Error> {
    let mut document =
        match freeze::build_document(connection, source, &FreezeContext::for_dependents(Timestamp::now())) {
            Ok(document) => document,
            Err(error) => return unreadable_issue(error, IntegrityIssueKind::CannotBuild).map(Some),
        };
    if documents::find(connection, document.kind(), source.id)?.is_none() {
        return Ok(Some(IntegrityIssueKind::MissingDocument));
    }
    match documents::is_current(connection, &mut document) {
        Ok(true) => {}
        // A document that was edited by hand may be unreadable.
        Ok(false) | Err(Error::Corrupt(_)) => return Ok(Some(IntegrityIssueKind::DocumentMismatch)),
        Err(error) => return Err(error),
    }
    let is_indexed = match SearchDocument::from_document(&document) {
        Some(search_document) => search::is_indexed(connection, &search_document)?,
        None => true,
    };
    Ok((!is_indexed).then_some(IntegrityIssueKind::NotIndexed))
}

/// Returns the issue of the document of a withdrawn entity.
fn check_withdrawn(
    connection: &mut Connection,
    settings: &Settings,
    id: Id,
) -> Result<Option<IntegrityIssueKind>, Error> {
    if let Ok(Some(source)) = withdrawn::find(connection, id)
        && let Some(issue) = find_violation(&source)
    {
        return Ok(Some(issue));
    }
    match freeze::is_withdrawn_current(connection, settings, id) {
        Ok(is_current) => Ok((!is_current).then_some(IntegrityIssueKind::DocumentMismatch)),
        Err(error) => unreadable_issue(error, IntegrityIssueKind::CannotBuild).map(Some),
    }
}

/// Returns an issue for corrupt content. Other database errors are returned as errors.
fn unreadable_issue(error: Error, issue: fn(String) -> IntegrityIssueKind) -> Result<IntegrityIssueKind, Error> {
    match error {
        Error::Corrupt(detail) => Ok(issue(detail)),
        other => Err(other),
    }
}
