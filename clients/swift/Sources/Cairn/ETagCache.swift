import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A stored answer. It can be written as JSON.
public struct StoredResponse: Sendable, Codable, Hashable {
    public let etag: String
    public let response: HTTPResponse

    public init(etag: String, response: HTTPResponse) {
        self.etag = etag
        self.response = response
    }
}

/// The place where an ETag cache stores answers.
public protocol ResponseStore: Sendable {
    func response(for key: String) async -> StoredResponse?
    func store(_ response: StoredResponse, for key: String) async
}

/// A store in memory. The answer that was used least recently is dropped first.
public actor MemoryResponses: ResponseStore {
    private let limit: Int
    private var stored: [String: (response: StoredResponse, used: Int)] = [:]
    private var clock = 0

    public init(limit: Int = 200) {
        self.limit = limit
    }

    public func response(for key: String) -> StoredResponse? {
        clock += 1
        stored[key]?.used = clock
        return stored[key]?.response
    }

    public func store(_ response: StoredResponse, for key: String) {
        clock += 1
        stored[key] = (response, clock)
        if stored.count > limit, let oldest = stored.min(by: { $0.value.used < $1.value.used }) {
            stored[oldest.key] = nil
        }
    }
}

/// A cache of answers that is asked with `If-None-Match`. Only public reads are stored: no request with a key or a preview token.
public struct ETagCache: Sendable {
    private let store: any ResponseStore

    public init(_ store: any ResponseStore = MemoryResponses()) {
        self.store = store
    }

    /// Sends a request with `next`, and answers from the store if the server says that nothing has changed.
    func send(_ request: URLRequest, next: (URLRequest) async throws -> HTTPResponse) async throws -> HTTPResponse {
        guard isStorable(request), let url = request.url?.absoluteString else { return try await next(request) }
        let key = "\(request.value(forHTTPHeaderField: "Accept") ?? "") \(url)"
        var request = request
        // The system's own cache would answer a 304 itself.
        request.cachePolicy = .reloadIgnoringLocalCacheData
        let stored = await store.response(for: key)
        if let stored { request.setValue(stored.etag, forHTTPHeaderField: "If-None-Match") }
        let response = try await next(request)
        if response.status == 304, let stored {
            let headers = stored.response.headers.merging(response.headers)
            return HTTPResponse(status: 200, headers: headers, body: stored.response.body)
        }
        let isPrivate = response.headers["Cache-Control"]?.contains("no-store") ?? false
        if response.status == 200, !isPrivate, let etag = response.headers["ETag"] {
            await store.store(StoredResponse(etag: etag, response: response), for: key)
        }
        return response
    }

    private func isStorable(_ request: URLRequest) -> Bool {
        let headers = ["Authorization", "X-Preview-Token", "If-None-Match"]
        return (request.httpMethod ?? "GET") == "GET"
            && request.cachePolicy != .reloadIgnoringLocalCacheData
            && headers.allSatisfy { request.value(forHTTPHeaderField: $0) == nil }
            && !(request.url?.query?.split(separator: "&").contains { $0.hasPrefix("token=") } ?? false)
    }
}
