//! Listing the translations of an article.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::endpoints::endpoints;
use super::operations::{self, OpContext};
use crate::auth::Viewer;
use crate::content::{Content, Id, Kind, Locale, Slug, Status, Timestamp};
use crate::db::{Connection, Error};
use crate::http::{NoQuery, PathId, Problem, Query};
use crate::{publishing, working_copies};

const PATH: &str = "/v1/manage/articles/{id}/translations";

endpoints! {
    PATH => get list_translations;
}

/// An article of a translation group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkingCopyTranslation {
    /// The id of the article.
    id: Id,
    /// The language.
    locale: Locale,
    /// The slug; absent if the draft has none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    slug: Option<Slug>,
    /// The title.
    title: String,
    /// The status of the working copy.
    status: Status,
    /// True for the source of the translations: the article that was created first.
    is_source: bool,
    /// True if the source has been published since this translation was last published.
    stale: bool,
    /// The time of the last publish; absent if the article is not published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    published_at: Option<Timestamp>,
}

/// The articles of a translation group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkingCopyTranslationList {
    /// The articles: the source first, the others by time of creation.
    data: Vec<WorkingCopyTranslation>,
}

/// List the translations of an article
///
/// Returns all articles of its translation group, including itself and drafts, but not articles in the trash. `stale`
/// marks the published ones that were last published before their source was. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_translations",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article")),
    responses((status = 200, description = "The translations", body = WorkingCopyTranslationList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_translations(
    _caller: Viewer,
    context: OpContext,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let list = operations::read(&context, move |connection| translations(connection, id.0)).await?;
    let list = list.ok_or_else(|| Problem::not_found(format!("article {}", id.0)))?;
    let json = serde_json::to_value(list).map_err(Problem::internal)?;
    Ok(operations::uncached_json(HttpResponse::Ok(), &json))
}

fn translations(connection: &mut Connection, id: Id) -> Result<Option<WorkingCopyTranslationList>, Error> {
    let Some(copy) = working_copies::find(connection, Kind::Article, id)? else { return Ok(None) };
    let Content::Article(article) = copy.content else { return Ok(None) };
    let members = working_copies::list_translations(connection, article.translation_group_id)?;
    let ids: Vec<Id> = members.iter().map(|member| member.id).collect();
    let moments = publishing::published_at(connection, &ids)?;
    let source = ids.first().copied();
    let source_moment = source.and_then(|source| moments.get(&source).copied());
    let data = members
        .into_iter()
        .map(|member| {
            let published_at = moments.get(&member.id).copied();
            WorkingCopyTranslation {
                id: member.id,
                locale: member.locale,
                slug: member.slug,
                title: member.title,
                status: member.status,
                is_source: Some(member.id) == source,
                stale: publishing::is_stale(published_at, source_moment),
                published_at,
            }
        })
        .collect();
    Ok(Some(WorkingCopyTranslationList { data }))
}
