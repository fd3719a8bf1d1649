//! What the endpoints of every kind do alike: creating, reading, replacing, patching, deleting,
//! publishing and taking back a working copy. The endpoints say which kind.

mod anchors;
mod answer;
mod create;
mod delete;
mod fetch;
mod force;
mod input;
mod list;
mod note;
mod patch;
mod problems;
mod publish;
mod replace;
mod sections;

pub(super) use anchors::warnings_of_save;
pub(super) use answer::{Reply, Warning, never_cached, page_of};
pub(super) use create::{create, create_within};
pub(super) use delete::{delete, delete_within};
pub(super) use fetch::fetch;
pub(super) use force::ForceQuery;
pub(super) use list::{ListReviewsParams, ListWorkingCopiesParams, ListWorkingCopiesQuery, ListWrittenParams, list};
pub(super) use note::{SaveParams, SaveQuery};
pub(super) use patch::{check_is_object, merge, patch, patch_within};
pub(super) use problems::wrong_status;
pub(super) use publish::{
    publish, publish_within, read_note_members, read_publish_members, unpublish, unpublish_within,
};
pub(super) use replace::{replace, replace_within};
pub(super) use sections::{Changed, change_sections, change_sections_within, find_section, put_section, read_article};

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpResponse, web};

use crate::auth::{Caller, DenyList, Role};
use crate::content::{Action, Actor, Content, Id, Kind};
use crate::db::{self, Connection, Database, WriteLimit};
use crate::http::{Code, Deadline, IfMatch, Problem};
use crate::publishing::{Refusal, Settings};
use crate::working_copies::{self, Deed, SaveError, WorkingCopy};

/// What every operation works with.
#[derive(Clone)]
pub(super) struct Desk {
    /// The database.
    pub(super) database: web::Data<Database>,
    /// What documents are frozen with.
    pub(super) settings: web::Data<Settings>,
    /// Who asked.
    pub(super) actor: Actor,
    /// What they may do.
    pub(super) role: Role,
    /// The keys that do not work any more, whatever the database says yet.
    pub(super) deny_list: web::Data<DenyList>,
    /// The time of the request.
    deadline: Option<Deadline>,
}

impl Desk {
    /// The limit of what the request writes: its own time, and its key.
    pub(super) fn write_limit(&self) -> WriteLimit {
        let (deny_list, key) = (self.deny_list.clone(), self.actor.key_id.clone());
        WriteLimit {
            until: self.deadline.as_ref().and_then(Deadline::write_until),
            is_called_off: key
                .map(|key| -> Box<dyn Fn() -> bool + Send> { Box::new(move || deny_list.is_denied(&key)) }),
        }
    }
}

/// What one write works with: the transaction it is part of, and who asked for it.
pub(super) struct Work<'w> {
    /// The transaction.
    pub(super) connection: &'w mut Connection,
    /// What documents are frozen with.
    pub(super) settings: &'w Settings,
    /// Who asked.
    pub(super) actor: &'w Actor,
    /// What they may do.
    pub(super) role: Role,
}

impl<'w> Work<'w> {
    /// What is kept of the work.
    pub(super) fn deed<'n>(&self, action: Action, note: Option<&'n str>) -> Deed<'n>
    where
        'w: 'n,
    {
        Deed { actor: self.actor, action, note }
    }

    /// The working copy in a version the client is willing to change, or 404 or 412.
    pub(super) fn matched(&mut self, kind: Kind, id: Id, if_match: &IfMatch) -> Result<WorkingCopy, Problem> {
        let copy = found(working_copies::find(self.connection, kind, id)?, kind, id)?;
        if_match.check(copy.head.version)?;
        Ok(copy)
    }

    /// As [`Work::matched`], but 409 for what is in the trash.
    pub(super) fn usable(&mut self, kind: Kind, id: Id, if_match: &IfMatch) -> Result<WorkingCopy, Problem> {
        let copy = self.matched(kind, id, if_match)?;
        check_is_usable(&copy)?;
        Ok(copy)
    }

    /// As [`Work::matched`], but 409 for what is not in the trash.
    pub(super) fn trashed(&mut self, kind: Kind, id: Id, if_match: &IfMatch) -> Result<WorkingCopy, Problem> {
        let copy = self.matched(kind, id, if_match)?;
        if copy.head.is_trashed() {
            return Ok(copy);
        }
        Err(Problem::new(Code::NotTrashed, format!("The {kind} {id} is not in the trash.")))
    }

    /// Saves new content over a working copy. Content that says the same is not a new version: whoever has
    /// seen the current one has seen this.
    pub(super) fn save(
        &mut self,
        current: WorkingCopy,
        content: Content,
        note: Option<&str>,
    ) -> Result<WorkingCopy, SaveError> {
        self.save_as(Action::Save, current, content, note)
    }

    /// As [`Work::save`], called something else.
    pub(super) fn save_as(
        &mut self,
        action: Action,
        current: WorkingCopy,
        content: Content,
        note: Option<&str>,
    ) -> Result<WorkingCopy, SaveError> {
        if content == current.content {
            return Ok(current);
        }
        let deed = self.deed(action, note);
        working_copies::replace(self.connection, &deed, &current.head, content)
    }
}

