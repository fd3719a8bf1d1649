//! The Markdown that editors and imports send, written from blocks: references have ids.

use serde_json::Value;

use crate::content::phrase::Tone;
use crate::content::portable_text::{Block, EmbeddedArticle, EmbeddedPhrase, PublishedBlock, Resolver, resolve};
use crate::content::{Id, Locale, Section, Slug};
use crate::db::Error;
use crate::rendering::{MarkdownFlavour, to_markdown};

/// Returns the body as Markdown that is read back as the same blocks, apart from keys and from what Markdown cannot
/// express.
pub(super) fn source_markdown(body: &[Block]) -> Result<String, Error> {
    let resolved: Vec<PublishedBlock> =
        resolve(body, &IdResolver).map_err(|id| Error::Corrupt(format!("{id} cannot be resolved")))?;
    Ok(to_markdown(&resolved, MarkdownFlavour::RoundTrip))
}

/// Replaces the Markdown in the input of a section by the stored blocks if it is the Markdown of these blocks. Such a
/// section is unchanged, including its keys and what Markdown cannot express.
pub(super) fn keep_unchanged_body(input: &mut Value, current: &Section) -> Result<(), Error> {
    let Some(fields) = input.as_object_mut().filter(|fields| !fields.contains_key("body")) else { return Ok(()) };
    let is_unchanged = match fields.get("markdown").and_then(Value::as_str) {
        Some(markdown) => markdown.trim_end() == source_markdown(&current.body)?.trim_end(),
        None => false,
    };
    if is_unchanged {
        fields.shift_remove("markdown");
        fields.insert("body".to_owned(), serde_json::to_value(&current.body)?);
    }
    Ok(())
}

/// Resolves references to ids only: Markdown for editors needs nothing else.
struct IdResolver;

impl Resolver for IdResolver {
    fn phrase(&self, id: Id) -> Option<EmbeddedPhrase> {
        Some(EmbeddedPhrase { id, text: String::new(), tone: Tone::Calm, instead_of: None, why: None })
    }

    fn article(&self, id: Id) -> Option<EmbeddedArticle> {
        let locale: Locale = "en".parse().ok()?;
        Some(EmbeddedArticle { id, locale, slug: Slug::article(), url: String::new() })
    }
}
