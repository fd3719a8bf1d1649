//! `GET /v1/feed.atom`

use std::io;

use actix_web::{HttpRequest, HttpResponse};

use super::newest::{Newest, newest};
use super::query::FeedQuery;
use super::{Site, Xml, element, legible, xml};
use crate::content::documents::ArticleDocument;
use crate::content::{Locale, Timestamp};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, Problem, Query, Representation};
use crate::rendering::article_content;
use quick_xml::events::BytesText;

/// The address.
pub const PATH: &str = "/v1/feed.atom";

const MEDIA_TYPE: &str = "application/atom+xml";

/// A feed, as Atom (RFC 4287) has it.
#[derive(Debug, utoipa::ToSchema)]
pub struct AtomFeed(pub String);

/// Follow what is published, as an Atom feed
///
/// The articles published last, each with its text as HTML, as Atom (RFC 4287) has it.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_atom_feed",
    tag = "feeds",
    params(FeedQuery),
    responses(
        (status = 200, description = "The feed.", body = AtomFeed, content_type = "application/atom+xml"),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn get_atom_feed(
    request: HttpRequest,
    Query(query): Query<FeedQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let site = reader.site().clone();
    let (address, locale) = (site.absolute(&query.address(PATH)), query.locale.clone());
    let newest = newest(&reader, query, &site).await?;
    let text = xml(|xml| write_feed(xml, &newest, &site, &address, locale.as_ref()))?;
    let answer = Representation::json(text, newest.changed_at, newest.freshness).of_type(MEDIA_TYPE);
    answer.in_locale(locale).respond(&request)
}

fn write_feed(xml: &mut Xml, newest: &Newest, site: &Site, address: &str, locale: Option<&Locale>) -> io::Result<()> {
    let base = site.absolute("/");
    let mut feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed = feed.with_attribute(("xml:base", base.as_str()));
    if let Some(locale) = locale {
        feed = feed.with_attribute(("xml:lang", locale.as_str()));
    }
    feed.write_inner_content(|xml| {
        // Readers know the feed by its address, which is the same however it was asked for.
        element(xml, "id", address)?;
        element(xml, "title", &newest.title)?;
        element(xml, "updated", &updated(newest).to_string())?;
        link(xml, &[("rel", "self"), ("type", MEDIA_TYPE), ("href", address)])?;
        link(xml, &[("rel", "alternate"), ("href", &base)])?;
        // Every entry needs an author, and not every article has one.
        author(xml, &site.name)?;
        let generator = xml.create_element("generator").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        generator.write_text_content(BytesText::new("Cairn"))?;
        newest.articles.iter().try_for_each(|article| write_entry(xml, article, site))
    })?;
    Ok(())
}

/// When the latest of the articles changed; of a feed without any, when anything did.
fn updated(newest: &Newest) -> Timestamp {
    let latest = newest.articles.iter().map(|article| article.updated_at).max();
    latest.or(newest.changed_at).unwrap_or_else(|| Timestamp::from_unix_ms(0))
}

fn write_entry(xml: &mut Xml, article: &ArticleDocument, site: &Site) -> io::Result<()> {
    let locale = article.locale.as_str();
    xml.create_element("entry").with_attribute(("xml:lang", locale)).write_inner_content(|xml| {
        element(xml, "id", &format!("urn:uuid:{}", article.id))?;
        element(xml, "title", &article.title)?;
        element(xml, "published", &article.first_published_at.to_string())?;
        element(xml, "updated", &article.updated_at.to_string())?;
        link(xml, &[("rel", "alternate"), ("hreflang", locale), ("href", &site.absolute(&article.url))])?;
        article.authors.iter().try_for_each(|credit| author(xml, &credit.name))?;
        for topic in &article.topics {
            let label = legible(&topic.name);
            let category = xml.create_element("category").with_attribute(("term", topic.slug.as_str()));
            category.with_attribute(("label", label.as_str())).write_empty()?;
        }
        element(xml, "summary", &article.summary)?;
        let content = legible(&article_content(article));
        let element = xml.create_element("content").with_attribute(("type", "html"));
        element.write_text_content(BytesText::new(&content))?;
        Ok(())
    })?;
    Ok(())
}

fn author(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| element(xml, "name", name))?;
    Ok(())
}

fn link(xml: &mut Xml, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element("link").with_attributes(attributes.iter().copied()).write_empty()?;
    Ok(())
}
