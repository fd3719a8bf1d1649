//! Where the keys of a provider come from: fetched when they are first needed, again when they are old or a token names
//! one that is not among them, and never more often than every so often, whatever tokens are sent.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::Algorithm;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::keys::KeySet;
use crate::outbound::{self, Client, Reach};

/// How long keys are taken for the ones that the provider has.
const FRESH: Duration = Duration::from_mins(10);

/// How long they go on to be good for tokens while the provider cannot be reached.
const USABLE: Duration = Duration::from_hours(24);

/// How long it is waited between two attempts.
const PAUSE: Duration = Duration::from_secs(10);

const TIMEOUT: Duration = Duration::from_secs(5);

/// The most bytes of an answer that are read.
const ANSWER_MAX: usize = 256 * 1024;

/// The keys of a provider as they are known here.
pub(super) struct Keys {
    issuer: String,
    /// Where the provider has its keys, if that was set; else it says so itself.
    address: Option<Url>,
    reach: Reach,
    client: Client,
    known: RwLock<Known>,
    /// When they were last asked for. Held by who asks for them, so that nobody else does meanwhile.
    asked_at: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Known {
    keys: Arc<KeySet>,
    at: Option<Instant>,
}

impl Known {
    fn is_younger_than(&self, age: Duration) -> bool {
        self.at.is_some_and(|at| at.elapsed() < age)
    }
}

/// The part of a provider's description that is needed (OpenID Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
struct Description {
    issuer: String,
    jwks_uri: String,
}

impl Keys {
    pub(super) fn new(issuer: String, address: Option<Url>, reach: Reach) -> Result<Self, String> {
        let client = outbound::client(reach, TIMEOUT).map_err(outbound::explain)?;
        Ok(Self { issuer, address, reach, client, known: RwLock::default(), asked_at: Mutex::new(None) })
    }

    /// The keys to look for a token's in: those that are known if they have it and are fresh, else the provider's. None
    /// if there are none to go by.
    pub(super) async fn for_token(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Arc<KeySet>> {
        let has_it = |known: &Known| known.keys.find(id, algorithm).is_some();
        if let Some(keys) = self.known(|known| known.is_younger_than(FRESH) && has_it(known)) {
            return Some(keys);
        }
        let mut asked_at = match self.asked_at.try_lock() {
            Ok(asked_at) => asked_at,
            // Somebody is asking: nobody need wait for what is probably the same.
            Err(_) => match self.known(|known| known.is_younger_than(USABLE) && has_it(known)) {
                Some(keys) => return Some(keys),
                None => self.asked_at.lock().await,
            },
        };
        // Whoever held it may have brought what is looked for.
        if let Some(keys) = self.known(|known| known.is_younger_than(FRESH) && has_it(known)) {
            return Some(keys);
        }
        if asked_at.is_none_or(|at| at.elapsed() >= PAUSE) {
            *asked_at = Some(Instant::now());
            match self.fetch().await {
                Ok(keys) => {
                    let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                    *known = Known { keys: Arc::new(keys), at: Some(Instant::now()) };
                }
                Err(cause) => log::warn!("the keys of the identity provider {} cannot be read: {cause}", self.issuer),
            }
        }
        self.known(|known| known.is_younger_than(USABLE))
    }

    fn known(&self, is_good: impl FnOnce(&Known) -> bool) -> Option<Arc<KeySet>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        is_good(&known).then(|| Arc::clone(&known.keys))
    }

    async fn fetch(&self) -> Result<KeySet, String> {
        let address = match &self.address {
            Some(address) => address.clone(),
            None => self.described().await?,
        };
        let keys = KeySet::read(&self.get(&address).await?).map_err(|error| format!("{address}: {error}"))?;
        if keys.is_empty() { Err(format!("{address} has no key that verifies signatures")) } else { Ok(keys) }
    }

    /// Where the provider says that its keys are.
    async fn described(&self) -> Result<Url, String> {
        let text = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let address = Url::parse(&text).map_err(|error| format!("{text}: {error}"))?;
        let description: Description =
            serde_json::from_slice(&self.get(&address).await?).map_err(|error| format!("{address}: {error}"))?;
        if description.issuer != self.issuer {
            return Err(format!("{address} describes another issuer, {}", description.issuer));
        }
        Url::parse(&description.jwks_uri).map_err(|error| format!("{}: {error}", description.jwks_uri))
    }

    async fn get(&self, address: &Url) -> Result<Vec<u8>, String> {
        self.reach.check(address).map_err(|forbidden| format!("{address}: {forbidden}"))?;
        let failed = |error| format!("{address}: {}", outbound::explain(error));
        let mut answer = self.client.get(address.clone()).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(format!("{address} answers {}", answer.status()));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > ANSWER_MAX {
                return Err(format!("{address} answers with more than {ANSWER_MAX} bytes"));
            }
        }
        Ok(bytes)
    }
}
