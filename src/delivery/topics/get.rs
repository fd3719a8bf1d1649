//! `GET /v1/topics/{idOrSlug}`

use actix_web::{HttpRequest, HttpResponse};

use super::list;
use super::store::{self, TopicResolution};
use super::view::{TopicView, topic_json};
use crate::content::Locale;
use crate::delivery::{id_or_slug::IdOrSlug, reader::DeliveryReader, responses::NotModified};
use crate::http::{PathSegment, Problem, Query, QueryReader, ReadQuery, Redirect, Representation};

pub(crate) const PATH: &str = "/v1/topics/{idOrSlug}";

/// The query parameters for one topic.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetTopicQuery {
    /// The locale of the name and of the counted entities. Without it, the name is in the default locale, and the entities of
    /// all locales are counted.
    locale: Option<Locale>,
}

impl ReadQuery for GetTopicQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { locale: reader.parsed("locale") }
    }
}

/// Get a topic
///
/// Returns a topic by its id or slug, with the number of published entities that have it. A former slug redirects to the
/// current one.
#[utoipa::path(
    get, path = PATH, tag = "topics", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or the slug of the topic.", example = "boundaries"),
        GetTopicQuery,
    ),
    responses(
        (status = 200, description = "The topic.", body = TopicView),
        (status = 301, description = "The slug is a former one of the topic.", headers(("Location" = String, description = "The same request with the current slug."))),
        NotModified,
    ),
)]
pub async fn get_topic(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<GetTopicQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let name = IdOrSlug::from_path(&name, "published topic")?;
    let locale = query.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let (resolution, freshness) =
        reader.read_inline(move |connection| store::resolve(connection, &name, query.locale.as_ref())).await?;
    let topic = match resolution {
        TopicResolution::Found(topic) => topic,
        TopicResolution::Moved(slug) => {
            let query = request.query_string();
            let mark = if query.is_empty() { "" } else { "?" };
            let address = format!("{}/{slug}{mark}{query}", list::PATH);
            return Ok(Redirect::permanent(address, freshness)?.respond_to(&request));
        }
    };
    Representation::json(topic_json(&topic.document, topic.counts, &locale)?, topic.changed_at, freshness)
        .with_locale(locale)
        .respond(&request)
}
