import Foundation

/// A section of an article. Its body is in the form that the request named in `body`; Portable Text by default.
public struct ArticleSection: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    /// The part of an address after `#`.
    public let anchor: String
    public let heading: String?
    public let body: [Block]?
    public let html: String?
    public let markdown: String?
    public let text: String?
}

/// A phrase that a section of an article contains.
public struct SectionPhrase: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let text: String
    public let tone: Tone
    public let insteadOf: String?
    public let sectionId: String
}

/// A resource that an article names as further reading.
public struct RelatedCard: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let kind: ResourceKind
    public let title: String
    public let excerpt: String
    public let url: String
    public let phone: String?
    public let article: ArticleRef?
}

/// A reference to an article.
public struct ArticleRef: Codable, Hashable, Sendable {
    public let id: String
    public let slug: String
}

/// An author or reviewer.
public struct Credit: Codable, Hashable, Sendable {
    public let name: String
    public let credential: String?
}

/// The state of an article's review by an expert.
public struct Review: Codable, Hashable, Sendable {
    public let lastReviewedAt: Date?
    public let nextReviewAt: Date?
    public let state: ReviewState
}

/// A translation of an article.
public struct ArticleTranslation: Codable, Hashable, Sendable {
    public let locale: String
    public let slug: String
    /// True if the original has changed since.
    public let stale: Bool
}

/// The article that an article is a translation of.
public struct TranslationOf: Codable, Hashable, Sendable {
    public let id: String
    public let locale: String
    public let slug: String
    public let stale: Bool
}

/// Texts for search engines.
public struct Seo: Codable, Hashable, Sendable {
    public let title: String?
    public let description: String?
    public let canonicalUrl: String?
    public let noIndex: Bool?
}

/// A change of an article that readers are told of.
public struct PublishedChange: Codable, Hashable, Sendable {
    public let at: Date
    public let note: String
}

/// The note on an article that is no longer recommended.
public struct Withdrawal: Codable, Hashable, Sendable {
    public let at: Date
    public let explanation: String
    public let alternative: Alternative?
}

/// The content to read in place of other content.
public struct Alternative: Codable, Hashable, Sendable {
    public let url: String
    public let article: ArticleRef?
}

/// A similar article, and the reasons for the suggestion.
public struct SuggestedArticle: Codable, Hashable, Sendable {
    public let article: ArticleCard
    public let score: Double
    public let reasons: [Reason]
}

/// A reason for a suggestion.
public enum Reason: Hashable, Sendable, Codable {
    case sharedTopics([EmbeddedTopic])
    case sharedPhrases([SharedPhrase])
    case linksTo
    case linkedFrom
    case similarWords([String])
    case unknown(UnknownObject)

    private enum CodingKeys: String, CodingKey {
        case kind, topics, phrases, words
    }

    public init(from decoder: Decoder) throws {
        let kind = try Tag.kind.read(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch kind {
        case "sharedTopics": self = .sharedTopics(try container.decode([EmbeddedTopic].self, forKey: .topics))
        case "sharedPhrases": self = .sharedPhrases(try container.decode([SharedPhrase].self, forKey: .phrases))
        case "linksTo": self = .linksTo
        case "linkedFrom": self = .linkedFrom
        case "similarWords": self = .similarWords(try container.decode([String].self, forKey: .words))
        default: self = .unknown(try UnknownObject(type: kind, from: decoder))
        }
    }

    public func encode(to encoder: Encoder) throws {
        if case .unknown(let object) = self { return try object.encode(to: encoder) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .sharedTopics(let topics):
            try container.encode("sharedTopics", forKey: .kind)
            try container.encode(topics, forKey: .topics)
        case .sharedPhrases(let phrases):
            try container.encode("sharedPhrases", forKey: .kind)
            try container.encode(phrases, forKey: .phrases)
        case .linksTo: try container.encode("linksTo", forKey: .kind)
        case .linkedFrom: try container.encode("linkedFrom", forKey: .kind)
        case .similarWords(let words):
            try container.encode("similarWords", forKey: .kind)
            try container.encode(words, forKey: .words)
        case .unknown: break
        }
    }
}

/// A phrase that two articles share.
public struct SharedPhrase: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let text: String
}
