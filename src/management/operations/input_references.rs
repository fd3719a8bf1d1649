//! References that an input makes by slug: the topics of an entity, the parent of a topic, and the article that an
//! article translates. They become ids before the input is decoded.
//!
//! Runs in the transaction of the write. Must not know the other members of an input.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::content::decode::decode_value_at;
use crate::content::shared_fields::TOPICS_MAX;
use crate::content::string_enum::closest_match;
use crate::content::{Id, IdOrSlug, Kind, Slug, Status, ViolationCode, Violations};
use crate::db::{Connection, Error};
use crate::{publishing, working_copies};

/// The maximum number of slugs that are compared with an unknown one.
const COMPARED_MAX: i64 = 5_000;

const TOPICS: &str = "topics";
const PARENT_ID: &str = "parentId";
const TRANSLATION_OF: &str = "translationOf";
const TRANSLATION_GROUP_ID: &str = "translationGroupId";

/// Replaces the slugs in the input of an entity by ids, and `translationOf` by the translation group. `own` is the id of
/// the entity, if it has one.
///
/// A reference that cannot be resolved is a violation. Its place is taken by a new id, so that decoding finds the other
/// violations of the input.
pub(super) fn resolve(
    connection: &mut Connection,
    kind: Kind,
    own: Option<Id>,
    input: &mut Value,
) -> Result<Violations, Error> {
    let mut violations = Violations::default();
    let Some(members) = input.as_object_mut() else { return Ok(violations) };
    match kind {
        Kind::Topic => {
            if let Some(parent) = members.get_mut(PARENT_ID) {
                resolve_topic(connection, parent, "/parentId", &mut violations)?;
            }
        }
        Kind::Article | Kind::Phrase | Kind::Resource => {
            let topics = members.get_mut(TOPICS).and_then(Value::as_array_mut);
            // Decoding rejects a longer list.
            let topics = topics.filter(|topics| topics.len() <= TOPICS_MAX);
            for (index, topic) in topics.into_iter().flatten().enumerate() {
                resolve_topic(connection, topic, &format!("/topics/{index}"), &mut violations)?;
            }
        }
    }
    if kind == Kind::Article && members.get(TRANSLATION_OF).is_some_and(|named| !named.is_null()) {
        violations.append(resolve_original(connection, own, members)?);
    }
    Ok(violations)
}

/// Replaces `translationOf` in a merge patch of an article by the translation group; `null` stands for a group of its
/// own. `id` is the id of the article, and `group` its present translation group.
pub(super) fn resolve_in_patch(
    connection: &mut Connection,
    id: Id,
    group: Id,
    patch: &mut Value,
) -> Result<Violations, Error> {
    let Some(members) = patch.as_object_mut() else { return Ok(Violations::default()) };
    match members.get(TRANSLATION_OF) {
        None => return Ok(Violations::default()),
        Some(Value::Null) if !members.contains_key(TRANSLATION_GROUP_ID) => {
            members.shift_remove(TRANSLATION_OF);
            let translations = working_copies::list_translations(connection, group)?;
            let is_alone = translations.iter().all(|translation| translation.id == id)
                && !publishing::has_other_translations(connection, group, id)?;
            let own_group = if is_alone { group } else { Id::new() };
            members.insert(TRANSLATION_GROUP_ID.to_owned(), own_group.to_string().into());
            return Ok(Violations::default());
        }
        Some(_) => {}
    }
    resolve_original(connection, Some(id), members)
}

/// Replaces the slug of a topic by its id.
fn resolve_topic(
    connection: &mut Connection,
    topic: &mut Value,
    pointer: &str,
    violations: &mut Violations,
) -> Result<(), Error> {
    // Decoding rejects everything that is neither an id nor a slug.
    let Some(Ok(slug)) = topic.as_str().map(str::parse::<Slug>) else { return Ok(()) };
    let id = working_copies::find_topic_by_slug(connection, &slug)?;
    if id.is_none() {
        let known = working_copies::list_topic_slugs(connection, COMPARED_MAX)?;
        let advice = advice(&slug, &known, "Create it first.");
        violations.add(
            pointer,
            ViolationCode::UnknownReference,
            format!("There is no topic with the slug \"{slug}\". {advice}"),
        );
    }
    *topic = Value::String(id.unwrap_or_default().to_string());
    Ok(())
}

