//! Suggestions of related articles, with the reasons: shared topics, shared phrases, links and shared words. The result
//! depends on the published documents only.

pub mod list;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use self::store::SharedReference;
use super::resolve::store::articles::ReadableArticle;
use crate::content::documents::{ArticleCard, ArticleDocument, EmbeddedTopic};
use crate::content::{Id, Locale, ReferenceRole, Timestamp};
use crate::db::{Connection, Error};
use crate::delivery::search::{SimilarArticle, find_similar};
use crate::delivery::{error::ReadError, store::changes::last_change};

/// The maximum number of suggestions.
const SUGGESTIONS_MAX: usize = 10;

/// The maximum number of candidates that share words.
const SIMILAR_MAX: usize = 30;

/// The weights of the reasons in the score.
const TOPIC_WEIGHT: f64 = 1.0;
const PHRASE_WEIGHT: f64 = 2.0;
const LINK_WEIGHT: f64 = 2.0;
const WORDS_WEIGHT: f64 = 3.0;

/// A suggested related article.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedArticle {
    /// The article.
    #[schema(value_type = ArticleCard)]
    article: Box<RawValue>,
    /// The score. Comparable only within one response.
    #[schema(minimum = 0)]
    score: f64,
    /// The reasons for the suggestion.
    #[schema(min_items = 1)]
    reasons: Vec<Reason>,
}

/// The reason for a suggestion.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Reason {
    /// Both articles have these topics.
    SharedTopics {
        /// The topics.
        topics: Vec<EmbeddedTopic>,
    },
    /// Both articles use these phrases.
    SharedPhrases {
        /// The phrases.
        phrases: Vec<SharedPhrase>,
    },
    /// The text of the article links to the suggested one.
    LinksTo,
    /// The text of the suggested article links to the article.
    LinkedFrom,
    /// Both articles have these words, which few others have.
    SimilarWords {
        /// The words, without case and accents.
        words: Vec<String>,
    },
}

/// A phrase that two articles use.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedPhrase {
    /// The id, which never changes.
    id: Id,
    /// The text of the phrase.
    text: String,
}

/// Suggestions for an article.
#[derive(Debug, ToSchema, Serialize)]
pub struct SuggestionList {
    /// The articles, the best first, at most 10.
    #[schema(max_items = 10)]
    data: Vec<SuggestedArticle>,
}

/// The overlap of two articles: shared entities, links and words.
#[derive(Debug, Default)]
struct Overlap {
    topics: Vec<EmbeddedTopic>,
    phrases: Vec<SharedPhrase>,
    links_to: bool,
    linked_from: bool,
    similarity: f64,
    words: Vec<String>,
}

impl Overlap {
    #[expect(clippy::cast_precision_loss, reason = "there are at most a few hundred of each")]
    fn score(&self) -> f64 {
        let links = f64::from(u8::from(self.links_to) + u8::from(self.linked_from));
        self.topics.len() as f64 * TOPIC_WEIGHT
            + self.phrases.len() as f64 * PHRASE_WEIGHT
            + links * LINK_WEIGHT
            + self.similarity * WORDS_WEIGHT
    }

    fn into_reasons(self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if !self.topics.is_empty() {
            reasons.push(Reason::SharedTopics { topics: self.topics });
        }
        if !self.phrases.is_empty() {
            reasons.push(Reason::SharedPhrases { phrases: self.phrases });
        }
        if self.links_to {
            reasons.push(Reason::LinksTo);
        }
        if self.linked_from {
            reasons.push(Reason::LinkedFrom);
        }
        if !self.words.is_empty() {
            reasons.push(Reason::SimilarWords { words: self.words });
        }
        reasons
    }
}

/// The suggestions for an article.
pub(super) struct Suggestions {
    /// The locale of the article and of the suggested ones.
    pub(super) locale: Locale,
    /// The JSON of the list.
    pub(super) json: String,
    /// The time of the last change that may have affected the list.
    pub(super) changed_at: Option<Timestamp>,
}