/// What a write that leaves a working copy answers with.
pub(super) struct Outcome {
    /// The status.
    pub(super) status: StatusCode,
    /// The working copy as it is then.
    pub(super) copy: WorkingCopy,
    /// What of the input was changed or left out.
    pub(super) warnings: Vec<Warning>,
}

impl Outcome {
    /// Done, with nothing to say of the input.
    pub(super) fn done(copy: WorkingCopy) -> Self {
        Self { status: StatusCode::OK, copy, warnings: Vec::new() }
    }
}

impl actix_web::FromRequest for Desk {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &actix_web::HttpRequest, _payload: &mut actix_web::dev::Payload) -> Self::Future {
        let parts = request.app_data().cloned().zip(request.app_data().cloned()).zip(request.app_data().cloned());
        let deadline = Deadline::of(request);
        let caller = request.extensions().get::<Caller>().map(|caller| (caller.actor(), caller.role));
        std::future::ready(
            parts
                .zip(caller)
                .map(|(((database, settings), deny_list), (actor, role))| Self {
                    database,
                    settings,
                    actor,
                    role,
                    deny_list,
                    deadline,
                })
                .ok_or_else(|| Problem::internal("the application has no database, or nobody is calling")),
        )
    }
}

/// The working copy that was looked for, or 404.
pub(super) fn found<T>(copy: Option<T>, kind: Kind, id: Id) -> Result<T, Problem> {
    copy.ok_or_else(|| Problem::not_found(format!("{kind} {id}")))
}

/// Refuses what is in the trash.
fn check_is_usable(copy: &WorkingCopy) -> Result<(), Problem> {
    let head = &copy.head;
    if !head.is_trashed() {
        return Ok(());
    }
    let place = format!("/v1/manage/{}/{}", head.kind.plural(), head.id);
    let detail = format!("The {} {} is in the trash. Take it out first: POST {place}/restore.", head.kind, head.id);
    Err(Problem::new(Code::Trashed, detail))
}

