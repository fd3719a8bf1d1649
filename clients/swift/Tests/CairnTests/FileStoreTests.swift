import XCTest

@testable import Cairn

final class FileStoreTests: XCTestCase {
    private func entry(_ id: String, _ text: String = "") throws -> CopyEntry {
        try CopyEntry(json: JSONEncoder().encode(["id": id, "type": "phrase", "text": text]))
    }

    private func change(_ revision: Int, put: [CopyEntry] = [], remove: [String] = []) -> CopyChange {
        CopyChange(generation: .live, put: put, remove: remove, state: CopyState(revision: revision, token: "token-\(revision)"))
    }

    private func ids(_ store: FileStore) async throws -> [String] {
        try await store.entries(nil).map(\.id)
    }

    func testAChangeThatWasCutAnywhereDoesNotCount() async throws {
        let folder = try temporaryFolder()
        let log = folder.appendingPathComponent("copy.log")
        let store = try FileStore(directory: folder)
        let first = try await store.commit(change(1, put: [entry("a"), entry("b")]))
        let before = try Data(contentsOf: log)
        let second = try await store.commit(change(2, put: [entry("c", "line"), entry("d")], remove: ["a"]))
        XCTAssertTrue(first && second)
        let whole = try Data(contentsOf: log)
        for length in before.count..<whole.count {
            try whole.prefix(length).write(to: log)
            let opened = try FileStore(directory: folder)
            let token = try await opened.state().token
            let found = try await ids(opened)
            XCTAssertEqual(token, "token-1", "\(length)")
            XCTAssertEqual(found, ["a", "b"], "\(length)")
        }
        // The next change takes the place of the half.
        let opened = try FileStore(directory: folder)
        let isDone = try await opened.commit(change(2, put: [entry("e")]))
        XCTAssertTrue(isDone)
        let found = try await ids(FileStore(directory: folder))
        XCTAssertEqual(found, ["a", "b", "e"])
        let lines = try String(contentsOf: log, encoding: .utf8).components(separatedBy: "\n")
        XCTAssertEqual(lines.count, 6, "two changes with three entries, and nothing behind them")
        XCTAssertEqual(lines.last, "")
    }

    func testTwoProcessesSeeEachOther() async throws {
        let folder = try temporaryFolder()
        let (one, other) = (try FileStore(directory: folder), try FileStore(directory: folder))
        var revision = 0
        // Beyond the number of changes after which the log is replaced.
        for round in 0..<250 {
            revision += 1
            let store = round % 3 == 0 ? one : other
            let done = try await store.commit(change(revision, put: [entry("entry-\(round % 7)", "\(round)")]))
            XCTAssertTrue(done)
            let stale = try await other.commit(change(revision))
            XCTAssertFalse(stale)
        }
        let found = [try await ids(one), try await ids(other), try await ids(FileStore(directory: folder))]
        XCTAssertEqual(found, Array(repeating: (0..<7).map { "entry-\($0)" }, count: 3))
        let states = [try await one.state(), try await other.state(), try await FileStore(directory: folder).state()]
        XCTAssertEqual(Set(states), [CopyState(revision: 250, token: "token-250")])
        let lines = try String(contentsOf: folder.appendingPathComponent("copy.log"), encoding: .utf8).split(separator: "\n")
        XCTAssertLessThan(lines.count, 200)

        try await one.clear()
        let cleared = try await ids(other)
        XCTAssertEqual(cleared, [])
        let state = try await other.state()
        XCTAssertEqual(state, CopyState(revision: 251))
    }

    func testAFolderThatIsDeletedIsAnEmptyCopy() async throws {
        let folder = try temporaryFolder()
        let store = try FileStore(directory: folder)
        _ = try await store.commit(change(1, put: [entry("a")]))
        try FileManager.default.removeItem(at: folder.appendingPathComponent("copy.log"))
        let state = try await store.state()
        XCTAssertEqual(state, CopyState())
        let done = try await store.commit(change(1, put: [entry("b")]))
        XCTAssertTrue(done)
        let found = try await ids(FileStore(directory: folder))
        XCTAssertEqual(found, ["b"])
    }
}
