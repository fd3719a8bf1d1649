//! The caller of a management request, which is authenticated before anything else of the request is read.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError, web};

use super::deny_list::DenyList;
use super::failure_limiter::AuthFailureLimiter;
use super::key::{ApiKey, KeyState, KeyToken};
use super::last_used::LastUsedTracker;
use super::provider::{Provider, TokenIdentity};
use super::role::Role;
use super::store;
use crate::content::{Actor, Timestamp};
use crate::db::{self, Connection, Database};
use crate::http::{AdmissionControl, Code, Problem, RateLimitStatus, RequestId};

/// The path prefix that requires authentication.
const SECURED_PREFIX: &str = "/v1/manage";

/// The prefix of the caller id of a provider's token, so that it cannot equal the id of a key.
pub const SUBJECT_PREFIX: &str = "oidc:";

/// An authenticated caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The kind of credential.
    pub credential: Credential,
    /// The id of the key, or `oidc:` and the subject of the token.
    pub id: String,
    /// The name of the key, or of the person in the token.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The expiry of the credential.
    pub expires_at: Option<Timestamp>,
    /// The id of the request.
    pub request_id: RequestId,
}

/// The kinds of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An API key.
    Key,
    /// A token of the identity provider.
    Token,
}

impl Caller {
    fn with_key(key: ApiKey, request_id: RequestId) -> Self {
        let ApiKey { id, name, role, expires_at, .. } = key;
        Self { credential: Credential::Key, id, name, role, expires_at, request_id }
    }

    /// Returns the caller as the actor of revisions and audit records.
    pub fn actor(&self) -> Actor {
        Actor {
            key_id: Some(self.id.clone()),
            name: self.name.clone(),
            request_id: Some(self.request_id.as_str().to_owned()),
            request_id_from: Some(self.request_id.source),
        }
    }

    /// Returns true if the credential of a long request is still valid.
    pub fn is_still_valid(&self, connection: &mut Connection, deny_list: &DenyList) -> Result<bool, db::Error> {
        let now = Timestamp::now();
        if deny_list.is_denied(&self.id) {
            return Ok(false);
        }
        match self.credential {
            Credential::Key => {
                Ok(store::find(connection, &self.id)?.is_some_and(|key| key.state(now) == KeyState::Active))
            }
            Credential::Token => Ok(self.expires_at.is_none_or(|expires_at| now < expires_at)),
        }
    }
}

/// Authenticates the caller of a management request, or rejects the request.
pub async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !is_secured(request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    match admit(&request).await {
        Ok((caller, rate_limit)) => {
            request.extensions_mut().insert(caller);
            let mut response = next.call(request).await?.map_into_boxed_body();
            if let Some(rate_limit) = rate_limit {
                rate_limit.write_headers(response.headers_mut());
            }
            Ok(response)
        }
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

/// Finds the caller, unless its address exceeds the limit of failures. Counts the request by the key if it is valid,
/// otherwise by the address.
async fn admit(request: &ServiceRequest) -> Result<(Caller, Option<RateLimitStatus>), Problem> {
    let header = request.headers().get(AUTHORIZATION).ok_or_else(|| {
        Problem::unauthorized(Code::MissingCredentials, "Send an API key: Authorization: Bearer cairn_<id>_<secret>.")
    })?;
    let parts =
        request.app_data::<web::Data<AdmissionControl>>().zip(request.app_data::<web::Data<AuthFailureLimiter>>());
    let (admission, failures) = parts.ok_or_else(|| Problem::internal("admission control is missing"))?;
    let client = admission.client(request.peer_addr(), request.headers());
    failures.check(client, header.as_bytes())?;
    match find_caller(request, header).await {
        Ok(caller) => {
            failures.record_success(client, header.as_bytes());
            let rate_limit = admission.check_caller_rate(&caller.id)?;
            Ok((caller, rate_limit))
        }
        Err(problem) => {
            if problem.code == Code::InvalidCredentials {
                failures.record_failure(client);
            }
            admission.check_client_rate(client)?;
            Err(problem)
        }
    }
}

/// Returns true if the path requires authentication.
pub fn is_secured(path: &str) -> bool {
    path.strip_prefix(SECURED_PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

async fn find_caller(request: &ServiceRequest, header: &HeaderValue) -> Result<Caller, Problem> {
    let token = header.to_str().ok().and_then(bearer).ok_or_else(invalid)?;
    let request_id = request.extensions().get::<RequestId>().cloned();
    let request_id = request_id.ok_or_else(|| Problem::internal("the request has no id"))?;
    match (token.parse(), request.app_data::<web::Data<Provider>>()) {
        (Ok(key), _) => with_key(request, key, request_id).await,
        (Err(_), Some(provider)) => {
            let TokenIdentity { subject, name, role, expires_at } = provider.identify(token).await?;
            let id = format!("{SUBJECT_PREFIX}{subject}");
            Ok(Caller { credential: Credential::Token, id, name, role, expires_at: Some(expires_at), request_id })
        }
        (Err(_), None) => Err(invalid()),
    }
}

async fn with_key(request: &ServiceRequest, token: KeyToken, request_id: RequestId) -> Result<Caller, Problem> {
    let database =
        request.app_data::<web::Data<Database>>().ok_or_else(|| Problem::internal("the database is missing"))?;
    let id = token.id().to_owned();
    let found: Result<_, db::Error> = database.read(move |connection| store::find(connection, &id)).await;
    let key = found?;
    let now = Timestamp::now();
    let deny_list =
        request.app_data::<web::Data<DenyList>>().ok_or_else(|| Problem::internal("the deny list is missing"))?;
    let key = key.filter(|key| key.admits(&token, now) && !deny_list.is_denied(&key.id)).ok_or_else(invalid)?;
    if let Some(last_used) = request.app_data::<web::Data<LastUsedTracker>>() {
        last_used.record(database, &key, now, &request_id);
    }
    Ok(Caller::with_key(key, request_id))
}

/// Returns the credentials of the scheme `Bearer` (RFC 6750). The name of a scheme is case-insensitive (RFC 9110,
/// section 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Returns the common error for an unknown, wrong, expired or revoked key. It does not say which, to give an attacker
/// no hint.
fn invalid() -> Problem {
    Problem::unauthorized(Code::InvalidCredentials, "The key is unknown, expired or revoked.")
}

macro_rules! role_extractors {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name(pub Caller);

        impl FromRequest for $name {
            type Error = Problem;
            type Future = Ready<Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
                ready(caller_with(request, Role::$name).map(Self))
            }
        }
    )+};
}

role_extractors! {
    /// A caller who may read working copies.
    Viewer;
    /// A caller who may write drafts.
    Author;
    /// A caller who may publish.
    Editor;
    /// A caller who may do everything.
    Admin;
}

fn caller_with(request: &HttpRequest, needed: Role) -> Result<Caller, Problem> {
    let caller = request.extensions().get::<Caller>().cloned().ok_or_else(invalid)?;
    caller.role.require(needed)?;
    Ok(caller)
}
