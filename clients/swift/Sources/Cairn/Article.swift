import Foundation

/// A whole article.
public struct Article: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let locale: String
    public let slug: String
    public let url: String
    public let title: String
    public let kicker: String?
    public let summary: String
    public let topics: [EmbeddedTopic]
    public let sections: [ArticleSection]
    public let phrases: [SectionPhrase]
    public let related: [RelatedCard]
    public let authors: [Credit]
    public let reviewers: [Credit]
    public let review: Review
    public let translations: [ArticleTranslation]
    public let translationGroupId: String
    public let translationOf: TranslationOf?
    public let seo: Seo
    public let wordCount: Int
    public let readingMinutes: Int
    public let firstPublishedAt: Date
    public let publishedAt: Date
    public let updatedAt: Date
    public let version: Int
    public let changeHistory: [PublishedChange]
    public let withdrawal: Withdrawal?
}

/// The members of an article that a list shows.
public struct ArticleCard: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let locale: String
    public let slug: String
    public let url: String
    public let title: String
    public let kicker: String?
    public let summary: String
    public let topics: [EmbeddedTopic]
    public let translations: [ArticleTranslation]
    public let translationGroupId: String
    public let wordCount: Int
    public let readingMinutes: Int
    public let firstPublishedAt: Date
    public let publishedAt: Date
    public let updatedAt: Date
    public let version: Int
}

/// An article in a list: a card, and the members that were asked for with `view` or `fields`.
public struct ArticleListItem: Codable, Hashable, Sendable, Identifiable {
    public let id: String
    public let locale: String
    public let slug: String
    public let url: String
    public let title: String
    public let kicker: String?
    public let summary: String
    public let topics: [EmbeddedTopic]
    public let sections: [ArticleSection]?
    public let phrases: [SectionPhrase]?
    public let related: [RelatedCard]?
    public let authors: [Credit]?
    public let reviewers: [Credit]?
    public let review: Review?
    public let translations: [ArticleTranslation]
    public let translationGroupId: String
    public let translationOf: TranslationOf?
    public let seo: Seo?
    public let wordCount: Int
    public let readingMinutes: Int
    public let firstPublishedAt: Date
    public let publishedAt: Date
    public let updatedAt: Date
    public let version: Int
    public let changeHistory: [PublishedChange]?
    public let withdrawal: Withdrawal?
}

/// Some members of an article.
public struct ArticleFields: Codable, Hashable, Sendable {
    public let id: String?
    public let locale: String?
    public let slug: String?
    public let url: String?
    public let title: String?
    public let kicker: String?
    public let summary: String?
    public let topics: [EmbeddedTopic]?
    public let sections: [ArticleSection]?
    public let phrases: [SectionPhrase]?
    public let related: [RelatedCard]?
    public let authors: [Credit]?
    public let reviewers: [Credit]?
    public let review: Review?
    public let translations: [ArticleTranslation]?
    public let translationGroupId: String?
    public let translationOf: TranslationOf?
    public let seo: Seo?
    public let wordCount: Int?
    public let readingMinutes: Int?
    public let firstPublishedAt: Date?
    public let publishedAt: Date?
    public let updatedAt: Date?
    public let version: Int?
    public let changeHistory: [PublishedChange]?
    public let withdrawal: Withdrawal?
}