/// The first few of those that refer to a thing, for a sentence.
pub(super) fn named(users: &[working_copies::User]) -> String {
    let shown: Vec<String> = users.iter().take(3).map(ToString::to_string).collect();
    let more = users.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn used_by(users: &[working_copies::User]) -> serde_json::Value {
    users.iter().map(|user| serde_json::json!({"kind": user.kind, "id": user.id, "label": user.label})).collect()
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Invalid(violations) => violations.into(),
            SaveError::SlugInUse { ref slug, kind, id } => {
                let detail = format!("The slug \"{slug}\" belongs to the {kind} {id}; choose another.");
                Self::new(Code::SlugInUse, detail).with_errors(vec![crate::http::ErrorItem {
                    pointer: Some("/slug".to_owned()),
                    parameter: None,
                    code: "slug_in_use".to_owned(),
                    detail: format!("\"{slug}\" is taken."),
                }])
            }
            SaveError::TranslationExists { locale, id } => Self::new(
                Code::TranslationExists,
                format!("The translation group has the locale {locale} already: the article {id}."),
            ),
            SaveError::IdInUse(id) => {
                Self::new(Code::IdInUse, format!("The id {id} belongs to a thing with other content."))
            }
            SaveError::InUse(users) => {
                Self::new(Code::InUse, format!("{} thing(s) refer to it; take it out of them first.", users.len()))
                    .with_member("usedBy", used_by(&users))
            }
            SaveError::Scheduled { kind, id } => problems::scheduled(kind, id),
            SaveError::Database(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnpublishedReferences(references) => {
                let errors = references
                    .iter()
                    .map(|missing| crate::http::ErrorItem {
                        pointer: Some(missing.reference.pointer.clone()),
                        parameter: None,
                        code: "unpublished_reference".to_owned(),
                        detail: format!(
                            "The {} {} (\"{}\") is not published.",
                            missing.reference.kind, missing.reference.target, missing.label
                        ),
                    })
                    .collect();
                Self::new(
                    Code::UnpublishedReferences,
                    "It refers to things that are not published. Publish them first, or send \"includeReferences\": true to publish them with it.",
                )
                .with_errors(errors)
            }
            Refusal::Changed(things) => problems::changed(&things),
            Refusal::InUse(users) => Self::new(
                Code::InUse,
                format!(
                    "Documents that readers see refer to it, or such as are scheduled: {}. Take it out of them first, or send force=true, which shows them without it.",
                    named(&users)
                ),
            )
            .with_member("usedBy", used_by(&users)),
            Refusal::EndsTooEarly(users) => Self::new(
                Code::InUse,
                format!(
                    "Documents that readers see refer to it, or such as are scheduled, and they do not end by then: {}. Take it out of them first, or schedule them to end at the same moment or earlier.",
                    named(&users)
                ),
            )
            .with_member("usedBy", used_by(&users)),
            Refusal::NotPublished => {
                Self::new(Code::NotPublished, "It is not published, so that there is nothing to take back.")
            }
            Refusal::NothingToShow => problems::nothing_to_show(),
            Refusal::ApprovalRequired(things) => problems::approval_required(&things),
            Refusal::UnapprovedWords(thing) => problems::unapproved_words(&thing),
            Refusal::OwnWork => problems::own_work(),
            Refusal::Past(at) => problems::past(at),
            Refusal::NotScheduled => problems::not_scheduled(),
            Refusal::Invalid(violations) => violations.into(),
            Refusal::UnpublishedAlternative(id) => Self::new(
                Code::UnpublishedReferences,
                "The article to read instead is not published. Publish it first, or name another.",
            )
            .with_errors(vec![crate::http::ErrorItem {
                pointer: Some("/alternative/articleId".to_owned()),
                parameter: None,
                code: "unpublished_reference".to_owned(),
                detail: format!("The article {id} is not published."),
            }]),
            Refusal::SlugInUse { slug, id } => Self::new(
                Code::SlugInUse,
                format!("\"{slug}\" is still published for {id}; publish or take back that one first."),
            ),
            Refusal::TranslationExists { locale, id } => Self::new(
                Code::TranslationExists,
                format!(
                    "The locale {locale} of the translation group is still published by the article {id}; publish or take back that one first."
                ),
            ),
            Refusal::SectionInUse { section, id } => Self::new(
                Code::IdInUse,
                format!("The section {section} is still published in the article {id}; publish that one first."),
            ),
            Refusal::Database(error) => error.into(),
        }
    }
}

/// Runs a write as one transaction.
pub(super) async fn write<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&mut Work<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (settings, actor, role) = (desk.settings.clone(), desk.actor.clone(), desk.role);
    desk.database
        .write_within(desk.write_limit(), move |connection| {
            work(&mut Work { connection, settings: &settings, actor: &actor, role })
        })
        .await
}

/// Runs a write that leaves a working copy, and answers with that.
pub(super) async fn write_and_answer(
    desk: &Desk,
    work: impl FnOnce(&mut Work<'_>) -> Result<Outcome, Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    Ok(Reply::of(&write(desk, work).await?)?.respond())
}

/// Runs a read.
pub(super) async fn read<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&mut Connection) -> Result<T, db::Error> + Send + 'static,
) -> Result<T, Problem> {
    desk.database.read(work).await.map_err(Problem::from)
}
