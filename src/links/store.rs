//! Rows of links and of their uses.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::prelude::*;

use super::{CheckResult, DueLink, Link, LinkHealth, LinkStatus, state_after};
use crate::content::string_enum::StringEnum;
use crate::content::{Id, Timestamp};
use crate::db::schema::{link_uses, links};
use crate::db::{Connection, Error, KeysetPage};

#[derive(Queryable, Selectable)]
#[diesel(table_name = links)]
struct LinkRow {
    url: String,
    status: String,
    http_status: Option<i64>,
    detail: Option<String>,
    failures: i64,
    last_checked_at: Option<Timestamp>,
    next_check_at: Timestamp,
}

impl TryFrom<LinkRow> for Link {
    type Error = Error;

    fn try_from(row: LinkRow) -> Result<Self, Error> {
        let status =
            LinkStatus::parse_name(&row.status).ok_or_else(|| Error::Corrupt(format!("{} has no status", row.url)))?;
        Ok(Self {
            url: row.url,
            status,
            http_status: row.http_status.and_then(|status| u16::try_from(status).ok()),
            detail: row.detail,
            failures: row.failures,
            last_checked_at: row.last_checked_at,
            next_check_at: row.next_check_at,
        })
    }
}

/// Replaces the recorded links of a published entity. A new link is checked soon.
pub fn note_uses(
    connection: &mut Connection,
    source: Id,
    urls: &BTreeSet<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let before: Vec<String> =
        link_uses::table.filter(link_uses::source_id.eq(source)).select(link_uses::url).load(connection)?;
    for url in urls.iter().filter(|url| !before.contains(url)) {
        diesel::insert_into(link_uses::table)
            .values((link_uses::source_id.eq(source), link_uses::url.eq(url)))
            .execute(connection)?;
        let known: Option<String> = links::table.find(url).select(links::url).first(connection).optional()?;
        if known.is_none() {
            diesel::insert_into(links::table)
                .values((
                    links::url.eq(url),
                    links::host.eq(host_of(url)),
                    links::status.eq(LinkStatus::Unchecked.as_str()),
                    links::failures.eq(0),
                    links::next_check_at.eq(now),
                ))
                .execute(connection)?;
        }
    }
    for url in before.iter().filter(|url| !urls.contains(*url)) {
        diesel::delete(link_uses::table.find((source, url))).execute(connection)?;
        let used: Option<Id> = link_uses::table
            .filter(link_uses::url.eq(url))
            .select(link_uses::source_id)
            .first(connection)
            .optional()?;
        if used.is_none() {
            diesel::delete(links::table.find(url)).execute(connection)?;
        }
    }
    Ok(())
}

/// Removes the recorded links of an entity that is no longer public.
pub fn forget_uses(connection: &mut Connection, source: Id) -> Result<(), Error> {
    note_uses(connection, source, &BTreeSet::new(), Timestamp::now())
}

/// Returns the host and port of a URL; each has one check at a time.
fn host_of(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
    host.unwrap_or_default()
}

/// Returns due links, the longest due first, without hosts that have a running check.
pub fn due(connection: &mut Connection, now: Timestamp, limit: i64) -> Result<Vec<DueLink>, Error> {
    let busy: Vec<String> =
        links::table.filter(links::claimed_until.gt(now)).select(links::host).distinct().load(connection)?;
    let rows: Vec<(String, String)> = links::table
        .filter(links::next_check_at.le(now))
        .filter(links::host.ne_all(busy))
        .order((links::next_check_at, links::url))
        .limit(limit)
        .select((links::url, links::host))
        .load(connection)?;
    Ok(rows.into_iter().map(|(url, host)| DueLink { url, host }).collect())
}

/// Claims a link, unless another link of its host is claimed or it is no longer due.
pub fn claim(connection: &mut Connection, url: &str, now: Timestamp, until: Timestamp) -> Result<bool, Error> {
    let due = due_host(connection, url, now)?;
    let Some(host) = due else { return Ok(false) };
    let claimed: Option<String> = links::table
        .filter(links::host.eq(&host))
        .filter(links::claimed_until.gt(now))
        .select(links::url)
        .first(connection)
        .optional()?;
    if claimed.is_some() {
        return Ok(false);
    }
    diesel::update(links::table.find(url)).set(links::claimed_until.eq(until)).execute(connection)?;
    Ok(true)
}

