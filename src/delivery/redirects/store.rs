//! Queries for former addresses and their present ones.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::query::AddressPosition;
use super::view::{RedirectKind, RedirectView};
use crate::content::{Id, Locale, Slug, UnpublishMode};
use crate::db::schema::{
    published_addresses, published_articles, published_topic_addresses, published_topics, published_unpublishings,
};
use crate::db::{Connection, Error};
use crate::delivery::list_page::ListResult;
use crate::delivery::unpublished::store::{
    canonical_name, find, find_published_target, find_redirect_target, withdrawn_target,
};
use crate::delivery::unpublished::{ArticleTarget, RedirectTarget, UnpublishedEntity};
use crate::delivery::{articles, error::ReadError, id_or_slug::IdOrSlug, store::changes::last_change, topics};
use crate::http::PageRow;

/// The number of addresses that are read at once to count the list.
const COUNT_BATCH: i64 = 1000;

/// The part of the list to read.
#[derive(Debug, Clone)]
pub(super) struct RedirectRange {
    /// The locale of the articles, or none for all of them.
    pub(super) locale: Option<Locale>,
    /// The position just before the first address.
    pub(super) after: Option<AddressPosition>,
    /// True to read in descending order.
    pub(super) descending: bool,
}

/// An address that is not the current one of its entity.
struct FormerAddress {
    position: AddressPosition,
    id: Id,
    /// The current slug, if the entity is a topic.
    topic_slug: Option<Slug>,
}

/// Loads at most `limit` redirects, and the number of all redirects if it is requested.
pub(super) fn load_list(
    connection: &mut Connection,
    range: RedirectRange,
    limit: i64,
    with_total: bool,
) -> Result<ListResult, ReadError> {
    let total = if with_total { Some(count(connection, range.locale.clone())?) } else { None };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut walk = Walk { range, batch: limit, is_finished: false };
    while rows.len() < wanted && !walk.is_finished {
        for former in walk.next(connection)? {
            if let Some(row) = find_redirect(connection, former)? {
                rows.push(row);
            }
        }
    }
    rows.truncate(wanted);
    Ok(ListResult { rows, total, changed_at: last_change(connection)? })
}

/// Counts the redirects. Reads each of them, because a redirect whose target was unpublished too is none.
fn count(connection: &mut Connection, locale: Option<Locale>) -> Result<i64, ReadError> {
    let range = RedirectRange { locale, after: None, descending: false };
    let mut walk = Walk { range, batch: COUNT_BATCH, is_finished: false };
    let mut total = 0;
    while !walk.is_finished {
        for former in walk.next(connection)? {
            total += i64::from(find_redirect(connection, former)?.is_some());
        }
    }
    Ok(total)
}

/// The former addresses in a range, in batches.
struct Walk {
    range: RedirectRange,
    batch: i64,
    is_finished: bool,
}

impl Walk {
    fn next(&mut self, connection: &mut Connection) -> Result<Vec<FormerAddress>, Error> {
        let mut kinds = [RedirectKind::Article, RedirectKind::Topic];
        if self.range.descending {
            kinds.reverse();
        }
        let first = self.range.after.as_ref().map_or(kinds[0], AddressPosition::kind);
        let mut batch: Vec<FormerAddress> = Vec::new();
        let mut rest = self.batch;
        for kind in kinds.into_iter().skip_while(|kind| *kind != first) {
            let found = match kind {
                RedirectKind::Article => load_articles(connection, &self.range, rest)?,
                RedirectKind::Topic => load_topics(connection, &self.range, rest)?,
            };
            rest -= i64::try_from(found.len()).unwrap_or(rest);
            batch.extend(found);
        }
        self.is_finished = rest > 0;
        if let Some(last) = batch.last() {
            self.range.after = Some(last.position.clone());
        }
        Ok(batch)
    }
}

