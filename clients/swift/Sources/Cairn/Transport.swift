import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends one request. Throws if no complete answer arrives. Redirects are followed.
public protocol Transport: Sendable {
    func send(_ request: URLRequest) async throws -> HTTPResponse
}

/// A complete answer.
public struct HTTPResponse: Sendable, Codable, Hashable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: Data

    public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The seconds of `Retry-After`, which is a number or a date.
    var retryAfter: Double? {
        guard let value = headers["Retry-After"]?.trimmingCharacters(in: .whitespaces), !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ (48...57).contains($0) }) { return Double(value) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: value).map { max(0, $0.timeIntervalSinceNow) }
    }
}

/// Headers, whose names are compared without regard to case.
public struct HTTPHeaders: Sendable, Codable, Hashable, ExpressibleByDictionaryLiteral {
    private var values: [String: String] = [:]

    public init(_ headers: [String: String] = [:]) {
        for (name, value) in headers { self[name] = value }
    }

    public init(dictionaryLiteral headers: (String, String)...) {
        for (name, value) in headers { self[name] = value }
    }

    public subscript(name: String) -> String? {
        get { values[name.lowercased()] }
        set { values[name.lowercased()] = newValue }
    }

    func merging(_ other: HTTPHeaders) -> HTTPHeaders {
        var merged = self
        merged.values.merge(other.values) { $1 }
        return merged
    }
}

/// Sends requests with a `URLSession`.
public struct URLSessionTransport: Transport {
    private let session: URLSession

    public init(_ session: URLSession = .shared) {
        self.session = session
    }

    public func send(_ request: URLRequest) async throws -> HTTPResponse {
        let running = RunningTask()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let task = session.dataTask(with: request) { data, response, error in
                    if let response = response as? HTTPURLResponse, error == nil {
                        var headers = HTTPHeaders()
                        for case (let name as String, let value as String) in response.allHeaderFields { headers[name] = value }
                        let answer = HTTPResponse(status: response.statusCode, headers: headers, body: data ?? Data())
                        continuation.resume(returning: answer)
                    } else if running.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else {
                        continuation.resume(throwing: error ?? URLError(.badServerResponse))
                    }
                }
                running.start(task)
            }
        } onCancel: {
            running.cancel()
        }
    }
}

/// A task of a `URLSession` that may be cancelled before it has begun.
private final class RunningTask: @unchecked Sendable {
    private let lock = NSLock()
    private var task: URLSessionTask?
    private var cancelled = false

    var isCancelled: Bool { lock.guarded { cancelled } }

    func start(_ task: URLSessionTask) {
        let isCancelled = lock.guarded {
            self.task = task
            return cancelled
        }
        // A task that is cancelled before it begins reports that too.
        task.resume()
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task = lock.guarded {
            cancelled = true
            return self.task
        }
        task?.cancel()
    }
}

extension NSLock {
    /// Runs while no other thread holds the lock. `withLock` is not in the oldest systems.
    func guarded<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock()
        defer { unlock() }
        return try body()
    }
}
