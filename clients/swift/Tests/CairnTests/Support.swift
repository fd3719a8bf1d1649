import Foundation
import XCTest

@testable import Cairn

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The suite that all clients share.
enum Conformance {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("conformance")

    static func load(_ path: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static func files(_ name: String) throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)
        return files.filter { $0.hasSuffix(".json") }.sorted()
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A process was killed.
struct Killed: Error {}

func require<Value>(_ value: Value?, _ what: String) throws -> Value {
    guard let value else { throw Failure("\(what) is missing") }
    return value
}

func requireEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ place: String) throws {
    guard actual == expected else { throw Failure("\(place): \(actual) is not \(expected)") }
}

extension JSONValue {
    var items: [JSONValue]? {
        if case .array(let items) = self { return items }
        return nil
    }

    var members: [String: JSONValue]? {
        if case .object(let members) = self { return members }
        return nil
    }

    var int: Int? {
        if case .int(let value) = self { return value }
        return nil
    }

    var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    /// A string, or an array of strings.
    var strings: [String]? { string.map { [$0] } ?? items?.compactMap(\.string) }

    func at(_ pointer: String) -> JSONValue? {
        pointer.split(separator: "/").reduce(Optional(self)) { value, name in
            Int(name).flatMap { value?[$0] } ?? value?[String(name)]
        }
    }

    static func of(_ value: some Encodable) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: CairnJSON.encoder().encode(value))
    }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try CairnJSON.decoder().decode(Value.self, from: JSONEncoder().encode(self))
    }
}

/// A transport that takes the next exchange, compares the request, and answers.
final class Stub: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private var exchanges: [JSONValue]
    private var slept = 0.0
    private var failure: Failure?
    /// Called when an exchange kills the process.
    private let onKill: @Sendable () -> Void

    init(_ exchanges: [JSONValue], onKill: @escaping @Sendable () -> Void = {}) {
        self.exchanges = exchanges
        self.onKill = onKill
    }

    func sleep(_ seconds: Double) {
        lock.guarded { slept += seconds }
    }

    func send(_ request: URLRequest) async throws -> HTTPResponse {
        do {
            return try lock.guarded { try answer(request) }
        } catch let error as Failure {
            lock.guarded { failure = failure ?? error }
            throw error
        }
    }

    /// Fails if a request was wrong, or if an exchange is left.
    func finish() throws {
        try lock.guarded {
            if let failure { throw failure }
            if let left = exchanges.first { throw Failure("an exchange is left: \(left["request"] ?? left)") }
        }
    }

    private func answer(_ request: URLRequest) throws -> HTTPResponse {
        let url = try require(request.url.flatMap { URLComponents(url: $0, resolvingAgainstBaseURL: true) }, "the address")
        let method = request.httpMethod ?? "GET"
        guard !exchanges.isEmpty else { throw Failure("an unexpected request: \(method) \(url)") }
        let exchange = exchanges.removeFirst()
        let expected = try require(exchange["request"], "request")
        let line = "\(expected["method"]?.string ?? "") \(expected["path"]?.string ?? "")"
        try requireEqual("\(method) \(url.path)", line, "the request")
        var sent: [String: [String]] = [:]
        for item in url.queryItems ?? [] { sent[item.name, default: []] += (item.value ?? "").components(separatedBy: ",") }
        let query = (expected["query"]?.members ?? [:]).mapValues { $0.strings ?? [] }
        try requireEqual(sent, query, "the query of \(line)")
        for (name, value) in expected["headers"]?.members ?? [:] {
            try requireEqual(request.value(forHTTPHeaderField: name), value.string, "\(name) of \(line)")
        }
        if let body = expected["body"] {
            try requireEqual(
                try JSONDecoder().decode(JSONValue.self, from: request.httpBody ?? Data()), body, "the body of \(line)")
        }
        let least = Double(exchange["waited"]?.int ?? 0)
        guard slept >= least else { throw Failure("waited \(slept) s instead of \(least) s") }
        slept = 0
        switch exchange["kill"]?.string {
        case "waiting":
            onKill()
            throw CancellationError()
        case .some: onKill()
        case .none: break
        }
        if exchange["drop"] == .bool(true) { throw URLError(.networkConnectionLost) }
        let response = try require(exchange["response"], "response")
        let headers = HTTPHeaders((response["headers"]?.members ?? [:]).compactMapValues(\.string))
        let status = try require(response["status"]?.int, "status")
        if (300..<400).contains(status), let location = headers["Location"], let base = request.url {
            var next = request
            next.url = URL(string: location, relativeTo: base)?.absoluteURL
            return try answer(next)
        }
        let json = try response["body"].map { try JSONEncoder().encode($0) }
        return HTTPResponse(
            status: status, headers: headers, body: response["text"]?.string.map { Data($0.utf8) } ?? json ?? Data())
    }
}

/// A client whose requests the stub answers.
func makeClient(_ stub: Stub, cache: ETagCache? = nil) -> CairnClient {
    CairnClient(baseURL: URL(string: "https://cairn.test")!, cache: cache).with {
        $0.transport = stub
        $0.sleep = { stub.sleep($0) }
    }
}

func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// Fails unless the call fails with a `CairnError`, which is returned.
func failure<Result>(of call: () async throws -> Result) async throws -> CairnError {
    do {
        let result = try await call()
        throw Failure("no error but \(result)")
    } catch let error as CairnError {
        return error
    }
}

extension CairnError {
    /// Fails unless everything in `expected` is in the error.
    func includes(_ expected: JSONValue) throws {
        var json: [String: JSONValue] = ["code": .string(code.rawValue), "detail": .string(detail)]
        json["status"] = status.map { .int($0) }
        json["requestId"] = requestId.map { .string($0) }
        json["errors"] = try .of(errors)
        json["explanation"] = explanation.map { .string($0) }
        json["alternative"] = try alternative.map { try .of($0) }
        json["retryAfter"] = try retryAfter.map { try .of($0) }
        try Self.compare(.object(json), expected, "error")
    }

    private static func compare(_ actual: JSONValue?, _ expected: JSONValue, _ place: String) throws {
        switch expected {
        case .object(let members):
            for (name, value) in members { try compare(actual?[name], value, "\(place)/\(name)") }
        case .array(let items):
            try requireEqual(actual?.items?.count, items.count, place)
            for (index, item) in items.enumerated() { try compare(actual?[index], item, "\(place)/\(index)") }
        default:
            try requireEqual(actual, expected, place)
        }
    }
}
