//! The decision whether a document of another program may go public, made from its metadata.
//!
//! Owns the members of metadata that are about publication and the meaning of their values. Unclear means no: a
//! document stays a draft unless every such member agrees that it is public.

mod members;
mod values;

use serde_json::{Map, Value};

use super::manuscript::shortened;
use crate::content::Timestamp;
use members::{Rule, is_holder, normal, rule_of};
use values::{Said, When};

const PUBLIC_STATUS: &[&str] = &["published", "publish", "public", "live"];
const PUBLIC_READERS: &[&str] =
    &["public", "everyone", "everybody", "all", "anyone", "open", "free", "visible", "published", "live"];
const UNFINISHED: &[&str] = &["draft", "drafts", "wip", "unpublished", "private"];

/// The beginning of each note that says why something is not published.
pub const STAYS_A_DRAFT: &str = "It stays a draft";

/// The publication of a document, as its metadata describe it.
#[derive(Debug, Clone, Default)]
pub(super) struct Publication {
    /// Why it stays a draft: a sentence for each reason; none if it may go public.
    pub reasons: Vec<String>,
    /// The moment it became public.
    pub since: Option<Timestamp>,
    /// The members that were understood and need no other note.
    pub understood: Vec<String>,
}

impl Publication {
    /// Reads the members of metadata.
    pub(super) fn of(members: &Map<String, Value>) -> Self {
        let mut publication = Self::default();
        let now = Timestamp::now();
        let mut since: Option<(usize, String, Timestamp)> = None;
        for (name, value) in members {
            let holder = value.as_object().filter(|_| is_holder(name));
            for (inner, value) in holder.into_iter().flatten() {
                let _ = publication.take(inner, &format!("{name}.{inner}"), value, now);
            }
            if let Some((rank, moment)) = publication.take(name, name, value, now)
                && since.as_ref().is_none_or(|(other, ..)| rank < *other)
            {
                since = Some((rank, name.clone(), moment));
            }
        }
        if let Some((_, name, moment)) = since.filter(|_| !publication.is_draft()) {
            publication.understood.push(name);
            publication.since = Some(moment);
        }
        publication
    }

    /// Returns true if it is not to be published.
    pub(super) fn is_draft(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Adds a reason to stay a draft.
    pub(super) fn keep_back(&mut self, why: &str) {
        self.reasons.push(format!("{STAYS_A_DRAFT}: {why}."));
    }

    /// Takes a moment of publication from elsewhere, such as the name of a file.
    pub(super) fn published_on(&mut self, moment: Timestamp, said: &str) {
        if moment > Timestamp::now() {
            self.keep_back(&format!("{said}, which is still to come"));
        }
        self.since = self.since.or(Some(moment)).filter(|_| !self.is_draft());
    }

    /// Takes what a member says; gives the moment of publication and how well its name fits, if it is one.
    fn take(&mut self, name: &str, path: &str, value: &Value, now: Timestamp) -> Option<(usize, Timestamp)> {
        let (rule, rank) = rule_of(name)?;
        let shown = shortened(&value.to_string());
        let said = Said::of(value);
        let is_understood = match (rule, &said) {
            (Rule::NotIf, Said::Flag(false)) | (Rule::OnlyIf, Said::Flag(true)) => true,
            (Rule::From | Rule::Until | Rule::Gone | Rule::Secret, Said::Nothing | Said::Flag(false))
            | (Rule::NotIfFalse, Said::Nothing | Said::Flag(true) | Said::Text(_) | Said::Other) => false,
            (Rule::NotIf, Said::Flag(true))
            | (Rule::OnlyIf | Rule::NotIfFalse, Said::Flag(false))
            | (Rule::Gone, _) => {
                self.keep_back(&format!("\"{path}\" is {shown}"));
                true
            }
            (Rule::OnlyIf | Rule::Status, Said::Text(word)) if PUBLIC_STATUS.contains(&word.as_str()) => true,
            (Rule::Readers, Said::Text(word)) if PUBLIC_READERS.contains(&word.as_str()) => true,
            (Rule::OnlyIf, Said::Text(_)) if !matches!(When::of(value, now), When::Unclear) => {
                return self.take_moment(path, value, now).map(|moment| (0, moment));
            }
            (Rule::From, _) => return self.take_moment(path, value, now).map(|moment| (rank, moment)),
            (Rule::Until, _) => match When::of(value, now) {
                When::Future => false,
                When::Past(_) => {
                    self.keep_back(&format!("\"{path}\" is {shown}, which is past"));
                    true
                }
                When::Unclear => {
                    self.keep_back(&format!("\"{path}\" is {shown}, which is no moment that can be read"));
                    true
                }
            },
            (Rule::Secret, _) => {
                self.keep_back(&format!("it has a \"{path}\""));
                true
            }
            (Rule::Robots, _) => {
                let words = shown.to_lowercase();
                if words.contains("noindex") || words.contains("none") {
                    self.keep_back(&format!("\"{path}\" is {shown}"));
                }
                false
            }
            (Rule::Labels, _) => {
                if let Some(label) = unfinished_label(value) {
                    self.keep_back(&format!("\"{label}\" is one of its \"{path}\""));
                }
                false
            }
            (Rule::NotIf | Rule::OnlyIf | Rule::Status | Rule::Readers, _) => {
                self.keep_back(&format!("\"{path}\" is {shown}, which does not say that it is public"));
                true
            }
        };
        if is_understood {
            self.understood.push(path.to_owned());
        }
        None
    }

    /// Takes a moment of publication; gives it if it has come.
    fn take_moment(&mut self, path: &str, value: &Value, now: Timestamp) -> Option<Timestamp> {
        let shown = shortened(&value.to_string());
        match When::of(value, now) {
            When::Past(moment) => return moment,
            When::Future => self.keep_back(&format!("\"{path}\" is {shown}, which is still to come")),
            When::Unclear => {
                self.keep_back(&format!("\"{path}\" is {shown}, which is no moment that can be read"));
            }
        }
        self.understood.push(path.to_owned());
        None
    }
}

/// The first label that says that a document is not finished.
fn unfinished_label(value: &Value) -> Option<String> {
    let labels: Vec<&str> = match value {
        Value::String(text) => text.split(',').collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_unfinished = |label: &&str| UNFINISHED.contains(&normal(label).as_str());
    labels.into_iter().find(is_unfinished).map(|label| shortened(label.trim()))
}
