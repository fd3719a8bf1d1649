//! What clients get of an article: the stored bytes where those are what was asked for, else a view of them.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::members::ArticleMember;
use crate::content::documents::{ArticleDocument, SectionDocument};
use crate::content::review::{REVIEW_LEAD_DAYS, Review};
use crate::content::word::Word;
use crate::content::{Locale, Timestamp};
use crate::db::Error;
use crate::delivery::bodies::BodyForms;

#[derive(Deserialize)]
struct Reviewed {
    review: Review,
}

#[derive(Deserialize)]
struct Sectioned {
    sections: Vec<SectionDocument>,
}

#[derive(Deserialize)]
struct Parts<'d> {
    #[serde(borrow)]
    sections: &'d RawValue,
    #[serde(borrow)]
    phrases: &'d RawValue,
    #[serde(borrow)]
    related: &'d RawValue,
}

/// The envelope of a list that is given whole.
#[derive(Serialize)]
struct Whole<T> {
    data: T,
}

/// An article with its review as it stands at one moment.
pub(in crate::delivery) struct ReviewedArticle {
    /// The document.
    pub(in crate::delivery) document: String,
    /// When the state of the review last changed by itself.
    pub(in crate::delivery) turned_at: Option<Timestamp>,
    /// When it will next.
    pub(in crate::delivery) turns_at: Option<Timestamp>,
}

/// The same for an article of which it is known until when its review was to stand, and when it was frozen: the document
/// is read only if the state has turned since.
pub(super) fn reviewed_since(
    document: String,
    next_review_at: Timestamp,
    frozen_at: Timestamp,
    now: Timestamp,
) -> Result<ReviewedArticle, Error> {
    let state_at = |moment| Review::at(None, Some(next_review_at), moment).state;
    if state_at(frozen_at) != state_at(now) {
        return reviewed_at(document, now);
    }
    let turned_at = turned_before(next_review_at, now);
    Ok(ReviewedArticle { document, turned_at, turns_at: Review::changes_after(Some(next_review_at), now) })
}

/// When the state of a review last changed before `now`.
fn turned_before(next_review_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    [next_review_at, next_review_at.days_before(REVIEW_LEAD_DAYS)].into_iter().find(|turn| *turn <= now)
}

/// An article with its review as it stands at `now`.
pub(in crate::delivery) fn reviewed_at(document: String, now: Timestamp) -> Result<ReviewedArticle, Error> {
    let frozen = serde_json::from_str::<Reviewed>(&document)?.review;
    let review = Review::at(frozen.last_reviewed_at, frozen.next_review_at, now);
    let turned_at = frozen.next_review_at.and_then(|next| turned_before(next, now));
    let turns_at = Review::changes_after(frozen.next_review_at, now);
    if review == frozen {
        return Ok(ReviewedArticle { document, turned_at, turns_at });
    }
    let mut members: Map<String, Value> = serde_json::from_str(&document)?;
    members.insert("review".to_owned(), serde_json::to_value(review)?);
    Ok(ReviewedArticle { document: serde_json::to_string(&members)?, turned_at, turns_at })
}

/// An article with the text of its sections in other forms than the stored one.
pub(super) fn with_bodies(document: &str, forms: &BodyForms) -> Result<String, Error> {
    let mut article: ArticleDocument = serde_json::from_str(document)?;
    for section in &mut article.sections {
        forms.fit(section, &article.locale);
    }
    Ok(serde_json::to_string(&article)?)
}

/// Only some members of an article, in its own order.
pub(super) fn chosen(document: &str, fields: &[ArticleMember]) -> Result<String, Error> {
    let mut members: Map<String, Value> = serde_json::from_str(document)?;
    members.retain(|name, _| ArticleMember::from_word(name).is_some_and(|member| fields.contains(&member)));
    Ok(serde_json::to_string(&members)?)
}

/// All sections of an article.
pub(super) fn sections(document: &str, forms: &BodyForms, locale: &Locale) -> Result<String, Error> {
    if forms.are_stored() {
        return whole(serde_json::from_str::<Parts<'_>>(document)?.sections);
    }
    let mut sections = serde_json::from_str::<Sectioned>(document)?.sections;
    for section in &mut sections {
        forms.fit(section, locale);
    }
    whole(sections)
}

/// One section.
pub(super) fn section(document: String, forms: &BodyForms, locale: &Locale) -> Result<String, Error> {
    if forms.are_stored() {
        return Ok(document);
    }
    let mut section: SectionDocument = serde_json::from_str(&document)?;
    forms.fit(&mut section, locale);
    Ok(serde_json::to_string(&section)?)
}

/// The phrases an article uses.
pub(super) fn phrases(document: &str) -> Result<String, Error> {
    whole(serde_json::from_str::<Parts<'_>>(document)?.phrases)
}

/// The resources an article leads to.
pub(super) fn related(document: &str) -> Result<String, Error> {
    whole(serde_json::from_str::<Parts<'_>>(document)?.related)
}

fn whole(data: impl Serialize) -> Result<String, Error> {
    Ok(serde_json::to_string(&Whole { data })?)
}
