//! Block structure: headings, lists and items, tables and cells, buttons.

use super::text_flow::{ListState, TableState, TextFlow};
use crate::content::portable_text::ListItem;
use crate::importing::parsed::MarkSet;

impl TextFlow {
    pub(super) fn open_heading(&mut self, anchor: Option<&str>) {
        self.end_block();
        self.anchor = anchor.map(str::to_owned);
        self.heading_begun = false;
    }

    pub(super) fn open_list(&mut self, kind: ListItem, claimed: Option<u8>) {
        self.lists.push(ListState { kind, in_item: false, level: None, block: None, implied: false, claimed });
    }

    pub(super) fn close_list(&mut self) {
        self.lists.pop();
    }

    pub(super) fn open_item(&mut self, level: Option<u8>) {
        if let Some(list) = self.lists.last_mut() {
            list.in_item = true;
            list.level = level.or(list.claimed);
            list.block = None;
            return;
        }
        let kind = ListItem::Bullet;
        self.lists.push(ListState { kind, in_item: true, level, block: None, implied: true, claimed: None });
    }

    pub(super) fn close_item(&mut self) {
        if self.lists.last().is_some_and(|list| list.implied) {
            self.lists.pop();
        } else if let Some(list) = self.lists.last_mut() {
            list.in_item = false;
            list.block = None;
        }
    }

    pub(super) fn is_in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    pub(super) fn open_table(&mut self) {
        self.end_block();
        self.tables.push(TableState::default());
    }

    pub(super) fn close_table(&mut self) {
        self.end_block();
        self.tables.pop();
    }

    pub(super) fn open_row(&mut self) {
        self.end_block();
        if let Some(table) = self.tables.last_mut() {
            *table = TableState::default();
        }
    }

    pub(super) fn open_cell(&mut self, line: u64) {
        let Some(table) = self.tables.last_mut() else { return };
        table.cells += 1;
        if table.cells > 1 {
            if !table.in_block {
                self.begin(line);
            }
            self.parsed.push(line, " | ", MarkSet::NONE, None);
        }
        self.end_block();
        if let Some(table) = self.tables.last_mut() {
            table.at_cell_start = true;
        }
    }

    /// Returns true if a button is allowed at this position.
    pub(super) fn can_hold_button(&self) -> bool {
        (self.at_block_start || !self.parsed.is_open())
            && self.tables.is_empty()
            && self.lists.is_empty()
            && self.quotes == 0
            && self.heading.is_none()
    }

    pub(super) fn open_button(&mut self, url: String) {
        self.end_block();
        self.button = Some(url);
    }

    pub(super) fn close_button(&mut self) {
        if self.button.take().is_some() {
            self.end_block();
        }
    }
}
