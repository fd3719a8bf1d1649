//! The response cache: finished answers of delivery, kept in memory, found before a request is routed.
//!
//! Owns what is kept, for how long, and that a missing answer is made once however many ask for it. Must not know what
//! an answer says: handlers tell it what theirs is about, and whoever follows the change log tells [`Currency`] what
//! changed.

mod currency;
mod doorkeeper;
mod lately;
mod shelf;
mod target;

use std::sync::Arc;

use actix_http::{HttpMessage, Request};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};

use super::accept::Wanted;
use super::encoding::Coding;
use super::finished::Finished;
use super::redirect::Redirect;
use super::{Code, Lifetimes, Origins, Problem, preconditions};
use crate::content::Timestamp;
use crate::metrics::{Metrics, Route};

use lately::Asked;
use shelf::Shelf;

pub use currency::{Currency, Reading};
pub(super) use lately::Lately;

const X_CONTENT_VERSION: HeaderName = HeaderName::from_static("x-content-version");

/// An answer that is kept.
#[derive(Debug)]
struct Kept {
    reading: Reading,
    version: HeaderValue,
    answer: Answer,
    /// What made it.
    route: Arc<Route>,
}

/// An answer that is given again.
pub(super) struct Given {
    pub(super) response: HttpResponse,
    kept: Arc<Kept>,
}

impl Given {
    /// The pattern of the route that made it.
    pub(super) fn route(&self) -> Option<&str> {
        self.kept.route.pattern()
    }
}

/// What can be kept. Another error than these two may be over the next moment.
#[derive(Debug, Clone)]
enum Answer {
    /// Bytes.
    Finished(Arc<Finished>),
    /// Something is not there, or not there any more.
    Absent(Box<Problem>),
    /// It is somewhere else.
    Redirect(Redirect),
}

impl Answer {
    /// What a handler answered with, if that can be kept.
    fn of(response: &ServiceResponse<BoxBody>) -> Option<Self> {
        let extensions = response.response().extensions();
        if let Some(finished) = extensions.get::<Arc<Finished>>() {
            return Some(Self::Finished(Arc::clone(finished)));
        }
        if let Some(redirect) = extensions.get::<Redirect>() {
            return Some(Self::Redirect(redirect.clone()));
        }
        let problem = extensions.get::<Problem>()?;
        matches!(problem.code, Code::NotFound | Code::Gone).then(|| Self::Absent(Box::new(problem.clone())))
    }

    /// Whether it is what a request that wants this would get. Where something is or that it is not there is the same in
    /// every type.
    fn suits(&self, wanted: &Wanted) -> bool {
        match self {
            Self::Finished(finished) => finished.suits(wanted),
            Self::Absent(_) | Self::Redirect(_) => true,
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Finished(finished) => finished.weight(),
            Self::Absent(_) | Self::Redirect(_) => 0,
        }
    }
}

/// What is read of a request to find its answer, and what was found: once, and handed on with it where that is not given at
/// once.
struct Sought {
    wanted: Wanted,
    name: String,
    found: Option<Arc<Kept>>,
}

impl Sought {
    fn on(shelf: &Shelf, request: &impl HttpMessage, target: &Uri) -> Self {
        let wanted = Wanted::of(request);
        let name = target::name(target, Coding::wanted(request), wanted.letter());
        let found = shelf.find(&name);
        Self { wanted, name, found }
    }
}

/// The cache of one server, shared by its workers, and what it goes by.
pub struct ResponseCache {
    /// None if it is switched off.
    kept: Option<Shelf>,
    currency: Arc<Currency>,
    lifetimes: Lifetimes,
    origins: Origins,
    metrics: Arc<Metrics>,
}

impl ResponseCache {
    /// A cache of at most so many bytes; of 0 it keeps nothing.
    pub fn new(
        bytes_max: u64,
        currency: Arc<Currency>,
        lifetimes: Lifetimes,
        origins: Origins,
        metrics: Arc<Metrics>,
    ) -> Self {
        let kept = Some(bytes_max).filter(|bytes_max| *bytes_max > 0).and_then(Shelf::new);
        Self { kept, currency, lifetimes, origins, metrics }
    }

    /// How many bytes it holds, about.
    pub fn bytes(&self) -> u64 {
        self.kept.as_ref().map_or(0, Shelf::bytes)
    }

    /// How many it may hold.
    pub fn bytes_max(&self) -> u64 {
        self.kept.as_ref().map_or(0, Shelf::bytes_max)
    }

    /// The answer to a request, if it is kept and true: what the application is spared.
    pub(super) fn find(&self, request: &Request, lately: &Lately) -> Option<Given> {
        let kept = self.kept.as_ref()?;
        let asked = Asked::of(request);
        let tell = |name: &str| drop(kept.find(name));
        let given = asked.as_ref().and_then(|asked| lately.find(asked, tell));
        if let Some(found) = given.filter(|found| self.is_true(found)) {
            return Some(self.give(request, found));
        }
        if !target::is_shared(request.method(), request.path()) {
            return None;
        }
        let sought = Sought::on(kept, request, request.uri());
        let found = sought.found.as_ref().filter(|found| {
            matches!(found.answer, Answer::Finished(_)) && found.answer.suits(&sought.wanted) && self.is_true(found)
        });
        let Some(found) = found.cloned() else {
            request.extensions_mut().insert(sought);
            return None;
        };
        if let Some(asked) = asked {
            lately.remember(&asked, sought.name, &found);
        }
        Some(self.give(request, found))
    }

