import Foundation

/// The part of the content that an offline copy has; all by default.
public struct CopyFilter: Hashable, Sendable {
    public var kind: [ContentKind]?
    public var locale: [String]?
    public var topic: [String]?
    public var region: String?

    public init(kind: [ContentKind]? = nil, locale: [String]? = nil, topic: [String]? = nil, region: String? = nil) {
        self.kind = kind
        self.locale = locale
        self.topic = topic
        self.region = region
    }

    var query: Query {
        var query = Query()
        query.add("kind", kind)
        query.add("locale", locale)
        query.add("region", region)
        query.add("topic", topic)
        return query
    }
}

/// An entry as it is stored: the JSON of the server, so that a later version of the app finds the members that this one does
/// not know.
public struct CopyEntry: Hashable, Sendable {
    public let id: String
    public let type: String
    /// The entry as one line of JSON.
    public let json: Data

    /// Reads the id and type of an entry.
    public init(json: Data) throws {
        let header = try JSONDecoder().decode(Header.self, from: json)
        id = header.id
        type = header.type
        self.json = json
    }

    public func decoded() throws -> SyncEntry {
        try CairnJSON.decoder().decode(SyncEntry.self, from: json)
    }

    private struct Header: Decodable {
        let id: String
        let type: String
    }
}

/// The position of a copy.
public struct CopyState: Hashable, Sendable, Codable {
    /// A new copy in the making: its filter, and the token of its next page.
    public struct Staged: Hashable, Sendable, Codable {
        public var filter: String
        public var page: String?

        public init(filter: String, page: String? = nil) {
            self.filter = filter
            self.page = page
        }
    }

    /// Counts the changes of the store.
    public var revision: Int
    /// The filter of the live generation.
    public var filter: String?
    /// The token with which the live generation continues.
    public var token: String?
    public var staged: Staged?

    public init(revision: Int = 0, filter: String? = nil, token: String? = nil, staged: Staged? = nil) {
        self.revision = revision
        self.filter = filter
        self.token = token
        self.staged = staged
    }
}

/// A change of a store, to be made as a whole or not at all.
public struct CopyChange: Sendable {
    public enum Generation: String, Sendable, Codable {
        case live, staged
    }

    /// The generation that is changed.
    public var generation: Generation
    /// True if the staged generation is emptied first.
    public var restart = false
    /// Entries to store under their ids.
    public var put: [CopyEntry] = []
    /// The ids of entries to delete, after that.
    public var remove: [String] = []
    /// True if the staged generation then replaces the live one.
    public var promote = false
    /// The new state. Its `revision` is one more than that of the state that the change was made for.
    public var state: CopyState

    public init(
        generation: Generation, restart: Bool = false, put: [CopyEntry] = [], remove: [String] = [], promote: Bool = false,
        state: CopyState
    ) {
        self.generation = generation
        self.restart = restart
        self.put = put
        self.remove = remove
        self.promote = promote
        self.state = state
    }
}

/// The place where a copy is stored: a live generation, which readers see, and a staged one, which a new copy is built in.
public protocol CopyStore: Sendable {
    func state() async throws -> CopyState
    /// Makes a change in one step. Returns false, and changes nothing, if the stored revision is not one less.
    func commit(_ change: CopyChange) async throws -> Bool
    /// Returns an entry of the live generation.
    func get(_ id: String) async throws -> CopyEntry?
    /// Returns the entries of the live generation, or those of a type.
    func entries(_ type: String?) async throws -> [CopyEntry]
    /// Deletes everything.
    func clear() async throws
}

/// The content of a store.
struct CopyContent {
    private(set) var state: CopyState
    private(set) var live: [String: CopyEntry] = [:]
    private var staged: [String: CopyEntry] = [:]

    init(revision: Int = 0) {
        state = CopyState(revision: revision)
    }

    mutating func apply(_ change: CopyChange) -> Bool {
        guard change.state.revision == state.revision + 1 else { return false }
        if change.restart { staged = [:] }
        switch change.generation {
        case .live: Self.apply(change, to: &live)
        case .staged: Self.apply(change, to: &staged)
        }
        if change.promote {
            live = staged
            staged = [:]
        }
        state = change.state
        return true
    }

    private static func apply(_ change: CopyChange, to entries: inout [String: CopyEntry]) {
        for entry in change.put { entries[entry.id] = entry }
        for id in change.remove { entries[id] = nil }
    }

    func entries(_ type: String?) -> [CopyEntry] {
        live.values.filter { type == nil || $0.type == type }.sorted { $0.id < $1.id }
    }
}

/// A store in memory, which ends with the process.
public actor MemoryStore: CopyStore {
    private var content = CopyContent()

    public init() {}

    public func state() -> CopyState { content.state }
    public func commit(_ change: CopyChange) -> Bool { content.apply(change) }
    public func get(_ id: String) -> CopyEntry? { content.live[id] }
    public func entries(_ type: String?) -> [CopyEntry] { content.entries(type) }
    public func clear() { content = CopyContent(revision: content.state.revision + 1) }
}
