//! The best of many: passages become things, each as good as its best passage, and of those the best are kept.

use std::cmp::Ordering;

use crate::db::full_text::PassageNumber;

/// How many sections of an article are shown.
const SECTIONS_MAX: usize = 3;

/// A section that fits less than this part of what the best one of its article does is not shown beside it.
const SECTION_PART: f64 = 0.25;

/// Where a thing stands in the order of a search: the better first, then the one that was published first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    /// How well it fits; never below 0.
    pub(super) score: f64,
    /// Which thing.
    pub(super) thing: PassageNumber,
}

impl Standing {
    /// The standing as cursors hold it.
    pub(super) fn to_key(self) -> String {
        format!("{:x}.{:x}", self.score.to_bits(), self.thing.get())
    }

    /// Reads what [`Standing::to_key`] wrote.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        let (score, thing) = key.split_once('.')?;
        let score = f64::from_bits(u64::from_str_radix(score, 16).ok()?);
        Some(Self { score, thing: PassageNumber::new(i64::from_str_radix(thing, 16).ok()?) })
    }

    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.thing.cmp(&other.thing))
    }
}

/// A thing that was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Where it stands.
    pub(super) standing: Standing,
    /// The sections of it that fit best, the best first.
    pub(super) sections: Vec<(PassageNumber, f64)>,
}

impl Found {
    fn begin(thing: PassageNumber) -> Self {
        Self { standing: Standing { score: 0.0, thing }, sections: Vec::new() }
    }

    fn add(&mut self, passage: PassageNumber, score: f64) {
        self.standing.score = self.standing.score.max(score);
        if passage.position() == 0 {
            return;
        }
        let place = self.sections.partition_point(|(_, other)| *other >= score);
        if place < SECTIONS_MAX {
            self.sections.insert(place, (passage, score));
            self.sections.truncate(SECTIONS_MAX);
        }
    }
}

/// Which things of a search to keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// How many.
    pub(super) count: usize,
    /// Beyond which one they begin, if not at the best.
    pub(super) beyond: Option<Standing>,
    /// Whether to go towards the better ones from there.
    pub(super) backwards: bool,
}

/// Takes passages in the order of their numbers and keeps the things that are wanted.
#[derive(Debug)]
pub(super) struct Ranking {
    wanted: Wanted,
    current: Option<Found>,
    kept: Vec<Found>,
    /// How many things were found in all.
    total: usize,
}

impl Ranking {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, current: None, kept: Vec::new(), total: 0 }
    }

    /// Takes the next passage. `rank` is how little it fits: the smaller the better, and never above 0.
    pub(super) fn add(&mut self, number: i64, rank: f64) {
        let passage = PassageNumber::new(number);
        let thing = passage.of_thing();
        if self.current.as_ref().is_none_or(|current| current.standing.thing != thing) {
            self.close();
            self.current = Some(Found::begin(thing));
        }
        if let Some(current) = &mut self.current {
            current.add(passage, (-rank).max(0.0));
        }
    }

    fn close(&mut self) {
        let Some(mut found) = self.current.take() else { return };
        let best = found.sections.first().map_or(0.0, |(_, score)| *score);
        found.sections.retain(|(_, score)| *score >= best * SECTION_PART);
        self.total += 1;
        let is_beyond = self.wanted.beyond.is_none_or(|place| self.order(&found.standing, &place) == Ordering::Greater);
        if is_beyond {
            self.kept.push(found);
            if self.kept.len() > self.wanted.count * 2 + 100 {
                self.cut();
            }
        }
    }

    /// The order of the reading.
    fn order(&self, one: &Standing, other: &Standing) -> Ordering {
        if self.wanted.backwards { other.order(one) } else { one.order(other) }
    }

    fn cut(&mut self) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_unstable_by(|one, other| self.order(&one.standing, &other.standing));
        kept.truncate(self.wanted.count);
        self.kept = kept;
    }

    /// What is wanted, in the order of the reading, and how many things there are in all.
    pub(super) fn finish(mut self) -> (Vec<Found>, usize) {
        self.close();
        self.cut();
        (self.kept, self.total)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::Kind;

    fn ranked(rows: &[(i64, f64)], wanted: Wanted) -> (Vec<Standing>, usize) {
        let mut ranking = Ranking::new(wanted);
        for (number, rank) in rows {
            ranking.add(*number, *rank);
        }
        let (found, total) = ranking.finish();
        (found.iter().map(|found| found.standing).collect(), total)
    }

    proptest! {
        #[test]
        fn pages_of_any_size_fit_together_forwards_and_backwards(
            ranks in prop::collection::vec((0_u8..3, 0_u8..6), 1..400), count in 1_usize..40,
        ) {
            let mut thing = PassageNumber::range(Kind::Article, None).0;
            let mut rows = Vec::new();
            for (passages, rank) in ranks {
                thing = thing.next_thing();
                for position in 0..=passages {
                    rows.push((thing.at(position.into()).unwrap().get(), -f64::from(rank * (position + 1)) / 7.0));
                }
            }
            let (all, total) = ranked(&rows, Wanted { count: 1000, beyond: None, backwards: false });
            prop_assert_eq!(all.len(), total);
            prop_assert!(all.windows(2).all(|pair| pair[0].order(&pair[1]) == Ordering::Less));
            let mut walked = Vec::new();
            let mut beyond = None;
            loop {
                let (page, _) = ranked(&rows, Wanted { count, beyond, backwards: false });
                let Some(last) = page.last() else { break };
                beyond = Standing::from_key(&last.to_key());
                walked.extend(page);
            }
            prop_assert_eq!(&walked, &all);
            let (mut back, _) = ranked(&rows, Wanted { count, beyond: all.last().copied(), backwards: true });
            back.reverse();
            let before = &all[..all.len() - 1];
            prop_assert_eq!(back.as_slice(), &before[before.len().saturating_sub(count)..]);
        }
    }

    #[test]
    fn a_thing_is_as_good_as_its_best_passage_and_shows_its_best_sections() {
        let thing = PassageNumber::range(Kind::Article, Some(1)).0;
        let mut ranking = Ranking::new(Wanted { count: 1, beyond: None, backwards: false });
        for (position, rank) in [(0, -1.0), (1, -0.5), (2, -4.0), (3, -0.9), (4, -3.0), (5, -0.1)] {
            ranking.add(thing.at(position).unwrap().get(), rank);
        }
        let (found, total) = ranking.finish();
        assert_eq!((found[0].standing.score, total), (4.0, 1));
        let sections: Vec<i64> = found[0].sections.iter().map(|(passage, _)| passage.position()).collect();
        assert_eq!(sections, [2, 4], "the third one fits too little");
    }
}
