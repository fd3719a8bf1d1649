//! Links to anchors: finds dead links, and links that an edit makes dead.
//!
//! An anchor exists if readers find it: in the published document of its article or, if the article is not public yet,
//! in its working copy. Reads only. Must not know about the callers.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::store::{references, sources};
use crate::content::{AnchorLink, Article, Content, Id, Kind, ReferenceRole, Slug};
use crate::db::{Connection, Error};
use crate::working_copies::{self, EntityLabel, EntityRef};

/// The maximum number of referrers whose bodies are searched for links to an anchor.
const REFERRERS_MAX: usize = 200;

/// A link to an anchor that readers do not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLink {
    /// The position in the article, as a JSON Pointer.
    pub pointer: String,
    /// The article that the link targets.
    pub target: Id,
    /// The title of that article.
    pub label: String,
    /// The anchor.
    pub anchor: String,
    /// True if the draft of the article has the anchor.
    pub is_in_draft: bool,
}

/// A link from one entity to an anchor of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorUse {
    /// The anchor.
    pub anchor: String,
    /// True if readers find it.
    pub resolves: bool,
    /// True if the working copy has such a link.
    pub in_working_copy: bool,
    /// True if the published document has such a link.
    pub in_published: bool,
}

/// The anchors of an article, as readers find them and as editors see them.
#[derive(Debug, Clone)]
struct ArticleAnchors {
    label: String,
    published: Option<Vec<Slug>>,
    draft: Vec<Slug>,
}

impl ArticleAnchors {
    fn load(connection: &mut Connection, id: Id) -> Result<Option<Self>, Error> {
        let Some(copy) = working_copies::find(connection, Kind::Article, id)? else { return Ok(None) };
        let published = sources::find(connection, id)?.map(|source| anchors_of(&source.content));
        Ok(Some(Self { label: copy.content.label().to_owned(), published, draft: anchors_of(&copy.content) }))
    }

    fn resolves(&self, anchor: &str) -> bool {
        has_anchor(self.published.as_ref().unwrap_or(&self.draft), anchor)
    }
}

fn anchors_of(content: &Content) -> Vec<Slug> {
    let Content::Article(article) = content else { return Vec::new() };
    article.sections.iter().map(|section| section.anchor.clone()).collect()
}

fn has_anchor(anchors: &[Slug], anchor: &str) -> bool {
    anchors.iter().any(|own| own.as_str() == anchor)
}

fn anchor_links(content: &Content) -> Vec<AnchorLink> {
    if let Content::Article(article) = content { article.anchor_links() } else { Vec::new() }
}

/// Returns the links of an article, as it is to be saved or published, to anchors that readers do not find.
pub fn find_dead_links(connection: &mut Connection, id: Id, article: &Article) -> Result<Vec<DeadLink>, Error> {
    find_dead_links_with(connection, &mut HashMap::new(), id, article)
}

fn find_dead_links_with(
    connection: &mut Connection,
    known: &mut HashMap<Id, Option<ArticleAnchors>>,
    id: Id,
    article: &Article,
) -> Result<Vec<DeadLink>, Error> {
    let mut dead = Vec::new();
    for AnchorLink { target, anchor, pointer } in article.anchor_links() {
        let target = target.unwrap_or(id);
        if target == id {
            if !article.sections.iter().any(|section| section.anchor.as_str() == anchor) {
                dead.push(DeadLink { pointer, target, label: article.title.clone(), anchor, is_in_draft: false });
            }
            continue;
        }
        let anchors = match known.entry(target) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(ArticleAnchors::load(connection, target)?),
        };
        let Some(anchors) = anchors else { continue };
        if !anchors.resolves(&anchor) {
            let is_in_draft = has_anchor(&anchors.draft, &anchor);
            dead.push(DeadLink { pointer, target, label: anchors.label.clone(), anchor, is_in_draft });
        }
    }
    Ok(dead)
}

/// Returns the dead links of all published articles, each with the id of the article that contains it.
pub fn find_published_dead_links(connection: &mut Connection) -> Result<Vec<(Id, DeadLink)>, Error> {
    let mut known: HashMap<Id, Option<ArticleAnchors>> = HashMap::new();
    let mut found = Vec::new();
    for id in sources::all_ids(connection, &[Kind::Article])? {
        let dead = match sources::find(connection, id).map(|source| source.map(|source| source.content)) {
            Ok(Some(Content::Article(article))) => find_dead_links_with(connection, &mut known, id, &article),
            Ok(_) => continue,
            Err(error) => Err(error),
        };
        match dead {
            Ok(dead) => found.extend(dead.into_iter().map(|link| (id, link))),
            // The integrity check reports corrupt sources.
            Err(Error::Corrupt(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Returns the anchors that `before` has and `after` lacks, each with the other entities that link to it.
pub fn find_removed_anchors(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
) -> Result<BTreeMap<Slug, Vec<EntityRef>>, Error> {
    let kept = anchors_of(after);
    let removed: Vec<Slug> = anchors_of(before).into_iter().filter(|anchor| !kept.contains(anchor)).collect();
    let mut linked_from: BTreeMap<Slug, Vec<EntityRef>> = BTreeMap::new();
    if removed.is_empty() {
        return Ok(linked_from);
    }
    for referrer in referrers(connection, id)? {
        let linked = find_anchor_uses(connection, id, referrer)?;
        for anchor in removed.iter().filter(|anchor| linked.iter().any(|used| used.anchor == anchor.as_str())) {
            let labels = working_copies::load_labels(connection, &[referrer])?;
            let named = labels.into_iter().map(|(id, EntityLabel { kind, label, .. })| EntityRef { id, kind, label });
            linked_from.entry(anchor.clone()).or_default().extend(named);
        }
    }
    Ok(linked_from)
}

/// Returns the entities that link to an article, in their working copies or in their documents.
fn referrers(connection: &mut Connection, id: Id) -> Result<Vec<Id>, Error> {
    let mut all = working_copies::references_to(connection, id)?;
    all.extend(references::references_to(connection, id)?);
    let mut ids: Vec<Id> = all.into_iter().filter(|(_, role)| *role == ReferenceRole::Link).map(|(id, _)| id).collect();
    ids.sort();
    ids.dedup();
    ids.truncate(REFERRERS_MAX);
    Ok(ids)
}

/// Returns the anchors of the article `target` that `referrer` links to.
pub fn find_anchor_uses(connection: &mut Connection, target: Id, referrer: Id) -> Result<Vec<AnchorUse>, Error> {
    let working = working_copies::find(connection, Kind::Article, referrer)?.map(|copy| copy.content);
    let published = sources::find(connection, referrer)?.map(|source| source.content);
    let named = |content: &Option<Content>| -> Vec<String> {
        let links = content.as_ref().map(anchor_links).unwrap_or_default().into_iter();
        links.filter(|link| link.target == Some(target)).map(|link| link.anchor).collect()
    };
    let (working, published) = (named(&working), named(&published));
    let mut anchors: Vec<&String> = working.iter().chain(&published).collect();
    anchors.sort();
    anchors.dedup();
    if anchors.is_empty() {
        return Ok(Vec::new());
    }
    let anchors_of_target = ArticleAnchors::load(connection, target)?;
    Ok(anchors
        .into_iter()
        .map(|anchor| AnchorUse {
            anchor: anchor.clone(),
            resolves: anchors_of_target.as_ref().is_some_and(|article| article.resolves(anchor)),
            in_working_copy: working.contains(anchor),
            in_published: published.contains(anchor),
        })
        .collect())
}
