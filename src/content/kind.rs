//! The kinds of entities.

use crate::string_enum;

string_enum! {
    /// The kind of an entity: content with its own working copy and publication.
    Kind {
        /// A unit of guidance.
        Article = "article",
        /// Words for a reader to say.
        Phrase = "phrase",
        /// A recommended link.
        Resource = "resource",
        /// A subject, situation or audience.
        Topic = "topic",
    }
}

impl Kind {
    /// Returns the plural that URLs use.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Phrase => "phrases",
            Self::Resource => "resources",
            Self::Topic => "topics",
        }
    }
}
