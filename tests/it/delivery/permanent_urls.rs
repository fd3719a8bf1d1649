//! A URL that was once published stays valid: it serves the article, redirects, or returns 410.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, all, article};

const ARTICLES: usize = 4;
const SLUGS: usize = 6;

/// An operation of an editor on one of the articles.
#[derive(Debug, Clone)]
enum Step {
    Rename { article: usize, slug: usize },
    Publish { article: usize },
    Unpublish { article: usize, how: Outcome },
    Trash { article: usize },
    Restore { article: usize },
}

#[derive(Debug, Clone)]
enum Outcome {
    Gone,
    Withdrawn,
    Redirect { other: usize },
    RedirectToUrl,
}

fn step() -> impl Strategy<Value = Step> {
    let end = prop_oneof![
        1 => Just(Outcome::Gone),
        1 => Just(Outcome::Withdrawn),
        3 => (0..ARTICLES).prop_map(|other| Outcome::Redirect { other }),
        1 => Just(Outcome::RedirectToUrl),
    ];
    prop_oneof![
        3 => (0..ARTICLES, 0..SLUGS).prop_map(|(article, slug)| Step::Rename { article, slug }),
        4 => (0..ARTICLES).prop_map(|article| Step::Publish { article }),
        3 => (0..ARTICLES, end).prop_map(|(article, how)| Step::Unpublish { article, how }),
        1 => (0..ARTICLES).prop_map(|article| Step::Trash { article }),
        1 => (0..ARTICLES).prop_map(|article| Step::Restore { article }),
    ]
}

/// A database, and all slugs and ids that were ever published in it.
struct Newsroom {
    app: TestApp,
    editor: Client,
    ids: Vec<String>,
    addresses: BTreeSet<String>,
}

impl Newsroom {
    fn new() -> Self {
        let app = TestApp::spawn();
        let editor = app.editor();
        let ids = (0..ARTICLES)
            .map(|index| editor.create("articles", &article(&format!("start-{index}"), json!({}))))
            .collect();
        Self { app, editor, ids, addresses: BTreeSet::new() }
    }

    /// Runs a step. A rejected step changes nothing.
    fn run(&mut self, step: &Step) {
        let one = |article: usize| format!("/v1/manage/articles/{}", self.ids[article]);
        match step {
            Step::Rename { article, slug } => {
                let patch = json!({"slug": format!("slug-{slug}")});
                let answer = self.editor.patch(&one(*article), "*", &patch);
                assert!([200, 409].contains(&answer.status), "{}", answer.text());
            }
            Step::Publish { article } => {
                let answer = self.editor.post_matching(&format!("{}/publish", one(*article)), "*", &json!({}));
                if answer.status == 200 {
                    let slug = answer.json["slug"].as_str().unwrap().to_owned();
                    self.addresses.extend([slug, self.ids[*article].clone()]);
                }
            }
            Step::Unpublish { article, how } => {
                let how = match how {
                    Outcome::Gone => json!({}),
                    Outcome::Withdrawn => json!({"mode": "withdrawn", "explanation": "Out of date."}),
                    Outcome::Redirect { other } => {
                        json!({"mode": "redirect", "alternative": {"articleId": self.ids[*other]}})
                    }
                    Outcome::RedirectToUrl => {
                        json!({"mode": "redirect", "alternative": {"url": "https://example.org/"}})
                    }
                };
                let answer = self.editor.post_matching(&format!("{}/unpublish", one(*article)), "*", &how);
                assert!([200, 409, 422].contains(&answer.status), "{}", answer.text());
            }
            Step::Trash { article } => drop(self.editor.delete(&one(*article), "*")),
            Step::Restore { article } => {
                let headers = [("If-Match", "*")];
                self.editor.send(Method::POST, &format!("{}/restore", one(*article)), &headers, None);
            }
        }
    }

    /// Checks every address that was ever published: it returns an article, redirects to one in one step, or returns 410. The
    /// lookup and the list of redirects must agree.
    fn check(&self) -> Result<(), TestCaseError> {
        if self.addresses.is_empty() {
            return Ok(());
        }
        let reader = self.app.anonymous();
        let query: Vec<String> = self.addresses.iter().map(|address| format!("address={address}")).collect();
        let results = reader.get(&format!("/v1/lookup?{}", query.join("&"))).expect(200).json["data"].clone();
        let redirects = all(&reader, "/v1/redirects?limit=3");
        for (address, result) in self.addresses.iter().zip(results.as_array().unwrap()) {
            let answer = reader.get(&format!("/v1/articles/{address}"));
            self.check_redirect(&answer, address, &redirects)?;
            let state = result["state"].as_str().unwrap();
            match answer.status {
                200 => {
                    prop_assert_eq!(&answer.json["id"], &result["id"]);
                    let withdrawn = answer.json.get("withdrawal").is_some();
                    prop_assert_eq!(state, if withdrawn { "withdrawn" } else { "published" });
                }
                301 => {
                    prop_assert!(["moved", "redirected", "withdrawn"].contains(&state), "{address} is {state}");
                    let location = answer.header("location");
                    if location.starts_with('/') {
                        let target = reader.get(location);
                        prop_assert_eq!(target.status, 200, "{} redirects to {}", address, location);
                        let alternative = &result["alternative"]["article"]["id"];
                        let expected = if state == "redirected" { alternative } else { &result["id"] };
                        prop_assert_eq!(&target.json["id"], expected, "{} redirects to {}", address, location);
                    } else {
                        prop_assert_eq!(location, "https://example.org/");
                    }
                }
                410 => prop_assert_eq!(state, "gone", "{}", address),
                status => prop_assert!(false, "{address} returns {status}: {}", answer.text()),
            }
        }
        let total = reader.get("/v1/redirects?limit=1&count=true").expect(200).json["page"]["total"].clone();
        prop_assert_eq!(total, json!(redirects.len()));
        let listed = reader.get("/v1/articles?limit=100").expect(200).json;
        let listed: Vec<&Value> = listed["data"].as_array().unwrap().iter().map(|card| &card["id"]).collect();
        for id in &self.ids {
            let is_public = self.editor.working("articles", id).json["publishedVersion"].is_i64();
            prop_assert_eq!(listed.contains(&&json!(id)), is_public);
        }
        Ok(())
    }

    /// Checks that a slug is in the list of redirects if and only if it redirects, and with the same target.
    fn check_redirect(&self, answer: &Answer, address: &str, redirects: &[Value]) -> Result<(), TestCaseError> {
        if self.ids.iter().any(|id| id == address) {
            return Ok(());
        }
        let listed: Vec<&Value> = redirects.iter().filter(|redirect| redirect["slug"] == address).collect();
        prop_assert_eq!(listed.len(), usize::from(answer.status == 301), "{} is listed as {:?}", address, listed);
        let Some(listed) = listed.first() else { return Ok(()) };
        let (url, location) = (listed["url"].as_str().unwrap(), answer.header("location"));
        if location.starts_with('/') {
            let reader = self.app.anonymous();
            prop_assert_eq!(reader.get(url).expect(200).id(), reader.get(location).expect(200).id(), "{}", address);
        } else {
            prop_assert_eq!(url, location);
        }
        Ok(())
    }
}

#[test]
fn every_address_ever_published_resolves_or_is_gone() {
    let config = Config { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(&prop::collection::vec(step(), 1..24), |steps| {
        let mut newsroom = Newsroom::new();
        for step in &steps {
            newsroom.run(step);
            newsroom.check()?;
        }
        Ok(())
    });
    run.unwrap();
}
