import Foundation

/// An error code. A later server may have codes that this version does not know; they are kept as they are.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }

    /// No answer arrived. A code of the client's own.
    public static let networkError: ErrorCode = "network_error"
    /// An answer was not what the document says. A code of the client's own.
    public static let unexpectedResponse: ErrorCode = "unexpected_response"

    public static let forbidden: ErrorCode = "forbidden"
    public static let gone: ErrorCode = "gone"
    public static let internalError: ErrorCode = "internal_error"
    public static let invalidCredentials: ErrorCode = "invalid_credentials"
    public static let invalidCursor: ErrorCode = "invalid_cursor"
    public static let invalidQuery: ErrorCode = "invalid_query"
    public static let malformedRequest: ErrorCode = "malformed_request"
    public static let missingCredentials: ErrorCode = "missing_credentials"
    public static let notAcceptable: ErrorCode = "not_acceptable"
    public static let notFound: ErrorCode = "not_found"
    public static let overloaded: ErrorCode = "overloaded"
    public static let rateLimited: ErrorCode = "rate_limited"
    public static let requestTimeout: ErrorCode = "request_timeout"
    public static let resyncRequired: ErrorCode = "resync_required"
    public static let serverTimeout: ErrorCode = "server_timeout"
    public static let tooManyAuthFailures: ErrorCode = "too_many_auth_failures"
    public static let unavailable: ErrorCode = "unavailable"
    public static let uriTooLong: ErrorCode = "uri_too_long"
}

/// A request that failed.
public struct CairnError: Error, Sendable {
    /// The error code for programs.
    public let code: ErrorCode
    /// A description of this occurrence and its remedy.
    public let detail: String
    /// The HTTP status, if there was an answer.
    public let status: Int?
    /// The problem document, if the answer was one.
    public let problem: Problem?
    /// The id of the request, which the server's log has too.
    public let requestId: String?
    /// The seconds of `Retry-After`.
    public let retryAfter: Double?
    /// The error that led to this one, if no answer arrived or it could not be decoded.
    public let underlying: (any Error)?

    init(_ code: ErrorCode, _ detail: String, response: HTTPResponse? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.underlying = underlying
        status = response?.status
        problem = nil
        requestId = response?.headers["X-Request-Id"]
        retryAfter = response?.retryAfter
    }

    /// Makes an error of a response that is not a success.
    init(response: HTTPResponse) {
        problem = try? CairnJSON.decoder().decode(Problem.self, from: response.body)
        code = problem?.code ?? .unexpectedResponse
        detail = problem?.detail ?? "The answer has the status \(response.status) and no problem document."
        status = response.status
        requestId = problem?.requestId ?? response.headers["X-Request-Id"]
        retryAfter = response.retryAfter
        underlying = nil
    }

    /// The single errors in the input, each with its `pointer` or `parameter`.
    public var errors: [InputError] { problem?.errors ?? [] }
    /// The reason why content is gone.
    public var explanation: String? { problem?.explanation }
    /// What to read in place of content that is gone.
    public var alternative: Alternative? { problem?.alternative }
}

extension CairnError: LocalizedError, CustomStringConvertible {
    public var errorDescription: String? { detail }
    public var description: String { "\(code): \(detail)" }
}

/// A problem document (RFC 9457).
public struct Problem: Decodable, Hashable, Sendable {
    public let code: ErrorCode
    public let title: String?
    public let detail: String?
    public let requestId: String?
    public let errors: [InputError]?
    public let explanation: String?
    public let alternative: Alternative?
    /// The whole document.
    public let json: JSONValue

    private enum CodingKeys: String, CodingKey {
        case code, title, detail, requestId, errors, explanation, alternative
    }

    public init(from decoder: Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Only the code makes a problem of an answer: no other member may hide it.
        code = try container.decode(ErrorCode.self, forKey: .code)
        title = try? container.decode(String.self, forKey: .title)
        detail = try? container.decode(String.self, forKey: .detail)
        requestId = try? container.decode(String.self, forKey: .requestId)
        errors = try? container.decode([InputError].self, forKey: .errors)
        explanation = try? container.decode(String.self, forKey: .explanation)
        alternative = try? container.decode(Alternative.self, forKey: .alternative)
        json = try JSONValue(from: decoder)
    }
}

/// An error in the input, with its place.
public struct InputError: Codable, Hashable, Sendable {
    public let pointer: String?
    public let parameter: String?
    public let code: String
    public let detail: String?
}
