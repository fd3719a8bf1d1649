//! What the elements of HTML are to a reader.

use crate::importing::parsed::MarkSet;

/// What an element does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementRole {
    /// Parts what stands around it.
    Block,
    /// A heading.
    Heading(u8),
    /// A list.
    List { numbered: bool },
    /// An item of a list.
    Item,
    /// A quotation.
    Quote,
    /// Keeps its spaces and line breaks.
    Preformatted,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// A link.
    Link,
    /// Words with marks.
    Marked(MarkSet),
    /// A quotation inside a sentence.
    InlineQuote,
    /// A line break.
    Break,
    /// An image.
    Image,
    /// Skipped with all content, under this name.
    Skipped(&'static str),
    /// Skipped and counted: it is never text.
    Code(&'static str),
    /// A form, whose text stays.
    Form,
    /// A field of a form.
    Field,
    /// The title of the page.
    Title,
    /// Says something about the page.
    Meta,
    /// Changes nothing.
    Plain,
}

impl ElementRole {
    /// Whether it changes words and nothing around them.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Marked(_) | Self::Link | Self::Plain | Self::InlineQuote)
    }
}

/// The role of an element.
pub(super) fn role(name: &str) -> ElementRole {
    match name {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address" | "figure"
        | "figcaption" | "hgroup" | "body" | "html" | "center" | "fieldset" | "legend" | "details" | "dl" | "dd"
        | "hr" | "tbody" | "thead" | "tfoot" | "caption" | "search" | "dialog" | "option" | "optgroup" | "dt"
        | "summary" => ElementRole::Block,
        "h1" => ElementRole::Heading(1),
        "h2" => ElementRole::Heading(2),
        "h3" => ElementRole::Heading(3),
        "h4" => ElementRole::Heading(4),
        "h5" => ElementRole::Heading(5),
        "h6" => ElementRole::Heading(6),
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
            ElementRole::Skipped("A field of a form")
        }
        "noscript" | "noembed" | "noframes" => ElementRole::Skipped("What is shown where scripts do not run"),
        "script" | "template" => ElementRole::Code("script"),
        "style" => ElementRole::Code("style sheet"),
        "form" => ElementRole::Form,
        "input" => ElementRole::Field,
        "title" => ElementRole::Title,
        "meta" | "link" => ElementRole::Meta,
        _ => ElementRole::Plain,
    }
}

/// Whether an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Which open element a start tag implies_end_of, as browsers do: a paragraph ends where a block begins.
pub(super) fn implies_end_of(open: &str, name: &str, role: ElementRole) -> bool {
    let block = matches!(
        role,
        ElementRole::Block
            | ElementRole::Heading(_)
            | ElementRole::List { .. }
            | ElementRole::Quote
            | ElementRole::Preformatted
            | ElementRole::Table
            | ElementRole::Form
            | ElementRole::Item
    );
    match open {
        "p" => block,
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "option" => matches!(name, "option" | "optgroup"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => matches!(role, ElementRole::Heading(_)),
        _ => false,
    }
}

/// What keeps the end tags and the implied ends inside it from reaching what is outside.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "html" | "body")
}

/// Whether `open` keeps an end tag of that name from reaching further out: the parts of a table end one another.
pub(super) fn blocks_end_tag(open: &str, name: &str) -> bool {
    match name {
        "table" | "html" | "body" => false,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => open == "table",
        _ => is_scope(open),
    }
}

/// What of a page is not its text, by element and role: and how it is called.
pub(super) fn boilerplate(name: &str, aria_role: Option<&str>) -> Option<&'static str> {
    match (name, aria_role.map(str::trim)) {
        ("nav", _) | (_, Some("navigation" | "menu" | "menubar")) => Some("The navigation"),
        ("footer", _) | (_, Some("contentinfo")) => Some("The foot of the page"),
        ("aside", _) | (_, Some("complementary")) => Some("A column beside the text"),
        ("header", _) | (_, Some("banner")) => Some("The head of the page"),
        ("search", _) | (_, Some("search")) => Some("A search form"),
        (_, Some("dialog" | "alertdialog")) => Some("A dialog"),
        _ => None,
    }
}
