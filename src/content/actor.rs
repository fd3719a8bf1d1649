//! Who does something: the key behind a request, or Cairn itself; and to what, beside content, something can be done.

use super::Kind;
use crate::string_enum;

string_enum! {
    /// What kind of thing a row of the audit log is about.
    SubjectKind {
        /// An article.
        Article = "article",
        /// A phrase.
        Phrase = "phrase",
        /// A resource.
        Resource = "resource",
        /// A topic.
        Topic = "topic",
        /// An API key.
        Key = "key",
        /// A subscription to events.
        Webhook = "webhook",
        /// A token that shows a working copy.
        PreviewToken = "previewToken",
        /// What searches take for the same.
        Synonyms = "synonyms",
    }
}

impl From<Kind> for SubjectKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Article => Self::Article,
            Kind::Phrase => Self::Phrase,
            Kind::Resource => Self::Resource,
            Kind::Topic => Self::Topic,
        }
    }
}

string_enum! {
    /// Who chose the id of a request.
    RequestIdSource {
        /// The client, in its `X-Request-Id`: two requests may have the same, and it proves nothing.
        Client = "client",
        /// The server, at random.
        Server = "server",
    }
}

/// Who does something, as revisions and the audit log name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The public part of the key that was shown, if it was done over HTTP.
    pub key_id: Option<String>,
    /// What the key is called, or the command that did it.
    pub name: String,
    /// The id of the request, if it was done over HTTP.
    pub request_id: Option<String>,
    /// Who chose that id, where it was noted.
    pub request_id_from: Option<RequestIdSource>,
}

impl Actor {
    /// Creates the actor of a command or of the server itself, without a key.
    pub fn system(name: &str) -> Self {
        Self { key_id: None, name: name.to_owned(), request_id: None, request_id_from: None }
    }
}
