//! The endpoints of API keys. A key has no versions: it is small, few keep it, and what one of them changes hides
//! nothing of another's. Its secret is shown once, in the answer that makes it.
//!
//! Must not know how a key is made or checked; that is the business of `auth`.

mod delete;
mod get;
mod list;
mod patch;
mod post;
mod rotate;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::auth::{self, ApiKey, DenyList, KeyError, KeyState, KeyToken, Role};
use crate::content::reading::Item;
use crate::content::{Timestamp, ViolationCode};
use crate::db::Connection;
use crate::http::{Code, PageInfo, Problem, Resource};

const LIST: &str = "/v1/manage/keys";
const ONE: &str = "/v1/manage/keys/{keyId}";
const ROTATE: &str = "/v1/manage/keys/{keyId}/rotate";

/// The most characters of a key's name.
const NAME_MAX: usize = 100;

#[derive(OpenApi)]
#[openapi(paths(
    list::list_keys,
    post::post_key,
    get::get_key,
    patch::patch_key,
    rotate::rotate_key,
    delete::delete_key,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_keys).post(post::post_key).register(config);
    Resource::at(ONE).get(get::get_key).patch(patch::patch_key).delete(delete::delete_key).register(config);
    Resource::at(ROTATE).post(rotate::rotate_key).register(config);
}

/// An API key without its secret, which is not stored.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKey)]
struct KeyView {
    /// The part of the key that names it.
    #[schema(pattern = "^[0-9a-f]{12}$")]
    id: String,
    /// What its keeper calls it.
    name: String,
    /// What it allows.
    role: Role,
    /// Whether it works.
    state: KeyState,
    /// When it was made.
    created_at: Timestamp,
    /// When it stops working by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_used_at: Option<Timestamp>,
    /// The key that it follows, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rotated_from: Option<String>,
}

/// A key that was just made, with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewApiKey)]
struct NewKeyView {
    /// What is kept of it.
    #[serde(flatten)]
    view: KeyView,
    /// The key itself, `cairn_<id>_<secret>`. It is shown this once only.
    key: String,
}

/// A page of keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeyList)]
struct KeyList {
    /// The keys.
    data: Vec<KeyView>,
    /// Which page this is.
    page: PageInfo,
}

impl KeyView {
    fn of(key: ApiKey) -> Self {
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

/// The key of that id as it is on this server, or 404. What was asked for is not repeated: it may be a whole key, pasted
/// by mistake.
fn find(connection: &mut Connection, deny_list: &DenyList, id: &str) -> Result<ApiKey, Problem> {
    let mut key = auth::find(connection, id)?
        .ok_or_else(|| Problem::not_found("key of that id; the id is the part between the two underscores of a key"))?;
    deny_list.apply(&mut key);
    Ok(key)
}

/// Answers with a key that was just made.
fn created(key: ApiKey, token: &KeyToken) -> HttpResponse {
    let location = format!("{LIST}/{}", key.id);
    HttpResponse::build(StatusCode::CREATED)
        .insert_header((LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(NewKeyView { view: KeyView::of(key), key: token.reveal() })
}

/// Answers with a key as it is kept.
fn shown(key: ApiKey) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(KeyView::of(key))
}

/// Reads the time at which a key will stop working.
fn read_expiry(item: &mut Item<'_, '_>) -> Option<Timestamp> {
    let expiry = Timestamp::read(item)?;
    if expiry > Timestamp::now() {
        return Some(expiry);
    }
    item.reject(ViolationCode::OutOfRange, "Must lie in the future; to stop a key now, DELETE it.")
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotActive { id, state } => {
                Self::new(Code::KeyNotActive, format!("The key {id} is {state} for good; make a new one."))
            }
            KeyError::Rotated { id, successor } => Self::new(
                Code::KeyNotActive,
                format!("The key {id} was rotated already: the key {successor} follows it. Rotate that one."),
            ),
            KeyError::LastAdmin(id) => Self::new(
                Code::LastAdminKey,
                format!(
                    "The key {id} is the last one with the role admin that works, or the last that does not expire: \
                     nobody could keep keys over HTTP after this. Make one first that does not expire; the command \
                     line, cairn keys, needs none for that."
                ),
            ),
            KeyError::Random(error) => Self::internal(error),
            KeyError::Database(error) => error.into(),
        }
    }
}