fn due_host(connection: &mut Connection, url: &str, now: Timestamp) -> Result<Option<String>, Error> {
    let due = links::table.find(url).filter(links::next_check_at.le(now));
    Ok(due.select(links::host).first(connection).optional()?)
}

/// Stores the result of a check. Returns true if the link became broken or works again.
pub fn record(
    connection: &mut Connection,
    url: &str,
    result: &CheckResult,
    now: Timestamp,
    interval: Duration,
) -> Result<bool, Error> {
    let Some(before) = find(connection, url)? else { return Ok(false) };
    let next = state_after(&before, result, now, interval);
    diesel::update(links::table.find(url))
        .set((
            links::status.eq(next.status.as_str()),
            links::failures.eq(next.failures),
            links::http_status.eq(result.http_status.map(i64::from)),
            links::detail.eq(&result.detail),
            links::last_checked_at.eq(now),
            links::next_check_at.eq(next.next_check_at),
            links::claimed_until.eq(None::<Timestamp>),
        ))
        .execute(connection)?;
    Ok((before.status == LinkStatus::Broken) != (next.status == LinkStatus::Broken))
}

/// Loads the link with this URL.
pub fn find(connection: &mut Connection, url: &str) -> Result<Option<Link>, Error> {
    let row: Option<LinkRow> = links::table.find(url).select(LinkRow::as_select()).first(connection).optional()?;
    row.map(Link::try_from).transpose()
}

/// Returns true if the link with this URL is broken.
pub fn is_broken(connection: &mut Connection, url: &str) -> Result<bool, Error> {
    Ok(find(connection, url)?.is_some_and(|link| link.status == LinkStatus::Broken))
}

/// Returns the combined status of the links of an entity; none if none was checked.
pub fn health(connection: &mut Connection, source: Id) -> Result<Option<LinkHealth>, Error> {
    let rows: Vec<(String, Option<Timestamp>)> = link_uses::table
        .inner_join(links::table.on(links::url.eq(link_uses::url)))
        .filter(link_uses::source_id.eq(source))
        .filter(links::last_checked_at.is_not_null())
        .select((links::status, links::last_checked_at))
        .load(connection)?;
    let status = rows.iter().filter_map(|(status, _)| LinkStatus::parse_name(status)).max();
    let checked = rows.iter().filter_map(|(_, at)| *at).min();
    Ok(status.zip(checked).map(|(status, last_checked_at)| LinkHealth { status, last_checked_at }))
}

/// Loads a page of links in the order of their URLs.
pub fn list(
    connection: &mut Connection,
    status: Option<LinkStatus>,
    page: KeysetPage<String>,
) -> Result<Vec<Link>, Error> {
    let mut query = links::table.select(LinkRow::as_select()).limit(page.rows).into_boxed();
    if let Some(status) = status {
        query = query.filter(links::status.eq(status.as_str()));
    }
    query = match (page.from, page.backwards) {
        (Some(from), true) => query.filter(links::url.lt(from)),
        (Some(from), false) => query.filter(links::url.gt(from)),
        (None, _) => query,
    };
    query = if page.backwards { query.order(links::url.desc()) } else { query.order(links::url.asc()) };
    let rows: Vec<LinkRow> = query.load(connection)?;
    rows.into_iter().map(Link::try_from).collect()
}

/// Counts links.
pub fn count(connection: &mut Connection, status: Option<LinkStatus>) -> Result<i64, Error> {
    let mut query = links::table.into_boxed();
    if let Some(status) = status {
        query = query.filter(links::status.eq(status.as_str()));
    }
    Ok(query.count().get_result(connection)?)
}

/// Returns the published entities that link to a URL.
pub fn sources(connection: &mut Connection, url: &str) -> Result<Vec<Id>, Error> {
    let uses = link_uses::table.filter(link_uses::url.eq(url)).order(link_uses::source_id);
    Ok(uses.select(link_uses::source_id).load(connection)?)
}
