import Foundation

/// A phrase: words to say.
public struct Phrase: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let locale: String
    public let text: String
    public let tone: Tone
    /// The words that it replaces.
    public let insteadOf: String?
    public let why: String?
    public let topics: [EmbeddedTopic]
    public let firstPublishedAt: Date
    public let publishedAt: Date
    public let updatedAt: Date
    public let version: Int
}

/// A resource: a helpline, service, document or page elsewhere.
public struct Resource: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let locale: String
    public let kind: ResourceKind
    public let title: String
    public let excerpt: String
    public let url: String
    public let article: ArticleRef?
    public let phone: String?
    /// The countries and subdivisions that it is for. Without them it is for everybody.
    public let regions: [String]?
    public let topics: [EmbeddedTopic]
    public let firstPublishedAt: Date
    public let publishedAt: Date
    public let updatedAt: Date
    public let version: Int
}

/// A topic.
public struct Topic: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let kind: TopicKind
    public let slug: String
    public let name: String
    public let description: String?
    public let parentId: String?
    /// The numbers of published entities. A topic of an offline copy has none.
    public let counts: TopicCounts?
    public let updatedAt: Date
}

/// The numbers of published entities of a topic.
public struct TopicCounts: Codable, Hashable, Sendable {
    public let articles: Int
    public let phrases: Int
    public let resources: Int
}

/// A topic of an article, phrase or resource.
public struct EmbeddedTopic: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let slug: String
    public let name: String
    public let kind: TopicKind
}

/// A phrase within a body.
public struct EmbeddedPhrase: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let text: String
    public let tone: Tone
    public let insteadOf: String?
    public let why: String?
}

/// The present state and address of a slug or an id.
public struct LookupResult: Codable, Hashable, Sendable {
    public let address: String
    public let state: LookupState
    public let kind: ContentKind?
    public let id: String?
    public let locale: String?
    public let slug: String?
    public let url: String?
    public let explanation: String?
    public let alternative: Alternative?
}

/// A locale that has published content, and the numbers of its entities.
public struct PublishedLocale: Codable, Hashable, Sendable {
    public let locale: String
    public let articles: Int
    public let phrases: Int
    public let resources: Int
}

/// A former slug, and the present address.
public struct Redirect: Codable, Hashable, Sendable {
    public let kind: RedirectKind
    public let locale: String?
    public let slug: String
    public let id: String
    public let url: String
}
