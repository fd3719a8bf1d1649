import Foundation

/// The parameters of a query.
struct Query {
    private(set) var items: [(name: String, value: String)] = []

    /// Adds a parameter that is given.
    mutating func add(_ name: String, _ value: String?) {
        if let value { items.append((name, Self.encode(value))) }
    }

    /// Adds a parameter with several values. A comma separates them, and is never part of one.
    mutating func add(_ name: String, _ values: [String]?) {
        if let values { items.append((name, values.map(Self.encode).joined(separator: ","))) }
    }

    mutating func add(_ name: String, _ value: Int?) { add(name, value.map(String.init)) }
    mutating func add(_ name: String, _ value: Bool?) { add(name, value.map(String.init)) }
    mutating func add(_ name: String, _ value: Date?) { add(name, value.map(CairnJSON.text)) }

    mutating func add<Value: RawRepresentable>(_ name: String, _ value: Value?) where Value.RawValue == String {
        add(name, value?.rawValue)
    }

    mutating func add<Value: RawRepresentable>(_ name: String, _ values: [Value]?) where Value.RawValue == String {
        add(name, values?.map(\.rawValue))
    }

    /// The query as it stands in an address.
    var text: String { items.map { "\($0.name)=\($0.value)" }.joined(separator: "&") }

    /// Encodes everything but the unreserved characters, so that a value can stand anywhere in an address.
    static func encode(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// The forms of a body.
public enum BodyForm: String, Sendable, CaseIterable {
    case portableText = "portable-text"
    case html, markdown, text
}

/// The members of an article in a list.
public enum ArticleView: String, Sendable, CaseIterable {
    case card, full
}

/// The order of articles.
public enum ArticleSort: String, Sendable, CaseIterable {
    case publishedAt, updatedAt, title, slug
    case publishedAtDescending = "-publishedAt"
    case updatedAtDescending = "-updatedAt"
    case titleDescending = "-title"
    case slugDescending = "-slug"
}

/// The order of phrases.
public enum PhraseSort: String, Sendable, CaseIterable {
    case publishedAt, updatedAt, text, random
    case publishedAtDescending = "-publishedAt"
    case updatedAtDescending = "-updatedAt"
    case textDescending = "-text"
}

/// The order of resources.
public enum ResourceSort: String, Sendable, CaseIterable {
    case publishedAt, updatedAt, title
    case publishedAtDescending = "-publishedAt"
    case updatedAtDescending = "-updatedAt"
    case titleDescending = "-title"
}

/// The order of topics.
public enum TopicSort: String, Sendable, CaseIterable {
    case name
    case nameDescending = "-name"
}
