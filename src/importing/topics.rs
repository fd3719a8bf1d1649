//! Topics made from the categories and tags of other programs.

use serde_json::{Value, json};

use super::parsed::{ConvertedEntity, ImportStatus, Notes};
use super::text::{abbreviate, one_line, truncate_at_word};
use crate::content::shared_fields::TOPICS_MAX;
use crate::content::{Kind, Slug};

const NAME_MAX: usize = 100;

/// The topics of one document, and their slugs.
#[derive(Debug, Default)]
pub(super) struct TopicCollector {
    made: Vec<ConvertedEntity>,
}

impl TopicCollector {
    /// Adds a category by its name, with its slug in the source if there is one.
    pub(super) fn add(&mut self, name: &str, slug: Option<&str>, notes: &mut Notes) {
        let name = one_line(name);
        if name.is_empty() {
            return;
        }
        let Some(slug) = slug.and_then(Slug::from_heading).or_else(|| Slug::from_heading(&name)) else {
            let name = abbreviate(&name);
            return notes
                .add(0, format!("The category \"{name}\" has no letter or digit for a slug; it was left out."));
        };
        if self.made.iter().any(|topic| topic.source_id == slug.as_str()) {
            return;
        }
        if self.made.len() >= TOPICS_MAX {
            let name = abbreviate(&name);
            return notes.add(0, format!("The category \"{name}\" was left out: the article has too many topics."));
        }
        let (beginning, rest) = truncate_at_word(&name, NAME_MAX);
        if !rest.is_empty() {
            let (name, rest) = (abbreviate(&name), abbreviate(rest));
            notes.add(0, format!("The name of the category \"{name}\" is too long; its end was left out: {rest}."));
        }
        let fields = [("kind", json!("subject")), ("slug", json!(slug)), ("name", json!(beginning))];
        // Publishing a draft's topic before the draft would reveal it.
        self.made.push(ConvertedEntity::new(Kind::Topic, slug.to_string(), fields, ImportStatus::Proposed));
    }

    /// Returns the slugs, for the article.
    pub(super) fn slugs(&self) -> Value {
        self.made.iter().map(|topic| json!(topic.source_id)).collect()
    }

    /// Returns true if there are no topics.
    pub(super) fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// Returns the topics, to import before the entities that refer to them.
    pub(super) fn into_entities(self) -> Vec<ConvertedEntity> {
        self.made
    }
}
