//! A server replaces another one behind a proxy, as in a rolling update.

use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::json;

use super::{assert_whole, editor_key};
use crate::harness::{Client, Sandbox, Server, article, number, publish};

const ROUNDS: usize = 4;

/// A proxy that sends each new connection to one of its servers.
struct Proxy {
    address: SocketAddr,
    servers: Arc<RwLock<Vec<SocketAddr>>>,
    is_over: Arc<AtomicBool>,
}

impl Proxy {
    fn start(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let servers = Arc::new(RwLock::new(vec![server.address().parse().unwrap()]));
        let is_over = Arc::new(AtomicBool::new(false));
        let (known, over) = (Arc::clone(&servers), Arc::clone(&is_over));
        std::thread::spawn(move || {
            let next = AtomicUsize::new(0);
            for client in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let client = client.unwrap();
                let to = {
                    let servers = known.read().unwrap();
                    servers[next.fetch_add(1, Ordering::Relaxed) % servers.len()]
                };
                let server = TcpStream::connect(to).unwrap();
                copy_between(client.try_clone().unwrap(), server.try_clone().unwrap());
                copy_between(server, client);
            }
        });
        Self { address, servers, is_over }
    }

    fn add(&self, server: &Server) {
        self.servers.write().unwrap().push(server.address().parse().unwrap());
    }

    fn remove(&self, server: &Server) {
        let address: SocketAddr = server.address().parse().unwrap();
        self.servers.write().unwrap().retain(|known| *known != address);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts connections.
        drop(TcpStream::connect(self.address));
    }
}

fn copy_between(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        // Either end may close at any time; the other end is closed too.
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.flush();
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// Returns a client with one connection per request, so that the proxy chooses a server for each.
fn client(proxy: &Proxy, key: Option<&str>) -> Client {
    Client::to(proxy.address, key)
}

#[test]
fn a_rolling_update_rejects_no_request_and_loses_nothing() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let settings = ["--access-log", "false", "--shutdown-timeout-s", "20"];
    let mut server = place.serve(&settings);
    let proxy = Proxy::start(&server);
    let id = publish(&client(&proxy, Some(&key)), "articles", &article("calm", json!({}))).id();
    let is_over = AtomicBool::new(false);
    let (mut saved, mut read) = (0, 0);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|writer| {
                let (proxy, key, is_over) = (&proxy, &key, &is_over);
                scope.spawn(move || {
                    let mut count = 0;
                    let own =
                        publish(&client(proxy, Some(key)), "articles", &article(&format!("w{writer}"), json!({}))).id();
                    while !is_over.load(Ordering::Relaxed) {
                        count += 1;
                        client(proxy, Some(key)).edit("articles", &own, &json!({"kicker": count.to_string()}));
                        client(proxy, Some(key)).publish("articles", &own);
                    }
                    (own, count)
                })
            })
            .collect();
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (proxy, is_over) = (&proxy, &is_over);
                scope.spawn(move || {
                    let mut count = 0;
                    while !is_over.load(Ordering::Relaxed) {
                        client(proxy, None).get("/v1/articles/calm").expect(200);
                        client(proxy, None).get("/v1/articles").expect(200);
                        count += 2;
                    }
                    count
                })
            })
            .collect();
        for _ in 0..ROUNDS {
            let next = place.serve(&settings);
            proxy.add(&next);
            // Both servers run for a while.
            std::thread::sleep(Duration::from_millis(300));
            proxy.remove(&server);
            // Lets the connections that the proxy already assigned become requests, as in a real drain.
            std::thread::sleep(Duration::from_millis(500));
            assert!(std::mem::replace(&mut server, next).stop().status.success());
        }
        is_over.store(true, Ordering::Relaxed);
        for writer in writers {
            let (own, count) = writer.join().unwrap();
            let kicker = client(&proxy, None).get(&format!("/v1/articles/{own}")).expect(200).json["kicker"].clone();
            assert_eq!(kicker, count.to_string(), "the last acknowledged save is public");
            saved += count;
        }
        read += readers.into_iter().map(|reader| reader.join().unwrap()).sum::<usize>();
    });
    assert!(saved > 10 && read > 10, "{saved} saved, {read} read: too little work");
    client(&proxy, None).get(&format!("/v1/articles/{id}")).expect(200);
    server.stop();
    assert_whole(&place.database());
    let versions = number(&place.database(), "SELECT count(*) AS number FROM audit_log WHERE action = 'publish'");
    assert_eq!(usize::try_from(versions).unwrap(), saved + 3);
}
