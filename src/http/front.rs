//! What stands before the application: what is too much is turned away here, and answers that are kept are given here,
//! before the framework makes anything of a request but its head. All else goes on to the application, and is looked for
//! there again.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::{ConnectionType, HttpMessage, Request};
use actix_service::IntoServiceFactory;
use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody as _};
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::http::{Method, Version};
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::{FutureExt, TryFutureExt};

use super::cache::Lately;
use super::connections::Connection;
use super::context::{Outermost, RequestId, log_kept, name_request};
use super::gate::{Gate, Standing, Unanswered, overloaded};
use super::paced_body::{Held, PacedBody};
use super::path_encoding::normalize;
use super::{Code, Problem, ResponseCache};

/// The application with the gate and the response cache before it.
pub struct Front<F> {
    application: F,
    gate: Arc<Gate>,
    cache: Arc<ResponseCache>,
    outermost: Arc<Outermost>,
}

impl<F: ServiceFactory<Request>> Front<F> {
    /// Puts both before the application. What they answer goes without its outermost layer, and gets from here what that
    /// gives every answer.
    pub fn before(
        application: impl IntoServiceFactory<F, Request>,
        gate: Arc<Gate>,
        cache: Arc<ResponseCache>,
        outermost: Arc<Outermost>,
    ) -> Self {
        Self { application: application.into_factory(), gate, cache, outermost }
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
        let (gate, cache, outermost) = (Arc::clone(&self.gate), Arc::clone(&self.cache), Arc::clone(&self.outermost));
        let application = self.application.new_service(config);
        application
            .map_ok(move |application| Answering { application, gate, cache, lately: Lately::default(), outermost })
            .boxed_local()
    }
}

/// The same, made for one worker.
pub struct Answering<S> {
    application: S,
    gate: Arc<Gate>,
    cache: Arc<ResponseCache>,
    lately: Lately,
    outermost: Arc<Outermost>,
}

type Answered = Result<Response<BoxBody>, Error>;

impl<S> Service<Request> for Answering<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = Either<Ready<Answered>, LocalBoxFuture<'static, Answered>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.application.poll_ready(context)
    }

    fn call(&self, mut request: Request) -> Self::Future {
        let started = self.outermost.access_log.then(Instant::now);
        if let Some(connection) = Connection::of(&request) {
            connection.note_request();
        }
        if !normalize(&mut request) {
            let problem = Problem::new(Code::MalformedRequest, "The address is no path.");
            return Either::Left(ready(Ok(self.refuse(&request, &problem, started))));
        }
        let admitted = match self.gate.admit(&request) {
            Ok(admitted) => admitted,
            Err(problem) => return Either::Left(ready(Ok(self.refuse(&request, &problem, started)))),
        };
        let standing = admitted.standing;
        let given = if admitted.has_preconditions { None } else { self.cache.find(&request, &self.lately) };
        let Some(mut given) = given else { return self.hand_on(request, standing, started) };
        let headers = given.response.headers_mut();
        name_request(request.headers(), headers);
        self.outermost.insist_on_https(headers);
        if let Some(standing) = standing {
            standing.write(headers);
        }
        if let Some(started) = started {
            log_kept(request.head(), given.route(), &given.response, started.elapsed());
        }
        Either::Left(ready(Ok(PacedBody::pace(given.response.into()))))
    }
}

impl<S> Answering<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    /// Has the application answer, if there is a place and for as long as there is time.
    fn hand_on(
        &self,
        request: Request,
        standing: Option<Standing>,
        started: Option<Instant>,
    ) -> <Self as Service<Request>>::Future {
        let place = match self.gate.place(&request) {
            Ok(place) => place,
            Err(problem) => return Either::Left(ready(Ok(self.refuse(&request, &problem, started)))),
        };
        let connection = Connection::of(&request).map(|connection| Connection::clone(&connection));
        let under_way = connection.as_ref().map(Connection::begin);
        let mut held = Held::new(place, under_way);
        let is_chunked = request.version() >= Version::HTTP_11;
        let method = request.method().clone();
        let (id, deadline) = (RequestId::of(request.headers()), self.gate.deadline());
        let unanswered = Unanswered::of(&request, id.clone(), started);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(deadline.clone());
        let (gate, outermost) = (Arc::clone(&self.gate), Arc::clone(&self.outermost));
        let answering = self.application.call(request);
        let answer = async move {
            let Some(answered) = deadline.within(answering).await else {
                return Ok(unanswered.refused(&gate, &outermost, &deadline.over()));
            };
            let mut response = Response::from(answered?);
            // What was written is not to be sent again: only an answer to a read is taken back.
            if let (Some(place), BodySize::Sized(bytes)) = (&mut held.place, response.body().size())
                && method != Method::HEAD
                && !place.hold(bytes, method == Method::GET)
            {
                return Ok(unanswered.refused(&gate, &outermost, &overloaded()));
            }
            if let Some(standing) = standing {
                standing.write(response.headers_mut());
            }
            if !is_chunked && response.body().size() == BodySize::Stream {
                end_with_connection(&mut response);
            }
            Ok(PacedBody::hold(response, connection.as_ref(), held))
        };
        Either::Right(answer.boxed_local())
    }

    fn refuse(&self, request: &Request, problem: &Problem, started: Option<Instant>) -> Response<BoxBody> {
        let request = Unanswered::of(request, RequestId::of(request.headers()), started);
        request.refused(&self.gate, &self.outermost, problem)
    }
}

/// Has the end of the connection say where the body ends: before HTTP/1.1 nothing else can (RFC 9112, section 6.3).
fn end_with_connection(response: &mut Response<BoxBody>) {
    let head = response.head_mut();
    head.no_chunking(true);
    head.set_connection_type(ConnectionType::Close);
}
