import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A client of a Cairn server. Each method throws a `CairnError` if the request fails.
public struct CairnClient: Sendable {
    public struct Options: Sendable {
        /// The address of the server, such as `https://content.example.org`.
        public var baseURL: URL
        /// Returns an API key. Reading published content needs none.
        public var key: (@Sendable () async throws -> String)?
        /// A preview token, which is sent with every request.
        public var previewToken: String?
        /// Headers of every request.
        public var headers: [String: String] = [:]
        /// A cache of answers. On Apple's systems `URLSession` has one of its own.
        public var cache: ETagCache?
        public var transport: any Transport = URLSessionTransport()
        /// The number of retries of a request that can be repeated.
        public var retries = 2
        /// The longest wait before a retry, in seconds. A longer `Retry-After` is an error at once.
        public var maxWait: Double = 30
        /// The longest time without data, in seconds.
        public var timeout: Double = 30
        /// The wait before a retry.
        public var sleep: @Sendable (_ seconds: Double) async throws -> Void = { seconds in
            try await Task.sleep(nanoseconds: UInt64(seconds * 1_000_000_000))
        }

        public init(baseURL: URL) {
            self.baseURL = baseURL
        }
    }

    public let options: Options

    public init(baseURL: URL, cache: ETagCache? = nil) {
        options = Options(baseURL: baseURL)
            .changed { $0.cache = cache }
    }

    public init(_ options: Options) {
        self.options = options
    }

    /// Returns a client with some options changed, such as a preview token.
    public func with(_ change: (inout Options) -> Void) -> CairnClient {
        CairnClient(options.changed(change))
    }

    /// Sends any request of the API, and decodes its answer. `repeatable` is true for a `POST` with an `id` in its body.
    /// `query` has one value for each name; several values are joined by commas.
    public func send<Answer: Decodable>(
        _ method: String, _ path: String, query: [String: String] = [:], body: JSONValue? = nil, headers: [String: String] = [:],
        repeatable: Bool = false, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        var parameters = Query()
        for (name, value) in query.sorted(by: { $0.key < $1.key }) { parameters.add(name, value.components(separatedBy: ",")) }
        var request = try await request(method, path, parameters)
        if let body {
            request.httpBody = try CairnJSON.encoder().encode(body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        return try Self.decoded(try await exchange(request, repeatable: repeatable))
    }

    // ---- For the methods of the library

    /// Reads a path below the address of the server. Its segments are encoded already.
    func get<Answer: Decodable>(
        _ path: String, _ query: Query = Query(), headers: [String: String] = [:], as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        var request = try await request("GET", path, query)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if headers["X-Preview-Token"] != nil { request.cachePolicy = .reloadIgnoringLocalCacheData }
        return try Self.decoded(try await exchange(request))
    }

    /// Reads a path past all caches, and returns the body as it is.
    func getFresh(_ path: String, _ query: Query, accept: String = "application/json") async throws -> Data {
        var request = try await request("GET", path, query)
        request.setValue("\(accept), application/problem+json;q=0.9", forHTTPHeaderField: "Accept")
        request.cachePolicy = .reloadIgnoringLocalCacheData
        let response = try await exchange(request)
        guard response.isSuccess else { throw CairnError(response: response) }
        return response.body
    }

    func list<Content: ListPage>(_ path: String, _ query: Query) -> ContentList<Content> {
        ContentList { cursor in
            var query = query
            query.add("cursor", cursor)
            return try await get(path, query)
        }
    }

    private func request(_ method: String, _ path: String, _ query: Query) async throws -> URLRequest {
        var base = options.baseURL.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        guard let url = URL(string: base + path + (query.text.isEmpty ? "" : "?\(query.text)")) else {
            throw CairnError(.networkError, "\(base)\(path) is no address.")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.timeoutInterval = options.timeout
        request.setValue("application/json, application/problem+json;q=0.9", forHTTPHeaderField: "Accept")
        for (name, value) in options.headers { request.setValue(value, forHTTPHeaderField: name) }
        if let key = try await options.key?() { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        if let token = options.previewToken {
            request.setValue(token, forHTTPHeaderField: "X-Preview-Token")
            // A cache of the system does not know that the token changes the answer.
            request.cachePolicy = .reloadIgnoringLocalCacheData
        }
        return request
    }

    private func exchange(_ request: URLRequest, repeatable: Bool = false) async throws -> HTTPResponse {
        let retries = Retries(
            transport: options.transport, retries: options.retries, maxWait: options.maxWait, sleep: options.sleep)
        guard let cache = options.cache else { return try await retries.send(request, repeatable: repeatable) }
        return try await cache.send(request) { try await retries.send($0, repeatable: repeatable) }
    }

    private static func decoded<Answer: Decodable>(_ response: HTTPResponse) throws -> Answer {
        guard response.isSuccess else { throw CairnError(response: response) }
        do {
            return try CairnJSON.decoder().decode(Answer.self, from: response.body)
        } catch {
            throw CairnError(
                .unexpectedResponse, "The answer cannot be decoded: \(error)", response: response, underlying: error)
        }
    }
}

extension CairnClient.Options {
    fileprivate func changed(_ change: (inout Self) -> Void) -> Self {
        var options = self
        change(&options)
        return options
    }
}
