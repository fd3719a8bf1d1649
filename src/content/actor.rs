//! Who does something: the key behind a request, or Cairn itself.

/// Who does something, as revisions and the audit log name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The public part of the key that was shown, if it was done over HTTP.
    pub key_id: Option<String>,
    /// What the key is called, or the command that did it.
    pub name: String,
    /// The id of the request, if it was done over HTTP.
    pub request_id: Option<String>,
}

impl Actor {
    /// Work that no key asked for: a command, or the server itself.
    pub fn program(name: &str) -> Self {
        Self { key_id: None, name: name.to_owned(), request_id: None }
    }
}
