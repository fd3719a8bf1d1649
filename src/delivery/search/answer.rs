//! What was found as it is shown: cards and documents as they are stored, and the marks of what answers.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::finding::Findings;
use super::hits::{ArticleHit, Marks, PhraseHit, ResourceHit, SearchHit, SectionHit};
use super::ranking::Found;
use super::store::{self, PassageRow};
use crate::content::documents::{ArticleCard, PhraseDocument, ResourceDocument};
use crate::content::search::{Marker, Snippet};
use crate::content::{Id, Kind};
use crate::db::full_text::PassageNumber;
use crate::db::{Connection, Error};
use crate::http::Row;

/// How many decimals of a score are told.
const SCORE_STEPS: f64 = 10_000.0;

/// The rows of a page: the key of each hit, its id and its JSON.
pub(super) fn rows(connection: &mut Connection, findings: &Findings) -> Result<Vec<Row>, Error> {
    let marker = Marker::new(&findings.query);
    let things: Vec<i64> = findings.found.iter().map(|found| found.standing.thing.get()).collect();
    let ids = store::ids(connection, &things)?;
    let mut documents = HashMap::new();
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource] {
        let (first, last) = PassageNumber::range(kind, None);
        let of_kind: Vec<Id> =
            ids.iter().filter(|(number, _)| (first.get()..=last.get()).contains(number)).map(|(_, id)| *id).collect();
        if !of_kind.is_empty() {
            let found = store::documents(connection, kind, &of_kind)?;
            documents.extend(found.into_iter().map(|(id, json)| (id, (kind, json))));
        }
    }
    let numbers: Vec<i64> =
        findings.found.iter().flat_map(|found| &found.sections).map(|(number, _)| number.get()).collect();
    let passages = store::passages(connection, &numbers)?;
    let passages: HashMap<i64, PassageRow> = passages.into_iter().map(|passage| (passage.number, passage)).collect();
    let mut rows = Vec::with_capacity(findings.found.len());
    for found in &findings.found {
        let thing = found.standing.thing.get();
        let shown = ids.get(&thing).and_then(|id| Some((*id, documents.remove(id)?)));
        let (id, (kind, json)) =
            shown.ok_or_else(|| Error::Corrupt(format!("the search index has {thing}, which is not published")))?;
        let hit = hit(&marker, found, kind, json, &passages)?;
        rows.push((found.standing.to_key(), id, serde_json::to_string(&hit)?));
    }
    Ok(rows)
}

fn hit(
    marker: &Marker,
    found: &Found,
    kind: Kind,
    json: String,
    passages: &HashMap<i64, PassageRow>,
) -> Result<SearchHit, Error> {
    let score = rounded(found.standing.score);
    Ok(match kind {
        Kind::Article => {
            let card: ArticleCard = serde_json::from_str(&json)?;
            let texts =
                [("title", Some(&card.title)), ("summary", Some(&card.summary)), ("kicker", card.kicker.as_ref())];
            let marks = marks(marker, &texts);
            let found =
                found.sections.iter().filter_map(|(number, score)| Some((passages.get(&number.get())?, *score)));
            let sections = found.filter_map(|(passage, score)| section(marker, passage, score)).collect();
            SearchHit::Article(ArticleHit { score, article: RawValue::from_string(json)?, marks, sections })
        }
        Kind::Resource => {
            let resource: ResourceDocument = serde_json::from_str(&json)?;
            let marks = marks(marker, &[("title", Some(&resource.title)), ("excerpt", Some(&resource.excerpt))]);
            SearchHit::Resource(ResourceHit { score, resource: RawValue::from_string(json)?, marks })
        }
        Kind::Phrase | Kind::Topic => {
            let phrase: PhraseDocument = serde_json::from_str(&json)?;
            let texts =
                [("text", Some(&phrase.text)), ("insteadOf", phrase.instead_of.as_ref()), ("why", phrase.why.as_ref())];
            let marks = marks(marker, &texts);
            SearchHit::Phrase(PhraseHit { score, phrase: RawValue::from_string(json)?, marks })
        }
    })
}

/// A section with what of it answers; none if only what it stands under does.
fn section(marker: &Marker, passage: &PassageRow, score: f64) -> Option<SectionHit> {
    let heading = Some(marker.whole(&passage.heading)).filter(|heading| !heading.text.is_empty());
    let mut snippet = marker.snippet(&passage.text);
    if snippet.marks.is_empty() {
        snippet = Some(marker.snippet(&passage.phrase)).filter(|phrase| !phrase.marks.is_empty()).unwrap_or(snippet);
    }
    let answers = |shown: &Snippet| !shown.marks.is_empty();
    if !answers(&snippet) && !heading.as_ref().is_some_and(answers) {
        return None;
    }
    let (id, anchor) = (passage.section_id?, passage.anchor.clone()?);
    Some(SectionHit { id, anchor, heading, score: rounded(score), snippet })
}

fn marks(marker: &Marker, texts: &[(&'static str, Option<&String>)]) -> Marks {
    let whole = texts.iter().filter_map(|(name, text)| Some((*name, marker.whole(text.as_ref()?).marks)));
    whole.filter(|(_, marks)| !marks.is_empty()).collect()
}

fn rounded(score: f64) -> f64 {
    (score * SCORE_STEPS).round() / SCORE_STEPS
}
