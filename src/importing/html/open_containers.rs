//! Lists and tables that are open where text is read.

use crate::content::portable_text::ListItem;

/// A list that is open.
pub(super) struct ListState {
    pub(super) kind: ListItem,
    /// Whether an item of it is open.
    pub(super) in_item: bool,
    /// The level that the item itself claims.
    pub(super) level: Option<u8>,
    /// The number of the block that the open item began.
    pub(super) block: Option<u64>,
    /// Whether there is none: its item stands by itself.
    pub(super) implied: bool,
    /// The level that the list claims for its items.
    pub(super) claimed: Option<u8>,
}

/// A table that is open: how many cells its row has, and whether the row has a block yet.
#[derive(Default)]
pub(super) struct TableState {
    pub(super) cells: usize,
    pub(super) in_block: bool,
    /// Whether the open cell has no words yet.
    pub(super) at_cell_start: bool,
}
