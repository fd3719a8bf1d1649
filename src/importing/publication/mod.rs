//! The decision whether a document of another program may be published, based on its metadata.
//!
//! Owns the metadata members about publication and the meaning of their values. Unclear means no: a document stays a draft
//! unless every such member states that it is public.

mod members;
mod values;

use serde_json::{Map, Value};

use crate::content::Timestamp;
use crate::importing::text::abbreviate;
use members::{FieldRule, MemberRule, is_container, normalize_name, rule_of};
use values::{FlagOrText, RelativeTime};

const PUBLIC_STATUS: &[&str] = &["published", "publish", "public", "live"];
const PUBLIC_AUDIENCES: &[&str] =
    &["public", "everyone", "everybody", "all", "anyone", "open", "free", "visible", "published", "live"];
const UNFINISHED: &[&str] = &["draft", "drafts", "wip", "unpublished", "private"];

/// The prefix of each note with a reason for not publishing.
pub const STAYS_A_DRAFT: &str = "It stays a draft";

/// The publication of a document, as its metadata describe it.
#[derive(Debug, Clone, Default)]
pub(super) struct Publication {
    /// The reasons to stay a draft, one sentence each; empty if it may be published.
    pub reasons: Vec<String>,
    /// The time of its publication.
    pub since: Option<Timestamp>,
    /// The members that were interpreted and need no other note.
    pub understood: Vec<String>,
}

/// A publication time and the member that states it.
struct PublishTime {
    /// The rank of the member's name. Lower is a better match.
    rank: usize,
    moment: Timestamp,
}

impl Publication {
    /// Interprets the members of metadata.
    pub(super) fn from_metadata(members: &Map<String, Value>) -> Self {
        let mut publication = Self::default();
        let now = Timestamp::now();
        let mut since: Option<(&String, PublishTime)> = None;
        for (name, value) in members {
            let container = value.as_object().filter(|_| is_container(name));
            for (inner, value) in container.into_iter().flatten() {
                let _ = publication.apply_member(inner, &format!("{name}.{inner}"), value, now);
            }
            if let Some(time) = publication.apply_member(name, name, value, now)
                && since.as_ref().is_none_or(|(_, other)| time.rank < other.rank)
            {
                since = Some((name, time));
            }
        }
        if let Some((name, time)) = since.filter(|_| !publication.is_draft()) {
            publication.understood.push(name.clone());
            publication.since = Some(time.moment);
        }
        publication
    }

    /// Returns true if it must stay a draft.
    pub(super) fn is_draft(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Adds a reason to stay a draft.
    pub(super) fn keep_as_draft(&mut self, why: &str) {
        self.reasons.push(format!("{STAYS_A_DRAFT}: {why}."));
    }

    /// Sets a publication time from another source, such as a file name. `said` describes that source.
    pub(super) fn published_on(&mut self, moment: Timestamp, said: &str) {
        if moment > Timestamp::now() {
            self.keep_as_draft(&format!("{said}, which is in the future"));
        }
        self.since = self.since.or(Some(moment)).filter(|_| !self.is_draft());
    }

    /// Applies a member. Returns the publication time and the rank of the name, if the member states one.
    fn apply_member(&mut self, name: &str, path: &str, value: &Value, now: Timestamp) -> Option<PublishTime> {
        let MemberRule { rule, rank } = rule_of(name)?;
        let shown = abbreviate(&value.to_string());
        let flag_or_text = FlagOrText::of(value);
        let is_understood = match (rule, &flag_or_text) {
            (FieldRule::PrivateIfTrue, FlagOrText::Flag(false)) | (FieldRule::PublicIfTrue, FlagOrText::Flag(true)) => {
                true
            }
            (
                FieldRule::PublishTime | FieldRule::ExpiryTime | FieldRule::RemovalTime | FieldRule::Password,
                FlagOrText::Nothing | FlagOrText::Flag(false),
            )
            | (
                FieldRule::PrivateIfFalse,
                FlagOrText::Nothing | FlagOrText::Flag(true) | FlagOrText::Text(_) | FlagOrText::Other,
            ) => false,
            (FieldRule::PrivateIfTrue, FlagOrText::Flag(true))
            | (FieldRule::PublicIfTrue | FieldRule::PrivateIfFalse, FlagOrText::Flag(false))
            | (FieldRule::RemovalTime, _) => {
                self.keep_as_draft(&format!("\"{path}\" is {shown}"));
                true
            }
            (FieldRule::PublicIfTrue | FieldRule::Status, FlagOrText::Text(word))
                if PUBLIC_STATUS.contains(&word.as_str()) =>
            {
                true
            }
            (FieldRule::Audience, FlagOrText::Text(word)) if PUBLIC_AUDIENCES.contains(&word.as_str()) => true,
            (FieldRule::PublicIfTrue, FlagOrText::Text(_))
                if !matches!(RelativeTime::of(value, now), RelativeTime::Unclear) =>
            {
                return self.apply_publish_time(path, value, now).map(|moment| PublishTime { rank: 0, moment });
            }
            (FieldRule::PublishTime, _) => {
                return self.apply_publish_time(path, value, now).map(|moment| PublishTime { rank, moment });
            }
            (FieldRule::ExpiryTime, _) => match RelativeTime::of(value, now) {
                RelativeTime::Future => false,
                RelativeTime::Past(_) => {
                    self.keep_as_draft(&format!("\"{path}\" is {shown}, which is in the past"));
                    true
                }
                RelativeTime::Unclear => {
                    self.keep_as_draft(&format!("\"{path}\" is {shown}, which cannot be parsed as a time"));
                    true
                }
            },
            (FieldRule::Password, _) => {
                self.keep_as_draft(&format!("it has a \"{path}\""));
                true
            }
            (FieldRule::Robots, _) => {
                let words = shown.to_lowercase();
                if words.contains("noindex") || words.contains("none") {
                    self.keep_as_draft(&format!("\"{path}\" is {shown}"));
                }
                false
            }
            (FieldRule::Labels, _) => {
                if let Some(label) = unfinished_label(value) {
                    self.keep_as_draft(&format!("\"{label}\" is one of its \"{path}\""));
                }
                false
            }
            (FieldRule::PrivateIfTrue | FieldRule::PublicIfTrue | FieldRule::Status | FieldRule::Audience, _) => {
                self.keep_as_draft(&format!("\"{path}\" is {shown}, which does not mean that it is public"));
                true
            }
        };
        if is_understood {
            self.understood.push(path.to_owned());
        }
        None
    }

    /// Applies a publication time. Returns it if it is in the past.
    fn apply_publish_time(&mut self, path: &str, value: &Value, now: Timestamp) -> Option<Timestamp> {
        let shown = abbreviate(&value.to_string());
        match RelativeTime::of(value, now) {
            RelativeTime::Past(moment) => return moment,
            RelativeTime::Future => self.keep_as_draft(&format!("\"{path}\" is {shown}, which is in the future")),
            RelativeTime::Unclear => {
                self.keep_as_draft(&format!("\"{path}\" is {shown}, which cannot be parsed as a time"));
            }
        }
        self.understood.push(path.to_owned());
        None
    }
}

/// Returns the first label that marks a document as unfinished.
fn unfinished_label(value: &Value) -> Option<String> {
    let labels: Vec<&str> = match value {
        Value::String(text) => text.split(',').collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_unfinished = |label: &&str| UNFINISHED.contains(&normalize_name(label).as_str());
    labels.into_iter().find(is_unfinished).map(|label| abbreviate(label.trim()))
}
