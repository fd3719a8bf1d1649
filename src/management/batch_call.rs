//! The operations of a batch and their calls.

use serde_json::Value;

use super::operations::{Reply, WriteContext, WriteOutcome, WriteTarget};
use crate::auth::Role;
use crate::content::Id;
use crate::http::{Problem, QueryReader, ReadQuery, WriteMethod};

/// The parts of a request besides its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestShape {
    /// A body and no version, to create an entity.
    Create,
    /// A version and a body.
    Body,
    /// A version, and optionally a body.
    OptionalBody,
    /// A version.
    NoBody,
}

/// An operation that is allowed in a batch.
#[derive(Debug)]
pub(super) struct BatchEntry {
    /// The method.
    pub(super) method: WriteMethod,
    /// The template of the path, the same as that of the route.
    pub(super) path: &'static str,
    /// The role that it requires.
    pub(super) role: Role,
    /// The parts of its request.
    pub(super) shape: RequestShape,
    /// Runs the operation within the transaction of the batch.
    pub(super) run: BatchHandler,
}

/// Runs an operation within a transaction.
pub(super) type BatchHandler = fn(&mut WriteContext<'_>, BatchCall) -> Result<Reply, Problem>;

/// A call of an operation in a batch.
pub(super) struct BatchCall {
    /// The entity; its id is nil if it is to be created.
    pub(super) target: WriteTarget,
    /// The section that the path names; nil if it names none.
    pub(super) section_id: Id,
    /// The version that the path names; 0 if it names none.
    pub(super) version: i64,
    /// The query.
    pub(super) query: QueryReader,
    /// The body; an empty object if there is none.
    pub(super) body: Value,
}

impl BatchCall {
    /// Reads the query of the operation, and rejects unknown parameters.
    pub(super) fn read_query<Q: ReadQuery>(&mut self) -> Result<Q, Problem> {
        let mut reader = std::mem::replace(&mut self.query, QueryReader::new(""));
        let query = Q::read(&mut reader);
        reader.finish().map(|()| query)
    }
}

/// Converts the outcome of a write to its reply.
pub(super) fn to_reply(outcome: Result<WriteOutcome, Problem>) -> Result<Reply, Problem> {
    Reply::of(&outcome?)
}
