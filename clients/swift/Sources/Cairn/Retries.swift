import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The repetition of requests that can be repeated.
struct Retries: Sendable {
    let transport: any Transport
    let retries: Int
    let maxWait: Double
    let sleep: @Sendable (_ seconds: Double) async throws -> Void

    private static let repeatableMethods: Set = ["GET", "HEAD", "PUT", "DELETE"]
    private static let retriedStatuses: Set = [408, 429, 502, 503, 504]

    /// Sends a request. `repeatable` is true for a `POST` with an id of its own.
    func send(_ request: URLRequest, repeatable: Bool = false) async throws -> HTTPResponse {
        let isRepeatable = repeatable || Self.repeatableMethods.contains(request.httpMethod ?? "GET")
        var attempt = 0
        while true {
            try Task.checkCancellation()
            let isLast = !isRepeatable || attempt >= retries
            var least = 0.0
            do {
                let response = try await transport.send(request)
                least = response.retryAfter ?? 0
                if isLast || !Self.retriedStatuses.contains(response.status) || least > maxWait { return response }
            } catch let error as CancellationError {
                throw error
            } catch {
                try Task.checkCancellation()
                if isLast {
                    let url = request.url?.absoluteString ?? ""
                    throw CairnError(.networkError, "No answer of \(url): \(error.localizedDescription)", underlying: error)
                }
            }
            try await sleep(Self.delay(attempt: attempt, least: least))
            attempt += 1
        }
    }

    /// Returns the seconds to wait: doubled with each attempt, and up to half as long again, so that clients spread.
    static func delay(attempt: Int, least: Double) -> Double {
        max(least, min(8, 0.25 * Double(1 << min(attempt, 10)))) * Double.random(in: 1...1.5)
    }
}
