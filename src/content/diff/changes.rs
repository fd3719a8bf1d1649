//! The changes between two contents, in the shape that clients get.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::content::portable_text::Block;
use crate::content::{Id, Section};
use crate::string_enum;

/// What differs between two contents.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentDiff {
    /// The fields that differ, those of sections aside.
    pub fields: Vec<FieldChange>,
    /// The sections that differ or stand elsewhere, of articles. Those that are gone come after the others.
    pub sections: Vec<SectionChange>,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Which field: a JSON Pointer from the content, section or block that this is about.
    #[schema(format = "json-pointer")]
    pub pointer: String,
    /// How it differs.
    #[serde(flatten)]
    pub change: FieldChangeDetail,
}

/// How a field differs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "change", rename_all = "camelCase")]
#[schema(as = FieldChangeDetail)]
pub enum FieldChangeDetail {
    /// Text, in which words differ.
    Text {
        /// The text in pieces, in order.
        text: Vec<TextChange>,
    },
    /// A value that is another.
    Value {
        /// What it was; absent if there was none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        from: Option<Value>,
        /// What it is; absent if there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        to: Option<Value>,
    },
    /// A list, of which items came, went or stand elsewhere.
    List {
        /// The items that came, in their new order.
        added: Vec<ChangedItem>,
        /// The items that went, in their old order.
        removed: Vec<ChangedItem>,
        /// The items that stand elsewhere among those that stayed.
        moved: Vec<MovedItem>,
    },
}

string_enum! {
    /// What became of a piece of text.
    TextOperation {
        /// It is in both.
        Equal = "equal",
        /// It came.
        Insert = "insert",
        /// It went.
        Delete = "delete",
    }
}

/// A piece of text. All but those that were inserted make the old text, all but those that were deleted the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextChange {
    /// What became of it.
    pub op: TextOperation,
    /// The piece.
    pub text: String,
}

/// An item of a list that came or went.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChangedItem {
    /// Where it stands, or stood.
    pub index: usize,
    /// The item.
    pub value: Value,
}

/// An item of a list that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MovedItem {
    /// Where it stood.
    pub from: usize,
    /// Where it stands.
    pub to: usize,
    /// The item.
    pub value: Value,
}

string_enum! {
    /// What became of a section or block.
    PartOutcome {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It says something else; perhaps it stands elsewhere too.
        Changed = "changed",
        /// It says the same and stands elsewhere.
        Moved = "moved",
    }
}

/// Where a section or block stood and stands, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChangedPart)]
pub struct ChangedPart {
    /// What became of it.
    pub outcome: PartOutcome,
    /// Where it stood; absent if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<usize>,
    /// Where it stands; absent if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<usize>,
    /// Whether it stands elsewhere among those that stayed.
    pub moved: bool,
}

/// A section that came, went, differs or stands elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SectionChange {
    /// The section.
    pub id: Id,
    /// Where it stood and stands, and what became of it.
    #[serde(flatten)]
    pub part: ChangedPart,
    /// The whole of it, if it came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub section: Option<Section>,
    /// Its fields that differ.
    pub fields: Vec<FieldChange>,
    /// Its blocks that differ or stand elsewhere. Those that are gone come after the others.
    pub blocks: Vec<BlockChange>,
}

/// A block that came, went, differs or stands elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BlockChange {
    /// The `_key` of the block: the new one, where it has another now.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// Where it stood and stands, and what became of it.
    #[serde(flatten)]
    pub part: ChangedPart,
    /// The whole of it, if it came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub block: Option<Block>,
    /// Its fields that differ. `/children` is the text of a block; its marks are compared with the text put together.
    pub fields: Vec<FieldChange>,
    /// The blocks inside it that differ or stand elsewhere, of callouts.
    #[schema(no_recursion)]
    pub blocks: Vec<Self>,
}
