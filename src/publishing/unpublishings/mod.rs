//! How things were taken back: what is left of each for its readers, until it is published again.

pub(super) mod store;

use super::Refusal;
use super::unpublish::Moment;
use crate::content::{Alternative, Id, Kind, Locale, Slug, UnpublishMode, Unpublishing, ViolationCode, Violations};
use crate::db::Connection;
use crate::working_copies;

/// What is left of a thing that was taken back.
#[derive(Debug)]
pub(super) struct Ended {
    /// How it was taken back.
    pub(super) unpublishing: Unpublishing,
    /// The locale that it was public in, of an article.
    pub(super) locale: Option<Locale>,
    /// The slug that it was public under last, of an article.
    pub(super) slug: Option<Slug>,
}

impl Ended {
    /// Whether its document is still shown.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.unpublishing.mode == UnpublishMode::Withdrawn
    }
}

/// An article to read instead must be another one, and public, or have been until this moment.
pub(super) fn check(
    connection: &mut Connection,
    id: Id,
    unpublishing: &Unpublishing,
    moment: &Moment<'_>,
) -> Result<(), Refusal> {
    let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative else { return Ok(()) };
    let refused = |code, detail: &str| Refusal::Invalid(Violations::one("/alternative/articleId", code, detail));
    if alternative == id {
        return Err(refused(ViolationCode::SelfReference, "An article cannot be its own alternative; name another."));
    }
    match working_copies::find(connection, Kind::Article, alternative)? {
        None => Err(refused(ViolationCode::UnknownReference, "There is no article of this id.")),
        Some(copy) if !copy.head.is_published() && !moment.ending.contains(&alternative) => {
            Err(Refusal::UnpublishedAlternative(alternative))
        }
        Some(_) => Ok(()),
    }
}
