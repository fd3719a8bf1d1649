//! The filters of lists of working copies.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::content::review::{REVIEW_LEAD_DAYS, ReviewState};
use crate::content::{DAY_MS, Id, Kind, Locale, Status, Timestamp};
use crate::db::schema::{articles, link_uses, links, working_copies, working_references};
use crate::db::{Backend, Connection, Error};
use crate::links::LinkStatus;
use crate::string_enum;

/// The filters of a list of working copies.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// The status; without it, everything except the trash.
    pub status: Option<Status>,
    /// A topic of the working copies.
    pub topic: Option<Id>,
    /// A part of the title, text or name.
    pub q: Option<String>,
    /// True for only published working copies whose content has changed since, false for only the others.
    pub changed: Option<bool>,
    /// The actor of the last write: the id of a key, or a name.
    pub updated_by: Option<String>,
    /// The language.
    pub locale: Option<Locale>,
    /// Only articles without an up-to-date translation.
    pub translation: Option<TranslationFilter>,
    /// Only articles with the next review before this time.
    pub review_due_before: Option<Timestamp>,
    /// Only working copies with a link in this state.
    pub link_status: Option<LinkStatus>,
    /// Only articles in this review state.
    pub review_state: Option<ReviewState>,
}

string_enum! {
    /// The state of the translation of an article into another locale.
    TranslationState {
        /// No article of the translation group has the locale.
        Missing = "missing",
        /// The article is the source of its group and was published since the article of the locale was.
        Stale = "stale",
    }
}

/// The translation that the articles of a list lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationFilter {
    /// The state of the translation.
    pub state: TranslationState,
    /// The locale of the translation.
    pub locale: Locale,
}

pub(super) type WorkingCopyQuery = working_copies::BoxedQuery<'static, Backend>;

/// Selects working copies whose content differs from the published content. Steps of the workflow make versions with the
/// same content, so the digests are compared. The comparison of the versions is that of a partial index.
const IS_CHANGED: &str = "(working_copies.published_version IS NOT NULL \
    AND working_copies.published_version <> working_copies.version \
    AND (SELECT content_digest FROM revisions \
         WHERE entity_id = working_copies.id AND version = working_copies.version) \
     IS NOT (SELECT content_digest FROM revisions \
             WHERE entity_id = working_copies.id AND version = working_copies.published_version))";

/// Selects articles with a translation; the locale of the translation follows.
const HAS_TRANSLATION: &str = "EXISTS (SELECT 1 FROM articles AS own JOIN articles AS other \
     ON other.translation_group_id = own.translation_group_id \
     WHERE own.id = working_copies.id AND other.locale = ";

/// Selects articles that were published since their translation was; the locale of the translation follows.
const HAS_STALE_TRANSLATION: &str = "EXISTS (SELECT 1 FROM articles AS own JOIN articles AS other \
     ON other.translation_group_id = own.translation_group_id \
     JOIN working_copies AS head ON head.id = other.id \
     WHERE own.id = working_copies.id AND head.published_at < working_copies.published_at AND other.locale = ";

/// Selects articles of whose group no article was created earlier.
const IS_SOURCE: &str = "NOT EXISTS (SELECT 1 FROM articles AS own JOIN articles AS other \
     ON other.translation_group_id = own.translation_group_id \
     JOIN working_copies AS head ON head.id = other.id \
     WHERE own.id = working_copies.id \
     AND (head.created_at, head.id) < (working_copies.created_at, working_copies.id))";

/// Returns the query of the working copies of a kind that the filter selects.
pub(super) fn filtered(
    connection: &mut Connection,
    kind: Kind,
    filter: &ListFilter,
) -> Result<WorkingCopyQuery, Error> {
    let mut query = working_copies::table.filter(working_copies::kind.eq(kind)).into_boxed();
    query = match filter.status {
        Some(status) => query.filter(working_copies::status.eq(status)),
        None => query.filter(working_copies::status.ne(Status::Trashed)),
    };
    if let Some(topic) = filter.topic {
        query = query.filter(exists(
            working_references::table
                .filter(working_references::target_id.eq(topic))
                .filter(working_references::source_id.eq(working_copies::id)),
        ));
    }
    if let Some(q) = &filter.q {
        query = query.filter(working_copies::label.like(contains_pattern(q)).escape('\\'));
    }
    if let Some(changed) = filter.changed {
        let is_changed = sql::<Bool>(IS_CHANGED);
        query = if changed { query.filter(is_changed) } else { query.filter(not(is_changed)) };
    }
    if let Some(actor) = &filter.updated_by {
        query = filter_by_actor(connection, query, actor.clone())?;
    }
    if let Some(locale) = &filter.locale {
        query = query.filter(working_copies::locale.eq(locale.clone()));
    }
    if let Some(translation) = &filter.translation {
        query = filter_by_translation(query, translation);
    }
    if let Some(before) = filter.review_due_before {
        query = query.filter(exists(
            articles::table.filter(articles::id.eq(working_copies::id)).filter(articles::next_review_at.lt(before)),
        ));
    }
    if let Some(status) = filter.link_status {
        query = query.filter(exists(
            link_uses::table
                .inner_join(links::table.on(links::url.eq(link_uses::url)))
                .filter(link_uses::source_id.eq(working_copies::id))
                .filter(links::status.eq(status.as_str())),
        ));
    }
    Ok(match filter.review_state {
        None => query,
        Some(state) => filter_by_review_state(query, state, Timestamp::now()),
    })
}

/// An actor is a key if a working copy has its id, else a name. One column at a time is compared, so that an index has
/// the order.
fn filter_by_actor(
    connection: &mut Connection,
    query: WorkingCopyQuery,
    actor: String,
) -> Result<WorkingCopyQuery, Error> {
    use working_copies::{updated_by_key_id, updated_by_name};
    let of_key = working_copies::table.filter(updated_by_key_id.eq(&actor)).select(working_copies::id);
    let is_key: bool = diesel::select(exists(of_key)).get_result(connection)?;
    Ok(if is_key { query.filter(updated_by_key_id.eq(actor)) } else { query.filter(updated_by_name.eq(actor)) })
}

fn filter_by_translation(query: WorkingCopyQuery, translation: &TranslationFilter) -> WorkingCopyQuery {
    let locale = translation.locale.to_string();
    match translation.state {
        TranslationState::Missing => {
            let exists = sql::<Bool>(HAS_TRANSLATION).bind::<Text, _>(locale).sql(")");
            query.filter(not(exists))
        }
        TranslationState::Stale => query
            .filter(sql::<Bool>(IS_SOURCE))
            .filter(sql::<Bool>(HAS_STALE_TRANSLATION).bind::<Text, _>(locale).sql(")")),
    }
}

fn filter_by_review_state(query: WorkingCopyQuery, state: ReviewState, now: Timestamp) -> WorkingCopyQuery {
    let soon = now.later_by_ms(i64::from(REVIEW_LEAD_DAYS) * DAY_MS);
    let reviewed_by = |until: Timestamp| {
        exists(articles::table.filter(articles::id.eq(working_copies::id)).filter(articles::next_review_at.le(until)))
    };
    match state {
        ReviewState::Overdue => query.filter(reviewed_by(now)),
        ReviewState::Due => query.filter(reviewed_by(soon)).filter(not(reviewed_by(now))),
        ReviewState::Current => query.filter(not(reviewed_by(soon))),
    }
}

fn contains_pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
