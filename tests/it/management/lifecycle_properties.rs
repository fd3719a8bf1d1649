//! Properties of random sequences of editors' actions: readers see the last published content, and every revision can be
//! restored.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, content_of, phrase_block};
use crate::harness::{Client, TestApp, phrase, resource, topic};

/// An action of an editor on an article.
#[derive(Debug, Clone)]
enum EditorAction {
    /// Saves new content.
    Save(Draft),
    Publish,
    Unpublish,
    Discard,
    /// Restores one of the existing revisions.
    RestoreRevision(usize),
    Delete,
    Restore,
}

/// The fields of an article that an action writes.
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

fn actions() -> impl Strategy<Value = Vec<EditorAction>> {
    let action = prop_oneof![
        4 => draft().prop_map(EditorAction::Save),
        3 => Just(EditorAction::Publish),
        1 => Just(EditorAction::Unpublish),
        1 => Just(EditorAction::Discard),
        2 => (0..1000_usize).prop_map(EditorAction::RestoreRevision),
        1 => Just(EditorAction::Delete),
        2 => Just(EditorAction::Restore),
    ];
    prop::collection::vec(action, 1..25)
}

/// The published entities that an article refers to.
struct ReferenceTargets {
    topics: Vec<String>,
    phrases: Vec<String>,
    resource: String,
}

impl ReferenceTargets {
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

/// Returns the parts of an article that management and delivery have in common: the fields of a draft, and the sections.
fn visible_content(json: &Value) -> Value {
    let id = |item: &Value| item.get("id").cloned().unwrap_or_else(|| item.clone());
    let ids = |name: &str| json[name].as_array().unwrap().iter().map(id).collect::<Value>();
    let section = &json["sections"][0];
    let phrases: Value = section["body"].as_array().unwrap().iter().map(|block| block["phraseId"].clone()).collect();
    json!([json["title"], ids("topics"), ids("related"), section["id"], phrases])
}

/// Runs the actions, and after each compares the public article with the last published content.
fn run_actions(app: &TestApp, actions: &[EditorAction]) {
    let (editor, reader) = (app.editor(), app.anonymous());
    let targets = ReferenceTargets::new(&editor);
    let first = Draft { title: "first".to_owned(), topics: vec![0], related: true, phrases: vec![1] };
    let created = editor.post("/v1/manage/articles", &targets.input(&first)).expect(201);
    let target = format!("/v1/manage/articles/{}", created.id());
    let mut kept: Vec<Value> = vec![content_of(&created.json)];
    let (mut public, mut trashed) = (None, false);
    for action in actions {
        let now = kept.last().unwrap().clone();
        let post = |verb: &str| editor.post_matching(&format!("{target}/{verb}"), "*", &json!({}));
        let answer = match action {
            EditorAction::Save(draft) => editor.put(&target, "*", &targets.input(draft)),
            EditorAction::Publish => post("publish"),
            EditorAction::Unpublish => post("unpublish"),
            EditorAction::Discard => post("discard-draft"),
            EditorAction::RestoreRevision(number) => post(&format!("revisions/{}/restore", number % kept.len() + 1)),
            EditorAction::Delete => editor.delete(&target, "*"),
            EditorAction::Restore => post("restore"),
        };
        let possible = match action {
            EditorAction::Restore => trashed,
            EditorAction::Delete => !trashed && public.is_none(),
            EditorAction::Unpublish | EditorAction::Discard => !trashed && public.is_some(),
            EditorAction::Save(_) | EditorAction::Publish | EditorAction::RestoreRevision(_) => !trashed,
        };
        assert_eq!(answer.status < 300, possible, "{action:?}: {}", answer.text());
        assert!(possible || answer.status == 409, "{action:?}: {}", answer.text());
        let copy = editor.get(&target).expect(200).json;
        let there = content_of(&copy);
        if possible {
            match action {
                EditorAction::Publish => public = Some(now.clone()),
                EditorAction::Unpublish => public = None,
                EditorAction::Delete => trashed = true,
                EditorAction::Restore => trashed = false,
                EditorAction::RestoreRevision(number) => assert_eq!(there, kept[number % kept.len()], "{action:?}"),
                EditorAction::Discard => assert_eq!(Some(&there), public.as_ref()),
                EditorAction::Save(draft) => assert_eq!(there["title"], draft.title.as_str()),
            }
        }
        let writes = matches!(action, EditorAction::Save(_) | EditorAction::Discard | EditorAction::RestoreRevision(_));
        assert!(there == now || (possible && writes), "{action:?} changed the content");
        if copy["version"] != json!(kept.len()) {
            kept.push(there);
        }
        assert_eq!(copy["version"], json!(kept.len()), "one version for each change");

        let read = reader.get("/v1/articles/living");
        match &public {
            Some(published) => {
                assert_eq!(visible_content(&read.expect(200).json), visible_content(published), "after {action:?}");
            }
            None => assert!([404, 410].contains(&read.status), "after {action:?}: {}", read.text()),
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
    fn readers_always_see_the_last_published_content(actions in actions()) {
        run_actions(&TestApp::spawn(), &actions);
    }
}
