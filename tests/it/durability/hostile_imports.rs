//! An author who sends the most expensive imports repeatedly: editors can save, readers can read, and the memory of
//! the server stays within its limit.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::load_clients::LoadClients;
use super::overload::megabytes;
use super::{assert_whole, editor_key, key};
use crate::harness::{Client, Sandbox, article};

/// The size and the duration of the load.
struct Scale {
    lasts: Duration,
    /// The number of entities in one import.
    things: usize,
    readers: u32,
    reads_per_second: f64,
    /// The maximum memory of the server, in megabytes.
    megabytes_max: u64,
    /// True if times are asserted, which is useful only on an idle machine.
    is_timed: bool,
}

impl Scale {
    /// `SOAK_SECONDS` sets the duration of the full load.
    fn wanted() -> Self {
        match std::env::var("SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()) {
            Some(seconds) => Self {
                lasts: Duration::from_secs(seconds),
                things: 5_000,
                readers: 20,
                reads_per_second: 40.0,
                megabytes_max: 512,
                is_timed: true,
            },
            None => Self {
                lasts: Duration::from_secs(2),
                things: 100,
                readers: 4,
                reads_per_second: 10.0,
                megabytes_max: 256,
                is_timed: false,
            },
        }
    }
}

/// Returns posts with the same slug, each with a phrase and a category.
fn equal_posts(count: usize, round: u64) -> String {
    let posts = (0..count).fold(String::new(), |mut posts, number| {
        writeln!(
            posts,
            "<item><title>Tea</title><guid>https://example.org/{round}/?p={number}</guid>\
             <content:encoded><![CDATA[<p>Cup {number}. “You could say that.”</p>]]></content:encoded>\
             <wp:post_id>{number}</wp:post_id><wp:post_name>tea</wp:post_name><wp:status>publish</wp:status>\
             <wp:post_type>post</wp:post_type><category domain=\"category\" nicename=\"c-{number}\">C {number}</category></item>"
        )
        .unwrap();
        posts
    });
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Tea</title><language>en</language>\
         <wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://example.org</wp:base_site_url>{posts}</channel></rss>"
    )
}

/// Returns topics, each with the previous one as its parent.
fn chain(count: usize, round: u64) -> String {
    (0..count).fold(String::new(), |mut list, number| {
        let parent = number.checked_sub(1).map(|parent| format!(", parent: t-{round}-{parent}")).unwrap_or_default();
        writeln!(list, "- {{kind: subject, slug: t-{round}-{number}, name: T{parent}}}").unwrap();
        list
    })
}

/// Returns a page of links and of words that may be phrases.
fn page(count: usize, round: u64) -> String {
    (0..count).fold(format!("# Round {round}\n"), |mut page, number| {
        write!(page, "\n[{number}](./{number}.md) says [{number}](phrase:{number}): *“{number}”*\n").unwrap();
        page
    })
}

/// Sends imports until the other clients are done. Returns the numbers of accepted and rejected ones.
fn send(author: &Client, things: usize, is_over: &AtomicBool) -> (u64, u64) {
    let (mut taken, mut refused) = (0, 0);
    for round in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let (format, body) = match round % 3 {
            0 => ("wordpress", equal_posts(things, round)),
            1 => ("topics", chain(things, round)),
            _ => ("markdown", page(things, round)),
        };
        let target = format!("/v1/manage/imports?format={format}&name=round-{round}");
        let media = [("Content-Type", "text/plain")];
        let answer = author.send(Method::POST, &target, &media, Some(body.into_bytes()));
        assert!([200, 422, 503].contains(&answer.status), "{}", answer.text());
        if answer.status == 200 { taken += 1 } else { refused += 1 }
    }
    (taken, refused)
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "what came of the long run is written down")]
fn hostile_imports_do_not_block_saves_or_reads() {
    let scale = Scale::wanted();
    let place = Sandbox::with_demo();
    let (editor_key, author_key) = (editor_key(&place), key(&place, "author"));
    let server = place.serve(&["--access-log", "false"]);
    let (editor, author) = (server.client_with_key(&editor_key), server.client_with_key(&author_key));
    let saved = editor.create("articles", &article("saved-meanwhile", json!({})));
    let at_rest = megabytes(&server);
    let mut clients = LoadClients::at(server.address().parse().unwrap());
    let counts = clients.counts();
    clients.watch_health();
    clients.read(scale.readers, scale.reads_per_second);
    let (is_over, acknowledged, slowest_us) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let begun = Instant::now();
    let mut most = at_rest;
    let (taken, refused) = std::thread::scope(|scope| {
        let hostile = scope.spawn(|| send(&author, scale.things, &is_over));
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let asked = Instant::now();
                let number = acknowledged.fetch_add(1, Ordering::Relaxed);
                editor.edit("articles", &saved, &json!({"kicker": format!("Save {number}")}));
                slowest_us.fetch_max(u64::try_from(asked.elapsed().as_micros()).unwrap(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        while begun.elapsed() < scale.lasts {
            most = most.max(megabytes(&server));
            std::thread::sleep(Duration::from_millis(100));
        }
        is_over.store(true, Ordering::Relaxed);
        hostile.join().unwrap()
    });
    let (good, bad) = (counts.good(), counts.turned_away() + counts.other());
    clients.stop();
    println!(
        "{taken} imports accepted, {refused} rejected; {good} reads succeeded, {bad} failed; {} saves acknowledged, {:?} at worst; memory {at_rest} MB at rest, {most} MB at most; {} health checks, {} of them not within a second, {:?} at worst",
        acknowledged.load(Ordering::Relaxed),
        Duration::from_micros(slowest_us.load(Ordering::Relaxed)),
        counts.health_checks(),
        counts.health_failures(),
        counts.slowest_health(),
    );
    assert!(taken > 0, "no import was accepted");
    assert!(most < scale.megabytes_max, "it had {most} MB");
    assert!(good > 0 && good * 100 >= (good + bad) * 95, "{good} reads succeeded, {bad} failed");
    if scale.is_timed {
        assert_eq!(counts.health_failures(), 0, "the liveness check failed: {:?}", counts.slowest_health());
    }
    server.client().get("/health/ready").expect(200);
    server.terminate();
    server.wait();
    assert_whole(&place.database());
}
