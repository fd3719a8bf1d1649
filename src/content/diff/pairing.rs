//! Which items of one list are which items of another, and which of those stand elsewhere.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::changes::{ChangedPart, PartOutcome};

/// Among how many items that went the one is looked for that an item which came may have been.
const CANDIDATES_MAX: usize = 8;

/// An item that is in both lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// Where it stood.
    pub(super) from: usize,
    /// Where it stands.
    pub(super) to: usize,
    /// Whether it stands elsewhere among the others of both lists.
    pub(super) moved: bool,
}

/// What became of the items of a list.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Those in both, in the new order.
    pub(super) pairs: Vec<Pair>,
    /// Where those stand that came.
    pub(super) added: Vec<usize>,
    /// Where those stood that went.
    pub(super) removed: Vec<usize>,
}

/// Finds the items of `old` again in `new` by their names. A name that stands several times is found as often, in order.
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
    /// The pairing in which the items of `matched`, new places with old ones, are the same.
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

    /// The pairing with items that came taken for items that went, where they stand between the same neighbours and
    /// `may_match` says that the one (old place, new place) may have become the other.
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
            // Those passed over stay gone, so that what is guessed keeps its order.
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

    /// What became of an item in both lists; nothing, if it says the same and stands where it stood.
    pub(super) fn in_both(pair: Pair, differs: bool) -> Option<Self> {
        let outcome = match (differs, pair.moved) {
            (true, _) => PartOutcome::Changed,
            (false, true) => PartOutcome::Moved,
            (false, false) => return None,
        };
        Some(Self { outcome, from: Some(pair.from), to: Some(pair.to), moved: pair.moved })
    }
}