/// Replaces `translationOf` by the translation group of that article.
fn resolve_original(
    connection: &mut Connection,
    own: Option<Id>,
    members: &mut Map<String, Value>,
) -> Result<Violations, Error> {
    let Some(named) = members.shift_remove(TRANSLATION_OF) else { return Ok(Violations::default()) };
    let reject = |code: ViolationCode, detail: String| Ok(Violations::one("/translationOf", code, detail));
    if members.contains_key(TRANSLATION_GROUP_ID) {
        let detail = "\"translationOf\" and \"translationGroupId\" exclude each other: both set the translation group.";
        return reject(ViolationCode::MutuallyExclusive, detail.to_owned());
    }
    let text = match decode_value_at(&named, "/translationOf".to_owned(), |item| item.text().map(str::to_owned)) {
        Ok(text) => text,
        Err(violations) => return Ok(violations),
    };
    let group = match text.parse() {
        Ok(IdOrSlug::Id(id)) => find_group(connection, own, id)?,
        Ok(IdOrSlug::Slug(slug)) => find_group_by_slug(connection, own, &slug)?,
        Err(_) => {
            let detail = "Must be the id of an article, which is a UUID, or its slug.";
            return reject(ViolationCode::InvalidId, detail.to_owned());
        }
    };
    match group {
        Ok(group) => {
            members.insert(TRANSLATION_GROUP_ID.to_owned(), group.to_string().into());
            Ok(Violations::default())
        }
        Err((code, detail)) => reject(code, detail),
    }
}

/// The translation group of a named article, or the code and the sentence about the name.
type FoundGroup = Result<Id, (ViolationCode, String)>;

fn itself() -> FoundGroup {
    Err((ViolationCode::SelfReference, "An article is not a translation of itself; name another article.".to_owned()))
}

fn find_group(connection: &mut Connection, own: Option<Id>, id: Id) -> Result<FoundGroup, Error> {
    if own == Some(id) {
        return Ok(itself());
    }
    if let Some(group) = working_copies::find_translation_group(connection, id)? {
        return Ok(Ok(group));
    }
    let label = working_copies::load_labels(connection, &[id])?.remove(&id);
    let detail = match label {
        Some(label) if label.kind != Kind::Article => format!("{id} is a {}; an article is expected here.", label.kind),
        Some(label) if label.status == Status::Trashed => {
            format!("The article {id} is in the trash; restore it first.")
        }
        _ => format!("There is no article {id}; create it first."),
    };
    Ok(Err((ViolationCode::UnknownReference, detail)))
}

/// Finds the translation group of the articles with a slug, in whatever locale they have it.
fn find_group_by_slug(connection: &mut Connection, own: Option<Id>, slug: &Slug) -> Result<FoundGroup, Error> {
    let holders = working_copies::list_slug_holders(connection, slug)?;
    let others = || holders.iter().filter(|holder| own != Some(holder.id));
    let groups: BTreeSet<Id> = others().map(|holder| holder.translation_group_id).collect();
    let mut groups = groups.into_iter();
    Ok(match (groups.next(), groups.next()) {
        (Some(group), None) => Ok(group),
        (Some(_), Some(_)) => {
            let names: Vec<String> = others().map(|holder| format!("{} ({})", holder.id, holder.locale)).collect();
            let detail = format!(
                "Several articles that are no translations of one another have the slug \"{slug}\": {}. Name one by its id.",
                names.join(", ")
            );
            Err((ViolationCode::AmbiguousReference, detail))
        }
        (None, _) if !holders.is_empty() => itself(),
        (None, _) => {
            let known = working_copies::list_article_slugs(connection, COMPARED_MAX)?;
            let advice = advice(slug, &known, "Create it first, or name it by its id.");
            let detail = format!("There is no article with the slug \"{slug}\" in any locale. {advice}");
            Err((ViolationCode::UnknownReference, detail))
        }
    })
}

/// Returns the closest known slug as a question, or else the other advice.
fn advice(slug: &Slug, known: &[Slug], otherwise: &str) -> String {
    let near = closest_match(slug.as_str(), known.iter().map(Slug::as_str));
    near.map_or_else(|| otherwise.to_owned(), |near| format!("Did you mean \"{near}\"?"))
}
