// The sync scripts of the suite that all clients share: ../../../conformance/README.md describes them.

import XCTest

@testable import Cairn

final class SyncScriptTests: XCTestCase {
    func testEveryScriptInMemory() async throws {
        try await runAll { MemoryStore() }
    }

    func testEveryScriptInAFile() async throws {
        try await runAll { try FileStore(directory: temporaryFolder()) }
    }

    func testEveryScriptInAFileThatEachStepOpensAnew() async throws {
        try await runAll { try ReopenedStore(temporaryFolder()) }
    }

    private func runAll(_ makeStore: () throws -> any CopyStore) async throws {
        let entries = try Conformance.load("sync/entries.json")
        var passed = 0
        for file in try Conformance.files("sync") where file != "entries.json" {
            let script = try Conformance.load("sync/\(file)")
            let title = "\(script["name"]?.string ?? file): \(script["says"]?.string ?? "")"
            do {
                try await Script(entries, makeStore()).run(script)
                passed += 1
                print("  ok \(title)")
            } catch {
                XCTFail("\(title): \(error)")
            }
        }
        XCTAssertGreaterThan(passed, 10)
    }
}

private struct Script {
    let named: JSONValue
    let store: any CopyStore

    init(_ named: JSONValue, _ store: any CopyStore) {
        self.named = named
        self.store = store
    }

    func run(_ script: JSONValue) async throws {
        var filter = try self.filter(script["filter"])
        for (index, step) in (script["steps"]?.items ?? []).enumerated() {
            let place = "step \(index)"
            if step["filter"] != nil { filter = try self.filter(step["filter"]) }
            let mortal = MortalStore(store)
            let stub = Stub(try (step["exchanges"]?.items ?? []).map(exchange)) { mortal.kill() }
            // Every step has an engine of its own: nothing may depend on its memory.
            let copy = OfflineCopy(makeClient(stub), store: mortal, filter: filter, bundle: step["bundle"] == .bool(true))
            switch step["do"]?.string {
            case "clear": try await copy.clear()
            case "sync": try await sync(copy, stub, mortal, step, place)
            default: break
            }
            if let names = step["copy"]?.strings {
                let found = try await store.entries(nil).map { try described(JSONDecoder().decode(JSONValue.self, from: $0.json)) }
                try requireEqual(found.sorted(), try names.map { try described(entry($0)) }.sorted(), place)
                // A copy with entries of any server can be read.
                let readable = try await OfflineCopy(makeClient(Stub([])), store: store).entries()
                try requireEqual(readable.count, names.count, "\(place): decoded entries")
            }
            if let token = step["token"]?.string {
                let state = try await store.state()
                try requireEqual(state.staged == nil ? state.token : state.staged?.page, token, "\(place): token")
            }
        }
    }

    private func sync(
        _ copy: OfflineCopy, _ stub: Stub, _ mortal: MortalStore, _ step: JSONValue, _ place: String
    ) async throws {
        var outcome: (any Error)?
        do { try await copy.sync() } catch { outcome = error }
        try stub.finish()
        let kills = step["exchanges"]?.items?.contains { $0["kill"] != nil } ?? false
        try requireEqual(mortal.isDead, kills, "\(place): killed")
        if kills {
            guard outcome is Killed || outcome is CancellationError else {
                throw Failure("\(place): \(String(describing: outcome))")
            }
        } else if let expected = step["error"] {
            guard let error = outcome as? CairnError else { throw Failure("\(place): \(String(describing: outcome))") }
            try error.includes(expected)
        } else if let outcome {
            throw outcome
        }
    }

    private func filter(_ json: JSONValue?) throws -> CopyFilter {
        for name in json?.members?.keys ?? [:].keys where !["kind", "locale", "topic", "region"].contains(name) {
            throw Failure("no filter \(name)")
        }
        return CopyFilter(
            kind: json?["kind"]?.strings?.map { ContentKind(rawValue: $0) }, locale: json?["locale"]?.strings,
            topic: json?["topic"]?.strings, region: json?["region"]?.string)
    }

    private func entry(_ name: String) throws -> JSONValue {
        try require(named["entries"]?[name], "the entry \"\(name)\"")
    }

    /// Returns id, type and label.
    private func described(_ entry: JSONValue) throws -> String {
        let document = entry["document"]
        let label = (document?["title"] ?? document?["text"] ?? document?["name"])?.string ?? ""
        return "\(try require(entry["id"]?.string, "id")) \(entry["type"]?.string ?? "") \(label)"
    }

    private func exchange(_ step: JSONValue) throws -> JSONValue {
        let isBundle = step["bundle"] != nil
        var exchange: [String: JSONValue] = [:]
        exchange["request"] = [
            "method": "GET", "path": .string(isBundle ? "/v1/bundle" : "/v1/sync"), "query": step["sync"] ?? step["bundle"] ?? [:],
        ]
        exchange["drop"] = step["drop"]
        exchange["kill"] = step["kill"]
        if let problem = step["problem"]?.string { exchange["response"] = try require(named["problems"]?[problem], problem) }
        guard let page = step["page"] else { return .object(exchange) }
        let items = try (page["items"]?.strings ?? []).map(entry)
        var tokens = page.members ?? [:]
        tokens["items"] = nil
        tokens["cut"] = nil
        let type: JSONValue = isBundle ? "application/x-ndjson" : "application/json"
        var response: [String: JSONValue] = ["status": 200, "headers": ["content-type": type]]
        if isBundle {
            let lines = try items.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            tokens["type"] = "end"
            let end = String(decoding: try JSONEncoder().encode(tokens), as: UTF8.self) + "\n"
            let isCut = page["cut"] == .bool(true)
            let text = lines.map { "\($0)\n" }.joined() + (isCut ? String((lines.last ?? "").prefix(60)) : end)
            response["text"] = .string(text)
        } else {
            tokens["items"] = .array(items)
            response["body"] = .object(tokens)
        }
        exchange["response"] = .object(response)
        return .object(exchange)
    }
}

/// A store that can be told to die at the next write.
private final class MortalStore: CopyStore, @unchecked Sendable {
    private let inner: any CopyStore
    private let lock = NSLock()
    private var dead = false

    init(_ inner: any CopyStore) {
        self.inner = inner
    }

    var isDead: Bool { lock.guarded { dead } }
    func kill() { lock.guarded { dead = true } }

    func state() async throws -> CopyState { try await inner.state() }
    func get(_ id: String) async throws -> CopyEntry? { try await inner.get(id) }
    func entries(_ type: String?) async throws -> [CopyEntry] { try await inner.entries(type) }
    func clear() async throws { try await inner.clear() }

    func commit(_ change: CopyChange) async throws -> Bool {
        if isDead { throw Killed() }
        return try await inner.commit(change)
    }
}

/// A store that reads its file again before each call, as a new process does.
private struct ReopenedStore: CopyStore {
    let folder: URL

    init(_ folder: URL) {
        self.folder = folder
    }

    private func open() throws -> FileStore { try FileStore(directory: folder) }
    func state() async throws -> CopyState { try await open().state() }
    func commit(_ change: CopyChange) async throws -> Bool { try await open().commit(change) }
    func get(_ id: String) async throws -> CopyEntry? { try await open().get(id) }
    func entries(_ type: String?) async throws -> [CopyEntry] { try await open().entries(type) }
    func clear() async throws { try await open().clear() }
}
