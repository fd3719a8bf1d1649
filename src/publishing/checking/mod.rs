//! Checking what is public: that every document is what its source says it should be, and that the change log, the
//! addresses and the search index agree with it.
//!
//! Reads only, in the view of the database that it is given; [`mend`] writes what follows from what is whole. Must not know
//! who looks, nor how it is told.

mod mend;
mod recovering;
mod store;

use super::documents;
use super::freeze::{self, Freezing};
use super::search::{self, Findable};
use super::sources::{self, Source};
use super::{Settings, withdrawn};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::working_copies::{self, revisions};

pub use mend::mend;

/// Something that should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Of which thing.
    pub thing: Option<(Kind, Id)>,
    /// What.
    pub what: FlawKind,
}

/// What should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlawKind {
    /// The content that was published cannot be read.
    Source(String),
    /// The content that was published breaks a rule: where, and which.
    Invalid(String),
    /// No document can be made of what was published: it needs something that is not public.
    Unmade(String),
    /// What its document is made of is missing or unreadable, and its revision has it.
    SourceMissing(i64),
    /// The content that was published is not that of its revision.
    Revision(i64),
    /// The revision that was published is not what it was when it was written.
    RevisionDamaged(i64),
    /// The working copy knows of another published version.
    Version,
    /// There is no document, though there is what to make it of.
    DocumentMissing,
    /// The document, or what stands beside it, is not what its source says.
    DocumentApart,
    /// What others carry of it, or the list of what it names, is not what its source says.
    EmbedApart,
    /// There is a document, and nothing that it is made of.
    DocumentWithoutSource,
    /// The log says that it is public, and it is not.
    ChangeWithoutDocument(i64),
    /// It is public, and the log does not say so.
    DocumentWithoutChange,
    /// It was taken back, and the log does not say that it was ever public.
    EndingWithoutPublish,
    /// The latest change of it is not the one that offline copies are told of.
    LatestChange,
    /// It is not found by what it says.
    NotFound,
    /// The index has so many rows that belong to nothing, or lacks as many.
    IndexRows(usize),
}

impl FlawKind {
    /// Whether what is whole says how it should be.
    pub fn can_be_mended(&self) -> bool {
        match self {
            Self::SourceMissing(_)
            | Self::Unmade(_)
            | Self::Revision(_)
            | Self::DocumentMissing
            | Self::DocumentApart
            | Self::EmbedApart
            | Self::DocumentWithoutChange
            | Self::LatestChange
            | Self::NotFound
            | Self::IndexRows(_) => true,
            Self::Source(_)
            | Self::Invalid(_)
            | Self::EndingWithoutPublish
            | Self::RevisionDamaged(_)
            | Self::Version
            | Self::DocumentWithoutSource
            | Self::ChangeWithoutDocument(_) => false,
        }
    }
}

/// Whether documents can be made anew: not while what others are made of is missing, which would then be left out of them,
/// or breaks a rule.
pub fn can_freeze(flaws: &[Flaw]) -> bool {
    !flaws.iter().any(|flaw| {
        matches!(
            flaw.what,
            FlawKind::Source(_)
                | FlawKind::Invalid(_)
                | FlawKind::DocumentWithoutSource
                | FlawKind::ChangeWithoutDocument(_)
        )
    })
}

/// Everything that should not be so of what is public, and how many things are.
pub fn check(connection: &mut Connection, settings: &Settings) -> Result<(Vec<Flaw>, usize), Error> {
    let mut flaws = Vec::new();
    let mut count = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource, Kind::Topic] {
        for id in sources::store::all_ids(connection, &[kind])? {
            count += 1;
            let found = of_source(connection, settings, kind, id)?;
            flaws.extend(found.into_iter().map(|what| Flaw { thing: Some((kind, id)), what }));
        }
    }
    for id in withdrawn::store::all_ids(connection)? {
        if let Some(what) = of_withdrawn(connection, settings, id)? {
            flaws.push(Flaw { thing: Some((Kind::Article, id)), what });
        }
    }
    flaws.extend(without_source(connection)?);
    flaws.extend(store::changes_apart(connection)?);
    flaws.extend(store::endings_without_publish(connection)?);
    let (unindexed, stray) = search::rows_apart(connection)?;
    flaws.extend(unindexed.into_iter().map(|thing| Flaw { thing: Some(thing), what: FlawKind::NotFound }));
    if stray > 0 {
        flaws.push(Flaw { thing: None, what: FlawKind::IndexRows(stray) });
    }
    Ok((flaws, count))
}

