//! Properties of the differences of any two contents.

use std::collections::BTreeMap;

use cairn::content::diff::{ContentDiff, diff};
use cairn::content::section::ParsedMarkdown;
use cairn::content::{Content, Kind};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::harness::editing::with;
use crate::rendering::bodies::body;

fn content(kind: Kind, input: &Value) -> Content {
    let no_markdown = |_: &str, _: &str| ParsedMarkdown::default();
    Content::read(kind, &without_null(input), &no_markdown).unwrap()
}

/// Leaves out the members that are null: what generators draw for an absent member.
fn without_null(input: &Value) -> Value {
    match input {
        Value::Object(members) => {
            let given = members.iter().filter(|(_, member)| !member.is_null());
            Value::Object(given.map(|(name, member)| (name.clone(), without_null(member))).collect())
        }
        Value::Array(items) => items.iter().map(without_null).collect(),
        _ => input.clone(),
    }
}

fn id(number: usize) -> String {
    format!("0193a5c8-7d1e-7c3a-9b1f-2f64a1c0d{number:03x}")
}

/// Generates texts of few different words, so that texts have words in common.
fn words() -> impl Strategy<Value = String> {
    let word = select(vec!["keep", "it", "short", "and", "kind", "today", "don’t", "größer", "👩‍👧", ",", "\n"]);
    prop::collection::vec(word, 1..12).prop_map(|words| format!("x{}", words.join(" ")))
}

/// Generates some of a few ids, in any order.
fn some_ids() -> impl Strategy<Value = Vec<String>> {
    subsequence((0..6).map(id).collect::<Vec<_>>(), 0..=6).prop_shuffle()
}

fn block() -> impl Strategy<Value = Value> {
    let marks = select(vec![json!([]), json!(["strong"]), json!(["em", "strong"])]);
    let span = (words(), marks).prop_map(|(text, marks)| json!({"_type": "span", "text": text, "marks": marks}));
    let style = select(vec!["normal", "h3", "blockquote"]);
    (prop::collection::vec(span, 1..4), style)
        .prop_map(|(children, style)| json!({"_type": "block", "style": style, "children": children}))
}

/// Generates blocks with some of a few keys, in any order, so that two bodies have blocks in common.
fn keyed_blocks() -> impl Strategy<Value = Value> {
    let keys = subsequence(vec!["a", "b", "c", "d", "e"], 0..=5).prop_shuffle();
    (keys, prop::collection::vec(block(), 5)).prop_map(|(keys, blocks)| {
        keys.into_iter().zip(blocks).map(|(key, block)| with(block, json!({"_key": key}))).collect()
    })
}

fn any_body() -> impl Strategy<Value = Value> {
    prop_oneof![
        keyed_blocks(),
        prop::collection::vec(block(), 0..5).prop_map(Value::from),
        body().prop_map(|body| serde_json::to_value(body).unwrap()),
    ]
}

fn article() -> impl Strategy<Value = Content> {
    let sections = (some_ids(), prop::collection::vec((prop::option::of("[a-z]{1,5}( [a-z]{1,5})?"), any_body()), 6));
    let sections = sections.prop_map(|(ids, parts)| {
        ids.into_iter()
            .zip(parts)
            .map(|(id, (heading, body))| json!({"id": id, "anchor": format!("s{}", &id[33..]), "heading": heading, "body": body}))
            .collect::<Value>()
    });
    let fields = (words(), prop::option::of("[a-z]{1,9}"), some_ids(), some_ids(), any::<bool>(), sections);
    fields.prop_map(|(summary, kicker, topics, related, no_index, sections)| {
        let input = json!({
            "locale": "en", "slug": "same", "title": "Same", "summary": summary, "kicker": kicker, "topics": topics,
            "related": related, "seo": {"noIndex": no_index}, "sections": sections, "translationGroupId": id(99),
        });
        content(Kind::Article, &input)
    })
}

fn topic() -> impl Strategy<Value = Content> {
    let translations = prop::collection::btree_map(select(vec!["es", "de", "pt-BR"]), "[a-z]{1,5} [a-z]{1,5}", 0..3);
    ("[a-z]{1,9}", prop::option::of(words()), translations).prop_map(|(name, description, translations)| {
        let translations: BTreeMap<&str, Value> =
            translations.into_iter().map(|(tag, name)| (tag, json!({"name": name}))).collect();
        let input = json!({
            "kind": "subject", "slug": "same", "name": name, "description": description, "translations": translations,
        });
        content(Kind::Topic, &input)
    })
}

fn told(old: &Content, new: &Content) -> Value {
    serde_json::to_value(diff(old, new).unwrap()).unwrap()
}

/// Returns the text of the pieces that are equal or of that kind.
fn text(pieces: &Value, kind: &str) -> String {
    let pieces = pieces.as_array().unwrap().iter();
    pieces
        .filter(|piece| piece["op"] == "equal" || piece["op"] == kind)
        .map(|piece| piece["text"].as_str().unwrap())
        .collect()
}

