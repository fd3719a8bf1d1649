//! The operations of a batch, found by method and path.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::content::string_enum::StringEnum as _;
use crate::content::{Id, Kind};
use crate::http::{Collection, IfMatch, QueryReader, WriteMethod, path_version};
use crate::management::batch_call::{BatchCall, BatchEntry};
use crate::management::collections::{articles, phrases, resources, topics};
use crate::management::operations::WriteTarget;
use crate::management::{lifecycle, sections};

/// The parameters in the path of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PathParams {
    kind: Kind,
    id: Id,
    section_id: Id,
    version: i64,
}

impl PathParams {
    /// Parses the parameters in `path`; returns none if it does not match the template. `kind` is the kind of the
    /// entity if the template has no parameter for it.
    fn parse(template: &str, path: &str, kind: Kind) -> Option<Self> {
        let (parts, segments) = (template.split('/'), path.split('/'));
        if parts.clone().count() != segments.clone().count() {
            return None;
        }
        let mut params = Self { kind, id: Id::nil(), section_id: Id::nil(), version: 0 };
        for (part, segment) in parts.zip(segments) {
            match part {
                "{collection}" => params.kind = Collection::parse_name(segment)?.kind(),
                "{id}" => params.id = segment.parse().ok()?,
                "{sectionId}" => params.section_id = segment.parse().ok()?,
                "{version}" => params.version = path_version(segment)?,
                fixed if fixed == segment => {}
                _ => return None,
            }
        }
        Some(params)
    }

    /// Returns the call of an operation with these parameters.
    pub(super) fn call(self, if_match: IfMatch, query: &str, body: Option<Value>) -> BatchCall {
        let Self { kind, id, section_id, version } = self;
        let body = body.unwrap_or_else(|| Value::Object(Map::new()));
        let target = WriteTarget { kind, id, if_match };
        BatchCall { target, section_id, version, query: QueryReader::new(query), body }
    }
}

/// Finds the operation for a method and a path, and parses the parameters in the path. If the path does not take this
/// method, returns the methods that it takes.
pub(super) fn find(method: WriteMethod, path: &str) -> Result<(&'static BatchEntry, PathParams), Vec<WriteMethod>> {
    let here = || TABLE.iter().filter_map(|(kind, entry)| Some((*entry, PathParams::parse(entry.path, path, *kind)?)));
    here().find(|(entry, _)| entry.method == method).ok_or_else(|| here().map(|(entry, _)| entry.method).collect())
}

/// All operations, each with the kind of the entity if its path has no parameter for it.
static TABLE: LazyLock<Vec<(Kind, &'static BatchEntry)>> = LazyLock::new(|| {
    let parts = [
        (Kind::Article, articles::BATCH),
        (Kind::Phrase, phrases::BATCH),
        (Kind::Resource, resources::BATCH),
        (Kind::Topic, topics::BATCH),
        (Kind::Article, sections::BATCH),
        (Kind::Article, lifecycle::BATCH),
    ];
    parts.iter().flat_map(|(kind, entries)| entries.iter().map(|entry| (*kind, entry))).collect()
});
