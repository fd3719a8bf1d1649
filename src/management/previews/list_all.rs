//! Listing the preview tokens of all articles.

use actix_web::{HttpRequest, HttpResponse};

use super::list::token_page_response;
use super::paths::ALL_TOKENS;
use super::store::TokenFilter;
use super::view::TokenList;
use crate::auth::{Author, KeyState};
use crate::content::{Id, Timestamp};
use crate::http::{PageRequest, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::OpContext;

/// The maximum length of a creator's id, in characters: `oidc:` and a subject.
const CREATOR_MAX: usize = 260;

/// The query of the list of all tokens.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(super) struct ListAllPreviewTokensQuery {
    /// Only tokens of the article with this id.
    #[param(nullable = false)]
    article: Option<Id>,
    /// Only tokens created by the key with this id, or by the user with this `oidc:` and subject of the identity
    /// provider.
    #[param(min_length = 1, max_length = 260, pattern = r"^[^\u0000]*$", nullable = false)]
    created_by_id: Option<String>,
    /// Only tokens in this state.
    #[param(nullable = false)]
    state: Option<KeyState>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListAllPreviewTokensQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let created_by_id = reader.text("createdById");
        if let Some(creator) = &created_by_id
            && !(1..=CREATOR_MAX).contains(&creator.chars().count())
        {
            reader.reject("createdById", "out_of_range", "must have 1 to 260 characters");
        }
        Self {
            article: reader.parsed("article"),
            created_by_id,
            state: reader.enum_value("state"),
            page: PageRequest::read(reader),
        }
    }
}

/// List all preview tokens
///
/// Returns the tokens of all articles, newest first, without their secrets, which are not stored. Needs the role
/// `author`.
#[utoipa::path(
    get,
    path = ALL_TOKENS,
    operation_id = "list_preview_tokens",
    tag = "manage",
    params(ListAllPreviewTokensQuery, PageRequest),
    responses((status = 200, description = "The tokens", body = TokenList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_preview_tokens(
    _caller: Author,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListAllPreviewTokensQuery>,
) -> Result<HttpResponse, Problem> {
    let ListAllPreviewTokensQuery { article, created_by_id, state, page } = query.0;
    let denied = context.deny_list.unwritten_ids();
    let filter = TokenFilter { article, created_by_id, state, now: Timestamp::now(), denied };
    token_page_response(&context, &request, page, filter, |_| Ok(())).await
}
