//! Preview tokens in responses and in the audit log.

use serde::Serialize;
use utoipa::ToSchema;

use super::paths::PREVIEW;
use super::store::{StoredToken, TokenRow};
use crate::audit::{self, NewAuditRecord};
use crate::auth::{DenyList, KeyState};
use crate::content::{Action, Content, Id, PreviewScope, SubjectKind, Timestamp};
use crate::db;
use crate::http::PageInfo;
use crate::management::operations::WriteContext;
use crate::publishing::PreviewUrlTemplate;

/// The settings of previews.
#[derive(Debug, Clone)]
pub struct PreviewSettings {
    /// The public URL of this server, if configured.
    pub public_url: Option<String>,
    /// The template of addresses on the team's own site, if configured.
    pub site_url: Option<PreviewUrlTemplate>,
}

impl PreviewSettings {
    /// Returns the address of the preview of an article with this content.
    pub(super) fn article_url(&self, token: &str, id: Id, content: &Content) -> String {
        if let Some(template) = &self.site_url {
            return template.url_for(token, Some((id, content)));
        }
        let public_url = self.public_url.as_deref().unwrap_or_default();
        format!("{public_url}{}?token={token}", PREVIEW.replace("{id}", &id.to_string()))
    }

    /// Returns the address of a preview of everything: the site, or the list of articles.
    pub(super) fn site_url(&self, token: &str) -> String {
        if let Some(template) = &self.site_url {
            return template.url_for(token, None);
        }
        let public_url = self.public_url.as_deref().unwrap_or_default();
        format!("{public_url}/v1/articles?token={token}")
    }
}

/// A preview token without its secret, which is not stored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreviewToken)]
pub(super) struct TokenView {
    /// Its id.
    id: Id,
    /// The working copies that it shows.
    scope: PreviewScope,
    /// The article it shows, if it shows one article.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    article_id: Option<Id>,
    /// The state. The token ends with the key that created it.
    state: KeyState,
    /// The time of creation.
    created_at: Timestamp,
    /// The name of the creator: that of the key at the time, or of the user.
    created_by: String,
    /// The id of the key that created it, or `oidc:` and the user's subject at the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    created_by_id: Option<String>,
    /// The time at which it expires: no later than its key.
    expires_at: Timestamp,
    /// The time at which it or its key was revoked.
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
    /// The position of the page in the list.
    page: PageInfo,
}

impl TokenView {
    pub(super) fn of(token: StoredToken, deny_list: &DenyList) -> Self {
        Self {
            state: token.state(deny_list, Timestamp::now()),
            expires_at: token.expires_at(),
            revoked_at: token.revoked_at(),
            id: token.row.id,
            scope: token.row.scope(),
            article_id: token.row.article_id,
            created_at: token.row.created_at,
            created_by: token.row.created_by,
            created_by_id: token.row.created_by_id,
        }
    }
}

/// Appends the audit record of an action on a token.
pub(super) fn append_audit(tx: &mut WriteContext<'_>, action: Action, row: &TokenRow) -> Result<(), db::Error> {
    let note = match row.article_id {
        Some(article_id) => format!("Shows the article {article_id}."),
        None => "Shows all unpublished work.".to_owned(),
    };
    let entry = NewAuditRecord {
        actor: tx.actor,
        action,
        subject_kind: SubjectKind::PreviewToken,
        subject_id: &row.id.to_string(),
        from_version: None,
        to_version: None,
        note: Some(&note),
    };
    audit::append(tx.connection, &entry)
}
