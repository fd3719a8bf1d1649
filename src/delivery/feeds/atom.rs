//! `GET /v1/feed.atom`

use std::io;

use actix_web::{HttpRequest, HttpResponse};

use super::content::{FeedContent, load_content};
use super::query::FeedQuery;
use super::xml::{XmlWriter, strip_invalid, write_element, xml_document};
use crate::content::{Locale, Timestamp, documents::ArticleDocument};
use crate::delivery::{reader::DeliveryReader, responses::NotModified, settings::Site};
use crate::http::{Problem, Query, Representation};
use crate::rendering::article_html;
use quick_xml::events::BytesText;

pub(crate) const PATH: &str = "/v1/feed.atom";

const MEDIA_TYPE: &str = "application/atom+xml";

/// An Atom feed (RFC 4287).
#[derive(Debug, utoipa::ToSchema)]
pub struct AtomFeed(pub String);

/// Get the Atom feed
///
/// Returns the most recently published articles, each with its text as HTML, as an Atom feed (RFC 4287).
#[utoipa::path(
    get, path = PATH, tag = "feeds", security(()),
    params(FeedQuery),
    responses(
        (status = 200, description = "The feed.", body = AtomFeed, content_type = "application/atom+xml"),
        NotModified,
    ),
)]
pub async fn get_atom_feed(
    request: HttpRequest,
    Query(query): Query<FeedQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let site = reader.settings.site.clone();
    let (address, locale) = (site.absolute(&query.url(PATH)), query.locale.clone());
    let content = load_content(&reader, query, &site).await?;
    let text = xml_document(|xml| write_feed(xml, &content, &site, &address, locale.as_ref()))?;
    Representation::json(text, content.changed_at, content.freshness)
        .with_content_type(MEDIA_TYPE)
        .with_locale(locale)
        .respond(&request)
}

fn write_feed(
    xml: &mut XmlWriter,
    content: &FeedContent,
    site: &Site,
    address: &str,
    locale: Option<&Locale>,
) -> io::Result<()> {
    let base = site.absolute("/");
    let mut feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed = feed.with_attribute(("xml:base", base.as_str()));
    if let Some(locale) = locale {
        feed = feed.with_attribute(("xml:lang", locale.as_str()));
    }
    feed.write_inner_content(|xml| {
        // Feed readers identify the feed by this URL, so it is the same for every spelling of the request.
        write_element(xml, "id", address)?;
        write_element(xml, "title", &content.title)?;
        write_element(xml, "updated", &updated_at(content).to_string())?;
        link(xml, &[("rel", "self"), ("type", MEDIA_TYPE), ("href", address)])?;
        link(xml, &[("rel", "alternate"), ("href", &base)])?;
        // Atom requires an author for every entry, but not every article has one.
        author(xml, &site.name)?;
        let generator = xml.create_element("generator").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        generator.write_text_content(BytesText::new("Cairn"))?;
        content.articles.iter().try_for_each(|article| write_entry(xml, article, site))
    })?;
    Ok(())
}

/// Returns the time of the last change of an article in the feed, or of any entity if the feed is empty.
fn updated_at(content: &FeedContent) -> Timestamp {
    let latest = content.articles.iter().map(|article| article.updated_at).max();
    latest.or(content.changed_at).unwrap_or_else(|| Timestamp::from_unix_ms(0))
}

fn write_entry(xml: &mut XmlWriter, article: &ArticleDocument, site: &Site) -> io::Result<()> {
    let locale = article.locale.as_str();
    xml.create_element("entry").with_attribute(("xml:lang", locale)).write_inner_content(|xml| {
        write_element(xml, "id", &format!("urn:uuid:{}", article.id))?;
        write_element(xml, "title", &article.title)?;
        write_element(xml, "published", &article.first_published_at.to_string())?;
        write_element(xml, "updated", &article.updated_at.to_string())?;
        link(xml, &[("rel", "alternate"), ("hreflang", locale), ("href", &site.absolute(&article.url))])?;
        article.authors.iter().try_for_each(|credit| author(xml, &credit.name))?;
        for topic in &article.topics {
            let label = strip_invalid(&topic.name);
            let category = xml.create_element("category").with_attribute(("term", topic.slug.as_str()));
            category.with_attribute(("label", label.as_str())).write_empty()?;
        }
        write_element(xml, "summary", &article.summary)?;
        let content = strip_invalid(&article_html(article));
        let element = xml.create_element("content").with_attribute(("type", "html"));
        element.write_text_content(BytesText::new(&content))?;
        Ok(())
    })?;
    Ok(())
}

fn author(xml: &mut XmlWriter, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| write_element(xml, "name", name))?;
    Ok(())
}

fn link(xml: &mut XmlWriter, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element("link").with_attributes(attributes.iter().copied()).write_empty()?;
    Ok(())
}
