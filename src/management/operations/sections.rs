//! Changing the sections of an article one at a time. They share the version of the article.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::anchors;
use super::context::{OpContext, WriteContext, WriteTarget, read, write};
use super::input::{MarkdownPointers, relative_to, with_markdown};
use super::problems::or_not_found;
use super::reply::{InputWarning, Reply, with_warnings};
use crate::content::decode::decode_value;
use crate::content::section::{SECTIONS_MAX, SectionDraft};
use crate::content::{Article, Content, Id, Kind, Section, Slug, ViolationCode, Violations};
use crate::http::{IfMatch, Problem, version_etag};
use crate::management::source_markdown::keep_unchanged_body;
use crate::working_copies::{self, SaveError, WorkingCopy};

/// The result of a change to the sections.
pub(crate) struct SectionUpdate {
    /// The id of the section in the response; if none, the response has all sections.
    pub(crate) shown: Option<Id>,
    /// True if the section is new.
    pub(crate) created: bool,
    /// The warnings about the input.
    pub(crate) warnings: Vec<InputWarning>,
    /// The positions of Markdown in the input.
    pointers: MarkdownPointers,
}

impl SectionUpdate {
    /// Returns the result whose response has all sections.
    pub(crate) fn whole() -> Self {
        Self { shown: None, created: false, warnings: Vec::new(), pointers: MarkdownPointers::empty() }
    }

    /// Adds the warnings about the article to a response with one section: those about that section, with pointers
    /// relative to it, and those about the article as a whole.
    fn add_warnings(&mut self, warnings: Vec<InputWarning>, place: Option<usize>) {
        for InputWarning { pointer, detail } in warnings {
            if pointer == "/sections" {
                self.warnings.push(InputWarning { pointer: String::new(), detail });
            } else if let Some(index) = place
                && let Some(inside) = pointer.strip_prefix(&format!("/sections/{index}/"))
            {
                self.warnings.push(InputWarning { pointer: self.pointers.to_input(&format!("/{inside}")), detail });
            }
        }
    }
}

/// Returns the article in a working copy of the kind.
fn article_of(copy: WorkingCopy) -> Result<(working_copies::WorkingCopyHead, Article), Problem> {
    match copy.content {
        Content::Article(article) => Ok((copy.head, *article)),
        other => Err(Problem::internal(format!("a {} where an article was asked for", other.kind()))),
    }
}

/// Loads an article and its version.
pub(crate) async fn read_article(context: &OpContext, id: Id) -> Result<(i64, Article), Problem> {
    let copy = read(context, move |connection| working_copies::find(connection, Kind::Article, id)).await?;
    article_of(or_not_found(copy, Kind::Article, id)?).map(|(head, article)| (head.version, article))
}

/// Returns the index of the section in the article, or 404.
pub(crate) fn find_section(article: &Article, section_id: Id) -> Result<usize, Problem> {
    let index = article.sections.iter().position(|section| section.id == section_id);
    index.ok_or_else(|| Problem::not_found(format!("section {section_id} in this article")))
}

/// Applies `change` to the sections of the article, saves it as its next version, and returns the response.
pub(crate) async fn change_sections(
    context: &OpContext,
    id: Id,
    if_match: IfMatch,
    note: Option<String>,
    change: impl FnOnce(&mut Article) -> Result<SectionUpdate, Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget { kind: Kind::Article, id, if_match };
    let reply = write(context, move |tx| change_sections_in_tx(tx, &target, note.as_deref(), change)).await?;
    Ok(reply.respond())
}

