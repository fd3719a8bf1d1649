//! The examples of the document: one for each body schema, attached wherever the schema is used. A test validates
//! each against its schema.

mod feeds;
mod inputs;
mod operations;
mod previews;
mod search;
mod sync;
mod transfers;
mod webhooks;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tree::{each_operation, object, referred};
use inputs::{article_input, phrase_input, resource_input, section_input, topic_input};

const ARTICLE: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
const SECTION: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02";
const PHRASE: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de03";
const RESOURCE: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de04";
const TOPIC: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de05";
const GROUP: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de06";
const KEY: &str = "1f0c7a52be90";
const LATER: &str = "2026-11-09T09:30:00.000Z";
const TIME: &str = "2026-11-02T09:30:00.000Z";
const PHRASE_TEXT: &str = "I’m not asking you to decide today.";

/// Attaches an example to every request and response body. One that several bodies have is a component.
pub(super) fn attach(document: &mut Value) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_content(document, &mut |name, _| *counts.entry(name.to_owned()).or_default() += 1);
    let mut shared = Map::new();
    each_content(document, &mut |name, content| {
        let Some(example) = example(name) else { return };
        if counts.get(name).is_some_and(|count| *count > 1) {
            let reference = json!({"$ref": format!("#/components/examples/{name}")});
            content.insert("examples".to_owned(), json!({ "example": reference }));
            shared.insert(name.to_owned(), json!({ "value": example }));
        } else {
            content.insert("example".to_owned(), example);
        }
    });
    shared.sort_keys();
    document["components"]["examples"] = Value::Object(shared);
}

/// Calls `act` for each body of a request or response, with the name of its schema; `OpenApi` for the document itself.
fn each_content(document: &mut Value, act: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
    each_operation(document, &mut |_, _, operation| {
        let (mut bodies, mut others) = (Vec::new(), Vec::new());
        for (name, member) in operation {
            match name.as_str() {
                "requestBody" => bodies.push(member),
                "responses" => others.extend(object(member).values_mut()),
                _ => {}
            }
        }
        let contents = bodies.into_iter().chain(others).filter_map(|place| place.get_mut("content"));
        for content in contents.flat_map(|contents| object(contents).values_mut()) {
            let name = referred(&content["schema"]).unwrap_or("OpenApi").to_owned();
            act(&name, object(content));
        }
    });
}

