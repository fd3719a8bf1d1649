//! The framework alone, which sends a constant with the headers of Cairn: the upper bound for any program that uses
//! it.

use std::convert::Infallible;
use std::future::ready;
use std::path::Path;

use actix_http::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderName, HeaderValue};
use actix_http::{HttpService, Request, Response, StatusCode};
use actix_service::fn_service;
use actix_web::dev::Server;
use actix_web::web::Bytes;

use crate::BenchResult;
use crate::hits::body;

/// The constant response. The framework itself writes the rest of the head.
#[derive(Clone)]
struct Constant {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// Responds to every request with the bytes of the file, forever.
pub(crate) fn serve(port: u16, answer: &Path) -> BenchResult<()> {
    let constant = Constant::read(&std::fs::read(answer).map_err(|error| error.to_string())?)?;
    actix_web::rt::System::new().block_on(answer_all(port, constant)).map_err(|error| error.to_string())
}

impl Constant {
    fn read(answer: &[u8]) -> BenchResult<Self> {
        let body = body(answer);
        let head = String::from_utf8_lossy(&answer[..answer.len() - body.len()]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or("no status")?;
        let header = |line: &str| -> Option<(HeaderName, HeaderValue)> {
            let (name, value) = line.split_once(": ")?;
            Some((name.parse().ok()?, HeaderValue::from_str(value).ok()?))
        };
        let own = [CONNECTION, CONTENT_LENGTH, DATE];
        let headers = lines.filter_map(header).filter(|(name, _)| !own.contains(name)).collect();
        Ok(Self { status, headers, body: body.into() })
    }

    fn response(&self) -> Response<Bytes> {
        let mut response = Response::with_body(self.status, self.body.clone());
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }
}

async fn answer_all(port: u16, constant: Constant) -> std::io::Result<()> {
    let server = Server::build().workers(1).bind("framework", ("127.0.0.1", port), move || {
        let constant = constant.clone();
        HttpService::build().finish(fn_service(move |_: Request| ready(Ok::<_, Infallible>(constant.response())))).tcp()
    })?;
    server.run().await
}
