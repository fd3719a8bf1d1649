//! The JSON of hits: stored cards and documents, with the marks of the texts that match.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::hits::{ArticleHit, FieldMarks, PhraseHit, ResourceHit, SearchHit, SectionHit};
use super::store::{self, PassageRange, PassageTexts};
use super::{ranking::RankedEntity, run::SearchOutcome};
use crate::content::documents::{ArticleCard, PhraseDocument, ResourceDocument};
use crate::content::search::{Highlighter, Snippet};
use crate::content::{Id, Kind};
use crate::db::{Connection, Error};
use crate::http::PageRow;

/// The steps into which a score is rounded: four decimals.
const SCORE_STEPS: f64 = 10_000.0;

/// Returns the rows of a page: the key, the id and the JSON of each hit.
pub(super) fn load_hits(connection: &mut Connection, outcome: &SearchOutcome) -> Result<Vec<PageRow>, Error> {
    let highlighter = Highlighter::new(&outcome.query);
    let rowids: Vec<i64> = outcome.entities.iter().map(|entity| entity.position.entity.get()).collect();
    let ids = store::load_ids(connection, &rowids)?;
    let mut documents = HashMap::new();
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource] {
        let range = PassageRange::of_kind(kind, None);
        let rowids = range.first.get()..=range.last.get();
        let of_kind: Vec<Id> = ids.iter().filter(|(rowid, _)| rowids.contains(rowid)).map(|(_, id)| *id).collect();
        if !of_kind.is_empty() {
            let jsons = store::load_documents(connection, kind, &of_kind)?;
            documents.extend(jsons.into_iter().map(|(id, json)| (id, (kind, json))));
        }
    }
    let sections = outcome.entities.iter().flat_map(|entity| &entity.sections);
    let numbers: Vec<i64> = sections.map(|section| section.passage.get()).collect();
    let passages = store::load_passages(connection, &numbers)?;
    let passages: HashMap<i64, PassageTexts> = passages.into_iter().map(|passage| (passage.number, passage)).collect();
    let mut rows = Vec::with_capacity(outcome.entities.len());
    for entity in &outcome.entities {
        let rowid = entity.position.entity.get();
        let published = ids.get(&rowid).and_then(|id| Some((*id, documents.remove(id)?)));
        let (id, (kind, json)) =
            published.ok_or_else(|| Error::Corrupt(format!("the search index has {rowid}, which is not published")))?;
        let hit = build_hit(&highlighter, entity, kind, json, &passages)?;
        rows.push(PageRow { key: entity.position.to_key(), id, json: serde_json::to_string(&hit)? });
    }
    Ok(rows)
}

fn build_hit(
    highlighter: &Highlighter,
    entity: &RankedEntity,
    kind: Kind,
    json: String,
    passages: &HashMap<i64, PassageTexts>,
) -> Result<SearchHit, Error> {
    let score = round(entity.position.score);
    Ok(match kind {
        Kind::Article => {
            let card: ArticleCard = serde_json::from_str(&json)?;
            let texts =
                [("title", Some(&card.title)), ("summary", Some(&card.summary)), ("kicker", card.kicker.as_ref())];
            let marks = field_marks(highlighter, &texts);
            let sections = entity
                .sections
                .iter()
                .filter_map(|section| section_hit(highlighter, passages.get(&section.passage.get())?, section.score));
            let sections = sections.collect();
            SearchHit::Article(ArticleHit { score, article: RawValue::from_string(json)?, marks, sections })
        }
        Kind::Resource => {
            let resource: ResourceDocument = serde_json::from_str(&json)?;
            let marks =
                field_marks(highlighter, &[("title", Some(&resource.title)), ("excerpt", Some(&resource.excerpt))]);
            SearchHit::Resource(ResourceHit { score, resource: RawValue::from_string(json)?, marks })
        }
        Kind::Phrase | Kind::Topic => {
            let phrase: PhraseDocument = serde_json::from_str(&json)?;
            let texts =
                [("text", Some(&phrase.text)), ("insteadOf", phrase.instead_of.as_ref()), ("why", phrase.why.as_ref())];
            let marks = field_marks(highlighter, &texts);
            SearchHit::Phrase(PhraseHit { score, phrase: RawValue::from_string(json)?, marks })
        }
    })
}

/// Returns a section with its matching texts, or none if only texts above the section match.
fn section_hit(highlighter: &Highlighter, passage: &PassageTexts, score: f64) -> Option<SectionHit> {
    let heading = Some(highlighter.whole(&passage.heading)).filter(|heading| !heading.text.is_empty());
    let mut snippet = highlighter.snippet(&passage.text);
    if snippet.marks.is_empty() {
        snippet =
            Some(highlighter.snippet(&passage.phrase)).filter(|phrase| !phrase.marks.is_empty()).unwrap_or(snippet);
    }
    let matches = |text: &Snippet| !text.marks.is_empty();
    if !matches(&snippet) && !heading.as_ref().is_some_and(matches) {
        return None;
    }
    let (id, anchor) = (passage.section_id?, passage.anchor.clone()?);
    Some(SectionHit { id, anchor, heading, score: round(score), snippet })
}

fn field_marks(highlighter: &Highlighter, texts: &[(&'static str, Option<&String>)]) -> FieldMarks {
    let marks = texts.iter().filter_map(|(name, text)| Some((*name, highlighter.whole(text.as_ref()?).marks)));
    marks.filter(|(_, marks)| !marks.is_empty()).collect()
}

fn round(score: f64) -> f64 {
    (score * SCORE_STEPS).round() / SCORE_STEPS
}
