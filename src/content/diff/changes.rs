//! The changes between two contents, in the format of the API.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::content::portable_text::Block;
use crate::content::{Id, Section};
use crate::string_enum;

/// The differences between two contents.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContentDiff {
    /// The fields that differ, except those of sections.
    pub fields: Vec<FieldChange>,
    /// The added, removed, changed or moved sections of an article. Removed sections come last.
    pub sections: Vec<SectionChange>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    /// The field: a JSON Pointer relative to the content, section or block.
    #[schema(format = "json-pointer")]
    pub pointer: String,
    /// The change.
    #[serde(flatten)]
    pub change: FieldChangeDetail,
}

/// The change of a field.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "change", rename_all = "camelCase")]
#[schema(as = FieldChangeDetail)]
pub enum FieldChangeDetail {
    /// Text with changed words.
    Text {
        /// The pieces of the text, in order.
        text: Vec<TextChange>,
    },
    /// A replaced value.
    Value {
        /// The old value; absent if there was none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        from: Option<Value>,
        /// The new value; absent if there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        to: Option<Value>,
    },
    /// A list with added, removed or moved items.
    List {
        /// The added items, in the new order.
        added: Vec<ChangedItem>,
        /// The removed items, in the old order.
        removed: Vec<ChangedItem>,
        /// The items that moved relative to the other items of both lists.
        moved: Vec<MovedItem>,
    },
}

string_enum! {
    /// The change of a piece of text.
    TextOperation {
        /// In both texts.
        Equal = "equal",
        /// Inserted.
        Insert = "insert",
        /// Deleted.
        Delete = "delete",
    }
}

/// A piece of text. The pieces without the inserted ones form the old text; without the deleted ones, the new text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextChange {
    /// The change.
    pub op: TextOperation,
    /// The piece.
    pub text: String,
}

/// An added or removed list item.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChangedItem {
    /// Index in the new list, or in the old list if it was removed.
    pub index: usize,
    /// The item.
    pub value: Value,
}

/// A moved list item.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MovedItem {
    /// The old index.
    pub from: usize,
    /// The new index.
    pub to: usize,
    /// The item.
    pub value: Value,
}

string_enum! {
    /// The change of a section or block.
    PartOutcome {
        /// Added.
        Added = "added",
        /// Removed.
        Removed = "removed",
        /// Changed content; possibly also moved.
        Changed = "changed",
        /// Moved, with the same content.
        Moved = "moved",
    }
}

/// The positions and the change of a section or block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChangedPart)]
pub struct ChangedPart {
    /// The change.
    pub outcome: PartOutcome,
    /// The old index; absent if it was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<usize>,
    /// The new index; absent if it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<usize>,
    /// True if it moved relative to the others in both versions.
    pub moved: bool,
}

/// An added, removed, changed or moved section.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SectionChange {
    /// The id of the section.
    pub id: Id,
    /// The positions and the change.
    #[serde(flatten)]
    pub part: ChangedPart,
    /// The full content, if it was added or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub section: Option<Section>,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
    /// The added, removed, changed or moved blocks. Removed blocks come last.
    pub blocks: Vec<BlockChange>,
}

/// An added, removed, changed or moved block.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BlockChange {
    /// The `_key` of the block; the new one if it changed.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The positions and the change.
    #[serde(flatten)]
    pub part: ChangedPart,
    /// The full content, if it was added or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub block: Option<Block>,
    /// The fields that differ. `/children` is the text of the block; marks are compared on the joined text of all spans.
    pub fields: Vec<FieldChange>,
    /// The added, removed, changed or moved blocks of a callout.
    #[schema(no_recursion)]
    pub blocks: Vec<Self>,
}
