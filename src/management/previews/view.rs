//! Preview tokens as responses and the audit log have them.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::StoredToken;
use crate::audit::{self, NewAuditRecord};
use crate::auth::{DenyList, KeyState};
use crate::content::{Action, Id, SubjectKind, Timestamp};
use crate::db;
use crate::http::PageInfo;
use crate::management::operations::WriteContext;

/// What previews can be set to.
#[derive(Debug, Clone)]
pub struct PreviewSettings {
    /// Where readers find this server, if that is known.
    pub public_url: Option<String>,
}

/// A preview token without its secret, which is not stored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreviewToken)]
pub(super) struct TokenView {
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
pub(super) struct TokenList {
    /// The tokens.
    data: Vec<TokenView>,
    /// Which page this is.
    page: PageInfo,
}

impl TokenView {
    pub(super) fn of(token: StoredToken, deny_list: &DenyList) -> Self {
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
pub(super) fn append_audit(tx: &mut WriteContext<'_>, action: Action, article_id: Id, id: Id) -> Result<(), db::Error> {
    let entry = NewAuditRecord {
        actor: tx.actor,
        action,
        subject_kind: SubjectKind::PreviewToken,
        subject_id: &id.to_string(),
        from_version: None,
        to_version: None,
        note: Some(&format!("Shows the article {article_id}.")),
    };
    audit::append(tx.connection, &entry)
}
