//! Endpoints: a path and its methods. A wrong method is 405 with `Allow`, never 404.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Responder, ResponseError, web};
use futures_util::FutureExt;

use super::problem::Problem;
use crate::db::panic_text;
use crate::metrics::{Metrics, RouteMetrics};
use crate::string_enum;

/// The path templates of all endpoints. Every application of a process registers the same ones.
static TEMPLATES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Returns true if the path is that of an endpoint. The resource map of actix does not find those in a scope.
pub fn is_endpoint(path: &str) -> bool {
    let templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
    templates.iter().any(|template| is_of_template(path, template))
}

/// Returns true if each segment of `path` is that of `template`, or any text in the place of a variable.
fn is_of_template(path: &str, template: &str) -> bool {
    let fits = |(part, segment): (&str, &str)| part == segment || (part.starts_with('{') && !segment.is_empty());
    let count = |text: &str| text.split('/').count();
    count(path) == count(template) && template.split('/').zip(path.split('/')).all(fits)
}

/// A path and the handlers of its methods.
pub struct Endpoint {
    path: String,
    inner: actix_web::Resource,
    methods: Vec<&'static str>,
}

string_enum! {
    /// The method of a write.
    WriteMethod {
        /// Creates an entity or runs an action.
        Post = "POST",
        /// Replaces an entity.
        Put = "PUT",
        /// Changes members of an entity.
        Patch = "PATCH",
        /// Deletes an entity.
        Delete = "DELETE",
    }
}

macro_rules! methods {
    ($($(#[$meta:meta])* $name:ident = $($method:ident $route:ident),+;)+) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name<F, Args>(mut self, handler: F) -> Self
        where
            F: Handler<Args>,
            Args: FromRequest + 'static,
            F::Output: Responder + 'static,
        {
            $(
                self.methods.push(stringify!($method));
                self.inner = self.inner.route(web::$route().to(handler.clone()));
            )+
            self
        }
    )+};
}

impl Endpoint {
    /// Creates an endpoint at a path template of OpenAPI.
    pub fn at(path: &str) -> Self {
        Self { path: path.to_owned(), inner: web::resource(path), methods: Vec::new() }
    }

    methods! {
        /// Handles GET and HEAD.
        get = GET get, HEAD head;
        /// Handles POST.
        post = POST post;
        /// Handles PUT.
        put = PUT put;
        /// Handles PATCH.
        patch = PATCH patch;
        /// Handles DELETE.
        delete = DELETE delete;
    }

    /// Registers the endpoint.
    pub fn register(self, config: &mut web::ServiceConfig) {
        let allow = self.methods.join(", ");
        let reject = move |request: HttpRequest| {
            let problem = Problem::method_not_allowed(request.method().as_str(), &allow);
            async move { Err::<HttpResponse, Problem>(problem) }
        };
        TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner).insert(self.path.clone());
        let (path, metrics) = (self.path, OnceCell::new());
        let before = Rc::new(move |request: &ServiceRequest| record_route(request, &path, &metrics));
        config.service(self.inner.default_service(web::to(reject)).wrap(from_fn(
            move |request: ServiceRequest, next: Next<_>| {
                before(&request);
                catch_panics(request, next)
            },
        )));
    }
}

/// Stores the metrics of the route in the request extensions. `cached` holds them for one worker.
fn record_route(request: &ServiceRequest, path: &str, cached: &OnceCell<Arc<RouteMetrics>>) {
    let Some(metrics) = request.app_data::<web::Data<Metrics>>() else { return };
    let route = Arc::clone(cached.get_or_init(|| metrics.route(path)));
    request.extensions_mut().insert(route);
}

/// Turns a panic of a handler into a 500. It wraps each endpoint and not the whole application, because a request can only be
/// cloned once it is routed.
async fn catch_panics(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let own = request.request().clone();
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(response) => response.map(ServiceResponse::map_into_boxed_body),
        Err(panic) => {
            let problem = Problem::internal(format!("a handler panicked: {}", panic_text(panic.as_ref())));
            Ok(ServiceResponse::new(own, problem.error_response()))
        }
    }
}
