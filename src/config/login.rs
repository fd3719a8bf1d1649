//! Settings of the log-in through an identity provider.

use clap::Args;
use url::Url;

use crate::auth::{ProviderSettings, RoleMapping};
use crate::outbound::AddressPolicy;

/// The identity provider that is trusted in addition to API keys.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Log-in")]
pub struct LoginArguments {
    /// The OpenID provider whose tokens are accepted.
    ///
    /// In addition to API keys: its issuer, exactly as in the claim `iss`.
    #[arg(long, env = "CAIRN_OIDC_ISSUER", value_name = "URL", value_parser = parse_issuer, requires = "oidc_audience")]
    pub oidc_issuer: Option<String>,
    /// The required audience of tokens.
    ///
    /// In the claim `aud`: the name of this server at the provider.
    #[arg(long, env = "CAIRN_OIDC_AUDIENCE", value_name = "NAME", requires = "oidc_issuer")]
    pub oidc_audience: Option<String>,
    /// The URL of the provider's JSON Web Key Set.
    ///
    /// If not set, it is read from the discovery document of the issuer.
    #[arg(long, hide_short_help = true, env = "CAIRN_OIDC_JWKS_URL", value_name = "URL", requires = "oidc_issuer")]
    pub oidc_jwks_url: Option<Url>,
    /// The claim with the roles.
    ///
    /// Or the path to it, such as `realm_access.roles`.
    #[arg(long, hide_short_help = true, env = "CAIRN_OIDC_ROLE_CLAIM", value_name = "CLAIM", default_value = "roles")]
    pub oidc_role_claim: String,
    /// The mapping from values of that claim to roles
    #[arg(long, hide_short_help = true, env = "CAIRN_OIDC_ROLES", value_name = "VALUE=ROLE,...", default_value_t)]
    pub oidc_roles: RoleMapping,
    /// Permit a provider at a private address, and over http
    #[arg(long, hide_short_help = true, env = "CAIRN_OIDC_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub oidc_allow_private: bool,
}

impl LoginArguments {
    /// Returns the provider settings; none if no provider is trusted.
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

/// Checks an issuer and returns it unchanged, because tokens contain it literally.
fn parse_issuer(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    if !["http", "https"].contains(&url.scheme()) || url.query().is_some() || url.fragment().is_some() {
        return Err("must be an https address without a query, such as https://login.example.org".to_owned());
    }
    Ok(text.to_owned())
}
