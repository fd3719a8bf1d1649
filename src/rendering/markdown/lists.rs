//! List items as a Markdown list, with markers and indents.

use super::link::MarkdownFlavour;
use super::text_block::styled;
use crate::content::portable_text::{ListItem, PublishedTextBlock};

/// A list that the next item can continue.
struct ListLevel {
    kind: ListItem,
    /// Number of items so far.
    count: usize,
    /// Width of the last marker in columns, which is the indent of the next level.
    width: usize,
}

/// Writes consecutive list items as a list. Items without text are omitted.
pub(super) fn list<'b>(items: impl Iterator<Item = &'b PublishedTextBlock>, flavour: MarkdownFlavour) -> String {
    let mut open: Vec<ListLevel> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let text = styled(item, flavour);
        if text.is_empty() {
            continue;
        }
        let marker = item_marker(&mut open, item);
        let indent: usize = open.iter().map(|list| list.width).sum();
        let under_the_words = format!("\n{}", " ".repeat(indent));
        lines.push(format!("{marker}{}", text.replace('\n', &under_the_words)));
    }
    lines.join("\n")
}

/// Returns the indent and marker of an item. An item that skips levels gets a marker for each of them, because Markdown
/// knows levels only from the enclosing lists.
fn item_marker(open: &mut Vec<ListLevel>, item: &PublishedTextBlock) -> String {
    let kind = item.list_item.unwrap_or(ListItem::Bullet);
    let level = usize::from(item.level.unwrap_or(1).max(1));
    open.truncate(level);
    if open.len() == level && open.last().is_some_and(|list| list.kind != kind) {
        open.pop();
    }
    let new_from = open.len().min(level - 1);
    let indent: usize = open[..new_from].iter().map(|list| list.width).sum();
    while open.len() < level {
        open.push(ListLevel { kind, count: 0, width: 0 });
    }
    let mut marker = " ".repeat(indent);
    for list in &mut open[new_from..] {
        list.count += 1;
        let sign = match list.kind {
            ListItem::Bullet => "- ".to_owned(),
            ListItem::Number => format!("{}. ", list.count),
        };
        list.width = sign.len();
        marker.push_str(&sign);
    }
    marker
}