fn example(schema_name: &str) -> Option<Value> {
    if let Some(item) = schema_name.strip_suffix("WorkingCopyList") {
        let schema_name =
            if item == "Article" { "ArticleWorkingCopySummary".to_owned() } else { format!("{item}WorkingCopy") };
        return Some(page(&example(&schema_name)?));
    }
    Some(match schema_name {
        "OpenApi" => json!({"openapi": "3.1.0"}),
        "Whoami" => json!({
            "keyId": KEY, "name": "newsroom", "role": "editor", "approval": "off",
            "limits": {
                "bodyBytes": 1_048_576, "importBytes": 33_554_432, "pageItems": 100, "batchOperations": 100,
                "requestsPerMinute": 600,
            },
        }),
        "ApiKey" => api_key(),
        "CreatedApiKey" => with(api_key(), &json!({"key": format!("cairn_{KEY}_{}", "5e".repeat(32))})),
        "ApiKeyList" => page(&api_key()),
        "ApiKeyInput" => json!({"name": "The CMS", "role": "editor", "expiresAt": "2027-12-31T00:00:00.000Z"}),
        "ApiKeyPatch" => json!({"name": "The newsroom's CMS", "expiresAt": null}),
        "RotateKeyInput" => json!({"overlapSeconds": 3600}),
        "Article" => article(),
        "ArticleFields" => json!({"title": "When the answer is no", "slug": "when-someone-you-love-says-no"}),
        "ArticleList" => page(&card()),
        "SectionList" => json!({"data": [section()]}),
        "Section" => section(),
        "SectionWithArticle" => with(section(), &json!({"article": card()})),
        "SectionPhraseList" => json!({"data": [section_phrase()]}),
        "RelatedList" => json!({"data": [related()]}),
        "Phrase" => phrase(),
        "PhraseList" => page(&phrase()),
        "Resource" => resource(),
        "ResourceList" => page(&resource()),
        "Topic" => topic(),
        "LookupResultList" => json!({"data": places()}),
        "TopicList" => page(&topic()),
        "Webhook"
        | "CreatedWebhook"
        | "WebhookList"
        | "WebhookInput"
        | "WebhookPatch"
        | "RotateSecretInput"
        | "WebhookDelivery"
        | "WebhookDeliveryList"
        | "ChangeEvents" => return webhooks::example(schema_name),
        "BatchInput" => inputs::batch_input(),
        "BatchResults" => json!({"results": [
            {"status": 201, "etag": "\"1\"", "location": format!("/v1/manage/phrases/{PHRASE}"), "body": example("PhraseWorkingCopy")},
        ]}),
        "ArticleInput" => article_input(),
        "PhraseInput" => phrase_input(),
        "ResourceInput" => resource_input(),
        "TopicInput" => topic_input(),
        "SectionInput" => section_input(),
        "SectionPatch" => json!({"heading": null, "markdown": "Take a break, and come back **in an hour**."}),
        "ArticlePatch" => json!({"title": "When the answer is no, for now", "kicker": null}),
        "PhrasePatch" => json!({"tone": "calm", "why": null}),
        "ResourcePatch" => json!({"phone": "116 123"}),
        "TopicPatch" => json!({"name": "Setting boundaries"}),
        "PublishInput" => json!({"includeReferences": true, "changeNote": "Added what to do at night."}),
        "UnpublishInput" => json!({
            "mode": "redirect", "explanation": "Two pages have become one.", "alternative": {"articleId": ARTICLE},
        }),
        "UsageList" => page(&json!({
            "id": ARTICLE, "kind": "article", "label": "When the answer is no", "status": "published",
            "roles": ["phrase"], "inWorkingCopy": true, "inPublished": true,
        })),
        "CommentInput" => json!({"comment": "Checked against the guidance of this year."}),
        "SubmitInput" => inputs::submit_input(),
        "RejectInput" => json!({"comment": "The second section contradicts the first."}),
        "WorkflowStepList" => json!({"data": [
            {"version": 2, "step": "submitted", "by": "Desk", "at": TIME},
            {"version": 3, "step": "approved", "by": "Chief editor", "at": TIME, "comment": "Ready to publish."},
        ]}),
        "ScheduleInput" => json!({
            "publishAt": "2027-01-04T06:00:00Z", "changeNote": "Added what to do at night.",
            "unpublishAt": "2027-03-01T00:00:00Z", "unpublish": {"mode": "gone", "explanation": "The campaign is over."},
        }),
        "ScheduleList" => page(&json!({
            "id": SECTION, "entity": {"kind": "article", "id": ARTICLE, "label": "When someone says no"},
            "action": "publish", "at": "2027-01-04T06:00:00.000Z", "state": "pending", "includeReferences": false,
            "major": false, "by": "Chief editor", "createdAt": TIME,
        })),
        "WorkingCopyTranslationList" => json!({"data": [working_translation()]}),
        "SectionOrderInput" => json!({"order": [SECTION]}),
        "WorkingCopySection" => working_section(),
        "WorkingCopySectionList" => json!({"data": [working_section()]}),
        "ArticleWorkingCopy" => with(working_article(), &json!({"sections": [working_section()]})),
        "WorkingCopy" => return example("PhraseWorkingCopy"),
        "RevisionDiff" => revision_diff(),
        "RevisionList" => page(&revision()),
        "RevisionWithContent" => {
            with(revision(), &json!({"content": with(json!({"type": "phrase"}), &phrase_input())}))
        }
        "ArticleWorkingCopySummary" => working_article(),
        "PhraseWorkingCopy" => with(head("phrase", PHRASE), &phrase_input()),
        "ResourceWorkingCopy" => with(head("resource", RESOURCE), &resource_input()),
        "TopicWorkingCopy" => with(head("topic", TOPIC), &topic_input()),
        _ => return of_part(schema_name),
    })
}

/// Returns the examples of the parts that have their own files.
fn of_part(schema_name: &str) -> Option<Value> {
    search::example(schema_name)
        .or_else(|| operations::example(schema_name))
        .or_else(|| previews::example(schema_name))
        .or_else(|| sync::example(schema_name))
        .or_else(|| feeds::example(schema_name))
        .or_else(|| transfers::example(schema_name))
}

fn with(mut base: Value, more: &Value) -> Value {
    if let (Some(base), Some(more)) = (base.as_object_mut(), more.as_object()) {
        base.extend(more.clone());
    }
    base
}

fn page(item: &Value) -> Value {
    json!({"data": [item], "page": {"limit": 20}})
}

fn api_key() -> Value {
    json!({"id": KEY, "name": "newsroom", "role": "editor", "state": "active", "createdAt": TIME, "lastUsedAt": TIME})
}

fn published() -> Value {
    json!({"firstPublishedAt": TIME, "publishedAt": TIME, "updatedAt": TIME, "version": 2})
}

fn head(entity_type: &str, id: &str) -> Value {
    json!({
        "id": id, "type": entity_type, "version": 2, "status": "published", "publishedVersion": 2, "createdAt": TIME,
        "updatedAt": TIME,
    })
}

fn revision_diff() -> Value {
    let text = json!([
        {"op": "equal", "text": "Keep it "}, {"op": "delete", "text": "brief"}, {"op": "insert", "text": "short"},
        {"op": "equal", "text": "."},
    ]);
    let block = json!({
        "_key": "b1f20a77c3d4", "outcome": "changed", "from": 0, "to": 0, "moved": false, "blocks": [],
        "fields": [{"pointer": "/children", "change": "text", "text": text}],
    });
    let section = json!({
        "id": SECTION, "outcome": "changed", "from": 1, "to": 0, "moved": true, "fields": [], "blocks": [block],
    });
    let slug = json!({"pointer": "/slug", "change": "value", "from": "when-the-answer-is-no", "to": "when-someone-you-love-says-no"});
    let topics = json!({
        "pointer": "/topics", "change": "list", "added": [{"index": 0, "value": TOPIC}], "removed": [], "moved": [],
    });
    json!({"from": 2, "to": 3, "fields": [slug, topics], "sections": [section]})
}

