// Thousands of random changes, and copies that follow them over a bad network in processes that die. In the end each copy is
// equal to what the server lists.

import XCTest

@testable import Cairn

final class ModelTests: XCTestCase {
    private struct Phone: Sendable {
        let name: String
        let filter: CopyFilter
        let bundle: Bool
        let folder: URL
    }

    func testCopiesFollowRandomChangesOverABadNetwork() async throws {
        let live = try Live()
        let environment = ProcessInfo.processInfo.environment
        let wanted = environment["MODEL_OPERATIONS"].flatMap { Int($0) } ?? 10_000
        let seed = environment["MODEL_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...1_000_000)
        let window = environment["CAIRN_TEST_WINDOW"].flatMap { Double($0) } ?? 2
        print("  \(wanted) operations, seed \(seed)")
        let chance = Chance(seed)
        let topics = try await live.reader.topics(limit: 100).all().prefix(3).map(\.id)
        let phones = [
            Phone(name: "everything", filter: CopyFilter(), bundle: false, folder: try temporaryFolder()),
            Phone(name: "two locales", filter: CopyFilter(locale: ["en", "es"]), bundle: true, folder: try temporaryFolder()),
            Phone(
                name: "a topic", filter: CopyFilter(kind: [.article, .phrase], topic: [topics[0]]), bundle: false,
                folder: try temporaryFolder()),
        ]
        let tally = Tally()
        let started = Date()
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                do {
                    let done = try await Self.edit(live, Editors(chance: chance, topics: topics), wanted)
                    await tally.end()
                    return done
                } catch {
                    await tally.end()
                    throw error
                }
            }
            for phone in phones {
                group.addTask {
                    try await Self.use(phone, live.reader, chance, tally, window)
                    return 0
                }
            }
            return try await group.reduce(0, +)
        }
        let counts = await tally.counts
        print("  \(done) operations in \(Int(-started.timeIntervalSinceNow)) s; \(counts)")
        XCTAssertGreaterThanOrEqual(done, min(wanted, 1000))
        for phone in phones {
            // One last sync over a good network, by a new process.
            let store = try FileStore(directory: phone.folder)
            try await OfflineCopy(live.reader, store: store, filter: phone.filter).sync()
            var found: [String: JSONValue] = [:]
            for entry in try await store.entries(nil) {
                _ = try entry.decoded()
                found[entry.id] = try JSONDecoder().decode(JSONValue.self, from: entry.json)["document"]
            }
            let listed = try await Self.listed(live.reader, phone.filter)
            XCTAssertEqual(Set(found.keys), Set(listed.keys), "\(phone.name): the ids")
            for (id, document) in listed { XCTAssertEqual(found[id], document, "\(phone.name): \(id)") }
            XCTAssertGreaterThan(found.count, 20, "\(phone.name) is not empty")
            print("  \(phone.name): \(found.count) documents are the same")
        }
        if wanted >= 1000 {
            let isBad = counts.killed > 5 && counts.dropped > 20 && counts.rebuilt > 2
            XCTAssertTrue(isBad, "enough has gone wrong: \(counts)")
        }
    }

    /// Makes the changes, and returns their number. A slow machine makes fewer, so that the test ends in time.
    private static func edit(_ live: Live, _ editors: Editors, _ wanted: Int) async throws -> Int {
        var editors = editors
        var done = 0
        let end = Date().addingTimeInterval(80)
        while done < wanted, Date() < end {
            let size = editors.chance.of(50) ? 1 : editors.chance.below(60) + 1
            var batch: [JSONValue] = []
            while batch.count < size { batch += editors.operations() }
            let _: JSONValue = try await live.editor.send("POST", "/v1/manage/batch", body: ["operations": .array(batch)])
            done += batch.count
        }
        return done
    }

    /// Brings a copy up to date again and again, each time in a new process.
    private static func use(_ phone: Phone, _ reader: CairnClient, _ chance: Chance, _ tally: Tally, _ window: Double) async throws
    {
        while await !tally.isOver {
            let process = MortalProcess()
            let client = reader.with {
                $0.transport = BadNetwork(chance: chance, process: process, tally: tally)
                $0.sleep = { seconds in try await Task.sleep(nanoseconds: UInt64(seconds * 20_000_000)) }
            }
            let file = try FileStore(directory: phone.folder)
            let store = MortalFile(folder: phone.folder, chance: chance, process: process, inner: file)
            do {
                let result = try await OfflineCopy(client, store: store, filter: phone.filter, bundle: phone.bundle).sync()
                await tally.add { $0.rebuilt += result.rebuilt ? 1 : 0 }
            } catch is CancellationError where process.isDead {
                await tally.add { $0.killed += 1 }
            } catch let error as CairnError where error.code == .networkError {
                await tally.add { $0.failed += 1 }
            }
            await tally.add { $0.syncs += 1 }
            // Now and then a phone is switched off for so long that its token expires.
            let seconds = chance.of(4) ? window * 1.5 : Double(chance.below(200)) / 1000
            try await Task.sleep(nanoseconds: UInt64(seconds * 1_000_000_000))
        }
    }

    /// The documents that the server lists for a filter, by id.
    private static func listed(_ reader: CairnClient, _ filter: CopyFilter) async throws -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        func read(_ path: String, _ query: [String: String]) async throws {
            var query = query.merging(["limit": "100"]) { $1 }
            repeat {
                let page: JSONValue = try await reader.send("GET", path, query: query)
                for item in try require(page["data"]?.items, "data") {
                    var item = item.members ?? [:]
                    // A topic in a copy has no numbers of published entities.
                    item["counts"] = nil
                    documents[try require(item["id"]?.string, "id")] = .object(item)
                }
                query["cursor"] = page["page"]?["next"]?.string
            } while query["cursor"] != nil
        }
        func wants(_ kind: ContentKind) -> Bool { filter.kind?.contains(kind) ?? true }
        let topic = filter.topic.map { ["topic": $0.joined(separator: ",")] } ?? [:]
        for locale in filter.locale.map({ $0.map { ["locale": $0] } }) ?? [[:]] {
            let query = topic.merging(locale) { $1 }
            if wants(.article) { try await read("/v1/articles", query.merging(["view": "full"]) { $1 }) }
            if wants(.phrase) { try await read("/v1/phrases", query) }
            if wants(.resource) { try await read("/v1/resources", query) }
        }
        if wants(.topic), filter.topic == nil {
            try await read("/v1/topics", filter.locale?.first.map { ["locale": $0] } ?? [:])
        }
        return documents
    }
}
