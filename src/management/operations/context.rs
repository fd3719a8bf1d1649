//! The contexts of operations: of a request, and of the transaction of a write.

use actix_web::{HttpMessage, HttpResponse, web};

use super::problems::{check_is_active, or_not_found};
use super::reply::{Reply, WriteOutcome};
use crate::auth::{Caller, DenyList, Role};
use crate::content::{Action, Actor, Content, Id, Kind};
use crate::db::{self, Connection, Database, WriteLimit};
use crate::http::{Code, Deadline, EntityPath, IfMatch, Problem};
use crate::publishing::Settings;
use crate::working_copies::{self, ChangeContext, SaveError, WorkingCopy};

/// The context of an operation.
#[derive(Clone)]
pub(crate) struct OpContext {
    /// The database.
    pub(crate) database: web::Data<Database>,
    /// The settings that documents are frozen with.
    pub(crate) settings: web::Data<Settings>,
    /// The caller.
    pub(crate) actor: Actor,
    /// The role of the caller.
    pub(crate) role: Role,
    /// The revoked keys, including those that are not revoked in the database yet.
    pub(crate) deny_list: web::Data<DenyList>,
    /// The deadline of the request.
    deadline: Option<Deadline>,
}

impl OpContext {
    /// Returns the limit of the writes of the request: its deadline, and the validity of its key.
    pub(crate) fn write_limit(&self) -> WriteLimit {
        let (deny_list, key) = (self.deny_list.clone(), self.actor.key_id.clone());
        let is_cancelled =
            |key: String| -> Box<dyn Fn() -> bool + Send> { Box::new(move || deny_list.is_denied(&key)) };
        WriteLimit { until: self.deadline.as_ref().and_then(Deadline::commit_by), is_cancelled: key.map(is_cancelled) }
    }
}

/// The entity to write, and the versions of it that the client accepts.
#[derive(Debug)]
pub(crate) struct WriteTarget {
    /// The kind of the entity.
    pub(crate) kind: Kind,
    /// The id of the entity.
    pub(crate) id: Id,
    /// The versions.
    pub(crate) if_match: IfMatch,
}

impl WriteTarget {
    /// Returns the target that a request names in its path and in `If-Match`.
    pub(crate) fn new(entity: EntityPath, if_match: IfMatch) -> Self {
        let EntityPath { kind, id } = entity;
        Self { kind, id, if_match }
    }
}

/// The context of a write: its transaction and its caller.
pub(crate) struct WriteContext<'w> {
    /// The transaction.
    pub(crate) connection: &'w mut Connection,
    /// The settings that documents are frozen with.
    pub(crate) settings: &'w Settings,
    /// The caller.
    pub(crate) actor: &'w Actor,
    /// The role of the caller.
    pub(crate) role: Role,
}

impl<'w> WriteContext<'w> {
    /// Returns the context of a change: the caller, the action and the note.
    pub(crate) fn change_context<'n>(&self, action: Action, note: Option<&'n str>) -> ChangeContext<'n>
    where
        'w: 'n,
    {
        ChangeContext { actor: self.actor, action, note }
    }

    /// Loads the working copy in a version that the client accepts, or returns 404 or 412.
    pub(crate) fn load_checked(&mut self, target: &WriteTarget) -> Result<WorkingCopy, Problem> {
        let WriteTarget { kind, id, if_match } = target;
        let copy = or_not_found(working_copies::find(self.connection, *kind, *id)?, *kind, *id)?;
        if_match.check(copy.head.version)?;
        Ok(copy)
    }

    /// Like [`WriteContext::load_checked`], but returns 409 for an entity in the trash.
    pub(crate) fn load_active(&mut self, target: &WriteTarget) -> Result<WorkingCopy, Problem> {
        let copy = self.load_checked(target)?;
        check_is_active(&copy)?;
        Ok(copy)
    }

    /// Like [`WriteContext::load_checked`], but returns 409 for an entity that is not in the trash.
    pub(crate) fn load_trashed(&mut self, target: &WriteTarget) -> Result<WorkingCopy, Problem> {
        let copy = self.load_checked(target)?;
        if copy.head.is_trashed() {
            return Ok(copy);
        }
        let WriteTarget { kind, id, .. } = target;
        Err(Problem::new(Code::NotTrashed, format!("The {kind} {id} is not in the trash.")))
    }

    /// Replaces the content of a working copy. Equal content makes no new version: a client that has seen the current
    /// version has seen this content.
    pub(crate) fn save(
        &mut self,
        current: WorkingCopy,
        content: Content,
        note: Option<&str>,
    ) -> Result<WorkingCopy, SaveError> {
        self.save_as(Action::Save, current, content, note)
    }

    /// Like [`WriteContext::save`], with another action.
    pub(crate) fn save_as(
        &mut self,
        action: Action,
        current: WorkingCopy,
        content: Content,
        note: Option<&str>,
    ) -> Result<WorkingCopy, SaveError> {
        if content == current.content {
            return Ok(current);
        }
        let change_context = self.change_context(action, note);
        working_copies::replace(self.connection, &change_context, &current.head, content)
    }
}

impl actix_web::FromRequest for OpContext {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &actix_web::HttpRequest, _payload: &mut actix_web::dev::Payload) -> Self::Future {
        let parts = request.app_data().cloned().zip(request.app_data().cloned()).zip(request.app_data().cloned());
        let deadline = Deadline::of(request);
        let caller = request.extensions().get::<Caller>().map(|caller| (caller.actor(), caller.role));
        let context = parts.zip(caller);
        let context = context.map(|(((database, settings), deny_list), (actor, role))| Self {
            database,
            settings,
            actor,
            role,
            deny_list,
            deadline,
        });
        let missing = || Problem::internal("the application has no database, or the request has no caller");
        std::future::ready(context.ok_or_else(missing))
    }
}

/// Runs a write as one transaction.
pub(crate) async fn write<T: Send + 'static>(
    context: &OpContext,
    work: impl FnOnce(&mut WriteContext<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (settings, actor, role) = (context.settings.clone(), context.actor.clone(), context.role);
    context
        .database
        .write_with_limit(context.write_limit(), move |connection| {
            work(&mut WriteContext { connection, settings: &settings, actor: &actor, role })
        })
        .await
}

/// Runs a write and returns the response with the resulting working copy.
pub(crate) async fn write_and_respond(
    context: &OpContext,
    work: impl FnOnce(&mut WriteContext<'_>) -> Result<WriteOutcome, Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    Ok(Reply::of(&write(context, work).await?)?.respond())
}

/// Runs a read.
pub(crate) async fn read<T: Send + 'static>(
    context: &OpContext,
    work: impl FnOnce(&mut Connection) -> Result<T, db::Error> + Send + 'static,
) -> Result<T, Problem> {
    context.database.read(work).await.map_err(Problem::from)
}
