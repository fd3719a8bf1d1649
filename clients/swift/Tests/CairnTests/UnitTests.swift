import XCTest

@testable import Cairn

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

final class UnitTests: XCTestCase {
    // ---- Timestamps

    func testTimestampsAreReadAndWrittenAsFoundationDoes() throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for second in stride(from: -60_000_000_000, through: 200_000_000_000, by: 86_400 * 113 + 4321) {
            let date = Date(timeIntervalSince1970: Double(second) + 0.125)
            let text = CairnJSON.text(of: date)
            if second > -12_000_000_000 { XCTAssertEqual(text, formatter.string(from: date)) }
            XCTAssertEqual(CairnJSON.date(text), date, text)
        }
    }

    func testTimestampsMayHaveOffsetsAndAnyFraction() {
        let date = Date(timeIntervalSince1970: 1_796_131_805.5)
        for text in ["2026-12-01T13:30:05.5Z", "2026-12-01T15:30:05.500000+02:00", "2026-12-01t08:00:05.5-05:30"] {
            XCTAssertEqual(CairnJSON.date(text), date, text)
        }
        XCTAssertEqual(CairnJSON.date("2026-12-01T13:30:05Z"), date.addingTimeInterval(-0.5))
        for text in [
            "", "2026-12-01", "2026-12-01T13:30:05", "2026-13-01T13:30:05Z", "2026-12-01T13:30:05Zoo", "+026-12-01T13:30:05Z",
        ] {
            XCTAssertNil(CairnJSON.date(text), text)
        }
    }

    // ---- Requests

    func testValuesAreEncodedInPathsAndQueries() async throws {
        let stub = Stub([
            [
                "request": ["method": "GET", "path": "/v1/articles/a/b?c", "query": ["locale": "a+b&c=ü"]],
                "response": ["status": 404, "headers": [:]],
            ]
        ])
        let error = try await failure { try await makeClient(stub).article("a/b?c", locale: "a+b&c=ü") }
        XCTAssertEqual(error.status, 404)
        try stub.finish()
    }

    func testAnAnswerThatIsNotTheDocumentsIsAnError() async throws {
        let stub = Stub([
            ["request": ["method": "GET", "path": "/v1/locales"], "response": ["status": 200, "headers": [:], "text": "<html>"]]
        ])
        let error = try await failure { try await makeClient(stub).locales() }
        XCTAssertEqual(error.code, .unexpectedResponse)
        XCTAssertNotNil(error.underlying)
    }

    func testRetryAfterMayBeADate() throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let inAMinute = HTTPResponse(status: 503, headers: ["retry-after": formatter.string(from: Date().addingTimeInterval(60))])
        XCTAssertEqual(try require(inAMinute.retryAfter, "seconds"), 60, accuracy: 3)
        XCTAssertEqual(HTTPResponse(status: 503, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]).retryAfter, 0)
        XCTAssertNil(HTTPResponse(status: 503, headers: ["Retry-After": "soon"]).retryAfter)
    }

    func testWaitsDoubleAndSpread() {
        for (attempt, least) in [(0, 0.25), (1, 0.5), (3, 2), (9, 8), (70, 8)] {
            let wait = Retries.delay(attempt: attempt, least: 0)
            XCTAssertGreaterThanOrEqual(wait, least)
            XCTAssertLessThanOrEqual(wait, least * 1.5)
        }
        XCTAssertGreaterThanOrEqual(Retries.delay(attempt: 0, least: 20), 20)
    }

    func testTheCacheStoresNothingPrivate() async throws {
        let path = "/v1/locales"
        let answer: JSONValue = [
            "request": ["method": "GET", "path": .string(path), "headers": ["If-None-Match": nil]],
            "response": ["status": 200, "headers": ["etag": "\"1\""], "body": ["data": []]],
        ]
        let stub = Stub([answer, answer, answer, answer])
        let client = makeClient(stub, cache: ETagCache())
        for reader in [client.with { $0.key = { "secret" } }, client.with { $0.previewToken = "secret" }] {
            _ = try await reader.locales()
            _ = try await reader.locales()
        }
        try stub.finish()
    }

    func testTheCacheDropsWhatWasUsedLeastRecently() async {
        let store = MemoryResponses(limit: 2)
        func stored(_ name: String) -> StoredResponse { StoredResponse(etag: name, response: HTTPResponse(status: 200)) }
        await store.store(stored("a"), for: "a")
        await store.store(stored("b"), for: "b")
        _ = await store.response(for: "a")
        await store.store(stored("c"), for: "c")
        let found = [await store.response(for: "a"), await store.response(for: "b"), await store.response(for: "c")]
        XCTAssertEqual(found.map { $0?.etag }, ["a", nil, "c"])
    }

    func testAListStopsWhereTheReaderStops() async throws {
        let page: JSONValue = [
            "request": ["method": "GET", "path": "/v1/redirects"],
            "response": ["status": 200, "headers": [:], "body": ["data": [1, 2, 3], "page": ["limit": 3, "next": "page-2"]]],
        ]
        let stub = Stub([page])
        let list: ContentList<Page<Int>> = makeClient(stub).list("/v1/redirects", Query())
        let two = try await list.all(limit: 2)
        let none = try await list.all(limit: 0)
        XCTAssertEqual([two, none], [[1, 2], []])
        try stub.finish()
    }

    // ---- Text

    func testAMarkNeverSplitsACharacter() {
        XCTAssertEqual("🌙🌙".segments([MarkedText(start: 1, end: 3)]).map(\.text), ["🌙", "🌙"])
        XCTAssertEqual("🌙🌙".segments([MarkedText(start: 1, end: 3)]).map(\.marked), [true, false])
        XCTAssertEqual("abc".segments([MarkedText(start: 2, end: 99)]).map(\.text), ["ab", "c"])
        XCTAssertEqual("".segments([MarkedText(start: 0, end: 1)]), [])
    }

    func testUnknownValuesAreKept() throws {
        let json: JSONValue = ["kind": "video", "score": 0.5, "video": ["title": "A call", "tags": [true, nil, 3]]]
        let hit: SearchHit = try json.decoded()
        guard case .unknown(let object) = hit else { return XCTFail("\(hit)") }
        XCTAssertEqual(object.type, "video")
        XCTAssertEqual(try JSONValue.of(hit), json)
        XCTAssertEqual(Tone(rawValue: "whispered"), .unknown("whispered"))
        XCTAssertEqual(Tone(rawValue: "calm"), .calm)
        XCTAssertEqual(LookupState(rawValue: "unknown"), .notFound)
        let reason: Reason = try JSONValue.object(["kind": "sameMood", "mood": 1]).decoded()
        XCTAssertEqual(try JSONValue.of(reason), ["kind": "sameMood", "mood": 1])
    }
}
