//! Runs: pieces of text with the same marks throughout.

/// A set of decorators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::importing) struct MarkSet(u8);

impl MarkSet {
    /// The empty set.
    pub(in crate::importing) const NONE: Self = Self(0);
    /// Bold.
    pub(in crate::importing) const STRONG: Self = Self(1);
    /// Italic.
    pub(in crate::importing) const EM: Self = Self(2);
    /// Code.
    pub(in crate::importing) const CODE: Self = Self(4);
    /// Underlined.
    pub(in crate::importing) const UNDERLINE: Self = Self(8);
    /// Struck through.
    pub(in crate::importing) const STRIKE: Self = Self(16);

    const NAMES: [(Self, &'static str); 5] = [
        (Self::STRONG, "strong"),
        (Self::EM, "em"),
        (Self::CODE, "code"),
        (Self::UNDERLINE, "underline"),
        (Self::STRIKE, "strike-through"),
    ];

    /// Returns the union with `others`.
    pub(in crate::importing) const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Returns this set without `others`.
    pub(in crate::importing) const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Returns the names of the decorators in the profile.
    pub(in crate::importing) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(mark, _)| self.0 & mark.0 != 0).map(|(_, name)| name)
    }

    /// Returns the decorator with this name in the profile.
    pub(in crate::importing) fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(mark, _)| mark)
    }
}

/// A piece of text with the same marks throughout.
#[derive(Debug, Clone)]
pub(in crate::importing) struct TextRun {
    /// The text; a line feed is a line break.
    pub text: String,
    /// The decorators.
    pub marks: MarkSet,
    /// The index of the link target.
    pub link: Option<usize>,
    /// The index of the proposed phrase.
    pub phrase: Option<usize>,
}

/// Removes white space at both ends, and then empty runs.
pub(super) fn trim(runs: &mut Vec<TextRun>) {
    let Some(first) = runs.iter().position(|run| !is_blank(&run.text)) else {
        runs.clear();
        return;
    };
    runs.drain(..first);
    let end = runs.iter().rposition(|run| !is_blank(&run.text)).map_or(0, |last| last + 1);
    runs.truncate(end);
    if let Some(first) = runs.first_mut() {
        let blank = first.text.len() - first.text.trim_start().len();
        first.text.drain(..blank);
    }
    if let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Splits runs so that one begins at `start` and one ends at `end` (byte offsets in the joined text), and applies `change`
/// to those in between.
pub(super) fn update_range(runs: &mut Vec<TextRun>, start: usize, end: usize, change: impl Fn(&mut TextRun)) {
    let mut cut: Vec<TextRun> = Vec::with_capacity(runs.len() + 2);
    let mut at = 0;
    for run in runs.drain(..) {
        let length = run.text.len();
        let mut from = 0;
        for to in [start.saturating_sub(at).min(length), end.saturating_sub(at).min(length), length] {
            if to > from && run.text.is_char_boundary(to) {
                let mut piece = TextRun { text: run.text[from..to].to_owned(), ..run.clone() };
                if at + from >= start && at + to <= end {
                    change(&mut piece);
                }
                cut.push(piece);
                from = to;
            }
        }
        at += length;
    }
    *runs = cut;
}
