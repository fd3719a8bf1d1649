// The client against a running server with the starter content: run.sh starts it.

import XCTest

@testable import Cairn

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The server under test.
struct Live {
    /// Reads published content.
    let reader: CairnClient
    /// Writes, through the generic method of the client.
    let editor: CairnClient

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let address = environment["CAIRN_URL"], let url = URL(string: address), let key = environment["CAIRN_KEY"] else {
            throw XCTSkip("CAIRN_URL and CAIRN_KEY are not set: run the tests with run.sh")
        }
        reader = CairnClient(baseURL: url)
        editor = reader.with { $0.key = { key } }
    }

    /// Publishes something new, and returns its id.
    func publish(_ collection: String, _ input: JSONValue) async throws -> String {
        let id = try await create(collection, input)
        try await act(collection, id, "publish")
        return id
    }

    func create(_ collection: String, _ input: JSONValue) async throws -> String {
        let saved: JSONValue = try await editor.send("POST", "/v1/manage/\(collection)", body: input)
        return try require(saved["id"]?.string, "id")
    }

    @discardableResult
    func act(_ collection: String, _ id: String, _ action: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        try await editor.send("POST", "/v1/manage/\(collection)/\(id)/\(action)", body: body, headers: ["If-Match": "*"])
    }
}

/// A transport that counts the statuses of answers.
private actor Counting: Transport {
    private let inner = URLSessionTransport()
    private(set) var statuses: [Int] = []

    func send(_ request: URLRequest) async throws -> HTTPResponse {
        let response = try await inner.send(request)
        statuses.append(response.status)
        return response
    }
}

final class ServerTests: XCTestCase {
    func testAllListsAreReadToTheirEnd() async throws {
        let reader = try Live().reader
        var articles: [ArticleListItem] = []
        for try await article in reader.articles(locale: "en", limit: 3) { articles.append(article) }
        XCTAssertGreaterThan(articles.count, 6)
        XCTAssertEqual(Set(articles.map(\.id)).count, articles.count)
        let first = try await reader.articles(locale: "en", limit: 1, count: true).first()
        XCTAssertEqual(first.page.total, articles.count)
        let phrases = try await reader.phrases(limit: 100).all(limit: 150)
        XCTAssertGreaterThan(phrases.count, 20)
        let resources = try await reader.resources().all()
        XCTAssertGreaterThan(resources.count, 5)
        let topics = try await reader.topics(locale: "es").all()
        XCTAssertTrue(topics.contains { $0.name == "Límites" && $0.counts != nil })
        let since = try await reader.articles(publishedSince: Date().addingTimeInterval(3600)).all()
        XCTAssertEqual(since, [])
    }

    func testAnArticleInTheLanguageOfTheReaderOrInAnother() async throws {
        let reader = try Live().reader
        let slug = "when-someone-you-love-says-no"
        let article = try await reader.article(slug, locale: "fr", fallback: ["es", "en"], body: [.portableText, .html])
        XCTAssertEqual(article.locale, "es")
        let section = try require(article.sections.first, "a section")
        XCTAssertFalse(try require(section.body, "blocks").toText().isEmpty)
        XCTAssertTrue(try require(section.html, "HTML").contains("<p>"))
        let again = try await reader.section(slug, section.anchor, locale: "es")
        XCTAssertEqual(again.body, section.body)
        let fields = try await reader.articleFields("setting-limits", fields: ["kicker"])
        XCTAssertEqual(try JSONValue.of(fields), ["kicker": "Boundaries"])
        let suggestions = try await reader.suggestions("setting-limits")
        XCTAssertFalse(suggestions.isEmpty)
        XCTAssertTrue(suggestions.flatMap(\.reasons).allSatisfy { if case .unknown = $0 { return false } else { return true } })
    }

