/// A block of a body.
public enum Block: Hashable, Sendable {
    /// A paragraph, heading, quotation or list item.
    case block(TextBlock)
    /// A phrase as a block of its own.
    case suggestedPhrase(SuggestedPhrase)
    /// A box set off from the text.
    case callout(Callout)
    /// A button.
    case callToAction(CallToAction)
    /// A block of a later server.
    case unknown(UnknownObject)
}

extension Block: Codable {
    public init(from decoder: Decoder) throws {
        let type = try Tag.portableText.read(from: decoder)
        switch type {
        case "block": self = .block(try TextBlock(from: decoder))
        case "suggestedPhrase": self = .suggestedPhrase(try SuggestedPhrase(from: decoder))
        case "callout": self = .callout(try Callout(from: decoder))
        case "callToAction": self = .callToAction(try CallToAction(from: decoder))
        default: self = .unknown(try UnknownObject(type: type, from: decoder))
        }
    }

    public func encode(to encoder: Encoder) throws {
        switch self {
        case .block(let block): try Tag.portableText.write("block", block, to: encoder)
        case .suggestedPhrase(let block): try Tag.portableText.write("suggestedPhrase", block, to: encoder)
        case .callout(let block): try Tag.portableText.write("callout", block, to: encoder)
        case .callToAction(let block): try Tag.portableText.write("callToAction", block, to: encoder)
        case .unknown(let object): try object.encode(to: encoder)
        }
    }
}

/// A paragraph, heading, quotation or list item.
public struct TextBlock: Codable, Hashable, Sendable {
    public let key: String
    public let style: BlockStyle
    public let listItem: ListItem?
    /// The depth of a list item; 1 is the outermost.
    public let level: Int?
    public let markDefs: [MarkDef]
    public let children: [Inline]

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case style, listItem, level, markDefs, children
    }

    /// Returns the marks of a span, with their definitions.
    public func marks(of span: Span) -> [Mark] {
        span.marks.map { name in
            guard let def = markDefs.first(where: { $0.key == name }) else { return Mark(type: name, def: nil) }
            return Mark(type: def.type, def: def)
        }
    }
}

/// A child of a text block.
public enum Inline: Hashable, Sendable, Codable {
    case span(Span)
    /// An inline object of a later server.
    case unknown(UnknownObject)

    public init(from decoder: Decoder) throws {
        let type = try Tag.portableText.read(from: decoder)
        self = type == "span" ? .span(try Span(from: decoder)) : .unknown(try UnknownObject(type: type, from: decoder))
    }

    public func encode(to encoder: Encoder) throws {
        switch self {
        case .span(let span): try Tag.portableText.write("span", span, to: encoder)
        case .unknown(let object): try object.encode(to: encoder)
        }
    }
}

/// Text with the same marks.
public struct Span: Codable, Hashable, Sendable {
    public let key: String
    public let text: String
    /// Decorators such as `strong`, and keys of mark definitions.
    public let marks: [String]

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case text, marks
    }
}

/// A mark of a span: a decorator such as `strong`, or the type of a mark definition together with the definition.
public struct Mark: Hashable, Sendable {
    public let type: String
    public let def: MarkDef?
}

/// The definition of a mark.
public enum MarkDef: Hashable, Sendable, Codable {
    case link(LinkMark)
    case phrase(PhraseMark)
    /// A definition of a later server.
    case unknown(UnknownObject)

    public init(from decoder: Decoder) throws {
        let type = try Tag.portableText.read(from: decoder)
        switch type {
        case "link": self = .link(try LinkMark(from: decoder))
        case "phrase": self = .phrase(try PhraseMark(from: decoder))
        default: self = .unknown(try UnknownObject(type: type, from: decoder))
        }
    }

    public func encode(to encoder: Encoder) throws {
        switch self {
        case .link(let mark): try Tag.portableText.write("link", mark, to: encoder)
        case .phrase(let mark): try Tag.portableText.write("phrase", mark, to: encoder)
        case .unknown(let object): try object.encode(to: encoder)
        }
    }

    /// The key by which spans name it.
    public var key: String? {
        switch self {
        case .link(let mark): return mark.key
        case .phrase(let mark): return mark.key
        case .unknown(let object): return object.json["_key"]?.string
        }
    }

    public var type: String {
        switch self {
        case .link: return "link"
        case .phrase: return "phrase"
        case .unknown(let object): return object.type
        }
    }
}

/// A link. One to an article has its id and slug too.
public struct LinkMark: Codable, Hashable, Sendable {
    public let key: String
    public let href: String
    public let articleId: String?
    public let slug: String?
    public let anchor: String?

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case href, articleId, slug, anchor
    }
}

/// Words that a phrase stands behind.
public struct PhraseMark: Codable, Hashable, Sendable {
    public let key: String
    public let phraseId: String
    public let phrase: EmbeddedPhrase

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case phraseId, phrase
    }
}

/// A phrase as a block of its own.
public struct SuggestedPhrase: Codable, Hashable, Sendable {
    public let key: String
    public let phraseId: String
    public let phrase: EmbeddedPhrase

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case phraseId, phrase
    }
}

/// A box set off from the text.
public struct Callout: Codable, Hashable, Sendable {
    public let key: String
    public let tone: CalloutTone
    public let content: [Block]

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case tone, content
    }
}

/// A button.
public struct CallToAction: Codable, Hashable, Sendable {
    public let key: String
    public let text: String?
    public let label: String
    public let url: String

    private enum CodingKeys: String, CodingKey {
        case key = "_key"
        case text, label, url
    }
}
