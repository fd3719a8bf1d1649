//! The kinds of entities.

use crate::string_enum;

string_enum! {
    /// The kinds of things that are written and published on their own.
    Kind {
        /// A unit of guidance.
        Article = "article",
        /// Words a reader can say.
        Phrase = "phrase",
        /// A link worth following.
        Resource = "resource",
        /// A subject, situation or audience.
        Topic = "topic",
    }
}

impl Kind {
    /// The plural, as it stands in addresses.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Phrase => "phrases",
            Self::Resource => "resources",
            Self::Topic => "topics",
        }
    }
}