    func testEveryBodyOfTheStarterContentIsWalkedWithoutAnUnknownPart() async throws {
        let reader = try Live().reader
        var spans = 0
        for try await article in reader.articles(view: .full, limit: 50) {
            for section in article.sections ?? [] {
                XCTAssertNotEqual(section.body?.toText(), "", article.slug)
                _ = section.body?.walk(
                    Visitor<Void>(
                        block: { _, _ in }, span: { _, _ in spans += 1 }, callout: { _, _ in },
                        unknown: { XCTFail("\(article.slug): \($0.type)") }))
            }
        }
        XCTAssertGreaterThan(spans, 500)
    }

    func testNothingIsLostWhenAnAnswerIsDecodedAndEncoded() async throws {
        let live = try Live()
        let articles: JSONValue = try await live.reader.send("GET", "/v1/articles", query: ["view": "full", "limit": "100"])
        for json in try require(articles["data"]?.items, "articles") {
            XCTAssertEqual(try .of(try json.decoded(Article.self)), json)
            XCTAssertEqual(try .of(try json.decoded(ArticleListItem.self)), json)
        }
        let search: JSONValue = try await live.reader.send("GET", "/v1/search", query: ["q": "help", "limit": "50"])
        XCTAssertEqual(try .of(try search.decoded(SearchResults.self)), search)
        for (path, check) in [
            ("/v1/phrases", { try .of(try $0.decoded(Page<Phrase>.self)) }),
            ("/v1/resources", { try .of(try $0.decoded(Page<Resource>.self)) }),
            ("/v1/topics", { try .of(try $0.decoded(Page<Topic>.self)) }),
        ] as [(String, (JSONValue) throws -> JSONValue)] {
            let json: JSONValue = try await live.reader.send("GET", path, query: ["limit": "100"])
            XCTAssertEqual(try check(json), json, path)
        }
    }

    func testASearchIsMarkedAndCorrected() async throws {
        let results = try await Live().reader.search("naloxne at home", locale: "en", limit: 1).first()
        XCTAssertEqual(results.didYouMean, "naloxone at home")
        guard case .article(let hit)? = results.data.first else { return XCTFail("\(results.data)") }
        let marked = try require(hit.sections.first, "a section").snippet.segments.filter(\.marked).map(\.text)
        XCTAssertTrue(marked.contains("naloxone"), "\(marked)")
    }

    func testLocalesAndThePhraseOfTheDay() async throws {
        let reader = try Live().reader
        let locales = try await reader.locales()
        XCTAssertGreaterThan(locales.first { $0.locale == "en" }?.articles ?? 0, 5)
        let phrase = try await reader.dailyPhrase(locale: "en")
        let same = try await reader.phrase(phrase.id)
        XCTAssertEqual(phrase, same)
    }

    func testErrorsHaveCodes() async throws {
        let reader = try Live().reader
        let missing = try await failure { try await reader.article("no-such-article") }
        XCTAssertEqual(missing.code, .notFound)
        XCTAssertEqual(missing.status, 404)
        XCTAssertNotNil(missing.requestId)
        let wrong = try await failure { try await reader.articles(limit: 0).first() }
        XCTAssertEqual(wrong.code, .invalidQuery)
        XCTAssertEqual(wrong.errors.first?.parameter, "limit")
        let nobody = CairnClient(baseURL: URL(string: "http://127.0.0.1:1")!).with { $0.sleep = { _ in } }
        let lost = try await failure { try await nobody.locales() }
        XCTAssertEqual(lost.code, .networkError)
    }

    func testASecondReadWithACacheGetsA304() async throws {
        let counting = Counting()
        let reader = try Live().reader.with {
            $0.transport = counting
            $0.cache = ETagCache()
        }
        let first = try await reader.article("setting-limits")
        let second = try await reader.article("setting-limits")
        XCTAssertEqual(first, second)
        let statuses = await counting.statuses
        XCTAssertEqual(statuses, [200, 304])
    }

    func testACancelledReadEndsAtOnce() async throws {
        let live = try Live()
        // A stream of events has no end.
        let task = Task { try await live.editor.send("GET", "/v1/manage/events", headers: ["Accept": "*/*"], as: JSONValue.self) }
        try await Task.sleep(nanoseconds: 300_000_000)
        let started = Date()
        task.cancel()
        let outcome = await task.result
        XCTAssertThrowsError(try outcome.get()) { XCTAssertTrue($0 is CancellationError, "\($0)") }
        XCTAssertLessThan(-started.timeIntervalSinceNow, 5)
    }

