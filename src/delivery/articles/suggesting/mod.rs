//! Which articles an article could lead to, and why: what they have in common, who links to whom, and which words both
//! have. The same documents give the same proposals.

mod store;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::locating::store::ArticleRow;
use crate::content::documents::{ArticleCard, ArticleDocument, TopicEmbed};
use crate::content::{Id, ReferenceRole, Timestamp};
use crate::db::{Connection, Error};
use crate::delivery::search::{Similar, find_similar};
use crate::delivery::store::last_change;
use crate::delivery::unanswered::Unanswered;

/// How many articles are proposed.
const PROPOSED_MAX: usize = 10;

/// How many articles with the same words are looked at.
const SIMILAR_MAX: usize = 30;

/// What the reasons weigh against each other.
const TOPIC_WEIGHT: f64 = 1.0;
const PHRASE_WEIGHT: f64 = 2.0;
const LINK_WEIGHT: f64 = 2.0;
const WORDS_WEIGHT: f64 = 3.0;

/// An article that another could lead to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedArticle {
    /// The article.
    #[schema(value_type = ArticleCard)]
    article: Box<RawValue>,
    /// How much speaks for it. Good for comparing the proposals of one answer only.
    #[schema(minimum = 0)]
    score: f64,
    /// What does.
    #[schema(min_items = 1)]
    reasons: Vec<Reason>,
}

/// Why an article is proposed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Reason {
    /// Both carry these topics.
    SharedTopics {
        /// The topics.
        topics: Vec<TopicEmbed>,
    },
    /// Both use these phrases.
    SharedPhrases {
        /// The phrases.
        phrases: Vec<SharedPhrase>,
    },
    /// The article links to the proposed one in its text.
    LinksTo,
    /// The proposed one links to the article in its text.
    LinkedFrom,
    /// Both have these words, and few others have.
    SimilarWords {
        /// The words, without case and accents.
        words: Vec<String>,
    },
}

/// A phrase that two articles use.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedPhrase {
    /// Its lasting name.
    id: Id,
    /// The words to say.
    text: String,
}

/// Articles that an article could lead to.
#[derive(Debug, ToSchema, Serialize)]
pub struct SuggestionList {
    /// The articles, the best first, at most 10.
    #[schema(max_items = 10)]
    data: Vec<SuggestedArticle>,
}

/// What two articles have in common.
#[derive(Debug, Default)]
struct Common {
    topics: Vec<TopicEmbed>,
    phrases: Vec<SharedPhrase>,
    links_to: bool,
    linked_from: bool,
    likeness: f64,
    words: Vec<String>,
}

impl Common {
    #[expect(clippy::cast_precision_loss, reason = "there are at most a few hundred of each")]
    fn score(&self) -> f64 {
        let links = f64::from(u8::from(self.links_to) + u8::from(self.linked_from));
        self.topics.len() as f64 * TOPIC_WEIGHT
            + self.phrases.len() as f64 * PHRASE_WEIGHT
            + links * LINK_WEIGHT
            + self.likeness * WORDS_WEIGHT
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

/// The articles in the same locale that the article could lead to and does not yet, and when that last could have become
/// another answer.
pub(super) fn suggest(
    connection: &mut Connection,
    row: &ArticleRow,
) -> Result<(String, Option<Timestamp>), Unanswered> {
    let article: ArticleDocument = serde_json::from_str(&row.document).map_err(Error::from)?;
    let headings = article.sections.iter().filter_map(|section| section.heading.as_deref());
    let texts: Vec<&str> = [article.title.as_str(), &article.summary].into_iter().chain(headings).collect();
    let similar = find_similar(connection, &article.locale, &texts, article.id, SIMILAR_MAX)?;
    let common = common(connection, &article, similar)?;
    let mut ranked: Vec<(f64, Id, Common)> =
        common.into_iter().map(|(id, common)| (common.score(), id, common)).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let leads_to: BTreeSet<Id> =
        article.related.iter().filter_map(|related| Some(related.article.as_ref()?.id)).collect();
    ranked.retain(|(_, id, _)| *id != article.id && !leads_to.contains(id));
    let ids: Vec<Id> = ranked.iter().map(|(_, id, _)| *id).collect();
    let mut cards = store::cards(connection, &ids, &article.locale)?;
    let mut data = Vec::new();
    for (score, id, common) in ranked {
        let Some(card) = cards.remove(&id) else { continue };
        let article = RawValue::from_string(card).map_err(Error::from)?;
        data.push(SuggestedArticle {
            article,
            score: (score * 1000.0).round() / 1000.0,
            reasons: common.into_reasons(),
        });
        if data.len() == PROPOSED_MAX {
            break;
        }
    }
    let json = serde_json::to_string(&SuggestionList { data }).map_err(Error::from)?;
    Ok((json, last_change(connection)?))
}

/// What each article that has anything in common with this one has.
fn common(
    connection: &mut Connection,
    article: &ArticleDocument,
    similar: Vec<Similar>,
) -> Result<BTreeMap<Id, Common>, Error> {
    let mut common: BTreeMap<Id, Common> = BTreeMap::new();
    for Similar { id, likeness, words } in similar {
        common.insert(id, Common { likeness, words, ..Common::default() });
    }
    for target in store::links_of(connection, article.id)? {
        common.entry(target).or_default().links_to = true;
    }
    let linking = store::naming(connection, article.id, ReferenceRole::Link, &article.locale)?;
    for source in linking {
        common.entry(source).or_default().linked_from = true;
    }
    for phrase in &article.phrases {
        for source in store::naming(connection, phrase.id, ReferenceRole::Phrase, &article.locale)? {
            common.entry(source).or_default();
        }
    }
    for topic in &article.topics {
        for source in store::naming(connection, topic.id, ReferenceRole::Topic, &article.locale)? {
            common.entry(source).or_default();
        }
    }
    let candidates: Vec<Id> = common.keys().copied().collect();
    let phrases: Vec<Id> = article.phrases.iter().map(|phrase| phrase.id).collect();
    let topics: Vec<Id> = article.topics.iter().map(|topic| topic.id).collect();
    for (source, role, target) in store::shared(connection, &candidates, &topics, &phrases)? {
        let common = common.entry(source).or_default();
        match role {
            ReferenceRole::Topic if common.topics.iter().all(|topic| topic.id != target) => {
                common.topics.extend(article.topics.iter().find(|topic| topic.id == target).cloned());
            }
            ReferenceRole::Phrase if common.phrases.iter().all(|phrase| phrase.id != target) => {
                let phrase = article.phrases.iter().find(|phrase| phrase.id == target);
                common.phrases.extend(phrase.map(|phrase| SharedPhrase { id: phrase.id, text: phrase.text.clone() }));
            }
            _ => {}
        }
    }
    Ok(common)
}