    /// Gives what is kept before the application is reached, and counts it.
    fn give(&self, request: &Request, kept: Arc<Kept>) -> Given {
        let response = self.response(request.headers(), &kept);
        self.metrics.cache().hits.inc();
        kept.route.given(*request.method() == Method::HEAD, response.status() == StatusCode::NOT_MODIFIED);
        Given { response, kept }
    }

    /// Answers from what is kept, or has the answer made and keeps it, and looks at the preconditions of the request.
    pub async fn answer(
        self: Arc<Self>,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        self.find_or_make(request, next).await.map(preconditions::check)
    }

    async fn find_or_make(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        if !target::is_shared(request.method(), request.path()) {
            return Ok(next.call(request).await?.map_into_boxed_body());
        }
        let Some(kept) = self.kept.as_ref() else {
            return self.make(request, next, self.currency.read()).await;
        };
        let sought = request.extensions_mut().remove::<Sought>();
        let Sought { wanted, name, found } = sought.unwrap_or_else(|| Sought::on(kept, &request, request.uri()));
        match found {
            Some(found) if !self.is_true(&found) => kept.remove(&name),
            Some(found) if found.answer.suits(&wanted) => return Ok(self.respond(request, &found)),
            // There is another type in its place: what is wanted is not offered here, or not the dearest.
            Some(_) => return self.make(request, next, self.currency.read()).await,
            None => {}
        }
        let (mut asked, mut made) = (Some((request, next)), None);
        let work = async {
            let (request, next) = asked.take()?;
            let reading = self.currency.read();
            let response = self.make(request, next, reading).await;
            let answer =
                response.as_ref().ok().and_then(|response| Some((Answer::of(response)?, self.route_of(response))));
            made = Some(response);
            answer.map(|(answer, route)| Arc::new(Kept { reading, version: version(reading), answer, route }))
        };
        let found = kept.get_or_make(&name, work).await;
        match (made, asked) {
            (Some(response), _) => response,
            (None, Some((request, next))) => {
                match found.filter(|found| self.is_true(found) && found.answer.suits(&wanted)) {
                    Some(found) => Ok(self.respond(request, &found)),
                    // What another request had made is not to be kept, is of another type, or was overtaken by a change before
                    // this one asked.
                    None => self.make(request, next, self.currency.read()).await,
                }
            }
            (None, None) => Err(Problem::internal("an answer was begun and not made").into()),
        }
    }

    async fn make(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
        reading: Reading,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        if self.kept.is_some() {
            self.metrics.cache().misses.inc();
        }
        let mut response = next.call(request).await?.map_into_boxed_body();
        if response.status().is_success() || response.status().is_redirection() {
            response.headers_mut().insert(X_CONTENT_VERSION, version(reading));
        }
        self.origins.allow_all(response.headers_mut());
        Ok(response)
    }

    fn is_true(&self, kept: &Kept) -> bool {
        let (about, until) = match &kept.answer {
            Answer::Finished(finished) => (finished.about(), finished.until()),
            Answer::Absent(_) => (None, None),
            Answer::Redirect(redirect) => (None, redirect.freshness.until()),
        };
        self.currency.holds(kept.reading, about) && until.is_none_or(|until| Timestamp::now() < until)
    }

    fn respond(&self, request: ServiceRequest, kept: &Kept) -> ServiceResponse<BoxBody> {
        let mut response = self.response(request.headers(), kept);
        if let Answer::Finished(finished) = &kept.answer {
            response.extensions_mut().insert(Arc::clone(finished));
        }
        self.metrics.cache().hits.inc();
        request.extensions_mut().insert(Arc::clone(&kept.route));
        request.into_response(response)
    }

    fn route_of(&self, response: &ServiceResponse<BoxBody>) -> Arc<Route> {
        let route = response.request().extensions().get::<Arc<Route>>().map(Arc::clone);
        route.unwrap_or_else(|| Arc::clone(self.metrics.no_route()))
    }

    fn response(&self, request: &HeaderMap, kept: &Kept) -> HttpResponse {
        let next_event = self.currency.next_event();
        let mut response = match &kept.answer {
            Answer::Finished(finished) => finished.respond(request, &self.lifetimes, next_event),
            Answer::Redirect(redirect) => redirect.respond(&self.lifetimes, next_event),
            Answer::Absent(problem) => problem.error_response(),
        };
        if !matches!(kept.answer, Answer::Absent(_)) {
            response.headers_mut().append(X_CONTENT_VERSION, kept.version.clone());
        }
        self.origins.allow(request, response.headers_mut());
        response
    }
}

fn version(reading: Reading) -> HeaderValue {
    HeaderValue::from(reading.seq())
}

/// Answers with what a handler made, and leaves it where the cache finds it.
pub(super) fn offer(mut response: HttpResponse, finished: Finished) -> HttpResponse {
    response.extensions_mut().insert(Arc::new(finished));
    response
}
