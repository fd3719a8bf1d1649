//! Actors (the API key of a request, or Cairn itself) and the kinds of subjects of the audit log.

use super::Kind;
use crate::string_enum;

string_enum! {
    /// The kind of subject of an audit log row.
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
        /// A webhook.
        Webhook = "webhook",
        /// A preview token of a working copy.
        PreviewToken = "previewToken",
        /// The synonyms of the search.
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
    /// The origin of a request id.
    RequestIdSource {
        /// The `X-Request-Id` header of the client. Several requests may share it, and it proves nothing.
        Client = "client",
        /// A random id from the server.
        Server = "server",
    }
}

/// The actor of an operation, as revisions and the audit log record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The public part of the API key, for an operation over HTTP.
    pub key_id: Option<String>,
    /// The name of the key or of the command.
    pub name: String,
    /// The request id, for an operation over HTTP.
    pub request_id: Option<String>,
    /// The origin of the request id, if recorded.
    pub request_id_from: Option<RequestIdSource>,
}

impl Actor {
    /// Creates the actor of a command or of the server itself, without a key.
    pub fn system(name: &str) -> Self {
        Self { key_id: None, name: name.to_owned(), request_id: None, request_id_from: None }
    }
}