/// Loads former addresses of articles that are published, or were unpublished with another mode than gone.
fn load_articles(connection: &mut Connection, range: &RedirectRange, limit: i64) -> Result<Vec<FormerAddress>, Error> {
    use published_addresses as row;
    let published = published_articles::table.filter(published_articles::id.eq(row::article_id));
    let unpublished = published_unpublishings::table
        .filter(published_unpublishings::id.eq(row::article_id))
        .filter(published_unpublishings::mode.ne(UnpublishMode::Gone));
    let mut query = row::table
        .filter(row::is_current.eq(false))
        .filter(exists(published).or(exists(unpublished)))
        .select((row::locale, row::slug, row::article_id))
        .limit(limit)
        .into_boxed();
    if let Some(locale) = &range.locale {
        query = query.filter(row::locale.eq(locale));
    }
    if let Some(AddressPosition { locale: Some(locale), slug }) = &range.after {
        query = if range.descending {
            query.filter(row::locale.le(locale)).filter(row::locale.lt(locale).or(row::slug.lt(slug)))
        } else {
            query.filter(row::locale.ge(locale)).filter(row::locale.gt(locale).or(row::slug.gt(slug)))
        };
    }
    let query = if range.descending {
        query.order((row::locale.desc(), row::slug.desc()))
    } else {
        query.order((row::locale, row::slug))
    };
    let rows: Vec<(Locale, Slug, Id)> = query.load(connection)?;
    let former = |(locale, slug, id)| FormerAddress {
        position: AddressPosition { locale: Some(locale), slug },
        id,
        topic_slug: None,
    };
    Ok(rows.into_iter().map(former).collect())
}

/// Loads former addresses of published topics.
fn load_topics(connection: &mut Connection, range: &RedirectRange, limit: i64) -> Result<Vec<FormerAddress>, Error> {
    use published_topic_addresses as row;
    let mut query = row::table
        .inner_join(published_topics::table.on(published_topics::id.eq(row::topic_id)))
        .filter(row::is_current.eq(false))
        .select((row::slug, row::topic_id, published_topics::slug))
        .limit(limit)
        .into_boxed();
    if let Some(AddressPosition { locale: None, slug }) = &range.after {
        query = if range.descending { query.filter(row::slug.lt(slug)) } else { query.filter(row::slug.gt(slug)) };
    }
    let query = if range.descending { query.order(row::slug.desc()) } else { query.order(row::slug) };
    let rows: Vec<(Slug, Id, Slug)> = query.load(connection)?;
    let former = |(slug, id, current)| FormerAddress {
        position: AddressPosition { locale: None, slug },
        id,
        topic_slug: Some(current),
    };
    Ok(rows.into_iter().map(former).collect())
}

/// Returns the row of a redirect, or none if the address leads nowhere else.
fn find_redirect(connection: &mut Connection, former: FormerAddress) -> Result<Option<PageRow>, Error> {
    let FormerAddress { position, id, topic_slug } = former;
    let url = match topic_slug {
        Some(slug) => Some(format!("{}/{slug}", topics::list::PATH)),
        None => find_article_url(connection, id, &position)?,
    };
    let Some(url) = url else { return Ok(None) };
    let key = position.key();
    let view = RedirectView { kind: position.kind(), locale: position.locale, slug: position.slug, id, url };
    Ok(Some(PageRow { key, id, json: serde_json::to_string(&view)? }))
}

/// Returns the present address of an article with a former one.
fn find_article_url(connection: &mut Connection, id: Id, former: &AddressPosition) -> Result<Option<String>, Error> {
    if let Some(article) = find_published_target(connection, id)? {
        return Ok(Some(article.url));
    }
    let Some(entity) = find(connection, id)? else { return Ok(None) };
    let target = match entity.mode {
        UnpublishMode::Gone => None,
        UnpublishMode::Redirect => find_redirect_target(connection, &entity)?,
        UnpublishMode::Withdrawn if is_own_address(&entity, former) => None,
        UnpublishMode::Withdrawn => withdrawn_target(&entity)?.map(RedirectTarget::Article),
    };
    match target {
        Some(RedirectTarget::Article(article)) => current_url(connection, article).map(Some),
        Some(RedirectTarget::Url(url)) => Ok(Some(url)),
        None => Ok(None),
    }
}

/// Returns true if the entity is an article whose last address this is.
fn is_own_address(entity: &UnpublishedEntity, address: &AddressPosition) -> bool {
    let is_address = |locale: &Locale, slug: &Slug| address.locale.as_ref() == Some(locale) && address.slug == *slug;
    entity.article.as_ref().is_some_and(|article| is_address(&article.locale, &article.slug))
}

/// Returns the URL of a readable article. If another article has taken its slug, only its id leads to it.
fn current_url(connection: &mut Connection, article: ArticleTarget) -> Result<String, Error> {
    Ok(match canonical_name(connection, article.id, &article.locale, &article.slug)? {
        IdOrSlug::Slug(_) => article.url,
        id @ IdOrSlug::Id(_) => format!("{}/{id}", articles::list::PATH),
    })
}
