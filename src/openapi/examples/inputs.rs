//! Examples of request bodies of editors.

use serde_json::{Value, json};

use super::{PHRASE, PHRASE_TEXT, RESOURCE, TOPIC};

pub(super) fn phrase_input() -> Value {
    json!({
        "locale": "en", "text": PHRASE_TEXT, "tone": "calm",
        "insteadOf": "You need to make up your mind.", "topics": [TOPIC],
    })
}

pub(super) fn resource_input() -> Value {
    json!({
        "locale": "en", "kind": "helpline", "title": "Samaritans", "excerpt": "Someone to talk to, day or night.",
        "url": "https://www.samaritans.org/", "phone": "116 123", "regions": ["GB"], "topics": [TOPIC],
    })
}

pub(super) fn topic_input() -> Value {
    json!({"kind": "subject", "slug": "boundaries", "name": "Boundaries", "translations": {"es": {"name": "Límites"}}})
}

pub(super) fn section_input() -> Value {
    json!({"heading": "What to say", "markdown": format!("Keep it short.\n\n<phrase:{PHRASE}>")})
}

pub(super) fn article_input() -> Value {
    json!({
        "locale": "en", "slug": "when-someone-you-love-says-no", "title": "When the answer is no",
        "summary": "What you can still do today.", "topics": ["boundaries"], "related": [RESOURCE],
        "sections": [section_input()],
    })
}

pub(super) fn batch_input() -> Value {
    json!({"operations": [{"method": "POST", "path": "/v1/manage/phrases", "body": phrase_input()}]})
}

pub(super) fn submit_input() -> Value {
    json!({
        "comment": "Checked against the guidance of this year.", "changeNote": "Added what to do at night.", "major": true,
    })
}