/// Applies the changes to a list: changed items go to their new positions, all others keep their order.
fn follow(old: &[Value], changes: &[Value], mut become_of: impl FnMut(&Value, Option<&Value>) -> Value) -> Vec<Value> {
    let index = |change: &Value, name: &str| change[name].as_u64().map(|index| usize::try_from(index).unwrap());
    let mut placed: BTreeMap<usize, Value> = BTreeMap::new();
    for change in changes {
        if let Some(to) = index(change, "to") {
            let before = index(change, "from").map(|from| &old[from]);
            assert!(placed.insert(to, become_of(change, before)).is_none(), "two at {to}");
        }
    }
    let named = |from: usize| changes.iter().any(|change| index(change, "from") == Some(from));
    let mut rest = old.iter().enumerate().filter(|(from, _)| !named(*from)).map(|(_, item)| item.clone());
    let mut items = Vec::new();
    loop {
        match placed.remove(&items.len()).or_else(|| rest.next()) {
            Some(item) => items.push(item),
            None if placed.is_empty() => return items,
            None => panic!("a gap before {placed:?}"),
        }
    }
}

/// Applies the changes to the old fields.
fn follow_fields(object: &Value, changes: &Value) -> Value {
    let mut object = object.clone();
    for change in changes.as_array().unwrap() {
        let pointer = change["pointer"].as_str().unwrap();
        let (place, name) = pointer.rsplit_once('/').unwrap();
        let members = object.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
        let old = members.get(name).cloned();
        let new = match change["change"].as_str().unwrap() {
            "text" => {
                // The text of a block is the concatenation of its children.
                let old = old.map(|old| joined(&old));
                assert_eq!(old, Some(json!(text(&change["text"], "delete"))), "{pointer}");
                Some(json!(text(&change["text"], "insert")))
            }
            "value" => {
                let known = old.is_some_and(|old| old.is_string() && name == "children");
                assert!(known || change.get("from") == members.get(name) || name == "children", "{pointer}");
                change.get("to").cloned()
            }
            _ => Some(follow_list(&old.unwrap(), change)),
        };
        match new {
            Some(new) => members.insert(name.to_owned(), new),
            None => members.shift_remove(name),
        };
    }
    object
}

fn follow_list(old: &Value, change: &Value) -> Value {
    let members = |name: &str| change[name].as_array().unwrap().clone();
    let mut changes = members("moved");
    changes.extend(members("added").iter().map(|item| json!({"to": item["index"], "value": item["value"]})));
    changes.extend(members("removed").iter().map(|item| json!({"from": item["index"], "value": item["value"]})));
    Value::from(follow(old.as_array().unwrap(), &changes, |change, _| change["value"].clone()))
}

fn follow_blocks(old: &Value, changes: &Value) -> Value {
    let blocks = follow(old.as_array().unwrap(), changes.as_array().unwrap(), |change, before| match before {
        None => change["block"].clone(),
        Some(before) => {
            let mut block = follow_fields(before, &change["fields"]);
            if let Some(content) = before.get("content") {
                block["content"] = follow_blocks(content, &change["blocks"]);
            }
            block
        }
    });
    Value::from(blocks)
}

fn follow_all(old: &Content, told: &Value) -> Value {
    let mut new = follow_fields(&serde_json::to_value(old).unwrap(), &told["fields"]);
    if let Some(sections) = new.get("sections").cloned() {
        let sections = follow(sections.as_array().unwrap(), told["sections"].as_array().unwrap(), |change, before| {
            let Some(before) = before else { return change["section"].clone() };
            let mut section = follow_fields(before, &change["fields"]);
            section["body"] = follow_blocks(&before["body"], &change["blocks"]);
            section
        });
        new["sections"] = sections.into();
    }
    new
}

/// Returns the concatenated text of the children, unless it is a text already.
fn joined(children: &Value) -> Value {
    match children.as_array() {
        Some(spans) if spans.iter().all(|span| span["_type"] == "span") => {
            spans.iter().map(|span| span["text"].as_str().unwrap()).collect::<String>().into()
        }
        _ => children.clone(),
    }
}

/// Returns the JSON with the texts of blocks concatenated, and members ordered by name.
fn plain(json: &Value) -> Value {
    match json {
        Value::Object(object) => {
            let members: BTreeMap<&String, Value> = object
                .iter()
                .map(|(name, value)| (name, if name == "children" { joined(value) } else { plain(value) }))
                .collect();
            members.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_content_does_not_differ_from_itself(content in prop_oneof![article(), topic()]) {
        let nothing = ContentDiff { fields: Vec::new(), sections: Vec::new() };
        prop_assert_eq!(diff(&content, &content).unwrap(), nothing);
    }

    #[test]
    fn the_difference_leads_from_one_article_to_the_other(old in article(), new in article()) {
        let told = told(&old, &new);
        prop_assert_eq!(plain(&follow_all(&old, &told)), plain(&serde_json::to_value(&new).unwrap()), "{:#}", told);
    }

    #[test]
    fn the_difference_leads_from_one_topic_to_the_other(old in topic(), new in topic()) {
        let told = told(&old, &new);
        prop_assert_eq!(plain(&follow_all(&old, &told)), plain(&serde_json::to_value(&new).unwrap()), "{:#}", told);
    }
}
