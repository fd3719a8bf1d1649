/// A page of search results. The first page has the words that were probably meant.
public struct SearchResults: ListPage, Codable, Hashable, Sendable {
    public let data: [SearchHit]
    public let page: PageInfo
    public let matching: Matching
    public let didYouMean: String?
}

/// A result of a search.
public enum SearchHit: Hashable, Sendable, Codable {
    case article(ArticleHit)
    case phrase(PhraseHit)
    case resource(ResourceHit)
    /// A hit of a later server.
    case unknown(UnknownObject)

    public init(from decoder: Decoder) throws {
        let kind = try Tag.kind.read(from: decoder)
        switch kind {
        case "article": self = .article(try ArticleHit(from: decoder))
        case "phrase": self = .phrase(try PhraseHit(from: decoder))
        case "resource": self = .resource(try ResourceHit(from: decoder))
        default: self = .unknown(try UnknownObject(type: kind, from: decoder))
        }
    }

    public func encode(to encoder: Encoder) throws {
        switch self {
        case .article(let hit): try Tag.kind.write("article", hit, to: encoder)
        case .phrase(let hit): try Tag.kind.write("phrase", hit, to: encoder)
        case .resource(let hit): try Tag.kind.write("resource", hit, to: encoder)
        case .unknown(let object): try object.encode(to: encoder)
        }
    }
}

/// An article that was found.
public struct ArticleHit: Codable, Hashable, Sendable {
    public let score: Double
    public let article: ArticleCard
    /// The ranges to highlight, by the member of the article that they are in.
    public let marks: [String: [MarkedText]]
    /// The sections in which the words were found.
    public let sections: [SectionHit]
}

/// A phrase that was found.
public struct PhraseHit: Codable, Hashable, Sendable {
    public let score: Double
    public let phrase: Phrase
    public let marks: [String: [MarkedText]]
}

/// A resource that was found.
public struct ResourceHit: Codable, Hashable, Sendable {
    public let score: Double
    public let resource: Resource
    public let marks: [String: [MarkedText]]
}

/// A section in which words of a search were found.
public struct SectionHit: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let anchor: String
    public let heading: Snippet?
    public let score: Double
    public let snippet: Snippet
}

/// A text with ranges to highlight.
public struct Snippet: Codable, Hashable, Sendable {
    public let text: String
    public let marks: [MarkedText]

    /// The text, split at its marks.
    public var segments: [Segment] { text.segments(marks) }
}

/// A range of a text in UTF-16 code units. `end` is not included.
public struct MarkedText: Codable, Hashable, Sendable {
    public let start: Int
    public let end: Int

    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}

/// A part of a text that is marked as a whole, or not at all.
public struct Segment: Hashable, Sendable {
    public var text: String
    public let marked: Bool
}

extension String {
    /// Splits the text at marks. All segments together are the text, none is empty, and marks that overlap or touch are one
    /// segment.
    public func segments(_ marks: [MarkedText]?) -> [Segment] {
        let units = Array(utf16)
        var result: [Segment] = []
        var at = 0
        func add(upTo position: Int, marked: Bool) {
            var end = min(position, units.count)
            // A mark never splits a character of two units.
            if end > 0, end < units.count, UTF16.isTrailSurrogate(units[end]) { end -= 1 }
            guard end > at else { return }
            let text = String(decoding: units[at..<end], as: UTF16.self)
            if result.last?.marked == marked {
                result[result.count - 1].text += text
            } else {
                result.append(Segment(text: text, marked: marked))
            }
            at = end
        }
        for mark in (marks ?? []).sorted(by: { $0.start < $1.start }) {
            add(upTo: mark.start, marked: false)
            add(upTo: mark.end, marked: true)
        }
        add(upTo: units.count, marked: false)
        return result
    }
}
