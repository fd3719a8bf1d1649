//! The formats of content to import, and their file names and media types.

use std::path::Path;

use crate::string_enum;

string_enum! {
    /// The format of a file to import.
    Format {
        /// An article in Markdown, or any other page in Markdown.
        Markdown = "markdown",
        /// A list of topics in YAML.
        Topics = "topics",
        /// A list of phrases in YAML.
        Phrases = "phrases",
        /// A list of resources in YAML.
        Resources = "resources",
        /// Plain text, as pasted from a web page.
        Text = "text",
        /// A web page, or the clipboard content of a word processor.
        Html = "html",
        /// An export of WordPress.
        Wordpress = "wordpress",
        /// Lines of JSON: an export of Cairn, or of Sanity.
        Ndjson = "ndjson",
    }
}

impl Format {
    /// Returns the format of a file of that name, if it can be imported.
    pub fn of_path(path: &Path) -> Option<Self> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match (extension.as_str(), stem.as_ref()) {
            ("md" | "markdown", _) => Some(Self::Markdown),
            ("yaml" | "yml", "topics") => Some(Self::Topics),
            ("yaml" | "yml", "phrases") => Some(Self::Phrases),
            ("yaml" | "yml", "resources") => Some(Self::Resources),
            ("txt" | "text", _) => Some(Self::Text),
            ("html" | "htm" | "xhtml", _) => Some(Self::Html),
            ("xml", _) => Some(Self::Wordpress),
            ("ndjson" | "jsonl" | "json", _) => Some(Self::Ndjson),
            _ => None,
        }
    }

    /// Returns the format of a body of that media type, if the type identifies it.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/plain" => Some(Self::Text),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "application/xml" | "text/xml" | "application/rss+xml" => Some(Self::Wordpress),
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/json" => {
                Some(Self::Ndjson)
            }
            _ => None,
        }
    }
}
