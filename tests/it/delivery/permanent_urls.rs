//! A URL that was once published stays valid: it serves the article, redirects, or answers 410.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article};

const ARTICLES: usize = 4;
const SLUGS: usize = 6;

/// What an editor does to one of the articles.
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
    LedTo { other: usize },
    LedElsewhere,
}

fn step() -> impl Strategy<Value = Step> {
    let end = prop_oneof![
        1 => Just(Outcome::Gone),
        1 => Just(Outcome::Withdrawn),
        3 => (0..ARTICLES).prop_map(|other| Outcome::LedTo { other }),
        1 => Just(Outcome::LedElsewhere),
    ];
    prop_oneof![
        3 => (0..ARTICLES, 0..SLUGS).prop_map(|(article, slug)| Step::Rename { article, slug }),
        4 => (0..ARTICLES).prop_map(|article| Step::Publish { article }),
        3 => (0..ARTICLES, end).prop_map(|(article, how)| Step::Unpublish { article, how }),
        1 => (0..ARTICLES).prop_map(|article| Step::Trash { article }),
        1 => (0..ARTICLES).prop_map(|article| Step::Restore { article }),
    ]
}

/// One database, and what was ever published in it.
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

    /// Does what can be done; what is refused changes nothing.
    fn take(&mut self, step: &Step) {
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
                    Outcome::LedTo { other } => {
                        json!({"mode": "redirect", "alternative": {"articleId": self.ids[*other]}})
                    }
                    Outcome::LedElsewhere => {
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

    /// Every address that was ever published is there, leads in one step to where something is, or says that it is gone;
    /// the lookup says the same of each.
    fn check(&self) -> Result<(), TestCaseError> {
        if self.addresses.is_empty() {
            return Ok(());
        }
        let reader = self.app.anonymous();
        let asked: Vec<String> = self.addresses.iter().map(|address| format!("address={address}")).collect();
        let places = reader.get(&format!("/v1/lookup?{}", asked.join("&"))).expect(200).json["data"].clone();
        for (address, place) in self.addresses.iter().zip(places.as_array().unwrap()) {
            let answer = reader.get(&format!("/v1/articles/{address}"));
            let state = place["state"].as_str().unwrap();
            match answer.status {
                200 => {
                    prop_assert_eq!(&answer.json["id"], &place["id"]);
                    let withdrawn = answer.json.get("withdrawal").is_some();
                    prop_assert_eq!(state, if withdrawn { "withdrawn" } else { "published" });
                }
                301 => {
                    prop_assert!(["moved", "redirected", "withdrawn"].contains(&state), "{address} is {state}");
                    let location = answer.header("location");
                    if location.starts_with('/') {
                        let there = reader.get(location);
                        prop_assert_eq!(there.status, 200, "{} leads to {}", address, location);
                        let alternative = &place["alternative"]["article"]["id"];
                        let expected = if state == "redirected" { alternative } else { &place["id"] };
                        prop_assert_eq!(&there.json["id"], expected, "{} leads to {}", address, location);
                    } else {
                        prop_assert_eq!(location, "https://example.org/");
                    }
                }
                410 => prop_assert_eq!(state, "gone", "{}", address),
                status => prop_assert!(false, "{address} answers {status}: {}", answer.text()),
            }
        }
        let listed = reader.get("/v1/articles?limit=100").expect(200).json;
        let listed: Vec<&Value> = listed["data"].as_array().unwrap().iter().map(|card| &card["id"]).collect();
        for id in &self.ids {
            let is_public = self.editor.working("articles", id).json["publishedVersion"].is_i64();
            prop_assert_eq!(listed.contains(&&json!(id)), is_public);
        }
        Ok(())
    }
}

#[test]
fn every_address_ever_published_has_one_answer_and_leads_nowhere_in_vain() {
    let config = Config { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(&prop::collection::vec(step(), 1..24), |steps| {
        let mut desk = Newsroom::new();
        for step in &steps {
            desk.take(step);
            desk.check()?;
        }
        Ok(())
    });
    run.unwrap();
}
