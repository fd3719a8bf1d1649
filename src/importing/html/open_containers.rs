//! State of the open lists and tables.

use crate::content::portable_text::ListItem;

/// An open list.
pub(super) struct ListState {
    pub(super) kind: ListItem,
    /// True if one of its items is open.
    pub(super) in_item: bool,
    /// The level that the item states.
    pub(super) level: Option<u8>,
    /// The number of the block that the open item started.
    pub(super) block: Option<u64>,
    /// True for an item without a list element.
    pub(super) implied: bool,
    /// The level that the list states for its items.
    pub(super) claimed: Option<u8>,
}

/// An open table: the number of cells in the current row, and whether the row has a block.
#[derive(Default)]
pub(super) struct TableState {
    pub(super) cells: usize,
    pub(super) in_block: bool,
    /// True if the open cell has no text yet.
    pub(super) at_cell_start: bool,
}
