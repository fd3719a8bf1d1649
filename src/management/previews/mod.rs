//! Previews: an article as it would be published now, for whoever has a token of it.
//!
//! The tokens are kept by authors. The preview itself needs no key and is the one address outside `/v1/manage` that
//! shows drafts; it must show nothing without a token that fits.

mod delete;
mod get;
mod list;
mod list_all;
mod maker;
mod post;
mod revoke;
mod store;
mod token;

use actix_web::web::ServiceConfig;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::audit::{self, Entry};
use crate::auth::{DenyList, KeyState};
use crate::content::{Action, Id, SubjectKind, Timestamp};
use crate::db;
use crate::http::{PageInfo, Resource};
use crate::management::operations::Work;

use store::KeptToken;

const TOKENS: &str = "/v1/manage/articles/{id}/preview-tokens";
const TOKEN: &str = "/v1/manage/articles/{id}/preview-tokens/{tokenId}";
const ALL_TOKENS: &str = "/v1/manage/preview-tokens";
const ANY_TOKEN: &str = "/v1/manage/preview-tokens/{tokenId}";
const PREVIEW: &str = "/v1/preview/articles/{id}";

/// What previews can be set to.
#[derive(Debug, Clone)]
pub struct PreviewSettings {
    /// Where readers find this server, if that is known.
    pub public_url: Option<String>,
}

#[derive(OpenApi)]
#[openapi(paths(
    list::list_preview_tokens,
    post::post_preview_token,
    delete::delete_preview_token,
    list_all::list_all_preview_tokens,
    revoke::revoke_preview_token,
    get::get_preview,
))]
pub(super) struct Api;

/// Adds the addresses that need a key.
pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(TOKENS).get(list::list_preview_tokens).post(post::post_preview_token).register(config);
    Resource::at(TOKEN).delete(delete::delete_preview_token).register(config);
    Resource::at(ALL_TOKENS).get(list_all::list_all_preview_tokens).register(config);
    Resource::at(ANY_TOKEN).delete(revoke::revoke_preview_token).register(config);
}

/// Adds the address that needs a token only.
pub(super) fn register_preview(config: &mut ServiceConfig) {
    Resource::at(PREVIEW).get(get::get_preview).register(config);
}

/// A preview token without its secret, which is not stored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreviewToken)]
struct TokenView {
    /// Its lasting name.
    id: Id,
    /// The article it shows.
    article_id: Id,
    /// Whether it works. It ends with the key that made it.
    state: KeyState,
    /// When it was made.
    created_at: Timestamp,
    /// Who made it: what the key was called.
    created_by: String,
    /// The id of the key that made it, or `oidc:` and the subject that the identity provider has for the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    created_by_id: Option<String>,
    /// When it stops working by itself: with its key at the latest.
    expires_at: Timestamp,
    /// When it was revoked, or its key was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revoked_at: Option<Timestamp>,
}

/// A page of preview tokens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviewTokenList)]
struct TokenList {
    /// The tokens.
    data: Vec<TokenView>,
    /// Which page this is.
    page: PageInfo,
}

impl TokenView {
    fn of(token: KeptToken, deny_list: &DenyList) -> Self {
        Self {
            state: token.state(deny_list, Timestamp::now()),
            expires_at: token.expires_at(),
            revoked_at: token.revoked_at(),
            id: token.row.id,
            article_id: token.row.article_id,
            created_at: token.row.created_at,
            created_by: token.row.created_by,
            created_by_id: token.row.created_by_id,
        }
    }
}

/// Keeps in the audit log what was done to a token.
fn append_audit(work: &mut Work<'_>, action: Action, article_id: Id, id: Id) -> Result<(), db::Error> {
    let entry = Entry {
        actor: work.actor,
        action,
        subject_kind: SubjectKind::PreviewToken,
        subject_id: &id.to_string(),
        from_version: None,
        to_version: None,
        note: Some(&format!("Shows the article {article_id}.")),
    };
    audit::append(work.connection, &entry)
}
