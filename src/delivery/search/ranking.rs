//! Ranking of hits: groups matching passages by entity, scores each entity by its best passage, and keeps the best entities.

use std::cmp::Ordering;

use crate::db::full_text::PassageRowid;

/// The maximum number of sections of an article in a hit.
const SECTIONS_MAX: usize = 3;

/// The minimum score of a section, relative to the best section of its article.
const SECTION_SCORE_MIN: f64 = 0.25;

/// The position of an entity in the order of the hits: by score, then by the time of first publication.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RankPosition {
    /// The score; never below 0.
    pub(super) score: f64,
    /// The rowid of the first passage of the entity.
    pub(super) entity: PassageRowid,
}

impl RankPosition {
    /// Returns the position as cursors contain it.
    pub(super) fn to_key(self) -> String {
        format!("{:x}.{:x}", self.score.to_bits(), self.entity.get())
    }

    /// Parses the result of [`RankPosition::to_key`].
    pub(super) fn from_key(key: &str) -> Option<Self> {
        let (score, entity) = key.split_once('.')?;
        let score = f64::from_bits(u64::from_str_radix(score, 16).ok()?);
        Some(Self { score, entity: PassageRowid::new(i64::from_str_radix(entity, 16).ok()?) })
    }

    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.entity.cmp(&other.entity))
    }
}

/// An entity that matches.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RankedEntity {
    pub(super) position: RankPosition,
    /// Its best sections, the best first.
    pub(super) sections: Vec<RankedSection>,
}

/// A section that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RankedSection {
    pub(super) passage: PassageRowid,
    pub(super) score: f64,
}

impl RankedEntity {
    fn new(entity: PassageRowid) -> Self {
        Self { position: RankPosition { score: 0.0, entity }, sections: Vec::new() }
    }

    fn add(&mut self, passage: PassageRowid, score: f64) {
        self.position.score = self.position.score.max(score);
        if passage.position() == 0 {
            return;
        }
        let index = self.sections.partition_point(|other| other.score >= score);
        if index < SECTIONS_MAX {
            self.sections.insert(index, RankedSection { passage, score });
            self.sections.truncate(SECTIONS_MAX);
        }
    }
}

/// The hits that belong to a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageWindow {
    /// The maximum number of hits.
    pub(super) count: usize,
    /// The position just before the page, or none for the first page.
    pub(super) after: Option<RankPosition>,
    /// True if the page precedes `after`, towards the better hits.
    pub(super) backward: bool,
}

/// The result of a ranking.
pub(super) struct Ranked {
    pub(super) entities: Vec<RankedEntity>,
    pub(super) total: usize,
}

/// The entities of a page, collected from passages in the order of their rowids.
#[derive(Debug)]
pub(super) struct Ranking {
    window: PageWindow,
    current: Option<RankedEntity>,
    best: Vec<RankedEntity>,
    /// The number of entities that match.
    total: usize,
}

impl Ranking {
    pub(super) fn new(window: PageWindow) -> Self {
        Self { window, current: None, best: Vec::new(), total: 0 }
    }

    /// Adds the next passage. `rank` is the BM25 rank: never above 0, and lower is better.
    pub(super) fn add(&mut self, number: i64, rank: f64) {
        let passage = PassageRowid::new(number);
        let entity = passage.first_of_entity();
        if self.current.as_ref().is_none_or(|current| current.position.entity != entity) {
            self.finish_entity();
            self.current = Some(RankedEntity::new(entity));
        }
        if let Some(current) = &mut self.current {
            current.add(passage, (-rank).max(0.0));
        }
    }

    fn finish_entity(&mut self) {
        let Some(mut entity) = self.current.take() else { return };
        let best_score = entity.sections.first().map_or(0.0, |section| section.score);
        entity.sections.retain(|section| section.score >= best_score * SECTION_SCORE_MIN);
        self.total += 1;
        let is_in_window =
            self.window.after.is_none_or(|after| self.order(&entity.position, &after) == Ordering::Greater);
        if is_in_window {
            self.best.push(entity);
            if self.best.len() > self.window.count * 2 + 100 {
                self.truncate();
            }
        }
    }

    /// Compares two positions in the direction of the page.
    fn order(&self, one: &RankPosition, other: &RankPosition) -> Ordering {
        if self.window.backward { other.order(one) } else { one.order(other) }
    }

    fn truncate(&mut self) {
        let mut best = std::mem::take(&mut self.best);
        best.sort_unstable_by(|one, other| self.order(&one.position, &other.position));
        best.truncate(self.window.count);
        self.best = best;
    }

    /// Returns the entities of the page, in its direction, and the total number of entities.
    pub(super) fn finish(mut self) -> Ranked {
        self.finish_entity();
        self.truncate();
        Ranked { entities: self.best, total: self.total }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::Kind;

    fn ranked(rows: &[(i64, f64)], window: PageWindow) -> (Vec<RankPosition>, usize) {
        let mut ranking = Ranking::new(window);
        for (number, rank) in rows {
            ranking.add(*number, *rank);
        }
        let Ranked { entities, total } = ranking.finish();
        (entities.iter().map(|entity| entity.position).collect(), total)
    }

    proptest! {
        #[test]
        fn pages_of_any_size_fit_together_forwards_and_backwards(
            ranks in prop::collection::vec((0_u8..3, 0_u8..6), 1..400), count in 1_usize..40,
        ) {
            let mut entity = PassageRowid::range(Kind::Article, None).0;
            let mut rows = Vec::new();
            for (passages, rank) in ranks {
                entity = entity.next_entity();
                for position in 0..=passages {
                    rows.push((entity.at_position(position.into()).unwrap().get(), -f64::from(rank * (position + 1)) / 7.0));
                }
            }
            let (all, total) = ranked(&rows, PageWindow { count: 1000, after: None, backward: false });
            prop_assert_eq!(all.len(), total);
            prop_assert!(all.windows(2).all(|pair| pair[0].order(&pair[1]) == Ordering::Less));
            let mut walked = Vec::new();
            let mut after = None;
            loop {
                let (page, _) = ranked(&rows, PageWindow { count, after, backward: false });
                let Some(last) = page.last() else { break };
                after = RankPosition::from_key(&last.to_key());
                walked.extend(page);
            }
            prop_assert_eq!(&walked, &all);
            let (mut back, _) = ranked(&rows, PageWindow { count, after: all.last().copied(), backward: true });
            back.reverse();
            let before = &all[..all.len() - 1];
            prop_assert_eq!(back.as_slice(), &before[before.len().saturating_sub(count)..]);
        }
    }

    #[test]
    fn an_entity_has_the_score_of_its_best_passage_and_shows_its_best_sections() {
        let entity = PassageRowid::range(Kind::Article, Some(1)).0;
        let mut ranking = Ranking::new(PageWindow { count: 1, after: None, backward: false });
        for (position, rank) in [(0, -1.0), (1, -0.5), (2, -4.0), (3, -0.9), (4, -3.0), (5, -0.1)] {
            ranking.add(entity.at_position(position).unwrap().get(), rank);
        }
        let Ranked { entities, total } = ranking.finish();
        assert_eq!((entities[0].position.score, total), (4.0, 1));
        let sections: Vec<i64> = entities[0].sections.iter().map(|section| section.passage.position()).collect();
        assert_eq!(sections, [2, 4], "the score of the third section is too low");
    }
}
