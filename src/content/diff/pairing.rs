//! Pairing of the items of two lists, with detection of moves.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::changes::{ChangedPart, PartOutcome};

/// The maximum number of removed items that an added item is compared with.
const CANDIDATES_MAX: usize = 8;

/// An item in both lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The old index.
    pub(super) from: usize,
    /// The new index.
    pub(super) to: usize,
    /// True if it moved relative to the other items of both lists.
    pub(super) moved: bool,
}

/// The result of pairing two lists.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// The items in both lists, in the new order.
    pub(super) pairs: Vec<Pair>,
    /// The new indexes of the added items.
    pub(super) added: Vec<usize>,
    /// The old indexes of the removed items.
    pub(super) removed: Vec<usize>,
}

/// Pairs items of `old` and `new` with equal names. Repeated names are paired in order.
pub(super) fn pair<N: Eq + Hash>(old: &[N], new: &[N]) -> Pairing {
    let mut places: HashMap<&N, VecDeque<usize>> = HashMap::new();
    for (index, name) in old.iter().enumerate() {
        places.entry(name).or_default().push_back(index);
    }
    let mut matched: BTreeMap<usize, usize> = BTreeMap::new();
    for (to, name) in new.iter().enumerate() {
        if let Some(from) = places.get_mut(name).and_then(VecDeque::pop_front) {
            matched.insert(to, from);
        }
    }
    Pairing::of(old.len(), new.len(), &matched)
}

impl Pairing {
    /// Creates the pairing from `matched`, which maps new indexes to old ones.
    fn of(old: usize, new: usize, matched: &BTreeMap<usize, usize>) -> Self {
        let in_new_order: Vec<usize> = matched.values().copied().collect();
        let mut in_old_order = in_new_order.clone();
        in_old_order.sort_unstable();
        let in_place: HashSet<usize> = capture_diff_slices(Algorithm::Myers, &in_old_order, &in_new_order)
            .into_iter()
            .filter_map(|operation| match operation {
                DiffOp::Equal { old_index, len, .. } => Some(in_old_order[old_index..old_index + len].to_vec()),
                _ => None,
            })
            .flatten()
            .collect();
        let known: HashSet<usize> = in_old_order.into_iter().collect();
        Self {
            pairs: matched
                .iter()
                .map(|(to, from)| Pair { from: *from, to: *to, moved: !in_place.contains(from) })
                .collect(),
            added: (0..new).filter(|to| !matched.contains_key(to)).collect(),
            removed: (0..old).filter(|from| !known.contains(from)).collect(),
        }
    }

    /// Also pairs added items with removed ones between the same neighbours if `may_match(old index, new index)` is true.
    pub(super) fn match_similar(self, may_match: impl Fn(usize, usize) -> bool) -> Self {
        let (old, new) = (self.pairs.len() + self.removed.len(), self.pairs.len() + self.added.len());
        let mut matched: BTreeMap<usize, usize> = self.pairs.iter().map(|pair| (pair.to, pair.from)).collect();
        let stayed: Vec<Pair> = self.pairs.iter().filter(|pair| !pair.moved).copied().collect();
        let mut gaps: HashMap<usize, VecDeque<usize>> = HashMap::new();
        for from in self.removed {
            gaps.entry(stayed.iter().filter(|pair| pair.from < from).count()).or_default().push_back(from);
        }
        for to in self.added {
            let gap = stayed.iter().filter(|pair| pair.to < to).count();
            let Some(gone) = gaps.get_mut(&gap) else { continue };
            let Some(found) = gone.iter().take(CANDIDATES_MAX).position(|from| may_match(*from, to)) else { continue };
            // Skipped items stay removed, so that the matches keep their order.
            if let Some(from) = gone.drain(..=found).next_back() {
                matched.insert(to, from);
            }
        }
        Self::of(old, new, &matched)
    }
}

impl ChangedPart {
    pub(super) fn added(to: usize) -> Self {
        Self { outcome: PartOutcome::Added, from: None, to: Some(to), moved: false }
    }

    pub(super) fn removed(from: usize) -> Self {
        Self { outcome: PartOutcome::Removed, from: Some(from), to: None, moved: false }
    }

    /// Returns the change of an item in both lists, or `None` if it neither changed nor moved.
    pub(super) fn in_both(pair: Pair, differs: bool) -> Option<Self> {
        let outcome = match (differs, pair.moved) {
            (true, _) => PartOutcome::Changed,
            (false, true) => PartOutcome::Moved,
            (false, false) => return None,
        };
        Some(Self { outcome, from: Some(pair.from), to: Some(pair.to), moved: pair.moved })
    }
}
