//! Views of the stored document of an article.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::member::ArticleMember;
use crate::content::documents::{ArticleDocument, SectionDocument};
use crate::content::review::{REVIEW_LEAD_DAYS, Review};
use crate::content::{Locale, Timestamp};
use crate::db::Error;
use crate::delivery::body_forms::BodyForms;

#[derive(Deserialize)]
struct ReviewMember {
    review: Review,
}

#[derive(Deserialize)]
struct SectionsMember {
    sections: Vec<SectionDocument>,
}

#[derive(Deserialize)]
struct ArticleParts<'d> {
    #[serde(borrow)]
    sections: &'d RawValue,
    #[serde(borrow)]
    phrases: &'d RawValue,
    #[serde(borrow)]
    related: &'d RawValue,
}

/// The document of an article with the state of its review at one time.
pub(crate) struct DocumentWithReview {
    pub(crate) document: String,
    /// The last time at which the state of the review changed because time passed.
    pub(crate) review_changed_at: Option<Timestamp>,
    /// The next time at which the state changes in this way.
    pub(crate) review_changes_at: Option<Timestamp>,
}

/// Does the same as [`with_current_review`] for an article that was frozen at `frozen_at`. Parses the document only if the
/// state has changed since.
pub(super) fn with_review_since(
    document: String,
    next_review_at: Timestamp,
    frozen_at: Timestamp,
    now: Timestamp,
) -> Result<DocumentWithReview, Error> {
    let state_at = |moment| Review::at(None, Some(next_review_at), moment).state;
    if state_at(frozen_at) != state_at(now) {
        return with_current_review(document, now);
    }
    let review_changed_at = last_review_change(next_review_at, now);
    Ok(DocumentWithReview {
        document,
        review_changed_at,
        review_changes_at: Review::changes_after(Some(next_review_at), now),
    })
}

/// Returns the last time before `now` at which the state of a review changed.
fn last_review_change(next_review_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    [next_review_at, next_review_at.days_before(REVIEW_LEAD_DAYS)].into_iter().find(|turn| *turn <= now)
}

/// Returns an article with the state of its review at `now`.
pub(crate) fn with_current_review(document: String, now: Timestamp) -> Result<DocumentWithReview, Error> {
    let frozen = serde_json::from_str::<ReviewMember>(&document)?.review;
    let review = Review::at(frozen.last_reviewed_at, frozen.next_review_at, now);
    let review_changed_at = frozen.next_review_at.and_then(|next| last_review_change(next, now));
    let review_changes_at = Review::changes_after(frozen.next_review_at, now);
    if review == frozen {
        return Ok(DocumentWithReview { document, review_changed_at, review_changes_at });
    }
    let mut members: Map<String, Value> = serde_json::from_str(&document)?;
    members.insert("review".to_owned(), serde_json::to_value(review)?);
    Ok(DocumentWithReview { document: serde_json::to_string(&members)?, review_changed_at, review_changes_at })
}

/// Returns an article with the text of its sections in other formats than the stored one.
pub(super) fn with_bodies(document: &str, forms: &BodyForms) -> Result<String, Error> {
    let mut article: ArticleDocument = serde_json::from_str(document)?;
    for section in &mut article.sections {
        forms.apply(section, &article.locale);
    }
    Ok(serde_json::to_string(&article)?)
}

/// Returns some members of an article, in its own order.
pub(super) fn select_members(document: &str, is_selected: impl Fn(ArticleMember) -> bool) -> Result<String, Error> {
    let members: HashMap<&str, &RawValue> = serde_json::from_str(document)?;
    let selected = ArticleMember::ALL.iter().filter(|member| is_selected(**member));
    let selected = selected.filter_map(|member| Some((member.as_str(), members.get(member.as_str())?)));
    let selected: Vec<String> = selected.map(|(name, value)| format!("\"{name}\":{}", value.get())).collect();
    Ok(format!("{{{}}}", selected.join(",")))
}

/// Returns an article as an item of a list: the members of its card and `fields`, or all members for none.
pub(super) fn list_item(
    document: String,
    fields: Option<&[ArticleMember]>,
    forms: &BodyForms,
    now: Timestamp,
) -> Result<DocumentWithReview, Error> {
    let has = |member| fields.is_none_or(|fields| fields.contains(&member));
    let mut item = if has(ArticleMember::Review) {
        with_current_review(document, now)?
    } else {
        DocumentWithReview { document, review_changed_at: None, review_changes_at: None }
    };
    if has(ArticleMember::Sections) && !forms.is_stored_form() {
        item.document = with_bodies(&item.document, forms)?;
    }
    if fields.is_some() {
        item.document = select_members(&item.document, |member| member.is_on_card() || has(member))?;
    }
    Ok(item)
}

/// Parses the sections of an article.
pub(super) fn parse_sections(document: &str) -> Result<Vec<SectionDocument>, Error> {
    Ok(serde_json::from_str::<SectionsMember>(document)?.sections)
}

/// Returns the sections of an article.
pub(super) fn sections(document: &str, forms: &BodyForms, locale: &Locale) -> Result<String, Error> {
    if forms.is_stored_form() {
        return Ok(data_envelope(serde_json::from_str::<ArticleParts<'_>>(document)?.sections.get()));
    }
    let mut sections = parse_sections(document)?;
    for section in &mut sections {
        forms.apply(section, locale);
    }
    Ok(data_envelope(&serde_json::to_string(&sections)?))
}

/// Returns one section.
pub(super) fn section(document: String, forms: &BodyForms, locale: &Locale) -> Result<String, Error> {
    if forms.is_stored_form() {
        return Ok(document);
    }
    let mut section: SectionDocument = serde_json::from_str(&document)?;
    forms.apply(&mut section, locale);
    Ok(serde_json::to_string(&section)?)
}

/// Returns the phrases of an article.
pub(super) fn phrases(document: &str) -> Result<String, Error> {
    Ok(data_envelope(serde_json::from_str::<ArticleParts<'_>>(document)?.phrases.get()))
}

/// Returns the related resources of an article.
pub(super) fn related(document: &str) -> Result<String, Error> {
    Ok(data_envelope(serde_json::from_str::<ArticleParts<'_>>(document)?.related.get()))
}

/// Returns a list without pages.
fn data_envelope(data: &str) -> String {
    format!("{{\"data\":{data}}}")
}
