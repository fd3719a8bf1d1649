//! The robots.txt of hosts (RFC 9309), cached for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use robotxt::Robots;
use url::Url;

use crate::outbound::Client;

/// The user agent of Cairn in robots.txt.
const USER_AGENT: &str = "Cairn";

const CACHE_TTL: Duration = Duration::from_hours(24);

/// The maximum number of cached hosts.
const HOSTS_MAX: usize = 1000;

/// The maximum number of bytes that are read of a file: the minimum that RFC 9309 requires.
const BYTES_MAX: usize = 512 << 10;

/// The cached files by host.
#[derive(Default)]
pub(super) struct RobotsCache(Mutex<HashMap<String, (Instant, Arc<Robots>)>>);

impl RobotsCache {
    /// Returns true if the robots.txt of the host permits the URL.
    pub(super) async fn allows(&self, client: &Client, url: &Url) -> bool {
        let origin = url.origin().ascii_serialization();
        let cached = {
            let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.get(&origin).filter(|(at, _)| at.elapsed() < CACHE_TTL).map(|(_, robots)| Arc::clone(robots))
        };
        if let Some(robots) = cached {
            return robots.is_url_allowed(url);
        }
        let robots = Arc::new(fetch(client, url).await);
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS_MAX {
            hosts.clear();
        }
        hosts.insert(origin, (Instant::now(), Arc::clone(&robots)));
        robots.is_url_allowed(url)
    }
}

/// Fetches the file of a host. Without a file everything is permitted, also if the host cannot be reached: the check
/// itself reports that.
async fn fetch(client: &Client, url: &Url) -> Robots {
    let Ok(file) = url.join("/robots.txt") else { return Robots::allow_all() };
    let Ok(mut answer) = client.get(file).send().await else { return Robots::allow_all() };
    if !answer.status().is_success() {
        return Robots::allow_all();
    }
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        let room = BYTES_MAX.saturating_sub(text.len());
        text.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        if text.len() >= BYTES_MAX {
            break;
        }
    }
    Robots::parse(&text, USER_AGENT)
}
