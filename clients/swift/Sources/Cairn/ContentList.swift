/// A page of a list.
public protocol ListPage: Decodable, Sendable {
    associatedtype Item: Sendable
    var data: [Item] { get }
    var page: PageInfo { get }
}

/// A page of a list of one type.
public struct Page<Item: Codable & Hashable & Sendable>: ListPage, Codable, Hashable, Sendable {
    public let data: [Item]
    public let page: PageInfo
}

/// The position of a page. `total` is there if it was asked for with `count`.
public struct PageInfo: Codable, Hashable, Sendable {
    public let limit: Int
    public let next: String?
    public let prev: String?
    public let total: Int?
}

/// A list of the API. `for try await` reads all items, and fetches the pages one after the other.
public struct ContentList<Content: ListPage>: AsyncSequence, Sendable {
    public typealias Element = Content.Item

    private let fetch: @Sendable (_ cursor: String?) async throws -> Content

    init(fetch: @escaping @Sendable (_ cursor: String?) async throws -> Content) {
        self.fetch = fetch
    }

    /// Fetches the first page.
    public func first() async throws -> Content {
        try await fetch(nil)
    }

    /// All pages, which are fetched one after the other.
    public var pages: Pages { Pages(fetch: fetch) }

    /// Fetches all items, or the first `limit` of them.
    public func all(limit: Int = .max) async throws -> [Element] {
        var items: [Element] = []
        var pages = pages.makeAsyncIterator()
        while items.count < limit, let page = try await pages.next() { items += page.data }
        return Array(items.prefix(Swift.max(0, limit)))
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: pages.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var pages: Pages.Iterator
        private var items: [Element] = []
        private var index = 0

        fileprivate init(pages: Pages.Iterator) {
            self.pages = pages
        }

        public mutating func next() async throws -> Element? {
            while index >= items.count {
                guard let page = try await pages.next() else { return nil }
                items = page.data
                index = 0
            }
            index += 1
            return items[index - 1]
        }
    }

    /// The pages of a list.
    public struct Pages: AsyncSequence, Sendable {
        public typealias Element = Content

        fileprivate let fetch: @Sendable (_ cursor: String?) async throws -> Content

        public func makeAsyncIterator() -> Iterator {
            Iterator(fetch: fetch)
        }

        public struct Iterator: AsyncIteratorProtocol {
            fileprivate let fetch: @Sendable (_ cursor: String?) async throws -> Content
            private var cursor: String?
            private var isOver = false

            fileprivate init(fetch: @escaping @Sendable (_ cursor: String?) async throws -> Content) {
                self.fetch = fetch
            }

            public mutating func next() async throws -> Content? {
                if isOver { return nil }
                let page = try await fetch(cursor)
                cursor = page.page.next
                isOver = cursor == nil
                return page
            }
        }
    }
}
