//! Rows of the current and former slugs of articles and topics.
//!
//! An address is current while the published document of its entity has it. Only one address of an entity is current, and
//! none while the entity is not published.

use diesel::prelude::*;

use crate::content::{Id, Locale, Slug};
use crate::db::schema::{published_addresses, published_topic_addresses};
use crate::db::{Connection, Error};

/// Makes an address the current one of an article. Another article that had the address before loses it.
pub(crate) fn save_article_address(
    connection: &mut Connection,
    article: Id,
    locale: &Locale,
    slug: &Slug,
) -> Result<(), Error> {
    use published_addresses as row;
    release_article_address(connection, article)?;
    let address = (row::locale.eq(locale), row::slug.eq(slug), row::article_id.eq(article), row::is_current.eq(true));
    diesel::replace_into(row::table).values(address).execute(connection)?;
    Ok(())
}

/// Returns true if the address, and no other one, is the current one of an article.
pub(crate) fn is_article_address(
    connection: &mut Connection,
    article: Id,
    locale: &Locale,
    slug: &Slug,
) -> Result<bool, Error> {
    use published_addresses as row;
    let current: Vec<(Locale, Slug)> = row::table
        .filter(row::article_id.eq(article))
        .filter(row::is_current.eq(true))
        .select((row::locale, row::slug))
        .load(connection)?;
    Ok(matches!(&current[..], [(current_locale, current_slug)] if current_locale == locale && current_slug == slug))
}

/// Makes the current address of an article a former one.
pub(crate) fn release_article_address(connection: &mut Connection, article: Id) -> Result<(), Error> {
    use published_addresses as row;
    diesel::update(row::table.filter(row::article_id.eq(article)).filter(row::is_current.eq(true)))
        .set(row::is_current.eq(false))
        .execute(connection)?;
    Ok(())
}

/// Makes an address the current one of a topic. Another topic that had the address before loses it.
pub(crate) fn save_topic_address(connection: &mut Connection, topic: Id, slug: &Slug) -> Result<(), Error> {
    use published_topic_addresses as row;
    release_topic_address(connection, topic)?;
    let address = (row::slug.eq(slug), row::topic_id.eq(topic), row::is_current.eq(true));
    diesel::replace_into(row::table).values(address).execute(connection)?;
    Ok(())
}

/// Returns true if the address, and no other one, is the current one of a topic.
pub(crate) fn is_topic_address(connection: &mut Connection, topic: Id, slug: &Slug) -> Result<bool, Error> {
    use published_topic_addresses as row;
    let current: Vec<Slug> = row::table
        .filter(row::topic_id.eq(topic))
        .filter(row::is_current.eq(true))
        .select(row::slug)
        .load(connection)?;
    Ok(matches!(&current[..], [current] if current == slug))
}

/// Makes the current address of a topic a former one.
pub(crate) fn release_topic_address(connection: &mut Connection, topic: Id) -> Result<(), Error> {
    use published_topic_addresses as row;
    diesel::update(row::table.filter(row::topic_id.eq(topic)).filter(row::is_current.eq(true)))
        .set(row::is_current.eq(false))
        .execute(connection)?;
    Ok(())
}
