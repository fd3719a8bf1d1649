//! Closed sets of words (a tone, a kind, a status) as enums that read and write one spelling.

/// Declares an enum whose variants are written as fixed words in JSON, queries and the database.
///
/// Gives it `ALL`, `as_str`, `Display` and `from_word`; the words of the OpenAPI schema are the same.
#[macro_export]
macro_rules! word_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every word of the set, in its documented order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The one spelling of this word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::content::word::Word for $name {
            fn all() -> &'static [Self] { Self::ALL }
            fn word(self) -> &'static str { self.as_str() }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

/// What every [`word_enum!`](crate::word_enum) can do.
pub trait Word: Copy + 'static {
    /// Every word of the set.
    fn all() -> &'static [Self];

    /// The one spelling of this word.
    fn word(self) -> &'static str;

    /// The variant spelled `text`, if there is one.
    fn from_word(text: &str) -> Option<Self> {
        Self::all().iter().copied().find(|candidate| candidate.word() == text)
    }

    /// What is wrong with `text` as a word of this set, and what would be right.
    fn refusal(text: &str) -> String {
        let words: Vec<&str> = Self::all().iter().map(|candidate| candidate.word()).collect();
        let hint =
            nearest(text, words.iter().copied()).map(|word| format!(" Did you mean \"{word}\"?")).unwrap_or_default();
        format!("\"{text}\" is not one of: {}.{hint}", words.join(", "))
    }
}

/// The candidate that `text` is most likely a misspelling of, or none if nothing is near.
pub fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    // The time this takes grows with the length, and no word of ours is near to a longer one.
    const LENGTH_MAX: usize = 64;
    if text.len() > LENGTH_MAX {
        return None;
    }
    let text_lower = text.to_lowercase();
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&text_lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
