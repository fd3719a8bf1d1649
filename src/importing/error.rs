//! The error for files that cannot be read.

use super::markdown_source::FILE_MAX;

/// The reason why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The file is too large for one article.
    #[error("the file has {bytes} bytes; at most {FILE_MAX} are read as one article: cut it into several")]
    TooLong {
        /// The size of the file in bytes.
        bytes: usize,
    },
    /// The front matter is not closed.
    #[error("line {line}: the front matter that starts here is never closed by a line \"{fence}\"")]
    OpenFrontMatter {
        /// The line of the file, from 1.
        line: u64,
        /// The line that would close it.
        fence: &'static str,
    },
    /// The YAML, TOML or JSON has a syntax error.
    #[error("line {line}: {reason}")]
    Syntax {
        /// The line of the file, from 1.
        line: u64,
        /// The message of the parser.
        reason: String,
    },
    /// The YAML, TOML or JSON is valid but has the wrong structure.
    #[error("line {line}: expected {expected}")]
    Shape {
        /// The line of the file where the YAML starts, from 1.
        line: u64,
        /// A description of the expected structure.
        expected: &'static str,
    },
}
