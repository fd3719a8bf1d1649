//! `GET /v1/articles/{idOrSlug}`

use actix_web::{HttpRequest, HttpResponse};

use super::locating::locate_article;
use super::members::{ArticleFields, ArticleMember};
use super::whole::{ArticleHtml, ArticleLinkedData, ArticleMarkdown, ArticleText};
use super::{view, whole};
use crate::content::Timestamp;
use crate::content::documents::ArticleDocument;
use crate::delivery::bodies::BodyForms;
use crate::delivery::locales::WantedLocales;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, PathWord, Problem, Query, QueryReader, ReadQuery, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}";

/// The type of an article of which `fields` left out members.
const FIELDS_TYPE: &str = "application/vnd.cairn.fields+json";

/// How to give one article.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetArticleQuery {
    #[param(ignore)]
    wanted: WantedLocales,
    #[param(ignore)]
    forms: BodyForms,
    /// Whether the query names forms, be it the one that there is without.
    #[param(ignore)]
    names_forms: bool,
    /// Only these members of the article, separated by commas; the answer then has the type
    /// `application/vnd.cairn.fields+json`. Without it, all.
    #[param(
        inline,
        value_type = Option<Vec<ArticleMember>>,
        style = Form,
        explode = false,
        min_items = 1
    )]
    fields: Option<Vec<ArticleMember>>,
}

impl ReadQuery for GetArticleQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            wanted: WantedLocales::read(reader),
            forms: BodyForms::read(reader),
            names_forms: reader.has("body"),
            fields: reader.words("fields"),
        }
    }
}

/// Get an article
///
/// By its id or a slug, in the locale wanted or one of those taken instead. The id and the slug of any translation will do:
/// the translation in the dearest locale is served. Without `locale` and `fallback`, a slug that only an article in another
/// locale has leads there (302). A slug the article had before leads to the one it has now (301).
///
/// `Accept` may ask for the whole article as a page of HTML, as Markdown, as plain text or as JSON-LD instead of JSON. `fields` and
/// `body` are about the JSON: with one of them, nothing else is offered.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_article",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        WantedLocales,
        GetArticleQuery,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The article.", content(
            (ArticleDocument = "application/json"),
            (ArticleFields = "application/vnd.cairn.fields+json"),
            (ArticleHtml = "text/html"),
            (ArticleMarkdown = "text/markdown"),
            (ArticleText = "text/plain"),
            (ArticleLinkedData = "application/ld+json"),
        )),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 302, description = "The slug is that of an article in another locale than the default one, and no locale was named.", headers(("Location" = String, description = "The same request with that locale."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn get_article(
    request: HttpRequest,
    PathWord(name, _): PathWord,
    Query(query): Query<GetArticleQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let located = locate_article(&reader, &name, &query.wanted).await?;
    located.answer(&request, "", |article, mut freshness| {
        let (mut json, mut modified) = (article.document, reader.modified_at(article.updated_at));
        if let Some(next_review_at) = article.next_review_at {
            let reviewed = view::reviewed_since(json, next_review_at, article.frozen_at, Timestamp::now())?;
            json = reviewed.document;
            modified = modified.max(reviewed.turned_at);
            freshness = freshness.no_longer_than(reviewed.turns_at);
        }
        if !query.forms.are_stored() {
            json = view::with_bodies(&json, &query.forms)?;
        }
        let answer = match &query.fields {
            Some(fields) => {
                Representation::json(view::chosen(&json, fields)?, modified, freshness).of_type(FIELDS_TYPE)
            }
            None if query.names_forms => Representation::json(json, modified, freshness),
            None => {
                let media_type = whole::wanted(&request)?;
                let text = whole::in_type(media_type, json)?;
                Representation::of_chosen(text, media_type, whole::OFFERED, modified, freshness)
            }
        };
        answer.in_locale(article.locale).about(article.about).respond(&request)
    })
}