/// Things that have a document, or a last change that says so, and nothing that it is made of.
fn without_source(connection: &mut Connection) -> Result<Vec<Flaw>, Error> {
    let mut found: Vec<Flaw> = Vec::new();
    let mut missing = store::documents_without_source(connection)?;
    missing.extend(store::changes_without_document(connection)?);
    for flaw in missing {
        let Some((kind, id)) = flaw.thing else { continue };
        let recovered = recovering::recovered(connection, kind, id)?;
        let what = recovered.map_or(flaw.what, |source| FlawKind::SourceMissing(source.version));
        let flaw = Flaw { thing: Some((kind, id)), what };
        if !found.contains(&flaw) {
            found.push(flaw);
        }
    }
    Ok(found)
}

/// What is wrong with one published thing.
fn of_source(connection: &mut Connection, settings: &Settings, kind: Kind, id: Id) -> Result<Vec<FlawKind>, Error> {
    let source = match sources::store::find(connection, id) {
        Ok(Some(source)) => source,
        Ok(None) => return Ok(Vec::new()),
        Err(error) => {
            let flaw = unreadable(error, FlawKind::Source)?;
            let recovered = recovering::recovered(connection, kind, id)?;
            return Ok(vec![recovered.map_or(flaw, |source| FlawKind::SourceMissing(source.version))]);
        }
    };
    if let Some(flaw) = of_revision(connection, kind, &source)? {
        // All else that may be said of it follows from that.
        return Ok(vec![flaw]);
    }
    let mut flaws: Vec<FlawKind> = invalid(&source).into_iter().collect();
    if working_copies::published_version(connection, kind, id)? != Some(source.version) {
        flaws.push(FlawKind::Version);
    }
    let embed = match freeze::embed_of(connection, &source, settings) {
        Ok(embed) => embed,
        Err(error) => return unreadable(error, FlawKind::Unmade).map(|what| vec![what]),
    };
    if !sources::store::holds(connection, &source, &embed)? {
        flaws.push(FlawKind::EmbedApart);
    }
    flaws.extend(of_document(connection, &source)?);
    Ok(flaws)
}

/// The first rule that published content breaks.
fn invalid(source: &Source) -> Option<FlawKind> {
    source.content.check().err().map(|violations| FlawKind::Invalid(violations.first_line()))
}

/// Whether a published thing has the content of its revision. Revisions do not travel with every export.
fn of_revision(connection: &mut Connection, kind: Kind, source: &Source) -> Result<Option<FlawKind>, Error> {
    let version = source.version;
    let Some(digest) = revisions::store::digest_of(connection, source.id, version)? else { return Ok(None) };
    let content = match revisions::store::content(connection, kind, source.id, version) {
        Ok(content) => content,
        Err(Error::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    Ok(match content {
        Some(content) if content == source.content => None,
        Some(content) if revisions::store::digest(&content)? == digest => Some(FlawKind::Revision(version)),
        _ => Some(FlawKind::RevisionDamaged(version)),
    })
}

/// What is wrong with the document of one published thing.
fn of_document(connection: &mut Connection, source: &Source) -> Result<Option<FlawKind>, Error> {
    let mut document = match freeze::make(connection, source, &Freezing::of_others(Timestamp::now())) {
        Ok(document) => document,
        Err(error) => return unreadable(error, FlawKind::Unmade).map(Some),
    };
    if documents::store::find(connection, document.kind(), source.id)?.is_none() {
        return Ok(Some(FlawKind::DocumentMissing));
    }
    match documents::store::holds(connection, &mut document) {
        Ok(true) => {}
        // What was written there by hand need not even be readable.
        Ok(false) | Err(Error::Corrupt(_)) => return Ok(Some(FlawKind::DocumentApart)),
        Err(error) => return Err(error),
    }
    let is_found = match Findable::of(&document) {
        Some(findable) => search::holds(connection, &findable)?,
        None => true,
    };
    Ok((!is_found).then_some(FlawKind::NotFound))
}

/// What is wrong with the document of a thing that was withdrawn.
fn of_withdrawn(connection: &mut Connection, settings: &Settings, id: Id) -> Result<Option<FlawKind>, Error> {
    if let Ok(Some(source)) = withdrawn::store::find(connection, id)
        && let Some(flaw) = invalid(&source)
    {
        return Ok(Some(flaw));
    }
    match withdrawn::is_current(connection, settings, id) {
        Ok(is_current) => Ok((!is_current).then_some(FlawKind::DocumentApart)),
        Err(error) => unreadable(error, FlawKind::Unmade).map(Some),
    }
}

/// That content cannot be read is a flaw; that the database cannot is not for this to tell.
fn unreadable(error: Error, flaw: fn(String) -> FlawKind) -> Result<FlawKind, Error> {
    match error {
        Error::Corrupt(why) => Ok(flaw(why)),
        other => Err(other),
    }
}
