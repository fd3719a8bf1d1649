//! Removal of references to deleted entities from content.

use std::collections::HashSet;

use super::portable_text;
use super::{Article, Content, Id, Phrase, Resource, Topic};

impl Content {
    /// Returns the content without references to `targets`. The surrounding text stays.
    ///
    /// Returns `None` for a resource whose target article is in `targets`: it has no content without the article.
    pub fn without_references(&self, targets: &HashSet<Id>) -> Option<Self> {
        let others = |ids: &[Id]| -> Vec<Id> { ids.iter().copied().filter(|id| !targets.contains(id)).collect() };
        Some(match self {
            Self::Article(article) => {
                let mut sections = article.sections.clone();
                for section in &mut sections {
                    section.body = portable_text::without_references(&section.body, targets);
                }
                let (topics, related) = (others(&article.topics), others(&article.related));
                Self::Article(Box::new(Article { topics, related, sections, ..Article::clone(article) }))
            }
            Self::Phrase(phrase) => Self::Phrase(Phrase { topics: others(&phrase.topics), ..phrase.clone() }),
            Self::Resource(resource) => {
                if resource.article_id.is_some_and(|id| targets.contains(&id)) {
                    return None;
                }
                Self::Resource(Resource { topics: others(&resource.topics), ..resource.clone() })
            }
            Self::Topic(topic) => {
                let parent_id = topic.parent_id.filter(|id| !targets.contains(id));
                Self::Topic(Topic { parent_id, ..topic.clone() })
            }
        })
    }
}
