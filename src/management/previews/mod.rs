//! Previews: an article as it would be published now, for whoever has a token of it.
//!
//! The tokens are kept by authors. The preview itself needs no key and is the one address outside `/v1/manage` that
//! shows drafts; it must show nothing without a token that fits.

mod delete;
mod get;
mod list;
mod post;
mod store;
mod token;

use actix_web::web::ServiceConfig;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::audit::{self, Entry};
use crate::auth::KeyState;
use crate::content::{Action, Id, SubjectKind, Timestamp};
use crate::db;
use crate::http::{PageInfo, Resource};
use crate::management::operations::Work;

use store::TokenRow;

const TOKENS: &str = "/v1/manage/articles/{id}/preview-tokens";
const TOKEN: &str = "/v1/manage/articles/{id}/preview-tokens/{tokenId}";
const PREVIEW: &str = "/v1/preview/articles/{id}";

/// What previews can be set to.
#[derive(Debug, Clone)]
pub struct PreviewSettings {
    /// Where readers find this server, if that is known.
    pub public_url: Option<String>,
}

#[derive(OpenApi)]
#[openapi(paths(list::list_preview_tokens, post::post_preview_token, delete::delete_preview_token, get::get_preview))]
pub(super) struct Api;

/// Adds the addresses that need a key.
pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(TOKENS).get(list::list_preview_tokens).post(post::post_preview_token).register(config);
    Resource::at(TOKEN).delete(delete::delete_preview_token).register(config);
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
    /// Whether it works.
    state: KeyState,
    /// When it was made.
    created_at: Timestamp,
    /// Who made it: what the key was called.
    created_by: String,
    /// When it stops working by itself.
    expires_at: Timestamp,
    /// When it was taken back.
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

impl TokenRow {
    /// Whether it works at `now`, or why not.
    fn state(&self, now: Timestamp) -> KeyState {
        if self.revoked_at.is_some() {
            KeyState::Revoked
        } else if self.expires_at <= now {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}

impl TokenView {
    fn of(row: TokenRow) -> Self {
        Self {
            id: row.id,
            state: row.state(Timestamp::now()),
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
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