fn revision() -> Value {
    json!({
        "version": 3, "at": TIME, "by": "newsroom", "action": "save", "status": "draft", "note": "Shorter.",
        "published": false, "contentDigest": "9f2c4e0b7a61d358c2b94f1e6d07a835b1c9e2f4067d8a3b5c1e9f20d4a7b683",
    })
}

fn topics() -> Value {
    json!([{"id": TOPIC, "slug": "boundaries", "name": "Boundaries", "kind": "subject"}])
}

fn card() -> Value {
    let card = json!({
        "id": ARTICLE, "locale": "en", "slug": "when-someone-you-love-says-no",
        "url": "/v1/articles/when-someone-you-love-says-no?locale=en",
        "title": "When the answer is no", "summary": "What you can still do today.",
        "topics": topics(), "wordCount": 620, "readingMinutes": 4,
        "translations": [{"locale": "es", "slug": "cuando-alguien-dice-que-no", "stale": false}],
        "translationGroupId": GROUP,
    });
    with(card, &published())
}

fn article() -> Value {
    let parts = json!({
        "sections": [section()], "phrases": [section_phrase()], "related": [related()],
        "authors": [{"name": "Editorial desk"}], "reviewers": [],
        "review": {"nextReviewAt": "2027-09-01T00:00:00.000Z", "state": "current"},
        "seo": {"noIndex": false},
        "changeHistory": [{"at": TIME, "note": "Added what to do at night."}],
    });
    with(card(), &parts)
}

fn text_block(text: &str) -> Value {
    json!({
        "_type": "block", "_key": "b1f20a77c3d4", "style": "normal", "markDefs": [],
        "children": [{"_type": "span", "_key": "5e0d9b12aa01", "text": text, "marks": []}],
    })
}

fn section() -> Value {
    let phrase = json!({
        "_type": "suggestedPhrase", "_key": "c2a41b88d5e6", "phraseId": PHRASE,
        "phrase": {"id": PHRASE, "text": PHRASE_TEXT, "tone": "calm"},
    });
    json!({
        "id": SECTION, "anchor": "what-to-say", "heading": "What to say",
        "body": [text_block("Keep it short."), phrase],
    })
}

fn section_phrase() -> Value {
    json!({"id": PHRASE, "text": PHRASE_TEXT, "tone": "calm", "sectionId": SECTION})
}

fn related() -> Value {
    json!({
        "id": RESOURCE, "kind": "helpline", "title": "Samaritans", "excerpt": "Someone to talk to, day or night.",
        "url": "https://www.samaritans.org/", "phone": "116 123",
    })
}

fn phrase() -> Value {
    let phrase = json!({"id": PHRASE, "locale": "en", "text": PHRASE_TEXT, "tone": "calm", "topics": topics()});
    with(phrase, &published())
}

fn resource() -> Value {
    let more = json!({"locale": "en", "regions": ["GB"], "topics": topics()});
    with(with(related(), &more), &published())
}

fn topic() -> Value {
    json!({
        "id": TOPIC, "kind": "subject", "slug": "boundaries", "name": "Boundaries",
        "counts": {"articles": 3, "phrases": 8, "resources": 2}, "updatedAt": TIME,
    })
}

fn working_section() -> Value {
    let phrase = json!({"_type": "suggestedPhrase", "_key": "c2a41b88d5e6", "phraseId": PHRASE});
    json!({
        "id": SECTION, "heading": "What to say", "anchor": "what-to-say",
        "body": [text_block("Keep it short."), phrase],
    })
}

fn working_article() -> Value {
    let article = json!({
        "locale": "en", "slug": "when-someone-you-love-says-no", "title": "When the answer is no",
        "summary": "What you can still do today.", "topics": [TOPIC], "related": [RESOURCE],
        "authors": [], "reviewers": [], "seo": {"noIndex": false}, "translationGroupId": GROUP,
        "reviewState": "current",
    });
    with(head("article", ARTICLE), &article)
}

fn places() -> Value {
    json!([
        {
            "address": "when-they-say-no", "state": "moved", "kind": "article", "id": ARTICLE, "locale": "en",
            "slug": "when-someone-you-love-says-no", "url": "/v1/articles/when-someone-you-love-says-no?locale=en",
        },
        {"address": "no-such-article", "state": "unknown"},
    ])
}

fn working_translation() -> Value {
    json!({
        "id": ARTICLE, "locale": "en", "slug": "when-someone-you-love-says-no", "title": "When the answer is no",
        "status": "published", "isSource": true, "stale": false, "publishedAt": TIME,
    })
}
