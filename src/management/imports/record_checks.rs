//! Checks the versions and times in an export, and its unpublishings by the rules of all unpublishings.
//!
//! Must not know how they are used.

use serde_json::json;

use crate::content::{Content, Kind, Timestamp, UnpublishMode, Unpublishing};
use crate::management::exports::records::{EntityRecord, RevisionRecord};
use crate::publishing::transfer::{ExportedChange, ExportedUnpublishing};

/// The maximum version in an export. This is half of the largest integer that JSON parsers represent exactly, which
/// leaves room for all later changes.
pub(super) const VERSION_MAX: i64 = 1 << 52;

/// The bounds of versions and times at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    now: Timestamp,
}

/// An error in a record of an export.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecordError {
    /// The position in the line, as a JSON Pointer.
    pub(super) pointer: String,
    /// The error message.
    pub(super) detail: String,
}

pub(super) type RecordCheck = Result<(), RecordError>;

impl Bounds {
    /// Returns the current bounds.
    pub(super) fn now() -> Self {
        Self { now: Timestamp::now() }
    }

    /// Checks the versions and times of a working copy and of its published state.
    pub(super) fn check_entity(self, line: &EntityRecord) -> RecordCheck {
        check_version("/version", line.version, VERSION_MAX)?;
        self.check_time("/createdAt", line.created_at)?;
        self.check_time("/updatedAt", line.updated_at)?;
        line.public_since.map_or(Ok(()), |at| self.check_date("/publicSince", at))?;
        let mut last_step = 0;
        for (index, step) in line.workflow.iter().enumerate() {
            let pointer = |member: &str| format!("/workflow/{index}/{member}");
            check_version(&pointer("version"), step.version, line.version)?;
            if step.version <= last_step {
                return Err(record_error(&pointer("version"), "steps must be in the order of their versions"));
            }
            last_step = step.version;
            self.check_time(&pointer("at"), step.at)?;
        }
        let Some(published) = &line.published else { return Ok(()) };
        check_version("/published/version", published.version, line.version)?;
        self.check_date("/published/firstPublishedAt", published.first_published_at)?;
        self.check_time("/published/publishedAt", published.published_at)?;
        self.check_time("/published/updatedAt", published.updated_at)
    }

    /// Checks the version and time of a revision of an entity whose version is `newest`.
    pub(super) fn check_revision(self, line: &RevisionRecord, newest: i64) -> RecordCheck {
        check_version("/version", line.version, newest)?;
        self.check_time("/at", line.at)
    }

    /// Checks the version and times of a row of the change log.
    pub(super) fn check_change(self, change: &ExportedChange) -> RecordCheck {
        check_version("/version", change.version, VERSION_MAX)?;
        self.check_time("/at", change.at)?;
        change.happened_at.map_or(Ok(()), |at| self.check_time("/happenedAt", at))
    }

    /// Checks the version and times of an unpublishing.
    pub(super) fn check_unpublishing(self, unpublishing: &ExportedUnpublishing) -> RecordCheck {
        self.check_time("/at", unpublishing.at)?;
        let Some(source) = &unpublishing.source else { return Ok(()) };
        check_version("/source/version", source.version, VERSION_MAX)?;
        self.check_date("/source/firstPublishedAt", source.first_published_at)?;
        self.check_time("/source/publishedAt", source.published_at)?;
        self.check_time("/source/updatedAt", source.updated_at)
    }

    /// Checks the time of an action of Cairn.
    fn check_time(self, pointer: &str, at: Timestamp) -> RecordCheck {
        if at < Timestamp::from_unix_ms(0) {
            return Err(record_error(pointer, format!("{at} is before 1970")));
        }
        self.check_date(pointer, at)
    }

    /// Checks a time that may come from another program.
    fn check_date(self, pointer: &str, at: Timestamp) -> RecordCheck {
        if at <= self.now {
            return Ok(());
        }
        let detail = format!("{at} is in the future: it is {} now. Check the clocks of both servers", self.now);
        Err(record_error(pointer, detail))
    }
}

fn check_version(pointer: &str, version: i64, most: i64) -> RecordCheck {
    if (1..=most).contains(&version) && version <= VERSION_MAX {
        return Ok(());
    }
    Err(record_error(pointer, format!("{version} is not a version from 1 to {}", most.clamp(1, VERSION_MAX))))
}

fn record_error(pointer: &str, detail: impl Into<String>) -> RecordError {
    RecordError { pointer: pointer.to_owned(), detail: detail.into() }
}

/// Checks an unpublishing; `content` is the content of its source. Returns the first error.
pub(super) fn check_unpublishing(unpublishing: &ExportedUnpublishing, content: Option<&Content>) -> RecordCheck {
    let mut input = json!({"mode": unpublishing.mode});
    if let Some(explanation) = &unpublishing.explanation {
        input["explanation"] = json!(explanation);
    }
    if let Some(url) = &unpublishing.alternative_url {
        input["alternative"]["url"] = json!(url);
    }
    if let Some(id) = &unpublishing.alternative_article_id {
        input["alternative"]["articleId"] = json!(id);
    }
    if let Err(violations) = Unpublishing::read(unpublishing.kind, &input) {
        let first = violations.iter().next();
        let (pointer, detail) = first.map_or(("", ""), |violation| (&violation.pointer, &violation.detail));
        return Err(record_error(pointer, detail));
    }
    if unpublishing.alternative_article_id == Some(unpublishing.id) {
        return Err(record_error("/alternativeArticleId", "an article cannot be its own alternative"));
    }
    let address = (&unpublishing.locale, &unpublishing.slug, &unpublishing.translation_group_id);
    if unpublishing.kind != Kind::Article && address != (&None, &None, &None) {
        return Err(record_error("/slug", format!("a {} has no address of its own", unpublishing.kind)));
    }
    match (unpublishing.mode, content) {
        (UnpublishMode::Withdrawn, Some(content @ Content::Article(article))) => {
            if let Err(violations) = content.check_complete() {
                return Err(record_error("/source/content", violations.first_line()));
            }
            let of_source = (Some(&article.locale), article.slug.as_ref(), Some(&article.translation_group_id));
            if of_source == (address.0.as_ref(), address.1.as_ref(), address.2.as_ref()) {
                return Ok(());
            }
            let detail = "the source has another locale, slug or translation group than the unpublishing";
            Err(record_error("/source/content", detail))
        }
        (UnpublishMode::Withdrawn, _) => Err(record_error("/source", "a withdrawn article needs its source")),
        (_, Some(_)) => Err(record_error("/source", "only a withdrawn article has a source")),
        (_, None) => Ok(()),
    }
}
