//! Nests consecutive list items as the standard Portable Text renderers do for HTML: a deeper list belongs to the item
//! before it.
//!
//! Must not know how a list is written.

use crate::content::portable_text::{ListItem, PublishedBlock, PublishedTextBlock};

/// A block, or a list of blocks that are list items.
pub(super) enum BodyNode<'b> {
    Block(&'b PublishedBlock),
    List(NestedList<'b>),
}

pub(super) struct NestedList<'b> {
    pub(super) kind: ListItem,
    pub(super) level: u8,
    pub(super) items: Vec<NestedItem<'b>>,
}

pub(super) struct NestedItem<'b> {
    pub(super) block: &'b PublishedTextBlock,
    pub(super) nested: Vec<NestedList<'b>>,
}

/// Returns the body with its list items grouped into lists.
pub(super) fn nest_lists(body: &[PublishedBlock]) -> Vec<BodyNode<'_>> {
    let mut nodes: Vec<BodyNode<'_>> = Vec::with_capacity(body.len());
    for block in body {
        let PublishedBlock::Block(text @ PublishedTextBlock { list_item: Some(kind), .. }) = block else {
            nodes.push(BodyNode::Block(block));
            continue;
        };
        let kind = *kind;
        let refused = match nodes.last_mut() {
            Some(BodyNode::List(list)) => list.try_append(kind, text),
            _ => Some(text),
        };
        nodes.extend(refused.map(|text| BodyNode::List(NestedList::new(kind, text))));
    }
    nodes
}

fn level_of(block: &PublishedTextBlock) -> u8 {
    block.level.unwrap_or(1).max(1)
}

impl<'b> NestedList<'b> {
    fn new(kind: ListItem, block: &'b PublishedTextBlock) -> Self {
        Self { kind, level: level_of(block), items: vec![NestedItem { block, nested: Vec::new() }] }
    }

    /// Appends an item to this list or to one of the open lists inside it. Returns the item if it belongs to none of them.
    fn try_append(&mut self, kind: ListItem, block: &'b PublishedTextBlock) -> Option<&'b PublishedTextBlock> {
        let level = level_of(block);
        let open = self.open_lists();
        let innermost = open.len() - 1;
        let (innermost_level, innermost_kind) = open[innermost];
        let place = if level < innermost_level || (level, kind) == (innermost_level, innermost_kind) {
            open.iter().position(|list| *list == (level, kind))
        } else {
            (level > innermost_level).then_some(innermost)
        };
        let Some(list) = place.and_then(|place| self.descend(place)) else {
            return Some(block);
        };
        if list.level == level {
            list.items.push(NestedItem { block, nested: Vec::new() });
        } else if let Some(item) = list.items.last_mut() {
            item.nested.push(Self::new(kind, block));
        }
        None
    }

    /// Returns the level and kind of this list and of the open lists inside it, outermost first.
    fn open_lists(&self) -> Vec<(u8, ListItem)> {
        let mut open = vec![(self.level, self.kind)];
        let mut list = self;
        while let Some(inner) = list.items.last().and_then(|item| item.nested.last()) {
            open.push((inner.level, inner.kind));
            list = inner;
        }
        open
    }

    fn descend(&mut self, steps: usize) -> Option<&mut Self> {
        let mut list = self;
        for _ in 0..steps {
            list = list.items.last_mut()?.nested.last_mut()?;
        }
        Some(list)
    }
}
