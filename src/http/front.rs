//! What stands before the application: answers that are kept are given here, before the framework makes anything of a
//! request but its head. All else goes on to the application, and is looked for there again.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::{HttpMessage, Request};
use actix_service::IntoServiceFactory;
use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::http::header::{HeaderValue, STRICT_TRANSPORT_SECURITY};
use futures_util::future::{Either, LocalBoxFuture, MapOk};
use futures_util::{FutureExt, TryFutureExt};

use super::ResponseCache;
use super::cache::Lately;
use super::context::{log_kept, name_request};

/// The application with the response cache before it.
pub struct Front<F> {
    application: F,
    cache: Arc<ResponseCache>,
    access_log: bool,
    hsts: Option<HeaderValue>,
}

impl<F: ServiceFactory<Request>> Front<F> {
    /// Puts the cache before the application. `access_log` says whether what it answers is logged, `hsts` what it says of
    /// coming over https only.
    pub fn before(
        application: impl IntoServiceFactory<F, Request>,
        cache: Arc<ResponseCache>,
        access_log: bool,
        hsts: Option<HeaderValue>,
    ) -> Self {
        Self { application: application.into_factory(), cache, access_log, hsts }
    }
}

impl<F> ServiceFactory<Request> for Front<F>
where
    F: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<BoxBody>, Error = Error>,
    F::Future: 'static,
    F::Service: 'static,
    F::InitError: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Config = AppConfig;
    type Service = Answering<F::Service>;
    type InitError = F::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let (cache, access_log, hsts) = (Arc::clone(&self.cache), self.access_log, self.hsts.clone());
        let application = self.application.new_service(config);
        application
            .map_ok(move |application| Answering { application, cache, lately: Lately::default(), access_log, hsts })
            .boxed_local()
    }
}

/// The same, made for one worker.
pub struct Answering<S> {
    application: S,
    cache: Arc<ResponseCache>,
    lately: Lately,
    access_log: bool,
    hsts: Option<HeaderValue>,
}

type Made<S> = MapOk<<S as Service<Request>>::Future, fn(ServiceResponse<BoxBody>) -> Response<BoxBody>>;

impl<S> Service<Request> for Answering<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = Either<Ready<Result<Self::Response, Error>>, Made<S>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.application.poll_ready(context)
    }

    fn call(&self, request: Request) -> Self::Future {
        let started = self.access_log.then(Instant::now);
        let Some(mut given) = self.cache.find(&request, &self.lately) else {
            return Either::Right(self.application.call(request).map_ok(Response::from as fn(_) -> _));
        };
        let headers = given.response.headers_mut();
        let id = name_request(request.headers(), headers);
        if let Some(hsts) = &self.hsts {
            headers.insert(STRICT_TRANSPORT_SECURITY, hsts.clone());
        }
        if let Some(started) = started {
            log_kept(request.head(), given.route(), &given.response, &id, started.elapsed());
        }
        Either::Left(ready(Ok(given.response.into())))
    }
}
