//! The roles of HTML elements.

use crate::importing::parsed::MarkSet;

/// The role of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementRole {
    /// Separates the text before and after it.
    Block,
    Heading(u8),
    List {
        numbered: bool,
    },
    Item,
    Quote,
    /// Keeps spaces and line breaks.
    Preformatted,
    Table,
    Row,
    Cell,
    Link,
    Marked(MarkSet),
    /// A quotation inside a sentence.
    InlineQuote,
    Break,
    Image,
    /// Skipped with its content, under this name.
    Skipped(&'static str),
    /// Skipped and counted: never text.
    Code(&'static str),
    /// A form; its text is kept.
    Form,
    Field,
    /// The title of the page.
    Title,
    Meta,
    /// No effect.
    Plain,
}

impl ElementRole {
    /// Returns true if it affects text only, not blocks.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Marked(_) | Self::Link | Self::Plain | Self::InlineQuote)
    }

    /// Returns true if it structures text: inside of a table, it shows that the table is used for layout.
    pub(super) fn is_structure(self) -> bool {
        matches!(self, Self::Heading(_) | Self::List { .. } | Self::Table | Self::Quote | Self::Preformatted)
    }
}

/// Returns the role of an element.
pub(super) fn role(name: &str) -> ElementRole {
    if let [b'h', level @ b'1'..=b'6'] = name.as_bytes() {
        return ElementRole::Heading(level - b'0');
    }
    match name {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address" | "figure"
        | "figcaption" | "hgroup" | "body" | "html" | "center" | "fieldset" | "legend" | "details" | "dl" | "dd"
        | "hr" | "tbody" | "thead" | "tfoot" | "caption" | "search" | "dialog" | "option" | "optgroup" | "dt"
        | "summary" => ElementRole::Block,
        "ul" | "menu" | "dir" => ElementRole::List { numbered: false },
        "ol" => ElementRole::List { numbered: true },
        "li" => ElementRole::Item,
        "blockquote" => ElementRole::Quote,
        "pre" | "xmp" | "listing" | "plaintext" => ElementRole::Preformatted,
        "table" => ElementRole::Table,
        "tr" => ElementRole::Row,
        "td" | "th" => ElementRole::Cell,
        "a" => ElementRole::Link,
        "b" | "strong" => ElementRole::Marked(MarkSet::STRONG),
        "i" | "em" | "cite" | "dfn" | "var" => ElementRole::Marked(MarkSet::EM),
        "u" | "ins" => ElementRole::Marked(MarkSet::UNDERLINE),
        "s" | "strike" | "del" => ElementRole::Marked(MarkSet::STRIKE),
        "code" | "kbd" | "samp" | "tt" => ElementRole::Marked(MarkSet::CODE),
        "q" => ElementRole::InlineQuote,
        "br" => ElementRole::Break,
        "img" | "image" => ElementRole::Image,
        "iframe" | "frame" => ElementRole::Skipped("An embedded page"),
        "object" | "embed" | "applet" => ElementRole::Skipped("An embedded object"),
        "video" => ElementRole::Skipped("A video"),
        "audio" => ElementRole::Skipped("A sound"),
        "canvas" | "svg" => ElementRole::Skipped("A drawing"),
        "textarea" | "button" | "select" | "datalist" | "output" | "meter" | "progress" => {
            ElementRole::Skipped("A form field")
        }
        "noscript" | "noembed" | "noframes" => ElementRole::Skipped("Text for browsers without scripts"),
        "script" | "template" => ElementRole::Code("script"),
        "style" => ElementRole::Code("style sheet"),
        "form" => ElementRole::Form,
        "input" => ElementRole::Field,
        "title" => ElementRole::Title,
        "meta" | "link" => ElementRole::Meta,
        _ => ElementRole::Plain,
    }
}

/// Returns true if an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "frame", "hr", "image", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Returns true if a start tag ends the open element `open`, as in browsers: a block ends a paragraph.
pub(super) fn implies_end_of(open: &str, name: &str, role: ElementRole) -> bool {
    match open {
        "p" => role.is_structure() || matches!(role, ElementRole::Block | ElementRole::Form | ElementRole::Item),
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "option" => matches!(name, "option" | "optgroup"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => matches!(role, ElementRole::Heading(_)),
        _ => false,
    }
}

/// Returns true if end tags and implied ends inside the element do not reach elements outside of it.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "html" | "body")
}

/// Returns true if `open` stops the search for the element that an end tag ends. Table parts end each other.
pub(super) fn blocks_end_tag(open: &str, name: &str) -> bool {
    match name {
        "table" | "html" | "body" => false,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => open == "table",
        _ => is_scope(open),
    }
}

/// Returns a description of an element that is not part of the content, by its name and ARIA role.
pub(super) fn boilerplate(name: &str, aria_role: Option<&str>) -> Option<&'static str> {
    match (name, aria_role.map(str::trim)) {
        ("nav", _) | (_, Some("navigation" | "menu" | "menubar")) => Some("The navigation"),
        ("footer", _) | (_, Some("contentinfo")) => Some("The page footer"),
        ("aside", _) | (_, Some("complementary")) => Some("A sidebar"),
        ("header", _) | (_, Some("banner")) => Some("The page header"),
        ("search", _) | (_, Some("search")) => Some("A search form"),
        (_, Some("dialog" | "alertdialog")) => Some("A dialog"),
        _ => None,
    }
}
