//! Settings of the log-in through an identity provider.

use clap::Args;
use url::Url;

use crate::auth::{ProviderSettings, RoleMapping};
use crate::outbound::AddressPolicy;

/// Which identity provider is trusted beside API keys, and with what.
#[derive(Debug, Clone, Args)]
pub struct LoginArguments {
    /// The OpenID provider whose tokens are taken as well as API keys: its issuer, exactly as tokens have it in `iss`
    #[arg(long, env = "CAIRN_OIDC_ISSUER", value_name = "URL", value_parser = parse_issuer, requires = "oidc_audience")]
    pub oidc_issuer: Option<String>,
    /// What tokens must have in `aud`: the name of this server at the provider
    #[arg(long, env = "CAIRN_OIDC_AUDIENCE", value_name = "NAME", requires = "oidc_issuer")]
    pub oidc_audience: Option<String>,
    /// Where the provider has its keys, as a JSON Web Key Set; if not set, its description at the issuer says so
    #[arg(long, env = "CAIRN_OIDC_JWKS_URL", value_name = "URL", requires = "oidc_issuer")]
    pub oidc_jwks_url: Option<Url>,
    /// The claim that has roles, or the path to it, such as `realm_access.roles`
    #[arg(long, env = "CAIRN_OIDC_ROLE_CLAIM", value_name = "CLAIM", default_value = "roles")]
    pub oidc_role_claim: String,
    /// Which of its values stand for which role
    #[arg(long, env = "CAIRN_OIDC_ROLES", value_name = "VALUE=ROLE,...", default_value_t)]
    pub oidc_roles: RoleMapping,
    /// Whether the provider may be at a private address, and be asked over http
    #[arg(long, env = "CAIRN_OIDC_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub oidc_allow_private: bool,
}

impl LoginArguments {
    /// What they mean; none if no provider is trusted.
    pub fn settings(&self) -> Option<ProviderSettings> {
        Some(ProviderSettings {
            issuer: self.oidc_issuer.clone()?,
            audience: self.oidc_audience.clone()?,
            keys: self.oidc_jwks_url.clone(),
            role_claim: self.oidc_role_claim.clone(),
            roles: self.oidc_roles.clone(),
            address_policy: if self.oidc_allow_private { AddressPolicy::Any } else { AddressPolicy::PublicHttps },
        })
    }
}

/// Kept as it was written: tokens have it letter by letter.
fn parse_issuer(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    if !["http", "https"].contains(&url.scheme()) || url.query().is_some() || url.fragment().is_some() {
        return Err("must be an https address without a query, such as https://login.example.org".to_owned());
    }
    Ok(text.to_owned())
}
