//! How long caches may keep an answer.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use actix_web::web::Data;

use crate::content::Timestamp;

/// Until when an answer is known to stay what it is, and whether caches must ask again each time nevertheless.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    until: Option<Timestamp>,
    is_asked_again: bool,
}

impl Freshness {
    /// Until that moment, or until something changes that nobody knows of yet.
    pub fn until_moment(until: Option<Timestamp>) -> Self {
        Self { until, is_asked_again: false }
    }

    /// Asked for again each time.
    #[must_use]
    pub fn asked_again(self) -> Self {
        Self { is_asked_again: true, ..self }
    }

    /// Never beyond `moment` either.
    #[must_use]
    pub fn no_longer_than(self, moment: Option<Timestamp>) -> Self {
        Self { until: [self.until, moment].into_iter().flatten().min(), ..self }
    }

    /// The moment at which it is known that the answer can become another one.
    pub fn until(self) -> Option<Timestamp> {
        self.until
    }
}

/// How long caches may keep answers of which it is not known when they will change.
#[derive(Debug, Clone)]
pub struct Lifetimes {
    max_age_s: i64,
    shared_max_age_s: i64,
    stale_s: i64,
    whole: HeaderValue,
}

const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

impl Lifetimes {
    /// In seconds: in a browser, in a cache that many share, and how much longer either may use what it has while it
    /// asks again (RFC 5861).
    pub fn new(max_age_s: u32, shared_max_age_s: u32, stale_s: u32) -> Self {
        let whole = directives(max_age_s.into(), shared_max_age_s.into(), stale_s.into());
        Self { max_age_s: max_age_s.into(), shared_max_age_s: shared_max_age_s.into(), stale_s: stale_s.into(), whole }
    }

    /// Those of the application that `request` came to.
    pub(super) fn of(request: &HttpRequest) -> Self {
        request.app_data::<Data<Self>>().map_or_else(Self::default, |lifetimes| Self::clone(lifetimes))
    }

    /// The `Cache-Control` of an answer that is given now.
    ///
    /// A browser may count its time from the end of that of the cache in between, and both may use what is stale while
    /// they ask again: it is the sum of all three that must not reach beyond the moment.
    pub fn cache_control(&self, freshness: Freshness) -> HeaderValue {
        if freshness.is_asked_again {
            return ASK_AGAIN;
        }
        let Some(until) = freshness.until else { return self.whole.clone() };
        let left = (until.unix_ms() - Timestamp::now().unix_ms()).div_euclid(1000);
        if left < 3 {
            return ASK_AGAIN;
        }
        let (age, shared) = (self.max_age_s.min(left / 3), self.shared_max_age_s.min(left / 3));
        let stale = self.stale_s.min(left - age - shared);
        if (age, shared, stale) == (self.max_age_s, self.shared_max_age_s, self.stale_s) {
            return self.whole.clone();
        }
        directives(age, shared, stale)
    }
}

impl Default for Lifetimes {
    /// A minute, and five more while asking again.
    fn default() -> Self {
        Self::new(60, 60, 300)
    }
}

fn directives(max_age_s: i64, shared_max_age_s: i64, stale_s: i64) -> HeaderValue {
    let text = format!("public, max-age={max_age_s}, s-maxage={shared_max_age_s}, stale-while-revalidate={stale_s}");
    HeaderValue::try_from(text).unwrap_or(ASK_AGAIN)
}
