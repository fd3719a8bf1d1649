//! What stands before the application: what is too much is turned away here, and answers that are kept are given here,
//! before the framework makes anything of a request but its head. All else goes on to the application, and is looked for
//! there again.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::{HttpMessage, Request};
use actix_service::IntoServiceFactory;
use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::web::Bytes;
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::{FutureExt, TryFutureExt};

use super::cache::Lately;
use super::connections::{Connection, UnderWay};
use super::context::{Outermost, RequestId, log_kept, name_request};
use super::gate::{Gate, Standing, Unanswered};
use super::{Problem, ResponseCache};

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

    fn call(&self, request: Request) -> Self::Future {
        let started = self.outermost.access_log.then(Instant::now);
        let connection = request.conn_data::<Connection>();
        if let Some(connection) = connection {
            connection.note_request();
        }
        let standing = match self.gate.admit(&request) {
            Ok(standing) => standing,
            Err(problem) => return Either::Left(ready(Ok(self.refuse(&request, &problem, started)))),
        };
        let Some(mut given) = self.cache.find(&request, &self.lately) else {
            let under_way = connection.map(Connection::begin);
            return self.hand_on(request, standing, under_way, started);
        };
        let headers = given.response.headers_mut();
        name_request(request.headers(), headers);
        self.outermost.insist_on_https(headers);
        if let Some(standing) = standing {
            standing.write(headers);
        }
        if let Some(started) = started {
            log_kept(request.head(), given.route(), &given.response, started.elapsed());
        }
        Either::Left(ready(Ok(given.response.into())))
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
        under_way: Option<UnderWay>,
        started: Option<Instant>,
    ) -> <Self as Service<Request>>::Future {
        let place = match self.gate.place(&request) {
            Ok(place) => place,
            Err(problem) => return Either::Left(ready(Ok(self.refuse(&request, &problem, started)))),
        };
        let (id, deadline) = (RequestId::of(request.headers()), self.gate.deadline());
        let unanswered = Unanswered::of(&request, id.clone(), started);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(deadline.clone());
        let (gate, outermost) = (Arc::clone(&self.gate), Arc::clone(&self.outermost));
        let answering = self.application.call(request);
        let answer = async move {
            let answered = deadline.within(answering).await;
            drop(place);
            let Some(answered) = answered else {
                return Ok(unanswered.refused(&gate, &outermost, &deadline.over()));
            };
            let mut response = Response::from(answered?);
            if let Some(standing) = standing {
                standing.write(response.headers_mut());
            }
            Ok(match under_way {
                Some(under_way) if response.body().size() == BodySize::Stream => {
                    response.map_body(|_, body| BoxBody::new(Streaming { body, _under_way: under_way }))
                }
                _ => response,
            })
        };
        Either::Right(answer.boxed_local())
    }

    fn refuse(&self, request: &Request, problem: &Problem, started: Option<Instant>) -> Response<BoxBody> {
        let request = Unanswered::of(request, RequestId::of(request.headers()), started);
        request.refused(&self.gate, &self.outermost, problem)
    }
}

/// A body that comes in pieces, whose request is under way until the last of them.
struct Streaming {
    body: BoxBody,
    _under_way: UnderWay,
}

impl MessageBody for Streaming {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}
