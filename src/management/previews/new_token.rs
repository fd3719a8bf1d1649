//! New preview tokens: their lifetime, their row and their secret.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, TokenRow};
use super::token::PreviewToken;
use super::view::append_audit;
use crate::auth::{Caller, Credential};
use crate::content::decode::ObjectDecoder;
use crate::content::{Action, Id, PreviewScope, Timestamp};
use crate::db;
use crate::http::Problem;
use crate::management::operations::WriteContext;

const LIFE_MIN_SECONDS: u32 = 60;
const LIFE_MAX_SECONDS: u32 = 2_592_000;
const LIFE_DEFAULT_SECONDS: u32 = 604_800;

/// The maximum lifetime of a token that a user of the identity provider creates, in seconds: the provider does not tell
/// this server when it disables a user.
const LIFE_OF_USER_MAX_SECONDS: u32 = 86_400;

/// The time after which an expired token is deleted: 30 days, in milliseconds.
const KEPT_EXPIRED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A new preview token.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedPreviewToken {
    /// Its id.
    id: Id,
    /// The working copies that it shows.
    scope: PreviewScope,
    /// The token itself. It is shown only once.
    token: String,
    /// The address of the preview, including the token: on your own site if `CAIRN_PREVIEW_URL` is set, else on this
    /// server.
    #[schema(format = "uri-reference")]
    url: String,
    /// The time at which it expires.
    expires_at: Timestamp,
}

/// A token that is not stored yet.
pub(super) struct NewToken {
    token: PreviewToken,
    row: TokenRow,
    expires_at: Timestamp,
}

impl NewToken {
    /// Generates a token of `caller` for one article, or for all working copies.
    pub(super) fn generate(caller: Caller, seconds: u32, article_id: Option<Id>) -> Result<Self, Problem> {
        let token = PreviewToken::generate().map_err(Problem::internal)?;
        let now = Timestamp::now();
        let is_external_user = is_external_user(&caller);
        let row = TokenRow {
            id: token.id(),
            article_id,
            digest: token.digest(),
            created_at: now,
            created_by: caller.name,
            expires_at: now.later_by_ms(i64::from(seconds) * 1000),
            revoked_at: None,
            created_by_id: Some(caller.id),
        };
        let ends_with = caller.expires_at.filter(|_| !is_external_user);
        let expires_at = ends_with.map_or(row.expires_at, |end| end.min(row.expires_at));
        Ok(Self { token, row, expires_at })
    }

    /// Returns the row.
    pub(super) fn row(&self) -> TokenRow {
        self.row.clone()
    }

    /// Returns the response, with the address that `url_for` returns for the token.
    pub(super) fn created(&self, url_for: impl FnOnce(&str) -> String) -> CreatedPreviewToken {
        let token = self.token.reveal();
        let (id, url) = (self.token.id(), url_for(&token));
        CreatedPreviewToken { id, scope: self.row.scope(), token, url, expires_at: self.expires_at }
    }
}

fn is_external_user(caller: &Caller) -> bool {
    caller.credential == Credential::Token
}

/// Reads the member `expiresInSeconds`.
pub(super) fn read_lifetime(fields: &mut ObjectDecoder<'_, '_>, caller: &Caller) -> u32 {
    let most = if is_external_user(caller) { LIFE_OF_USER_MAX_SECONDS } else { LIFE_MAX_SECONDS };
    let seconds = fields.optional("expiresInSeconds", |item| item.integer(LIFE_MIN_SECONDS..=most));
    seconds.unwrap_or(LIFE_DEFAULT_SECONDS.min(most))
}

/// Inserts the row of a token, and deletes those of its scope that expired long ago.
pub(super) fn insert(tx: &mut WriteContext<'_>, row: &TokenRow) -> Result<(), db::Error> {
    store::delete_expired(tx.connection, row.article_id, row.created_at.later_by_ms(-KEPT_EXPIRED_MS))?;
    store::insert(tx.connection, row)?;
    append_audit(tx, Action::Create, row)
}
