//! Which writes a batch can hold: each address and method, by the same templates as the routes, with the role it
//! needs and what does it.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::super::{articles, lifecycle, phrases, resources, sections, topics};
use super::calls::{self, Call, Run};
use crate::auth::Role;
use crate::content::word::Word as _;
use crate::content::{Id, Kind};
use crate::http::{Collection, IfMatch, QueryReader, WriteMethod, path_version};

/// What an operation takes beside its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A body, and no version: there is nothing yet.
    New,
    /// A version and a body.
    Body,
    /// A version, and perhaps a body.
    PerhapsBody,
    /// A version.
    Nothing,
}

/// A write that a batch can hold.
pub(super) struct Operation {
    pub(super) method: WriteMethod,
    template: &'static str,
    /// The kind that the address is of, where it has no variable for it.
    kind: Option<Kind>,
    pub(super) role: Role,
    pub(super) takes: Takes,
    pub(super) run: Run,
}

/// The names in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Names {
    kind: Kind,
    id: Id,
    section_id: Id,
    version: i64,
}

impl Names {
    /// The call of an operation on what is named here.
    pub(super) fn call(self, if_match: IfMatch, query: &str, body: Option<Value>) -> Call {
        let Self { kind, id, section_id, version } = self;
        let body = body.unwrap_or_else(|| Value::Object(Map::new()));
        Call { kind, id, section_id, version, if_match, query: QueryReader::new(query), body }
    }
}

impl Operation {
    /// The names in `path`, if it is an address of this operation.
    fn names(&self, path: &str) -> Option<Names> {
        let (parts, segments) = (self.template.split('/'), path.split('/'));
        if parts.clone().count() != segments.clone().count() {
            return None;
        }
        let nothing = Id::nil();
        let kind = self.kind.unwrap_or(Kind::Article);
        let mut names = Names { kind, id: nothing, section_id: nothing, version: 0 };
        for (part, segment) in parts.zip(segments) {
            match part {
                "{collection}" => names.kind = Collection::from_word(segment)?.kind(),
                "{id}" => names.id = segment.parse().ok()?,
                "{sectionId}" => names.section_id = segment.parse().ok()?,
                "{version}" => names.version = path_version(segment)?,
                fixed if fixed == segment => {}
                _ => return None,
            }
        }
        Some(names)
    }
}

/// What `method` does at `path`, and the names in that; or the methods that are taken there.
pub(super) fn find(method: WriteMethod, path: &str) -> Result<(&'static Operation, Names), Vec<WriteMethod>> {
    let here = || TABLE.iter().filter_map(|operation| Some((operation, operation.names(path)?)));
    here()
        .find(|(operation, _)| operation.method == method)
        .ok_or_else(|| here().map(|(operation, _)| operation.method).collect())
}

static TABLE: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let of_kinds = [
        (Kind::Article, articles::LIST, articles::ONE, articles::PUBLISH, articles::UNPUBLISH),
        (Kind::Phrase, phrases::LIST, phrases::ONE, phrases::PUBLISH, phrases::UNPUBLISH),
        (Kind::Resource, resources::LIST, resources::ONE, resources::PUBLISH, resources::UNPUBLISH),
        (Kind::Topic, topics::LIST, topics::ONE, topics::PUBLISH, topics::UNPUBLISH),
    ];
    let mut table = Vec::new();
    for (kind, list, one, publish_path, unpublish_path) in of_kinds {
        let entries: [(WriteMethod, &'static str, Role, Takes, Run); 6] = [
            (WriteMethod::Post, list, Role::Author, Takes::New, calls::create),
            (WriteMethod::Put, one, Role::Author, Takes::Body, calls::replace),
            (WriteMethod::Patch, one, Role::Author, Takes::Body, calls::patch),
            (WriteMethod::Delete, one, Role::Author, Takes::Nothing, calls::delete),
            (WriteMethod::Post, publish_path, Role::Editor, Takes::PerhapsBody, calls::publish),
            (WriteMethod::Post, unpublish_path, Role::Editor, Takes::PerhapsBody, calls::unpublish),
        ];
        table.extend(entries.map(|entry| operation(Some(kind), entry)));
    }
    let of_sections: [(WriteMethod, &'static str, Role, Takes, Run); 5] = [
        (WriteMethod::Post, sections::LIST, Role::Author, Takes::Body, calls::post_section),
        (WriteMethod::Put, sections::ORDER, Role::Author, Takes::Body, calls::order_sections),
        (WriteMethod::Put, sections::ONE, Role::Author, Takes::Body, calls::replace_section),
        (WriteMethod::Patch, sections::ONE, Role::Author, Takes::Body, calls::merge_section),
        (WriteMethod::Delete, sections::ONE, Role::Author, Takes::Nothing, calls::remove_section),
    ];
    table.extend(of_sections.map(|entry| operation(Some(Kind::Article), entry)));
    let of_all: [(WriteMethod, &'static str, Role, Takes, Run); 9] = [
        (WriteMethod::Post, lifecycle::SUBMIT, Role::Author, Takes::PerhapsBody, calls::submit),
        (WriteMethod::Post, lifecycle::APPROVE, Role::Editor, Takes::PerhapsBody, calls::approve),
        (WriteMethod::Post, lifecycle::REJECT, Role::Editor, Takes::Body, calls::reject),
        (WriteMethod::Put, lifecycle::SCHEDULE, Role::Editor, Takes::Body, calls::schedule),
        (WriteMethod::Delete, lifecycle::SCHEDULE, Role::Editor, Takes::Nothing, calls::unschedule),
        (WriteMethod::Post, lifecycle::DISCARD_DRAFT, Role::Author, Takes::Nothing, calls::discard_draft),
        (WriteMethod::Post, lifecycle::RESTORE, Role::Author, Takes::Nothing, calls::restore),
        (WriteMethod::Post, lifecycle::RESTORE_REVISION, Role::Author, Takes::Nothing, calls::restore_revision),
        (WriteMethod::Post, lifecycle::PURGE, Role::Editor, Takes::Nothing, calls::purge),
    ];
    table.extend(of_all.map(|entry| operation(None, entry)));
    table
});

fn operation(
    kind: Option<Kind>,
    (method, template, role, takes, run): (WriteMethod, &'static str, Role, Takes, Run),
) -> Operation {
    Operation { method, template, kind, role, takes, run }
}
