//! API keys in requests and responses.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use serde::Serialize;
use utoipa::ToSchema;

use super::paths::LIST;
use crate::auth::{self, ApiKey, DenyList, KeyError, KeyState, KeyToken, Role};
use crate::content::decode::ValueDecoder;
use crate::content::{Timestamp, ViolationCode};
use crate::db::Connection;
use crate::http::{Code, PageInfo, Problem};

/// The maximum number of characters of a key's name.
pub(super) const NAME_MAX: usize = 100;

/// An API key without its secret, which is not stored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKey)]
pub(super) struct KeyView {
    /// The id: the part between the two underscores.
    #[schema(pattern = "^[0-9a-f]{12}$")]
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// The role.
    pub(super) role: Role,
    /// The state.
    pub(super) state: KeyState,
    /// The time of creation.
    pub(super) created_at: Timestamp,
    /// The time at which it expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) expires_at: Option<Timestamp>,
    /// The time at which it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) revoked_at: Option<Timestamp>,
    /// The time of its last use, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) last_used_at: Option<Timestamp>,
    /// The id of its predecessor, if it was made by rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) rotated_from: Option<String>,
}

/// A new key with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreatedApiKey)]
pub(super) struct CreatedKeyView {
    /// The stored part of the key.
    #[serde(flatten)]
    pub(super) view: KeyView,
    /// The key itself, `cairn_<id>_<secret>`. It is shown only once.
    pub(super) key: String,
}

/// A page of keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeyList)]
pub(super) struct KeyList {
    /// The keys.
    pub(super) data: Vec<KeyView>,
    /// The position of the page in the list.
    pub(super) page: PageInfo,
}

impl KeyView {
    pub(super) fn of(key: ApiKey) -> Self {
        Self {
            state: key.state(Timestamp::now()),
            id: key.id,
            name: key.name,
            role: key.role,
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            rotated_from: key.rotated_from,
        }
    }
}

/// Loads the key with this id, with its state on this server, or returns 404. The problem does not repeat the id: it
/// may be a whole key, pasted by mistake.
pub(super) fn load_key(connection: &mut Connection, deny_list: &DenyList, id: &str) -> Result<ApiKey, Problem> {
    let mut key = auth::find(connection, id)?
        .ok_or_else(|| Problem::not_found("key of that id; the id is the part between the two underscores of a key"))?;
    deny_list.apply(&mut key);
    Ok(key)
}

/// Returns the response with a new key.
pub(super) fn created_response(key: ApiKey, token: &KeyToken) -> HttpResponse {
    let location = format!("{LIST}/{}", key.id);
    HttpResponse::build(StatusCode::CREATED)
        .insert_header((LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(CreatedKeyView { view: KeyView::of(key), key: token.reveal() })
}

/// Returns the response with a key.
pub(super) fn key_response(key: ApiKey) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(KeyView::of(key))
}

/// Decodes the time at which a key expires.
pub(super) fn read_expiry(item: &mut ValueDecoder<'_, '_>) -> Option<Timestamp> {
    let expiry = Timestamp::read(item)?;
    if expiry > Timestamp::now() {
        return Some(expiry);
    }
    item.reject(ViolationCode::OutOfRange, "Must be in the future; to revoke a key now, DELETE it.")
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotActive { id, state } => {
                Self::new(Code::KeyNotActive, format!("The key {id} is {state} permanently; create a new one."))
            }
            KeyError::Rotated { id, successor } => Self::new(
                Code::KeyNotActive,
                format!("The key {id} was rotated already: its successor is the key {successor}. Rotate that one."),
            ),
            KeyError::LastAdmin(id) => Self::new(
                Code::LastAdminKey,
                format!(
                    "The key {id} is the last active admin key, or the last one that does not expire: \
                     nobody could manage keys over HTTP after this. First create one that does not expire; the command \
                     line, cairn keys, needs no key for that."
                ),
            ),
            KeyError::Random(error) => Self::internal(error),
            KeyError::Database(error) => error.into(),
        }
    }
}