struct Candidate {
    score: f64,
    id: Id,
    overlap: Overlap,
}

/// Returns articles in the same locale that are not related to the article yet.
pub(super) fn suggest(connection: &mut Connection, row: ReadableArticle) -> Result<Suggestions, ReadError> {
    let article: ArticleDocument = serde_json::from_str(&row.document).map_err(Error::from)?;
    let related: BTreeSet<Id> =
        article.related.iter().filter_map(|related| Some(related.article.as_ref()?.id)).collect();
    let mut candidates: Vec<Candidate> = load_overlaps(connection, &article)?
        .into_iter()
        .filter(|(id, _)| *id != article.id && !related.contains(id))
        .map(|(id, overlap)| Candidate { score: overlap.score(), id, overlap })
        .collect();
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.id.cmp(&other.id)));
    let ids: Vec<Id> = candidates.iter().map(|candidate| candidate.id).collect();
    let mut cards = store::load_cards(connection, &ids, &article.locale)?;
    let mut data = Vec::new();
    for Candidate { score, id, overlap } in candidates {
        let Some(card) = cards.remove(&id) else { continue };
        data.push(SuggestedArticle {
            article: RawValue::from_string(card).map_err(Error::from)?,
            score: (score * 1000.0).round() / 1000.0,
            reasons: overlap.into_reasons(),
        });
        if data.len() == SUGGESTIONS_MAX {
            break;
        }
    }
    let json = serde_json::to_string(&SuggestionList { data }).map_err(Error::from)?;
    Ok(Suggestions { locale: row.locale, json, changed_at: last_change(connection)? })
}

/// Returns the overlap of every article that has a topic, a phrase, a link or words in common with this one.
fn load_overlaps(connection: &mut Connection, article: &ArticleDocument) -> Result<BTreeMap<Id, Overlap>, ReadError> {
    let headings = article.sections.iter().filter_map(|section| section.heading.as_deref());
    let texts: Vec<&str> = [article.title.as_str(), &article.summary].into_iter().chain(headings).collect();
    let mut overlaps: BTreeMap<Id, Overlap> = BTreeMap::new();
    for SimilarArticle { id, similarity, words } in
        find_similar(connection, &article.locale, &texts, article.id, SIMILAR_MAX)?
    {
        overlaps.insert(id, Overlap { similarity, words, ..Overlap::default() });
    }
    for target in store::load_link_targets(connection, article.id)? {
        overlaps.entry(target).or_default().links_to = true;
    }
    for source in store::load_referrers(connection, article.id, ReferenceRole::Link, &article.locale)? {
        overlaps.entry(source).or_default().linked_from = true;
    }
    let phrases: Vec<Id> = article.phrases.iter().map(|phrase| phrase.id).collect();
    let topics: Vec<Id> = article.topics.iter().map(|topic| topic.id).collect();
    for (role, targets) in [(ReferenceRole::Phrase, &phrases), (ReferenceRole::Topic, &topics)] {
        for target in targets {
            for source in store::load_referrers(connection, *target, role, &article.locale)? {
                overlaps.entry(source).or_default();
            }
        }
    }
    let candidates: Vec<Id> = overlaps.keys().copied().collect();
    for SharedReference { source, role, target } in
        store::load_shared_references(connection, &candidates, &topics, &phrases)?
    {
        let overlap = overlaps.entry(source).or_default();
        match role {
            ReferenceRole::Topic if overlap.topics.iter().all(|topic| topic.id != target) => {
                overlap.topics.extend(article.topics.iter().find(|topic| topic.id == target).cloned());
            }
            ReferenceRole::Phrase if overlap.phrases.iter().all(|phrase| phrase.id != target) => {
                let phrase = article.phrases.iter().find(|phrase| phrase.id == target);
                overlap.phrases.extend(phrase.map(|phrase| SharedPhrase { id: phrase.id, text: phrase.text.clone() }));
            }
            _ => {}
        }
    }
    Ok(overlaps)
}
