import Foundation

extension CairnClient {
    // ---- Articles

    /// Lists articles: cards, with more members on request (`fields`), or whole articles with `view: .full`.
    public func articles(
        locale: String? = nil, fallback: [String]? = nil, topic: [String]? = nil, anyTopic: [String]? = nil, ids: [String]? = nil,
        slug: [String]? = nil, phrase: String? = nil, resource: String? = nil, publishedSince: Date? = nil,
        publishedBefore: Date? = nil, updatedSince: Date? = nil, updatedBefore: Date? = nil, sort: ArticleSort? = nil,
        view: ArticleView? = nil, fields: [String]? = nil, body: [BodyForm]? = nil, limit: Int? = nil, count: Bool? = nil
    ) -> ContentList<Page<ArticleListItem>> {
        var query = Query()
        query.add("locale", locale)
        query.add("fallback", fallback)
        query.add("topic", topic)
        query.add("anyTopic", anyTopic)
        query.add("ids", ids)
        query.add("slug", slug)
        query.add("phrase", phrase)
        query.add("resource", resource)
        query.addDates(publishedSince, publishedBefore, updatedSince, updatedBefore)
        query.add("sort", sort)
        query.add("view", view)
        query.add("fields", fields)
        query.add("body", body)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/articles", query)
    }

    /// Reads an article by its id or slug. A former slug leads to the present article.
    public func article(
        _ idOrSlug: String, locale: String? = nil, fallback: [String]? = nil, body: [BodyForm]? = nil
    ) async throws -> Article {
        try await get("/v1/articles/\(Query.encode(idOrSlug))", .translated(locale, fallback, body))
    }

    /// Reads some members of an article.
    public func articleFields(
        _ idOrSlug: String, fields: [String], locale: String? = nil, fallback: [String]? = nil, body: [BodyForm]? = nil
    ) async throws -> ArticleFields {
        var query = Query.translated(locale, fallback, body)
        query.add("fields", fields)
        return try await get("/v1/articles/\(Query.encode(idOrSlug))/fields", query)
    }

    /// Reads one section of an article by its id or anchor.
    public func section(
        _ idOrSlug: String, _ idOrAnchor: String, locale: String? = nil, fallback: [String]? = nil, body: [BodyForm]? = nil
    ) async throws -> ArticleSection {
        let path = "/v1/articles/\(Query.encode(idOrSlug))/sections/\(Query.encode(idOrAnchor))"
        return try await get(path, .translated(locale, fallback, body))
    }

    /// Suggests articles that are similar to an article.
    public func suggestions(
        _ idOrSlug: String, locale: String? = nil, fallback: [String]? = nil
    ) async throws -> [SuggestedArticle] {
        let path = "/v1/articles/\(Query.encode(idOrSlug))/suggestions"
        return try await get(path, .translated(locale, fallback, nil), as: Items<SuggestedArticle>.self).data
    }

    /// Reads an article as it would be published now. `token` may be left out if the client has a preview token.
    public func preview(_ id: String, token: String? = nil, body: [BodyForm]? = nil) async throws -> Article {
        let headers = token.map { ["X-Preview-Token": $0] } ?? [:]
        return try await get("/v1/preview/articles/\(Query.encode(id))", .translated(nil, nil, body), headers: headers)
    }

    // ---- Phrases, resources, topics

    /// Lists phrases.
    public func phrases(
        locale: String? = nil, topic: [String]? = nil, anyTopic: [String]? = nil, tone: Tone? = nil, article: String? = nil,
        q: String? = nil, publishedSince: Date? = nil, publishedBefore: Date? = nil, updatedSince: Date? = nil,
        updatedBefore: Date? = nil, sort: PhraseSort? = nil, seed: String? = nil, limit: Int? = nil, count: Bool? = nil
    ) -> ContentList<Page<Phrase>> {
        var query = Query()
        query.add("locale", locale)
        query.add("topic", topic)
        query.add("anyTopic", anyTopic)
        query.add("tone", tone)
        query.add("article", article)
        query.add("q", q)
        query.addDates(publishedSince, publishedBefore, updatedSince, updatedBefore)
        query.add("sort", sort)
        query.add("seed", seed)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/phrases", query)
    }

    /// Reads a phrase.
    public func phrase(_ id: String) async throws -> Phrase {
        try await get("/v1/phrases/\(Query.encode(id))")
    }

