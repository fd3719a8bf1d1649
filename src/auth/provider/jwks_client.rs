//! The client that fetches the keys of a provider: at the first use, and again if they are old or a token names an
//! unknown key. It never fetches more often than the minimum interval, regardless of the tokens that clients send.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::jwks::Jwks;
use crate::outbound::{self, AddressPolicy, Client};

/// The age up to which keys are fresh.
const FRESH_FOR: Duration = Duration::from_mins(10);

/// The age up to which keys are used while the provider cannot be reached.
const USABLE_FOR: Duration = Duration::from_hours(24);

/// The minimum interval between two attempts.
const MIN_FETCH_INTERVAL: Duration = Duration::from_secs(10);

const TIMEOUT: Duration = Duration::from_secs(5);

/// The maximum size of a response, in bytes.
const ANSWER_MAX: usize = 256 * 1024;

/// Fetches and caches the keys of a provider.
pub(super) struct JwksClient {
    issuer: String,
    /// The URL of the keys, if it is set; otherwise the discovery document has it.
    jwks_url: Option<Url>,
    address_policy: AddressPolicy,
    client: Client,
    cache: RwLock<CachedKeys>,
    /// The time of the last attempt. Locked during a fetch, so that only one runs.
    last_attempt: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct CachedKeys {
    keys: Arc<Jwks>,
    at: Option<Instant>,
}

impl CachedKeys {
    fn is_younger_than(&self, age: Duration) -> bool {
        self.at.is_some_and(|at| at.elapsed() < age)
    }
}

/// The members of the discovery document that are used (OpenID Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
struct DiscoveryDocument {
    issuer: String,
    jwks_uri: String,
}

impl JwksClient {
    pub(super) fn new(issuer: String, jwks_url: Option<Url>, address_policy: AddressPolicy) -> Result<Self, String> {
        let client = outbound::client(address_policy, TIMEOUT).map_err(outbound::describe_error)?;
        Ok(Self { issuer, jwks_url, address_policy, client, cache: RwLock::default(), last_attempt: Mutex::new(None) })
    }

    /// Returns keys that may include that of a token: the cached keys if they are fresh and include it, otherwise
    /// those of the provider. None if there are no usable keys.
    pub(super) async fn for_token(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Arc<Jwks>> {
        let has_it = |cached: &CachedKeys| cached.keys.find(id, algorithm).is_some();
        if let Some(keys) = self.cached(|cached| cached.is_younger_than(FRESH_FOR) && has_it(cached)) {
            return Some(keys);
        }
        let mut last_attempt = match self.last_attempt.try_lock() {
            Ok(last_attempt) => last_attempt,
            // A fetch is running; its result is probably the same.
            Err(_) => match self.cached(|cached| cached.is_younger_than(USABLE_FOR) && has_it(cached)) {
                Some(keys) => return Some(keys),
                None => self.last_attempt.lock().await,
            },
        };
        // The fetch that held the lock may have returned the key.
        if let Some(keys) = self.cached(|cached| cached.is_younger_than(FRESH_FOR) && has_it(cached)) {
            return Some(keys);
        }
        if last_attempt.is_none_or(|at| at.elapsed() >= MIN_FETCH_INTERVAL) {
            *last_attempt = Some(Instant::now());
            match self.fetch().await {
                Ok(keys) => {
                    let mut cached = self.cache.write().unwrap_or_else(PoisonError::into_inner);
                    *cached = CachedKeys { keys: Arc::new(keys), at: Some(Instant::now()) };
                }
                Err(cause) => log::warn!("the keys of the identity provider {} cannot be read: {cause}", self.issuer),
            }
        }
        self.cached(|cached| cached.is_younger_than(USABLE_FOR))
    }

    fn cached(&self, is_usable: impl FnOnce(&CachedKeys) -> bool) -> Option<Arc<Jwks>> {
        let cached = self.cache.read().unwrap_or_else(PoisonError::into_inner);
        is_usable(&cached).then(|| Arc::clone(&cached.keys))
    }

    async fn fetch(&self) -> Result<Jwks, String> {
        let address = match &self.jwks_url {
            Some(address) => address.clone(),
            None => self.discover().await?,
        };
        let keys = Jwks::read(&self.get(&address).await?).map_err(|error| format!("{address}: {error}"))?;
        if keys.is_empty() { Err(format!("{address} has no key that verifies signatures")) } else { Ok(keys) }
    }

    /// Reads the URL of the keys from the discovery document.
    async fn discover(&self) -> Result<Url, String> {
        let text = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let address = Url::parse(&text).map_err(|error| format!("{text}: {error}"))?;
        let description: DiscoveryDocument =
            serde_json::from_slice(&self.get(&address).await?).map_err(|error| format!("{address}: {error}"))?;
        if description.issuer != self.issuer {
            return Err(format!("{address} describes another issuer, {}", description.issuer));
        }
        Url::parse(&description.jwks_uri).map_err(|error| format!("{}: {error}", description.jwks_uri))
    }

    async fn get(&self, address: &Url) -> Result<Vec<u8>, String> {
        self.address_policy.check(address).map_err(|forbidden| format!("{address}: {forbidden}"))?;
        let failed = |error| format!("{address}: {}", outbound::describe_error(error));
        let mut answer = self.client.get(address.clone()).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(format!("{address} answers {}", answer.status()));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > ANSWER_MAX {
                return Err(format!("{address} responds with more than {ANSWER_MAX} bytes"));
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::json;

    use super::*;

    /// Returns fresh keys with that id only.
    fn fresh(id: &str) -> CachedKeys {
        // The key is from RFC 8037, appendix A.2.
        let key =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": id});
        let keys = Jwks::read(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
        CachedKeys { keys: Arc::new(keys), at: Some(Instant::now()) }
    }

    /// Returns a client with the fresh key `one`. It may not connect to its provider.
    fn client() -> JwksClient {
        let url = Url::parse("https://127.0.0.1/keys").unwrap();
        let client = JwksClient::new("https://127.0.0.1".to_owned(), Some(url), AddressPolicy::PublicHttps).unwrap();
        *client.cache.write().unwrap() = fresh("one");
        client
    }

    #[actix_web::test]
    async fn only_an_unknown_key_id_causes_a_fetch_while_the_keys_are_fresh() {
        let client = client();
        for (id, is_fetched) in [("one", false), ("two", true)] {
            let keys = client.for_token(Some(id), Algorithm::EdDSA).await.unwrap();
            assert!(keys.find(Some("one"), Algorithm::EdDSA).is_some());
            assert_eq!(client.last_attempt.lock().await.is_some(), is_fetched, "{id}");
        }
    }

    #[actix_web::test]
    async fn a_token_with_an_unknown_key_id_waits_for_the_fetch_that_runs() {
        let client = client();
        let running = client.last_attempt.lock().await;
        let fetch = async {
            *client.cache.write().unwrap() = fresh("two");
            drop(running);
        };
        let (keys, ()) = tokio::join!(client.for_token(Some("two"), Algorithm::EdDSA), fetch);
        assert!(keys.unwrap().find(Some("two"), Algorithm::EdDSA).is_some());
    }
}
