//! Links and the checks of their targets.

use pulldown_cmark::LinkType;

use super::block_builder::{AnnotationTarget, PendingCallToAction, PhraseLink};
use super::diagnostics::excerpt;
use super::events::{EventReader, OpenLink};
use crate::content::link::check_href;
use crate::content::{Id, Rejection, ViolationCode};
use crate::importing::reference::{MarkdownReference, ResolveReference};

/// The link title that makes a call to action.
const CALL_TO_ACTION: &str = "call-to-action";

impl EventReader<'_> {
    pub(super) fn open_link(&mut self, link_type: LinkType, address: &str, title: &str, at: usize) {
        let start = self.builder(at).end();
        let phrase_name = address.strip_prefix("phrase:").filter(|_| link_type == LinkType::Autolink);
        // In foreign Markdown, `<phrase:…>` with an unknown name is an ordinary link.
        let is_phrase = |name: &&str| !self.is_foreign || (self.resolve)(MarkdownReference::Phrase(name)).is_some();
        if let Some(name) = phrase_name.filter(is_phrase) {
            let phrase = self.accept(phrase(name, self.resolve), at);
            self.builder(at).phrases.push(PhraseLink { at, id: phrase });
            self.in_phrase = true;
            self.marks.open_link(None);
            return;
        }
        let target = self.target(link_type, address, at);
        let mark = target.clone().map(|target| self.builder(at).annotate(target));
        match (title, target, &mark) {
            (CALL_TO_ACTION, Some(AnnotationTarget::Url(url)), Some(mark)) => {
                let call = PendingCallToAction { at, mark: mark.clone(), url };
                let earlier = self.builder(at).call.replace(call);
                if let Some(earlier) = earlier {
                    self.diagnostics.warn(earlier.at, "Only the last link of a paragraph can be a call to action.");
                }
            }
            (CALL_TO_ACTION, Some(_), _) => {
                let sentence = format!("A call to action must link to a URL, not to \"{}\".", excerpt(address));
                self.diagnostics.reject(Some(at), ViolationCode::InvalidMarkdown, &sentence);
            }
            ("" | CALL_TO_ACTION, ..) => {}
            (title, ..) => {
                self.diagnostics.warn(at, &format!("The title \"{}\" of a link was left out.", excerpt(title)));
            }
        }
        self.links.push(OpenLink { at, address: address.to_owned(), start, mark: mark.clone() });
        self.marks.open_link(mark);
    }

    pub(super) fn close_link(&mut self) {
        self.marks.close_link();
        if std::mem::take(&mut self.in_phrase) {
            return;
        }
        let Some(OpenLink { at, address, start, mark }) = self.links.pop() else {
            return;
        };
        let builder = self.builder(at);
        if builder.end() == start {
            if let Some(mark) = mark {
                builder.drop_annotation(&mark);
            }
            self.diagnostics.warn(at, &format!("The link to {} has no words and was left out.", excerpt(&address)));
        }
    }

    /// Returns the target of a link. In foreign Markdown a link without a valid target leaves its text.
    fn target(&mut self, link_type: LinkType, address: &str, at: usize) -> Option<AnnotationTarget> {
        let target = target(link_type, address, self.resolve);
        if !self.is_foreign {
            return self.accept(target, at);
        }
        let found = target.ok().or_else(|| relative_article(address, self.resolve));
        if found.is_none() {
            let sentence = format!("The link to \"{}\" was left out; its words stay.", excerpt(address));
            self.diagnostics.warn(at, &sentence);
        }
        found
    }

    fn accept<T>(&mut self, result: Result<T, Rejection>, at: usize) -> Option<T> {
        result.map_err(|Rejection { code, detail }| self.diagnostics.reject(Some(at), code, &detail)).ok()
    }
}

/// Returns the target of an address.
fn target(link_type: LinkType, address: &str, resolve: ResolveReference<'_>) -> Result<AnnotationTarget, Rejection> {
    if let Some(name) = address.strip_prefix("phrase:") {
        return phrase(name, resolve).map(AnnotationTarget::Phrase);
    }
    if let Some(name) = address.strip_prefix("article:") {
        if link_type == LinkType::Autolink {
            let sentence = format!("<article:{0}> has no words; write [words](article:{0}).", excerpt(name));
            return Err(Rejection::new(ViolationCode::InvalidMarkdown, sentence));
        }
        return article(name, resolve);
    }
    let href = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
    match check_href(&href) {
        Ok(()) => Ok(AnnotationTarget::Url(href)),
        Err(Rejection { code, detail }) => {
            Err(Rejection::new(code, format!("The link to \"{}\" cannot be kept. {detail}", excerpt(address))))
        }
    }
}

/// Returns the article of the file that a relative address names.
fn relative_article(address: &str, resolve: ResolveReference<'_>) -> Option<AnnotationTarget> {
    let (file, anchor) = address.split_once('#').map_or((address, None), |(file, anchor)| (file, Some(anchor)));
    let article = resolve(MarkdownReference::Relative(file))?;
    Some(AnnotationTarget::Article(article, anchor.and_then(|anchor| anchor.parse().ok())))
}

/// Resolves the name of a phrase.
fn phrase(name: &str, resolve: ResolveReference<'_>) -> Result<Id, Rejection> {
    resolve(MarkdownReference::Phrase(name)).ok_or_else(|| {
        let sentence = format!("\"phrase:{}\" does not name a known phrase.", excerpt(name));
        Rejection::new(ViolationCode::UnknownReference, sentence)
    })
}

fn article(name: &str, resolve: ResolveReference<'_>) -> Result<AnnotationTarget, Rejection> {
    let (article, anchor) = match name.split_once('#') {
        Some((article, anchor)) => (article, Some(anchor)),
        None => (name, None),
    };
    let anchor = match anchor.map(str::parse) {
        None => None,
        Some(Ok(anchor)) => Some(anchor),
        Some(Err(error)) => {
            let sentence = format!("The anchor of \"article:{}\" is wrong. {error}.", excerpt(name));
            return Err(Rejection::new(ViolationCode::InvalidSlug, sentence));
        }
    };
    resolve(MarkdownReference::Article(article)).map(|id| AnnotationTarget::Article(id, anchor)).ok_or_else(|| {
        let sentence = format!("\"article:{}\" does not name a known article.", excerpt(article));
        Rejection::new(ViolationCode::UnknownReference, sentence)
    })
}
