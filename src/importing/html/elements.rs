//! What the elements of HTML are to a reader.

use crate::importing::manuscript::Marks;

/// What an element does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
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
    Literal,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// A link.
    Link,
    /// Words with marks.
    Marked(Marks),
    /// A quotation inside a sentence.
    InlineQuote,
    /// A line break.
    Break,
    /// An image.
    Image,
    /// Left out with all that is in it, and named so.
    LeftOut(&'static str),
    /// Left out, counted, and not text in any sense.
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

impl Role {
    /// Whether it changes words and nothing around them.
    pub(super) fn is_of_words(self) -> bool {
        matches!(self, Self::Marked(_) | Self::Link | Self::Plain | Self::InlineQuote)
    }
}

/// The role of an element.
pub(super) fn role(name: &str) -> Role {
    match name {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address" | "figure"
        | "figcaption" | "hgroup" | "body" | "html" | "center" | "fieldset" | "legend" | "details" | "dl" | "dd"
        | "hr" | "tbody" | "thead" | "tfoot" | "caption" | "search" | "dialog" | "option" | "optgroup" | "dt"
        | "summary" => Role::Block,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "ul" | "menu" | "dir" => Role::List { numbered: false },
        "ol" => Role::List { numbered: true },
        "li" => Role::Item,
        "blockquote" => Role::Quote,
        "pre" | "xmp" | "listing" | "plaintext" => Role::Literal,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "a" => Role::Link,
        "b" | "strong" => Role::Marked(Marks::STRONG),
        "i" | "em" | "cite" | "dfn" | "var" => Role::Marked(Marks::EM),
        "u" | "ins" => Role::Marked(Marks::UNDERLINE),
        "s" | "strike" | "del" => Role::Marked(Marks::STRIKE),
        "code" | "kbd" | "samp" | "tt" => Role::Marked(Marks::CODE),
        "q" => Role::InlineQuote,
        "br" => Role::Break,
        "img" | "image" => Role::Image,
        "iframe" | "frame" => Role::LeftOut("An embedded page"),
        "object" | "embed" | "applet" => Role::LeftOut("An embedded object"),
        "video" => Role::LeftOut("A video"),
        "audio" => Role::LeftOut("A sound"),
        "canvas" | "svg" => Role::LeftOut("A drawing"),
        "textarea" | "button" | "select" | "datalist" | "output" | "meter" | "progress" => {
            Role::LeftOut("A field of a form")
        }
        "noscript" | "noembed" | "noframes" => Role::LeftOut("What is shown where scripts do not run"),
        "script" | "template" => Role::Code("script"),
        "style" => Role::Code("style sheet"),
        "form" => Role::Form,
        "input" => Role::Field,
        "title" => Role::Title,
        "meta" | "link" => Role::Meta,
        _ => Role::Plain,
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

/// Which open element a start tag ends, as browsers do: a paragraph ends where a block begins.
pub(super) fn ends(open: &str, name: &str, role: Role) -> bool {
    let block = matches!(
        role,
        Role::Block
            | Role::Heading(_)
            | Role::List { .. }
            | Role::Quote
            | Role::Literal
            | Role::Table
            | Role::Form
            | Role::Item
    );
    match open {
        "p" => block,
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "option" => matches!(name, "option" | "optgroup"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => matches!(role, Role::Heading(_)),
        _ => false,
    }
}

/// What keeps the end tags and the implied ends inside it from reaching what is outside.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "html" | "body")
}

/// Whether `open` keeps an end tag of that name from reaching further out: the parts of a table end one another.
pub(super) fn keeps(open: &str, name: &str) -> bool {
    match name {
        "table" | "html" | "body" => false,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => open == "table",
        _ => is_scope(open),
    }
}

/// What of a page is not its text, by element and role: and how it is called.
pub(super) fn around_the_text(name: &str, aria_role: Option<&str>) -> Option<&'static str> {
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
