//! Link checks, their results and their effects.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::harness::editing::article_of;
use crate::harness::{Client, TestApp, WebhookReceiver, number, poll_until, publish, resource};

/// A site that answers each path with its configured status, and records the requests.
struct Site {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The path, the status, and the `Location` or the body.
    pages: Vec<(String, u16, String)>,
    asked: Vec<String>,
}

impl Site {
    fn start(pages: &[(&str, u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let theirs = Arc::downgrade(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(state) = theirs.upgrade() else { break };
                answer(&state, stream.unwrap());
            }
        });
        let site = Self { address, state };
        site.show(pages);
        site
    }

    fn show(&self, pages: &[(&str, u16, &str)]) {
        let pages = pages.iter().map(|(path, status, more)| ((*path).to_owned(), *status, (*more).to_owned()));
        self.state.lock().unwrap().pages = pages.collect();
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }
}

fn answer(state: &Mutex<State>, mut stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let agent = headers.iter().find(|line| line.to_lowercase().starts_with("user-agent: cairn/"));
    let mut state = state.lock().unwrap();
    let (method, path) = (request.split(' ').next().unwrap(), request.split(' ').nth(1).unwrap());
    state.asked.push(format!("{method} {path}{}", if agent.is_some() { "" } else { " by nobody" }));
    let page = state.pages.iter().find(|(known, ..)| known == path).cloned();
    let (_, status, more) = page.unwrap_or_else(|| (path.to_owned(), 404, String::new()));
    let body = if method == "HEAD" || (300..400).contains(&status) { "" } else { &more };
    let text = format!(
        "HTTP/1.1 {status} As Told\r\nlocation: {more}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // The client may have closed the connection.
    let _ = stream.write_all(text.replace("location: \r\n", "").as_bytes());
}

fn checking() -> TestApp {
    TestApp::spawn_with(&[
        "--link-check-interval-s",
        "1",
        "--link-checks-allow-private",
        "true",
        "--webhooks-allow-private",
        "true",
    ])
}

fn links(client: &Client, query: &str) -> Vec<Value> {
    client.get(&format!("/v1/manage/links{query}")).expect(200).json["data"].as_array().unwrap().clone()
}

/// Waits until the link has this status.
fn found(client: &Client, url: &str, status: &str) -> Value {
    poll_until(|| links(client, "?limit=100").into_iter().find(|link| link["url"] == url && link["status"] == status))
}

#[test]
fn links_in_published_content_are_checked_and_listed_with_their_entities() {
    let site = Site::start(&[("/there", 200, "Here."), ("/moved", 302, "/there"), ("/guarded", 403, "")]);
    let app = checking();
    let editor = app.editor();
    let link = |path: &str| {
        json!({"_type": "block", "children": [{"_type": "span", "text": "here", "marks": ["l"]}],
               "markDefs": [{"_key": "l", "_type": "link", "href": site.url(path)}]})
    };
    let button = json!({"_type": "callToAction", "label": "Go", "url": site.url("/guarded")});
    let body = json!([link("/there#part"), link("/moved"), link("/gone"), button]);
    let page = publish(&editor, "articles", &article_of("page", body)).id();
    editor.create("resources", &resource("Draft", json!({"url": site.url("/unseen")})));
    for (path, status) in [("/there#part", "ok"), ("/moved", "ok"), ("/guarded", "unclear"), ("/gone", "broken")] {
        let link = found(&editor, &site.url(path), status);
        assert_eq!(link["usedBy"][0]["id"], json!(page), "{link}");
        assert!(link["lastCheckedAt"].is_string());
    }
    let broken = links(&app.viewer(), "?status=broken");
    assert_eq!(broken.len(), 1);
    assert_eq!((&broken[0]["httpStatus"], &broken[0]["url"]), (&json!(404), &json!(site.url("/gone"))));
    assert!(broken[0]["failures"].as_i64().unwrap() >= 2);
    let copy = editor.get(&format!("/v1/manage/articles/{page}")).expect(200).json;
    assert_eq!(copy["linkStatus"], "broken");
    assert!(copy["lastCheckedAt"].is_string());
    let listed =
        |query: &str| editor.get(&format!("/v1/manage/{query}")).expect(200).json["data"].as_array().unwrap().len();
    assert_eq!((listed("articles?linkStatus=broken"), listed("resources?linkStatus=broken")), (1, 0));
    editor.get("/v1/manage/articles?linkStatus=dead").expect_problem(400, "invalid_query");
    let asked = site.asked();
    assert!(asked.iter().all(|request| !request.contains("by nobody") && !request.contains("unseen")), "{asked:?}");
    assert!(asked.contains(&"HEAD /there".to_owned()) && !asked.contains(&"GET /there".to_owned()), "{asked:?}");
    assert!(asked.contains(&"GET /guarded".to_owned()), "a refused HEAD is repeated as GET: {asked:?}");
    assert_eq!(asked.iter().filter(|request| *request == "GET /robots.txt").count(), 1, "{asked:?}");
    editor.post_matching(&format!("/v1/manage/articles/{page}/unpublish"), "*", &json!({})).expect(200);
    assert!(links(&editor, "").is_empty(), "no published entity links there any more");
}

#[test]
fn readers_get_the_fallback_while_the_url_of_a_resource_is_broken() {
    let site = Site::start(&[("/page", 404, ""), ("/other", 200, "")]);
    let app = checking();
    let editor = app.editor();
    let receiver = WebhookReceiver::start(&[204]);
    app.admin().post("/v1/manage/webhooks", &json!({"url": receiver.url()})).expect(201);
    let fields = json!({"url": site.url("/page"), "fallbackUrl": site.url("/other")});
    let card = publish(&editor, "resources", &resource("Page", fields)).id();
    let page = json!({"locale": "en", "slug": "page", "title": "Page", "summary": "A page.", "related": [card]});
    publish(&editor, "articles", &page);
    let leads_to = |path: &str| {
        let card = app.anonymous().get(&format!("/v1/resources/{card}")).expect(200).json["url"].clone();
        let related = app.anonymous().get("/v1/articles/page").expect(200).json["related"][0]["url"].clone();
        let wanted = json!(site.url(path));
        (card == wanted && related == wanted).then_some(())
    };
    poll_until(|| leads_to("/other"));
    let copy = editor.get(&format!("/v1/manage/resources/{card}")).expect(200).json;
    assert_eq!((&copy["url"], &copy["linkStatus"]), (&json!(site.url("/page")), &json!("broken")));
    site.show(&[("/page", 200, ""), ("/other", 200, "")]);
    poll_until(|| leads_to("/page"));
    let told = receiver.messages(6);
    let kinds: Vec<String> = told.iter().map(|message| message.json()["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "resource.updated").count(), 2, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "article.updated").count(), 2, "{kinds:?}");
}

#[test]
fn a_fallback_requires_a_url() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let other = publish(&editor, "articles", &article_of("other", json!([]))).id();
    let of_article = json!({"locale": "en", "kind": "article", "title": "A", "excerpt": "B", "articleId": other, "fallbackUrl": "https://example.org/"});
    editor
        .post("/v1/manage/resources", &of_article)
        .expect_problem(422, "validation_failed")
        .expect_error("/fallbackUrl", "mutually_exclusive");
    let unsafe_one = resource("A", json!({"fallbackUrl": "javascript:alert(1)"}));
    editor
        .post("/v1/manage/resources", &unsafe_one)
        .expect_problem(422, "validation_failed")
        .expect_error("/fallbackUrl", "unsafe_url");
}

#[test]
fn robots_are_respected_and_private_addresses_are_not_reached() {
    let robots = "User-agent: *\nDisallow: /closed\n";
    let site = Site::start(&[("/robots.txt", 200, robots), ("/closed", 200, ""), ("/open", 200, "")]);
    let app = checking();
    let editor = app.editor();
    for path in ["/closed", "/open"] {
        publish(&editor, "resources", &resource(path, json!({"url": site.url(path)})));
    }
    let closed = found(&editor, &site.url("/closed"), "unclear");
    assert!(closed["detail"].as_str().unwrap().contains("does not permit a check"), "{closed}");
    found(&editor, &site.url("/open"), "ok");
    assert!(!site.asked().iter().any(|request| request.ends_with("/closed")), "{:?}", site.asked());

    let public_only = TestApp::spawn_with(&["--link-check-interval-s", "1"]);
    let editor = public_only.editor();
    publish(&editor, "resources", &resource("Inside", json!({"url": site.url("/inside")})));
    let inside = found(&editor, &site.url("/inside"), "unclear");
    assert!(inside["detail"].as_str().unwrap().contains("not a public address"), "{inside}");
    assert!(!site.asked().iter().any(|request| request.ends_with("/inside")));
}

#[test]
fn links_are_not_checked_by_default() {
    let site = Site::start(&[]);
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "resources", &resource("Page", json!({"url": site.url("/page")})));
    let listed = links(&editor, "");
    assert_eq!((&listed[0]["status"], listed[0].get("lastCheckedAt")), (&json!("unchecked"), None));
    assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM links WHERE claimed_until IS NOT NULL"), 0);
    assert!(site.asked().is_empty());
}
