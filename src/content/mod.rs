//! The content model as plain types and rules: articles, sections, Portable Text, phrases, resources and topics, and
//! their decoding from JSON.
//!
//! Owns validation and naming. Must not know about HTTP, the database or any I/O.

pub mod actor;
pub mod article;
pub mod credit;
pub mod decode;
pub mod diff;
pub mod documents;
pub mod entity;
pub mod id;
pub mod id_or_slug;
pub mod kind;
pub mod lifecycle;
pub mod link;
pub mod locale;
pub mod phrase;
pub mod portable_text;
pub mod preview_scope;
pub mod reference;
pub mod region;
pub mod resource;
pub mod review;
pub mod search;
pub mod section;
pub mod seo;
pub mod shared_fields;
pub mod slug;
pub mod string_enum;
pub mod surrogate_key;
pub mod text;
pub mod timestamp;
pub mod topic;
pub mod unpublishing;
pub mod violations;

pub use actor::{Actor, RequestIdSource, SubjectKind};
pub use article::Article;
pub use entity::Content;
pub use id::Id;
pub use id_or_slug::{IdOrSlug, InvalidIdOrSlug};
pub use kind::Kind;
pub use lifecycle::{Action, ChangeAction, ScheduleState, Status, WorkflowStep};
pub use locale::Locale;
pub use phrase::Phrase;
pub use portable_text::AnchorLink;
pub use preview_scope::PreviewScope;
pub use reference::{Reference, ReferenceRole};
pub use region::Region;
pub use resource::Resource;
pub use section::Section;
pub use slug::Slug;
pub use timestamp::{DAY_MS, Timestamp};
pub use topic::Topic;
pub use unpublishing::{Alternative, Proposal, UnpublishMode, Unpublishing};
pub use violations::{Rejection, Violation, ViolationCode, Violations};