    /// Reads the phrase of the day. `date` is a day such as `2026-12-01`; today by default.
    public func dailyPhrase(
        date: String? = nil, locale: String? = nil, topic: [String]? = nil, anyTopic: [String]? = nil, tone: Tone? = nil
    ) async throws -> Phrase {
        var query = Query()
        query.add("date", date)
        query.add("locale", locale)
        query.add("topic", topic)
        query.add("anyTopic", anyTopic)
        query.add("tone", tone)
        return try await get("/v1/phrases/daily", query)
    }

    /// Lists resources. `region` is a country or subdivision such as `GB` or `US-CA`; resources for everybody are in it too.
    public func resources(
        locale: String? = nil, topic: [String]? = nil, anyTopic: [String]? = nil, kind: ResourceKind? = nil,
        region: String? = nil, publishedSince: Date? = nil, publishedBefore: Date? = nil, updatedSince: Date? = nil,
        updatedBefore: Date? = nil, sort: ResourceSort? = nil, limit: Int? = nil, count: Bool? = nil
    ) -> ContentList<Page<Resource>> {
        var query = Query()
        query.add("locale", locale)
        query.add("topic", topic)
        query.add("anyTopic", anyTopic)
        query.add("kind", kind)
        query.add("region", region)
        query.addDates(publishedSince, publishedBefore, updatedSince, updatedBefore)
        query.add("sort", sort)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/resources", query)
    }

    /// Reads a resource.
    public func resource(_ id: String) async throws -> Resource {
        try await get("/v1/resources/\(Query.encode(id))")
    }

    /// Lists topics.
    public func topics(
        locale: String? = nil, kind: TopicKind? = nil, parent: String? = nil, sort: TopicSort? = nil, limit: Int? = nil,
        count: Bool? = nil
    ) -> ContentList<Page<Topic>> {
        var query = Query()
        query.add("locale", locale)
        query.add("kind", kind)
        query.add("parent", parent)
        query.add("sort", sort)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/topics", query)
    }

    /// Reads a topic by its id or slug.
    public func topic(_ idOrSlug: String, locale: String? = nil) async throws -> Topic {
        try await get("/v1/topics/\(Query.encode(idOrSlug))", .translated(locale, nil, nil))
    }

    // ---- Search and addresses

    /// Searches published content. The first page has `matching` and `didYouMean`.
    public func search(
        _ q: String, locale: String? = nil, kind: [ContentKind]? = nil, topic: [String]? = nil, limit: Int? = nil,
        count: Bool? = nil
    ) -> ContentList<SearchResults> {
        var query = Query()
        query.add("q", q)
        query.add("locale", locale)
        query.add("kind", kind)
        query.add("topic", topic)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/search", query)
    }

    /// Returns the present state and address of up to a hundred slugs and ids.
    public func lookup(_ addresses: [String], locale: String? = nil) async throws -> [LookupResult] {
        var query = Query()
        query.add("address", addresses)
        query.add("locale", locale)
        return try await get("/v1/lookup", query, as: Items<LookupResult>.self).data
    }

    /// Returns the locales that have published content.
    public func locales() async throws -> [PublishedLocale] {
        try await get("/v1/locales", as: Items<PublishedLocale>.self).data
    }

    /// Lists all former slugs with their present addresses.
    public func redirects(locale: String? = nil, limit: Int? = nil, count: Bool? = nil) -> ContentList<Page<Redirect>> {
        var query = Query()
        query.add("locale", locale)
        query.add("limit", limit)
        query.add("count", count)
        return list("/v1/redirects", query)
    }
}

/// A list that comes in one piece.
private struct Items<Item: Decodable>: Decodable {
    let data: [Item]
}

extension Query {
    fileprivate static func translated(_ locale: String?, _ fallback: [String]?, _ body: [BodyForm]?) -> Query {
        var query = Query()
        query.add("locale", locale)
        query.add("fallback", fallback)
        query.add("body", body)
        return query
    }

    fileprivate mutating func addDates(_ published: Date?, _ publishedBefore: Date?, _ updated: Date?, _ updatedBefore: Date?) {
        add("publishedSince", published)
        add("publishedBefore", publishedBefore)
        add("updatedSince", updated)
        add("updatedBefore", updatedBefore)
    }
}
