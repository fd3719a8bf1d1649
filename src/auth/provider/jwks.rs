//! The JSON Web Key Set of a provider (RFC 7517): the keys that can verify tokens, with their algorithms.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// The maximum number of keys read from a set.
const KEYS_MAX: usize = 100;

/// One key.
#[derive(Debug)]
pub(super) struct VerifyingKey {
    id: Option<String>,
    algorithms: &'static [Algorithm],
    /// The only permitted algorithm, if the provider names one.
    only: Option<Algorithm>,
    pub(super) key: DecodingKey,
}

/// The keys of a provider.
#[derive(Debug, Default)]
pub(super) struct Jwks(Vec<VerifyingKey>);

#[derive(Deserialize)]
struct JwksDocument {
    keys: Vec<Value>,
}

impl Jwks {
    /// Parses a set. Keys of unsupported kinds are ignored, as RFC 7517, section 5, requires.
    pub(super) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let document: JwksDocument = serde_json::from_slice(json)?;
        let keys = document.keys.into_iter().take(KEYS_MAX);
        Ok(Self(keys.filter_map(|key| VerifyingKey::of(&serde_json::from_value(key).ok()?)).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the key with this id. Without an id, returns the key for the algorithm if there is exactly one.
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<&VerifyingKey> {
        let mut fitting = self.0.iter().filter(|key| key.is_for(algorithm));
        match id {
            Some(id) => fitting.find(|key| key.id.as_deref() == Some(id)),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }
}

impl VerifyingKey {
    fn of(jwk: &Jwk) -> Option<Self> {
        if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return None;
        }
        let algorithms: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => AlgorithmFamily::Rsa.algorithms(),
            AlgorithmParameters::EllipticCurve(parameters) => match parameters.curve {
                EllipticCurve::P256 => &[Algorithm::ES256],
                EllipticCurve::P384 => &[Algorithm::ES384],
                _ => return None,
            },
            AlgorithmParameters::OctetKeyPair(parameters) if parameters.curve == EllipticCurve::Ed25519 => {
                &[Algorithm::EdDSA]
            }
            // Symmetric keys are rejected: a shared secret in a public document is no secret.
            _ => return None,
        };
        let only = match jwk.common.key_algorithm {
            Some(algorithm) => Some(signing(algorithm)?),
            None => None,
        };
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id: jwk.common.key_id.clone(), algorithms, only, key })
    }

    fn is_for(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm) && self.only.is_none_or(|only| only == algorithm)
    }
}

/// Returns the signature algorithm of a key; none if the key is for another purpose.
fn signing(algorithm: KeyAlgorithm) -> Option<Algorithm> {
    algorithm.to_string().parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_octet_key_pair_of_another_curve_is_ignored() {
        for (curve, is_ignored) in [("Ed25519", false), ("P-256", true), ("Ed448", true)] {
            let key = json!({"kty": "OKP", "crv": curve, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
            let keys = Jwks::read(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
            assert_eq!(keys.is_empty(), is_ignored, "{curve}");
        }
    }
}
