//! Whatever editors do, readers see what was published last, and every revision can be gone back to.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, content_of, phrase_block};
use crate::harness::{Client, TestApp, phrase, resource, topic};

/// Something an editor does to an article.
#[derive(Debug, Clone)]
enum ChangeContext {
    /// Saves new content.
    Save(Draft),
    Publish,
    Unpublish,
    Discard,
    /// Goes back to one of the revisions there are.
    GoBack(usize),
    Delete,
    Restore,
}

/// What of an article is written anew.
#[derive(Debug, Clone)]
struct Draft {
    title: String,
    topics: Vec<usize>,
    related: bool,
    phrases: Vec<usize>,
}

fn draft() -> impl Strategy<Value = Draft> {
    let some = || prop::sample::subsequence(vec![0, 1], 0..=2).prop_shuffle();
    ("[a-z]{1,6}", some(), any::<bool>(), some()).prop_map(|(title, topics, related, phrases)| Draft {
        title,
        topics,
        related,
        phrases,
    })
}

fn deeds() -> impl Strategy<Value = Vec<ChangeContext>> {
    let deed = prop_oneof![
        4 => draft().prop_map(ChangeContext::Save),
        3 => Just(ChangeContext::Publish),
        1 => Just(ChangeContext::Unpublish),
        1 => Just(ChangeContext::Discard),
        2 => (0..1000_usize).prop_map(ChangeContext::GoBack),
        1 => Just(ChangeContext::Delete),
        2 => Just(ChangeContext::Restore),
    ];
    prop::collection::vec(deed, 1..25)
}

/// The things an article refers to, all of them published.
struct World {
    topics: Vec<String>,
    phrases: Vec<String>,
    resource: String,
}

impl World {
    fn new(editor: &Client) -> Self {
        let made = |kind: &str, input: &Value| {
            let id = editor.create(kind, input);
            editor.publish(kind, &id);
            id
        };
        Self {
            topics: ["one", "two"].map(|slug| made("topics", &topic(slug, json!({})))).to_vec(),
            phrases: ["One.", "Two."].map(|text| made("phrases", &phrase(text, json!({})))).to_vec(),
            resource: made("resources", &resource("Next", json!({}))),
        }
    }

    fn input(&self, draft: &Draft) -> Value {
        let blocks = draft.phrases.iter().map(|index| phrase_block(&self.phrases[*index])).collect();
        let mut input = article_of("living", blocks);
        input["title"] = json!(draft.title);
        input["topics"] = draft.topics.iter().map(|index| self.topics[*index].clone()).collect();
        input["related"] = if draft.related { json!([self.resource]) } else { json!([]) };
        input
    }
}

/// What both sides show of an article: the fields that a draft writes, and which sections it has.
fn essence(json: &Value) -> Value {
    let id = |item: &Value| item.get("id").cloned().unwrap_or_else(|| item.clone());
    let ids = |name: &str| json[name].as_array().unwrap().iter().map(id).collect::<Value>();
    let section = &json["sections"][0];
    let phrases: Value = section["body"].as_array().unwrap().iter().map(|block| block["phraseId"].clone()).collect();
    json!([json["title"], ids("topics"), ids("related"), section["id"], phrases])
}

/// Does it, if it can be done, and holds what readers see against what was published last.
fn live(app: &TestApp, deeds: &[ChangeContext]) {
    let (editor, reader) = (app.editor(), app.anonymous());
    let world = World::new(&editor);
    let first = Draft { title: "first".to_owned(), topics: vec![0], related: true, phrases: vec![1] };
    let created = editor.post("/v1/manage/articles", &world.input(&first)).expect(201);
    let target = format!("/v1/manage/articles/{}", created.id());
    let mut kept: Vec<Value> = vec![content_of(&created.json)];
    let (mut public, mut trashed) = (None, false);
    for deed in deeds {
        let now = kept.last().unwrap().clone();
        let post = |verb: &str| editor.post_matching(&format!("{target}/{verb}"), "*", &json!({}));
        let answer = match deed {
            ChangeContext::Save(draft) => editor.put(&target, "*", &world.input(draft)),
            ChangeContext::Publish => post("publish"),
            ChangeContext::Unpublish => post("unpublish"),
            ChangeContext::Discard => post("discard-draft"),
            ChangeContext::GoBack(number) => post(&format!("revisions/{}/restore", number % kept.len() + 1)),
            ChangeContext::Delete => editor.delete(&target, "*"),
            ChangeContext::Restore => post("restore"),
        };
        let possible = match deed {
            ChangeContext::Restore => trashed,
            ChangeContext::Delete => !trashed && public.is_none(),
            ChangeContext::Unpublish | ChangeContext::Discard => !trashed && public.is_some(),
            ChangeContext::Save(_) | ChangeContext::Publish | ChangeContext::GoBack(_) => !trashed,
        };
        assert_eq!(answer.status < 300, possible, "{deed:?}: {}", answer.text());
        assert!(possible || answer.status == 409, "{deed:?}: {}", answer.text());
        let copy = editor.get(&target).expect(200).json;
        let there = content_of(&copy);
        if possible {
            match deed {
                ChangeContext::Publish => public = Some(now.clone()),
                ChangeContext::Unpublish => public = None,
                ChangeContext::Delete => trashed = true,
                ChangeContext::Restore => trashed = false,
                ChangeContext::GoBack(number) => assert_eq!(there, kept[number % kept.len()], "{deed:?}"),
                ChangeContext::Discard => assert_eq!(Some(&there), public.as_ref()),
                ChangeContext::Save(draft) => assert_eq!(there["title"], draft.title.as_str()),
            }
        }
        let writes = matches!(deed, ChangeContext::Save(_) | ChangeContext::Discard | ChangeContext::GoBack(_));
        assert!(there == now || (possible && writes), "{deed:?} changed the content");
        if copy["version"] != json!(kept.len()) {
            kept.push(there);
        }
        assert_eq!(copy["version"], json!(kept.len()), "one version for each change");

        let read = reader.get("/v1/articles/living");
        match &public {
            Some(published) => assert_eq!(essence(&read.expect(200).json), essence(published), "after {deed:?}"),
            None => assert!([404, 410].contains(&read.status), "after {deed:?}: {}", read.text()),
        }
    }
    for (index, content) in kept.iter().enumerate() {
        let version = index + 1;
        let revision = editor.get(&format!("{target}/revisions/{version}")).expect(200);
        assert_eq!(revision.json["content"], *content, "version {version}");
        let diff = editor.get(&format!("{target}/diff?from={version}&to={version}")).expect(200).json;
        assert_eq!((&diff["fields"], &diff["sections"]), (&json!([]), &json!([])));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn readers_see_what_was_published_last_whatever_is_done(deeds in deeds()) {
        live(&TestApp::spawn(), &deeds);
    }
}
