import XCTest

@testable import Cairn

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A transport whose answers take a second.
private struct Slow: Transport {
    let inner: Stub

    func send(_ request: URLRequest) async throws -> HTTPResponse {
        try await Task.sleep(nanoseconds: 1_000_000_000)
        return try await inner.send(request)
    }
}

final class OfflineCopyTests: XCTestCase {
    private func page(_ query: JSONValue, _ body: JSONValue) -> JSONValue {
        ["request": ["method": "GET", "path": "/v1/sync", "query": query], "response": ["status": 200, "headers": [:], "body": body]]
    }

    func testCallsAtTheSameTimeShareOneRun() async throws {
        let stub = Stub([page(["initial": "true"], ["items": [], "nextToken": "token-1"])])
        let copy = OfflineCopy(makeClient(stub).with { $0.transport = Slow(inner: stub) }, store: MemoryStore())
        async let one = copy.sync()
        async let other = copy.sync()
        let results = try await [one, other]
        XCTAssertEqual(results[0], results[1])
        try stub.finish()
    }

    func testTheFormerFilterContinuesWithItsToken() async throws {
        let store = MemoryStore()
        func sync(_ locale: String, _ exchanges: [JSONValue]) async throws {
            let stub = Stub(exchanges)
            _ = try? await OfflineCopy(makeClient(stub), store: store, filter: CopyFilter(locale: [locale])).sync()
            try stub.finish()
        }
        let failing: JSONValue = [
            "request": ["method": "GET", "path": "/v1/sync", "query": ["token": "page-2"]], "response": ["status": 404, "headers": [:]],
        ]
        try await sync("en", [page(["initial": "true", "locale": "en"], ["items": [], "nextToken": "en-1"])])
        try await sync("es", [page(["initial": "true", "locale": "es"], ["items": [], "nextPage": "page-2"]), failing])
        try await sync("en", [page(["token": "en-1"], ["items": [], "nextToken": "en-2"])])
        try await sync("es", [page(["initial": "true", "locale": "es"], ["items": [], "nextToken": "es-1"])])
        let state = await store.state()
        XCTAssertEqual(state.token, "es-1")
        XCTAssertNil(state.staged)
    }

    func testAPageWithoutATokenIsAnError() async throws {
        let stub = Stub([page(["initial": "true"], ["items": []])])
        let error = try await failure { try await OfflineCopy(makeClient(stub), store: MemoryStore()).sync() }
        XCTAssertEqual(error.code, .unexpectedResponse)
    }
}
