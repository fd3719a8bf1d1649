//! `GET /sitemap.xml`

mod parts;
mod store;

use std::io;

use actix_web::{HttpRequest, HttpResponse};

use self::store::{SitemapContent, SitemapRow};
use super::xml::{XmlWriter, write_element, xml_document};
use crate::delivery::{reader::DeliveryReader, responses::NotModified, settings::Site};
use crate::http::{Problem, Query, QueryReader, ReadQuery, Representation};

pub use parts::{URLS_MAX, part_starts};

pub(crate) const PATH: &str = "/sitemap.xml";

const MEDIA_TYPE: &str = "application/xml";
const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");

/// The maximum number of parts in an index, by the protocol.
const PARTS_MAX: u64 = 50_000;

/// The query parameters of the sitemap.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SitemapQuery {
    /// The number of a part from the index. Without it, the whole sitemap, or the index if there are more than 50,000 URLs.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 50_000)]
    pub part: Option<u64>,
}

impl ReadQuery for SitemapQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { part: reader.integer("part", 1, PARTS_MAX) }
    }
}

/// A sitemap, or an index of sitemaps, in the format of sitemaps.org.
#[derive(Debug, utoipa::ToSchema)]
pub struct Sitemap(pub String);

/// Get the sitemap
///
/// Returns the URLs of all published articles that search engines may index, each with its translations. With more than
/// 50,000 URLs, returns an index of parts.
#[utoipa::path(
    get, path = PATH, tag = "feeds", security(()),
    params(SitemapQuery),
    responses(
        (status = 200, description = "The sitemap.", body = Sitemap, content_type = "application/xml"),
        NotModified,
    ),
)]
pub async fn get_sitemap(
    request: HttpRequest,
    Query(SitemapQuery { part }): Query<SitemapQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let site = reader.settings.site.clone();
    let (sitemap, freshness) = reader.read(move |connection| store::load(connection, part)).await?;
    let text = match sitemap.content {
        SitemapContent::Urls(rows) => xml_document(|xml| write_urls(xml, &rows, &site))?,
        SitemapContent::Index(parts) => xml_document(|xml| write_index(xml, parts, &site))?,
    };
    Representation::json(text, sitemap.changed_at, freshness).with_content_type(MEDIA_TYPE).respond(&request)
}

fn write_index(xml: &mut XmlWriter, parts: usize, site: &Site) -> io::Result<()> {
    xml.create_element("sitemapindex").with_attribute(NAMESPACE).write_inner_content(|xml| {
        for part in 1..=parts {
            let address = site.absolute(&format!("{PATH}?part={part}"));
            xml.create_element("sitemap").write_inner_content(|xml| write_element(xml, "loc", &address))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes the URLs. The articles of a translation group are adjacent, and each lists the whole group as alternates.
fn write_urls(xml: &mut XmlWriter, rows: &[SitemapRow], site: &Site) -> io::Result<()> {
    xml.create_element("urlset").with_attributes([NAMESPACE, XHTML]).write_inner_content(|xml| {
        for group in rows.chunk_by(|row, next| row.group == next.group) {
            let alternates: Vec<(&str, String)> =
                group.iter().map(|row| (row.locale.as_str(), site.absolute(&row.url))).collect();
            for (row, (_, address)) in group.iter().zip(&alternates) {
                write_url(xml, row, address, if group.len() > 1 { &alternates } else { &[] })?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn write_url(xml: &mut XmlWriter, row: &SitemapRow, address: &str, alternates: &[(&str, String)]) -> io::Result<()> {
    xml.create_element("url").write_inner_content(|xml| {
        write_element(xml, "loc", address)?;
        write_element(xml, "lastmod", &row.updated_at.to_string())?;
        for (locale, address) in alternates {
            let attributes = [("rel", "alternate"), ("hreflang", locale), ("href", address)];
            xml.create_element("xhtml:link").with_attributes(attributes).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}
