// Editors who change content at random, networks that lose answers, and processes that die.

import Foundation

@testable import Cairn

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Pseudo-random numbers (SplitMix64) with a seed that a failure can be repeated with.
final class Chance: @unchecked Sendable {
    private let lock = NSLock()
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    func below(_ bound: Int) -> Int {
        lock.guarded {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }

    func of(_ percent: Double) -> Bool { Double(below(10_000)) < percent * 100 }
    func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}

/// The editors of the content.
struct Editors {
    struct Entity {
        let id: String
        let collection: String
        let locale: String
        var isPublished = true
    }

    let chance: Chance
    let topics: [String]
    var entities: [Entity] = []
    var counter = 0

    mutating func content(_ entity: Entity, isNew: Bool) -> [String: JSONValue] {
        counter += 1
        var content: [String: JSONValue] = isNew ? ["id": .string(entity.id)] : [:]
        if isNew, entity.collection != "topics" { content["locale"] = .string(entity.locale) }
        switch entity.collection {
        case "articles":
            content["slug"] = .string("swift-\(counter)")
            content["title"] = .string("Article \(counter)")
            content["summary"] = .string("Summary \(counter)")
            content["topics"] = chance.of(70) ? [.string(chance.pick(topics))] : []
            content["sections"] = [["heading": "Heading", "markdown": .string("Text **\(counter)**.")]]
        case "phrases":
            content["tone"] = "calm"
            content["text"] = .string("Phrase \(counter)")
            content["topics"] = chance.of(50) ? [.string(chance.pick(topics))] : []
        default:
            content["kind"] = "subject"
            content["slug"] = .string("swift-\(counter)")
            content["name"] = .string("Topic \(counter)")
        }
        return content
    }

    /// Makes one or two operations that are valid now, and notes what becomes of the entity.
    mutating func operations() -> [JSONValue] {
        if entities.count < 40 || (entities.count < 250 && chance.of(15)) {
            let collection = chance.of(50) ? "phrases" : chance.of(95) ? "articles" : "topics"
            let entity = Entity(id: uuid(), collection: collection, locale: chance.pick(["en", "es", "fr"]))
            let path = "/v1/manage/\(collection)"
            entities.append(entity)
            let content = content(entity, isNew: true)
            return [["method": "POST", "path": .string(path), "body": .object(content)], publish("\(path)/\(entity.id)")]
        }
        let index = chance.below(entities.count)
        let entity = entities[index]
        let path = "/v1/manage/\(entity.collection)/\(entity.id)"
        if !entity.isPublished {
            if chance.of(20) {
                entities.remove(at: index)
                return [["method": "DELETE", "path": .string(path), "ifMatch": "*"]]
            }
            entities[index].isPublished = true
            return [publish(path)]
        }
        if chance.of(35), entity.collection != "topics" {
            entities[index].isPublished = false
            return [["method": "POST", "path": .string("\(path)/unpublish"), "ifMatch": "*", "body": [:]]]
        }
        let changed = content(entity, isNew: false)
        let patch: JSONValue = ["method": "PATCH", "path": .string(path), "ifMatch": "*", "body": .object(changed)]
        // Some changes stay drafts: no copy may see them.
        return chance.of(20) ? [patch] : [patch, publish(path)]
    }

    private func publish(_ path: String) -> JSONValue {
        ["method": "POST", "path": .string("\(path)/publish"), "ifMatch": "*", "body": [:]]
    }

    /// Returns a UUID of version 7.
    private func uuid() -> String {
        var digits = (0..<32).map { _ in chance.pick(Array("0123456789abcdef")) }
        digits[12] = "7"
        digits[16] = "8"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return groups.joined(separator: "-")
    }
}

/// A process that dies. Nothing that it does afterwards arrives anywhere.
final class MortalProcess: @unchecked Sendable {
    private let lock = NSLock()
    private var dead = false

    var isDead: Bool { lock.guarded { dead } }

    func kill() { lock.guarded { dead = true } }

    func step<Result>(_ chance: Chance, _ percent: Double, _ work: () async throws -> Result) async throws -> Result {
        if chance.of(percent / 2) { kill() }
        if isDead { throw CancellationError() }
        let result = try await work()
        if chance.of(percent / 2) { kill() }
        if isDead { throw CancellationError() }
        return result
    }
}

/// A network that loses requests and answers.
struct BadNetwork: Transport {
    let chance: Chance
    let process: MortalProcess
    let tally: Tally
    private let inner = URLSessionTransport()

    func send(_ request: URLRequest) async throws -> HTTPResponse {
        try await process.step(chance, 2) {
            if chance.of(5) { throw await lost() }
            let response = try await inner.send(request)
            if chance.of(12) { throw await lost() }
            return response
        }
    }

    private func lost() async -> URLError {
        await tally.add { $0.dropped += 1 }
        return URLError(.networkConnectionLost)
    }
}

/// A store whose process dies before a write, after it, or in the middle.
struct MortalFile: CopyStore {
    let folder: URL
    let chance: Chance
    let process: MortalProcess
    let inner: FileStore

    func state() async throws -> CopyState { try await process.step(chance, 1) { try await inner.state() } }
    func get(_ id: String) async throws -> CopyEntry? { try await inner.get(id) }
    func entries(_ type: String?) async throws -> [CopyEntry] { try await inner.entries(type) }
    func clear() async throws { try await inner.clear() }

    func commit(_ change: CopyChange) async throws -> Bool {
        try await process.step(chance, 6) {
            let log = folder.appendingPathComponent("copy.log")
            let before = try? Data(contentsOf: log)
            let done = try await inner.commit(change)
            guard let before, chance.of(3), let after = try? Data(contentsOf: log), after.starts(with: before) else { return done }
            // The process dies in the middle of the write.
            let length = before.count + chance.below(max(1, after.count - before.count))
            let file = try FileHandle(forUpdating: log)
            try file.truncate(atOffset: UInt64(length))
            try file.close()
            process.kill()
            throw CancellationError()
        }
    }
}

actor Tally {
    struct Counts {
        var syncs = 0
        var killed = 0
        var dropped = 0
        var failed = 0
        var rebuilt = 0
    }

    private(set) var counts = Counts()
    private(set) var isOver = false

    func add(_ change: @Sendable (inout Counts) -> Void) { change(&counts) }
    func end() { isOver = true }
}