/// Runs [`change_sections`] within a transaction.
pub(crate) fn change_sections_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    note: Option<&str>,
    change: impl FnOnce(&mut Article) -> Result<SectionUpdate, Problem>,
) -> Result<Reply, Problem> {
    let current = tx.load_active(target)?;
    let before = current.content.clone();
    let (_, mut article) = article_of(current.clone())?;
    let mut changed = change(&mut article)?;
    let place = changed.shown.and_then(|shown| article.sections.iter().position(|section| section.id == shown));
    let saved = tx.save(current, Content::Article(Box::new(article)), note);
    let saved = saved.map_err(|error| match (error, place) {
        (SaveError::Invalid(violations), Some(index)) => {
            let seen = relative_to(&format!("/sections/{index}"), &violations);
            changed.pointers.with_input_pointers(SaveError::Invalid(seen)).into()
        }
        (error, _) => Problem::from(error),
    })?;
    let version = saved.head.version;
    let warnings =
        anchors::save_warnings(tx.connection, target.id, &before, &saved.content, &MarkdownPointers::empty())?;
    changed.add_warnings(warnings, place);
    let (_, article) = article_of(saved)?;
    to_reply(target.id, version, &article, &changed)
}

fn to_reply(id: Id, version: i64, article: &Article, changed: &SectionUpdate) -> Result<Reply, Problem> {
    let body = match changed.shown {
        None => serde_json::json!({"data": article.sections}),
        Some(shown) => {
            let section = article.sections.iter().find(|section| section.id == shown);
            serde_json::to_value(section).map_err(Problem::internal)?
        }
    };
    let new = changed.shown.filter(|_| changed.created);
    Ok(Reply {
        status: if changed.created { StatusCode::CREATED } else { StatusCode::OK },
        etag: Some(version_etag(version)),
        location: new.map(|section_id| format!("/v1/manage/articles/{id}/sections/{section_id}")),
        body: Some(with_warnings(body, &changed.warnings)?),
    })
}

/// Decodes a section and puts it at the index `replaced`, or at the end.
pub(crate) fn put_section(
    article: &mut Article,
    replaced: Option<usize>,
    input: &Value,
) -> Result<SectionUpdate, Problem> {
    let mut decoded = input.clone();
    if let Some(index) = replaced {
        keep_unchanged_body(&mut decoded, &article.sections[index])?;
    }
    let (draft, warnings) =
        with_markdown(|markdown| decode_value(&decoded, |item| SectionDraft::read(item, markdown)))?;
    let others = article.sections.iter().enumerate().filter(|(index, _)| Some(*index) != replaced);
    let others: Vec<&Section> = others.map(|(_, other)| other).collect();
    let taken: Vec<Slug> = others.iter().map(|other| other.anchor.clone()).collect();
    let kept = replaced.map(|index| article.sections[index].id);
    check(&draft, kept, &others, &taken)?;
    let section = SectionDraft { id: kept.or(draft.id), ..draft }.complete(&taken);
    let shown = Some(section.id);
    match replaced {
        Some(index) => article.sections[index] = section,
        None => article.sections.push(section),
    }
    Ok(SectionUpdate { shown, created: replaced.is_none(), warnings, pointers: MarkdownPointers::of(input) })
}

fn check(draft: &SectionDraft, own: Option<Id>, others: &[&Section], taken: &[Slug]) -> Result<(), Violations> {
    let mut violations = Violations::default();
    if own.is_none() && others.len() >= SECTIONS_MAX {
        violations.add("", ViolationCode::TooMany, format!("The article has {SECTIONS_MAX} sections, the maximum."));
    }
    if let (Some(own), Some(given)) = (own, draft.id)
        && own != given
    {
        violations.add("/id", ViolationCode::Mismatch, format!("The body has the id {given}, the path {own}."));
    }
    if own.is_none() && draft.id.is_some_and(|id| others.iter().any(|other| other.id == id)) {
        violations.add("/id", ViolationCode::Duplicate, "The article already has a section with this id.");
    }
    if let Some(anchor) = &draft.anchor
        && taken.contains(anchor)
    {
        violations.add("/anchor", ViolationCode::Duplicate, format!("Another section has the anchor \"{anchor}\"."));
    }
    violations.into_result(Some(()))
}
