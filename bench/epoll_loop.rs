//! A bare epoll loop that sends a constant: the upper bound for any server.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::path::Path;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use crate::BenchResult;

const LISTENER: Token = Token(0);

/// Responds to every request with the bytes of the file, forever.
pub(crate) fn serve(port: u16, answer: &Path) -> BenchResult<()> {
    let answer = std::fs::read(answer).map_err(|error| error.to_string())?;
    answer_all(port, &answer).map_err(|error| error.to_string())
}

fn answer_all(port: u16, answer: &[u8]) -> std::io::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let (mut events, mut connections, mut next) = (Events::with_capacity(256), HashMap::new(), 1);
    let mut buffer = vec![0; 16 * 1024];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    let token = Token(next);
                    next += 1;
                    stream.set_nodelay(true)?;
                    poll.registry().register(&mut stream, token, Interest::READABLE)?;
                    connections.insert(token, stream);
                }
            } else if let Some(stream) = connections.get_mut(&event.token())
                && !answer_one(stream, &mut buffer, answer)
            {
                connections.remove(&event.token());
            }
        }
    }
}

/// Returns true if the connection stays open. A read that does not fill the buffer has returned all data.
fn answer_one(stream: &mut TcpStream, buffer: &mut [u8], answer: &[u8]) -> bool {
    match stream.read(buffer) {
        Ok(0) => false,
        Ok(length) => {
            let requests = buffer[..length].windows(4).filter(|window| *window == b"\r\n\r\n").count();
            (0..requests).all(|_| stream.write_all(answer).is_ok())
        }
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}
