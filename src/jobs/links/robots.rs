//! What hosts say of programs that look at them (RFC 9309), kept for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use robotxt::Robots;
use url::Url;

use super::look::Looker;

/// What we are called in robots.txt.
const NAME: &str = "Cairn";

const KEPT: Duration = Duration::from_hours(24);

/// More hosts than this are not remembered.
const HOSTS_MAX: usize = 1000;

/// The most bytes of a file that are read: what RFC 9309 asks for at least.
const BYTES_MAX: usize = 512 << 10;

/// The files of the hosts that were asked.
#[derive(Default)]
pub(super) struct RobotsCache(Mutex<HashMap<String, (Instant, Arc<Robots>)>>);

impl RobotsCache {
    /// Whether the host of an address lets us look at it.
    pub(super) async fn allows(&self, looker: &Looker<'_>, url: &Url) -> bool {
        let origin = url.origin().ascii_serialization();
        let known = {
            let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.get(&origin).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, robots)| Arc::clone(robots))
        };
        if let Some(robots) = known {
            return robots.is_url_allowed(url);
        }
        let robots = Arc::new(fetch(looker, url).await);
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS_MAX {
            hosts.clear();
        }
        hosts.insert(origin, (Instant::now(), Arc::clone(&robots)));
        robots.is_url_allowed(url)
    }
}

/// The file of a host. Without one everything is allowed; so it is where the host cannot be asked, for then the look
/// itself finds out.
async fn fetch(looker: &Looker<'_>, url: &Url) -> Robots {
    let Ok(file) = url.join("/robots.txt") else { return Robots::allow_all() };
    let Ok(mut answer) = looker.client.get(file).send().await else { return Robots::allow_all() };
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
    Robots::parse(&text, NAME)
}
