//! Checking what is public: that every document is what its source says it should be, and that the change log, the
//! addresses and the search index agree with it.
//!
//! Reads only, in the view of the database that it is given. Must not know who looks, nor how it is told.

use super::issue::{IntegrityIssue, IntegrityIssueKind};
use super::{recover, store};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::publishing::documents::{PublishedSource, SearchDocument};
use crate::publishing::freeze::{self, FreezeContext};
use crate::publishing::settings::Settings;
use crate::publishing::store::{documents, search, sources, withdrawn};
use crate::working_copies::{self, revisions};

/// Everything that should not be so of what is public, and how many things are.
pub fn check(connection: &mut Connection, settings: &Settings) -> Result<(Vec<IntegrityIssue>, usize), Error> {
    let mut flaws = Vec::new();
    let mut count = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource, Kind::Topic] {
        for id in sources::all_ids(connection, &[kind])? {
            count += 1;
            let found = of_source(connection, settings, kind, id)?;
            flaws.extend(found.into_iter().map(|what| IntegrityIssue { thing: Some((kind, id)), what }));
        }
    }
    for id in withdrawn::all_ids(connection)? {
        if let Some(what) = of_withdrawn(connection, settings, id)? {
            flaws.push(IntegrityIssue { thing: Some((Kind::Article, id)), what });
        }
    }
    flaws.extend(without_source(connection)?);
    flaws.extend(store::find_change_mismatches(connection)?);
    flaws.extend(store::unpublishings_without_publish(connection)?);
    let (not_indexed, stray) = search::find_index_mismatches(connection)?;
    flaws.extend(
        not_indexed
            .into_iter()
            .map(|thing| IntegrityIssue { thing: Some(thing), what: IntegrityIssueKind::NotIndexed }),
    );
    if stray > 0 {
        flaws.push(IntegrityIssue { thing: None, what: IntegrityIssueKind::StrayIndexRows(stray) });
    }
    Ok((flaws, count))
}

/// Things that have a document, or a last change that says so, and nothing that it is made of.
fn without_source(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let mut found: Vec<IntegrityIssue> = Vec::new();
    let mut missing = store::documents_without_source(connection)?;
    missing.extend(store::changes_without_document(connection)?);
    for flaw in missing {
        let Some((kind, id)) = flaw.thing else { continue };
        let recovered = recover::recovered(connection, kind, id)?;
        let what = recovered.map_or(flaw.what, |source| IntegrityIssueKind::MissingSource(source.version));
        let flaw = IntegrityIssue { thing: Some((kind, id)), what };
        if !found.contains(&flaw) {
            found.push(flaw);
        }
    }
    Ok(found)
}

/// What is wrong with one published thing.
fn of_source(
    connection: &mut Connection,
    settings: &Settings,
    kind: Kind,
    id: Id,
) -> Result<Vec<IntegrityIssueKind>, Error> {
    let source = match sources::find(connection, id) {
        Ok(Some(source)) => source,
        Ok(None) => return Ok(Vec::new()),
        Err(error) => {
            let flaw = unreadable(error, IntegrityIssueKind::UnreadableSource)?;
            let recovered = recover::recovered(connection, kind, id)?;
            return Ok(vec![recovered.map_or(flaw, |source| IntegrityIssueKind::MissingSource(source.version))]);
        }
    };
    if let Some(flaw) = of_revision(connection, kind, &source)? {
        // All else that may be said of it follows from that.
        return Ok(vec![flaw]);
    }
    let mut flaws: Vec<IntegrityIssueKind> = invalid(&source).into_iter().collect();
    if working_copies::published_version(connection, kind, id)? != Some(source.version) {
        flaws.push(IntegrityIssueKind::VersionMismatch);
    }
    let embed = match freeze::build_embed(connection, &source, settings) {
        Ok(embed) => embed,
        Err(error) => return unreadable(error, IntegrityIssueKind::CannotBuild).map(|what| vec![what]),
    };
    if !sources::holds(connection, &source, &embed)? {
        flaws.push(IntegrityIssueKind::EmbedMismatch);
    }
    flaws.extend(of_document(connection, &source)?);
    Ok(flaws)
}

/// The first rule that published content breaks.
fn invalid(source: &PublishedSource) -> Option<IntegrityIssueKind> {
    source.content.check().err().map(|violations| IntegrityIssueKind::InvalidContent(violations.first_line()))
}

/// Whether a published thing has the content of its revision. Revisions do not travel with every export.
fn of_revision(
    connection: &mut Connection,
    kind: Kind,
    source: &PublishedSource,
) -> Result<Option<IntegrityIssueKind>, Error> {
    let version = source.version;
    let Some(digest) = revisions::digest_of(connection, source.id, version)? else { return Ok(None) };
    let content = match revisions::content(connection, kind, source.id, version) {
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

/// What is wrong with the document of one published thing.
fn of_document(connection: &mut Connection, source: &PublishedSource) -> Result<Option<IntegrityIssueKind>, Error> {
    let mut document =
        match freeze::build_document(connection, source, &FreezeContext::for_dependents(Timestamp::now())) {
            Ok(document) => document,
            Err(error) => return unreadable(error, IntegrityIssueKind::CannotBuild).map(Some),
        };
    if documents::find(connection, document.kind(), source.id)?.is_none() {
        return Ok(Some(IntegrityIssueKind::MissingDocument));
    }
    match documents::holds(connection, &mut document) {
        Ok(true) => {}
        // What was written there by hand need not even be readable.
        Ok(false) | Err(Error::Corrupt(_)) => return Ok(Some(IntegrityIssueKind::DocumentMismatch)),
        Err(error) => return Err(error),
    }
    let is_found = match SearchDocument::of(&document) {
        Some(findable) => search::holds(connection, &findable)?,
        None => true,
    };
    Ok((!is_found).then_some(IntegrityIssueKind::NotIndexed))
}

/// What is wrong with the document of a thing that was withdrawn.
fn of_withdrawn(connection: &mut Connection, settings: &Settings, id: Id) -> Result<Option<IntegrityIssueKind>, Error> {
    if let Ok(Some(source)) = withdrawn::find(connection, id)
        && let Some(flaw) = invalid(&source)
    {
        return Ok(Some(flaw));
    }
    match freeze::is_withdrawn_current(connection, settings, id) {
        Ok(is_current) => Ok((!is_current).then_some(IntegrityIssueKind::DocumentMismatch)),
        Err(error) => unreadable(error, IntegrityIssueKind::CannotBuild).map(Some),
    }
}

/// That content cannot be read is a flaw; that the database cannot is not for this to tell.
fn unreadable(error: Error, flaw: fn(String) -> IntegrityIssueKind) -> Result<IntegrityIssueKind, Error> {
    match error {
        Error::Corrupt(why) => Ok(flaw(why)),
        other => Err(other),
    }
}
