//! The scope of a preview token.

use crate::string_enum;

string_enum! {
    /// The working copies that a preview token shows.
    PreviewScope {
        /// One article.
        Article = "article",
        /// All working copies, on all paths of delivery.
        All = "all",
    }
}
