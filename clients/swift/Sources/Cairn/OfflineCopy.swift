import Foundation

/// The number of changes of a `sync`.
public struct SyncResult: Hashable, Sendable {
    /// Entries that were stored.
    public fileprivate(set) var stored = 0
    /// Tombstones that were applied.
    public fileprivate(set) var removed = 0
    /// True if the copy was built anew.
    public fileprivate(set) var rebuilt = false
}

/// An offline copy over a store.
///
/// Every answer is stored together with the token that follows it, in one step. So a lost answer or a killed process costs at
/// most one page.
public actor OfflineCopy {
    /// The number of times that one `sync` begins again.
    private static let maxRestarts = 3
    /// The number of lines of a bundle that are stored at once.
    private static let bundleChunk = 200

    private let client: CairnClient
    private let store: any CopyStore
    private let filter: CopyFilter
    private let bundle: Bool
    private var running: Task<SyncResult, any Error>?

    /// Makes a copy. With `bundle`, a new copy begins with `/v1/bundle`, which is one request in place of many.
    public init(_ client: CairnClient, store: any CopyStore, filter: CopyFilter = CopyFilter(), bundle: Bool = false) {
        self.client = client
        self.store = store
        self.filter = filter
        self.bundle = bundle
    }

    // ---- Reading

    /// Returns an entry by its id.
    public func entry(_ id: String) async throws -> SyncEntry? {
        try await store.get(id)?.decoded()
    }

    /// Returns all entries, or those of a type.
    public func entries(_ type: ContentKind? = nil) async throws -> [SyncEntry] {
        try await store.entries(type?.rawValue).map { try $0.decoded() }
    }

    public func articles() async throws -> [Article] { try await documents(.article) }
    public func phrases() async throws -> [Phrase] { try await documents(.phrase) }
    public func resources() async throws -> [Resource] { try await documents(.resource) }
    public func topics() async throws -> [Topic] { try await documents(.topic) }

    private func documents<Document: Codable & Hashable & Sendable>(_ type: ContentKind) async throws -> [Document] {
        let decoder = CairnJSON.decoder()
        return try await store.entries(type.rawValue).map { try decoder.decode(Entry<Document>.self, from: $0.json).document }
    }

    /// Deletes the copy.
    public func clear() async throws {
        try await store.clear()
    }

    // ---- Bringing up to date

    /// Brings the copy up to date. A failure leaves the copy as it is, and the next call continues. Calls at the same time share
    /// one run, which ends when one of them is cancelled.
    @discardableResult
    public func sync() async throws -> SyncResult {
        let task = running ?? Task { try await run() }
        running = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// The change that one answer leads to.
    private struct Step {
        var generation: CopyChange.Generation
        var items: [CopyEntry] = []
        var restart = false
        var promote = false
        var token: String?
        var staged: CopyState.Staged?
    }

    private func run() async throws -> SyncResult {
        defer { running = nil }
        let filterKey = filter.query.text
        let restart = Step(generation: .staged, restart: true, staged: .init(filter: filterKey))
        var result = SyncResult()
        var restarts = 0
        var bundle = bundle
        while true {
            try Task.checkCancellation()
            let state = try await store.state()
            let staged = state.staged?.filter == filterKey ? state.staged : nil
            if staged == nil, state.token == nil || state.filter != filterKey {
                _ = try await commit(restart, to: state, &result)
                continue
            }
            let token = staged == nil ? state.token : staged?.page
            if token == nil, bundle {
                bundle = false
                try await loadBundle(state, &result)
                continue
            }
            let page: SyncPage
            do {
                page = try await fetchPage(token)
            } catch let error as CairnError where token != nil && Self.isStale(error) && restarts < Self.maxRestarts {
                restarts += 1
                _ = try await commit(restart, to: state, &result)
                continue
            }
            guard let next = page.nextToken ?? page.nextPage else {
                throw CairnError(.unexpectedResponse, "The answer has neither nextPage nor nextToken.")
            }
            let isDone = page.nextToken != nil
            let items = try page.items.map { try CopyEntry(json: CairnJSON.encoder().encode($0)) }
            var step = Step(generation: staged == nil ? .live : .staged, items: items)
            if staged != nil, !isDone {
                step.staged = .init(filter: filterKey, page: next)
            } else {
                step.token = next
                step.promote = staged != nil
            }
            if try await commit(step, to: state, &result), isDone { return result }
        }
    }

    /// Stores a change. If another process was faster, nothing is stored, and the loop goes on with its state.
    private func commit(_ step: Step, to from: CopyState, _ result: inout SyncResult) async throws -> Bool {
        // The last entry of an id counts.
        var last: [String: CopyEntry] = [:]
        for item in step.items { last[item.id] = item }
        let put = last.values.filter { $0.type != "tombstone" }
        let remove = last.values.filter { $0.type == "tombstone" }.map(\.id)
        var state = from
        state.revision += 1
        state.staged = step.staged
        if let token = step.token { state.token = token }
        if step.promote { state.filter = filter.query.text }
        let change = CopyChange(
            generation: step.generation, restart: step.restart, put: put, remove: remove, promote: step.promote, state: state)
        guard try await store.commit(change) else { return false }
        result.stored += put.count
        result.removed += remove.count
        result.rebuilt = result.rebuilt || step.promote
        return true
    }

    /// A page of changes. Its entries are kept as they came.
    private struct SyncPage: Decodable {
        let items: [JSONValue]
        let nextPage: String?
        let nextToken: String?
    }

    private func fetchPage(_ token: String?) async throws -> SyncPage {
        var query = Query()
        if let token {
            query.add("token", token)
        } else {
            query = filter.query
            query.add("initial", true)
        }
        let body = try await client.getFresh("/v1/sync", query)
        do {
            return try JSONDecoder().decode(SyncPage.self, from: body)
        } catch {
            throw CairnError(.unexpectedResponse, "The page cannot be decoded: \(error)", underlying: error)
        }
    }

    /// Builds a copy from a bundle. A bundle that ends too early leaves an empty staged generation.
    private func loadBundle(_ from: CopyState, _ result: inout SyncResult) async throws {
        var state = from
        let empty = Step(generation: .staged, restart: true, staged: .init(filter: filter.query.text))
        let before = result
        do {
            let body = try await client.getFresh("/v1/bundle", filter.query, accept: "application/x-ndjson")
            guard try await commit(empty, to: state, &result) else { return }
            state.revision += 1
            var items: [CopyEntry] = []
            for line in body.split(separator: 0x0A) {
                let header = try JSONDecoder().decode(BundleLine.self, from: line)
                if header.type == "end", let token = header.nextToken {
                    let step = Step(generation: .staged, items: items, promote: true, token: token)
                    _ = try await commit(step, to: state, &result)
                    return
                }
                items.append(try CopyEntry(json: Data(line)))
                guard items.count == Self.bundleChunk else { continue }
                let step = Step(generation: .staged, items: items, staged: .init(filter: filter.query.text))
                guard try await commit(step, to: state, &result) else { return }
                state.revision += 1
                items = []
            }
        } catch is CairnError {
        } catch is DecodingError {
        }
        try Task.checkCancellation()
        result = before
        _ = try await commit(empty, to: state, &result)
    }

    /// The line of a bundle that is its last, or an entry.
    private struct BundleLine: Decodable {
        let type: String
        let nextToken: String?
    }

    /// Returns true if the server does not continue from the token that it was sent.
    private static func isStale(_ error: CairnError) -> Bool {
        error.code == .resyncRequired || (error.status == 400 && error.errors.contains { $0.parameter == "token" })
    }
}
