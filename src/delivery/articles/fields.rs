//! `GET /v1/articles/{idOrSlug}/fields`

use actix_web::{HttpRequest, HttpResponse};

use super::member::{ArticleFields, ArticleMember};
use super::{query::read_forms_of_sections, resolve::resolve_article, view};
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{body_forms::BodyForms, locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query, QueryReader, ReadQuery};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/fields";

/// The query parameters for some members of an article.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetArticleFieldsQuery {
    #[param(ignore)]
    preference: LocalePreference,
    #[param(ignore)]
    forms: BodyForms,
    /// The members of the article to return, separated by commas.
    #[param(inline, style = Form, explode = false, min_items = 1)]
    fields: Vec<ArticleMember>,
}

impl ReadQuery for GetArticleFieldsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        if !reader.has("fields") {
            reader.reject("fields", "required", "is required: the members to return, such as fields=title,summary");
        }
        let fields: Option<Vec<ArticleMember>> = reader.enum_list("fields");
        let has_sections = fields.as_ref().is_none_or(|fields| fields.contains(&ArticleMember::Sections));
        Self {
            preference: LocalePreference::read(reader),
            forms: read_forms_of_sections(reader, has_sections, "sections to fields"),
            fields: fields.unwrap_or_default(),
        }
    }
}

/// Get some members of an article
///
/// Returns the members that `fields` selects, as `GET /v1/articles/{idOrSlug}` returns them. The article is found as there.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
        GetArticleFieldsQuery,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The members.", body = ArticleFields),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn get_article_fields(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<GetArticleFieldsQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &query.preference).await?;
    resolved.respond_with(&request, "/fields", |mut article, freshness| {
        let freshness = article.bring_up_to_date(&query.forms, freshness)?;
        let json = view::select_members(&article.document, |member| query.fields.contains(&member))?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}
