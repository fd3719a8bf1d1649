//! Enums whose variants are fixed strings in JSON, in queries and in the database.

/// Declares an enum whose variants are written as fixed strings.
///
/// Generates `ALL`, `as_str`, `Display`, serde and the OpenAPI schema, all with the same strings.
#[macro_export]
macro_rules! string_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every variant, in its documented order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the string of this variant.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl $crate::content::string_enum::StringEnum for $name {
            fn variants() -> &'static [Self] { Self::ALL }
            fn name(self) -> &'static str { self.as_str() }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

/// The interface of every [`string_enum!`](crate::string_enum).
pub trait StringEnum: Copy + 'static {
    /// Returns every variant.
    fn variants() -> &'static [Self];

    /// Returns the string of this variant.
    fn name(self) -> &'static str;

    /// Returns the variant whose string is `text`, if there is one.
    fn parse_name(text: &str) -> Option<Self> {
        Self::variants().iter().copied().find(|candidate| candidate.name() == text)
    }

    /// Returns the error message for `text`, which is no variant: it lists the variants and suggests the closest.
    fn unknown_value(text: &str) -> String {
        let names: Vec<&str> = Self::variants().iter().map(|candidate| candidate.name()).collect();
        let hint = closest_match(text, names.iter().copied()).map(|name| format!(" Did you mean \"{name}\"?"));
        format!("\"{text}\" is not one of: {}.{}", names.join(", "), hint.unwrap_or_default())
    }
}

/// Returns a hint for `text`, which is none of `known`: the closest, else all of them.
pub fn hint_of(text: &str, known: &[&str]) -> String {
    match closest_match(text, known.iter().copied()) {
        Some(name) => format!("Did you mean \"{name}\"?"),
        None => format!("Known here: {}.", known.join(", ")),
    }
}

/// Returns the candidate that `text` is most likely a misspelling of, or `None` if no candidate is close.
pub fn closest_match<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    // The edit distance costs time in proportion to the length, and no candidate is close to a longer text.
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