    func testAFormerSlugLeadsOnAndWhatIsGoneSaysWhy() async throws {
        let live = try Live()
        let (old, now) = ("old-\(UUID().uuidString.lowercased())", "new-\(UUID().uuidString.lowercased())")
        let id = try await live.publish(
            "articles",
            [
                "locale": "en", "slug": .string(old), "title": "Moved", "summary": "A summary.",
                "sections": [["heading": "One", "markdown": "First."]],
            ])
        let _: JSONValue = try await live.editor.send(
            "PATCH", "/v1/manage/articles/\(id)", body: ["slug": .string(now)], headers: ["If-Match": "*"])
        try await live.act("articles", id, "publish")
        let article = try await live.reader.article(old, locale: "en")
        XCTAssertEqual(article.slug, now)
        let redirects = try await live.reader.redirects(locale: "en").all()
        XCTAssertEqual(redirects.first { $0.slug == old }?.id, id)
        let found = try await live.reader.lookup([old], locale: "en")
        XCTAssertEqual(found.first?.state, .moved)

        let body: JSONValue = ["explanation": "It is being rewritten.", "alternative": ["url": "https://example.org/talking"]]
        try await live.act("articles", id, "unpublish", body)
        let gone = try await failure { try await live.reader.article(now, locale: "en") }
        XCTAssertEqual(gone.code, .gone)
        XCTAssertEqual(gone.explanation, "It is being rewritten.")
        XCTAssertEqual(gone.alternative?.url, "https://example.org/talking")
    }

    func testACopyFollowsWhatIsPublishedAndTakenBack() async throws {
        let live = try Live()
        for bundle in [false, true] {
            let store = try FileStore(directory: temporaryFolder())
            let copy = OfflineCopy(live.reader, store: store, filter: CopyFilter(locale: ["en"]), bundle: bundle)
            let result = try await copy.sync()
            XCTAssertTrue(result.rebuilt)
            XCTAssertGreaterThan(result.stored, 50)
            let id = try await live.publish("phrases", ["locale": "en", "tone": "calm", "text": "I am still here."])
            try await copy.sync()
            let phrases = try await copy.phrases()
            XCTAssertTrue(phrases.contains { $0.id == id && $0.text == "I am still here." })
            try await live.act("phrases", id, "unpublish")
            try await copy.sync()
            let entry = try await copy.entry(id)
            XCTAssertNil(entry)
            let read = try await (copy.articles().count, copy.resources().count, copy.topics().count)
            XCTAssertTrue(read.0 > 5 && read.1 > 5 && read.2 > 5, "\(read)")
            // A new process finds the copy without a network.
            let offline = OfflineCopy(makeClient(Stub([])), store: store)
            let articles = try await offline.articles()
            XCTAssertEqual(articles.count, read.0)
        }
    }

    func testATokenShowsTheDraftOfOneArticleOrAllDrafts() async throws {
        let live = try Live()
        let slug = "draft-\(UUID().uuidString.lowercased())"
        let id = try await live.create(
            "articles", ["locale": "en", "slug": .string(slug), "title": "A draft", "summary": "Not published."])
        let one: JSONValue = try await live.editor.send(
            "POST", "/v1/manage/articles/\(id)/preview-tokens", body: ["expiresInSeconds": 600])
        let draft = try await live.reader.preview(id, token: one["token"]?.string)
        XCTAssertEqual(draft.title, "A draft")
        let all: JSONValue = try await live.editor.send("POST", "/v1/manage/preview-tokens", body: ["scope": "all"])
        let previewer = live.reader.with { $0.previewToken = all["token"]?.string }
        let shown = try await previewer.article(slug, locale: "en")
        XCTAssertEqual(shown.id, id)
        let hidden = try await failure { try await live.reader.article(slug, locale: "en") }
        XCTAssertEqual(hidden.code, .notFound)
    }
}
