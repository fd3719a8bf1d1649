//! Login through an identity provider: bearer tokens that are JSON Web Tokens (RFC 7519) of an OpenID provider.
//!
//! Owns the validation of a token and its mapping to a role. Must not know what its subject does.

mod jwks;
mod jwks_client;
mod roles;
mod signatures;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use serde_json::{Map, Value};
use url::Url;

use super::role::Role;
use crate::content::Timestamp;
use crate::http::{Code, Problem};
use crate::outbound::AddressPolicy;

use jwks_client::JwksClient;

pub use roles::RoleMapping;

/// The permitted clock skew, in seconds.
const CLOCK_SKEW_S: u64 = 60;

/// The maximum length of a subject, in bytes (OpenID Connect Core 1.0, section 2).
const SUBJECT_MAX: usize = 255;

/// The maximum length of a displayed name, in characters.
const NAME_MAX: usize = 200;

/// The claims with a name, in order of preference (OpenID Connect Core 1.0, section 5.1).
const NAME_CLAIMS: [&str; 4] = ["name", "preferred_username", "email", "sub"];

/// The settings of the trusted provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// The issuer, exactly as in the claim `iss`.
    pub issuer: String,
    /// The audience, which the claim `aud` must include.
    pub audience: String,
    /// The URL of the keys; from the discovery document if not set.
    pub keys: Option<Url>,
    /// The claim with the roles.
    pub role_claim: String,
    /// The mapping from values of that claim to roles.
    pub roles: RoleMapping,
    /// The permitted addresses of the provider.
    pub address_policy: AddressPolicy,
}

/// The provider.
pub struct Provider {
    settings: ProviderSettings,
    keys: JwksClient,
}

/// The identity in a valid token.
#[derive(Debug)]
pub(super) struct TokenIdentity {
    /// The stable identifier at the provider.
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) expires_at: Timestamp,
}

impl Provider {
    /// Creates a provider. Its keys are fetched for the first token.
    pub fn new(settings: ProviderSettings) -> Result<Self, String> {
        signatures::install();
        let keys = JwksClient::new(settings.issuer.clone(), settings.keys.clone(), settings.address_policy)?;
        Ok(Self { settings, keys })
    }

    /// Validates a token and returns its identity.
    pub(super) async fn identify(&self, token: &str) -> Result<TokenIdentity, Problem> {
        let header = decode_header(token).map_err(|_| refused("It is not a JSON Web Token."))?;
        if !signatures::is_supported(header.alg) || header.crit.is_some() {
            return Err(refused("It has an unsupported signature algorithm or a critical header."));
        }
        let unreachable = || Problem::new(Code::Unavailable, "The keys of the identity provider cannot be fetched.");
        let keys = self.keys.for_token(header.kid.as_deref(), header.alg).await.ok_or_else(unreachable)?;
        let key = keys
            .find(header.kid.as_deref(), header.alg)
            .ok_or_else(|| refused("Its issuer does not have the key that it is signed with."))?;
        let mut validation = Validation::new(header.alg);
        validation.leeway = CLOCK_SKEW_S;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let verified = decode::<Map<String, Value>>(token, &key.key, &validation);
        self.identity(&verified.map_err(|error| refused(reason(error.kind())))?.claims)
    }

    fn identity(&self, claims: &Map<String, Value>) -> Result<TokenIdentity, Problem> {
        let text = |name: &str| claims.get(name)?.as_str().filter(|text| !text.trim().is_empty());
        let subject = text("sub").filter(|subject| subject.len() <= SUBJECT_MAX);
        let subject = subject.ok_or_else(|| refused("Its claim sub is missing or too long."))?;
        let name = NAME_CLAIMS.into_iter().find_map(text).unwrap_or(subject);
        let name = name.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect();
        let seconds = claims.get("exp").and_then(Value::as_f64).unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float that is too large becomes the last moment there is"
        )]
        let expires_at = Timestamp::from_unix_ms(0).later_by_ms((seconds * 1000.0) as i64);
        let claim = &self.settings.role_claim;
        let role = self.settings.roles.role(claims, claim).ok_or_else(|| {
            let detail = format!("The token is valid, but its claim {claim} gives no role. Ask your administrator.");
            Problem::new(Code::Forbidden, detail)
        })?;
        Ok(TokenIdentity { subject: subject.to_owned(), name, role, expires_at })
    }
}

/// Returns the reason why a token is invalid, for its holder.
fn reason(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::ExpiredSignature => "It has expired; log in again.",
        ErrorKind::ImmatureSignature => "It is not valid yet.",
        ErrorKind::InvalidIssuer => "It has another issuer.",
        ErrorKind::InvalidAudience => "It is for another audience.",
        ErrorKind::MissingRequiredClaim(_) => "It lacks one of the claims exp, iss, aud and sub.",
        ErrorKind::InvalidSignature => "Its signature is invalid.",
        _ => "It cannot be read.",
    }
}

fn refused(reason: &str) -> Problem {
    Problem::unauthorized(Code::InvalidCredentials, &format!("The token is not accepted. {reason}"))
}
