import Foundation

/// An entry of an offline copy or of a page of changes.
public enum SyncEntry: Hashable, Sendable, Codable {
    case article(Entry<Article>)
    case phrase(Entry<Phrase>)
    case resource(Entry<Resource>)
    case topic(Entry<Topic>)
    case tombstone(Tombstone)
    /// An entry of a later server.
    case unknown(UnknownObject)

    public init(from decoder: Decoder) throws {
        let type = try Tag.type.read(from: decoder)
        switch type {
        case "article": self = .article(try Entry(from: decoder))
        case "phrase": self = .phrase(try Entry(from: decoder))
        case "resource": self = .resource(try Entry(from: decoder))
        case "topic": self = .topic(try Entry(from: decoder))
        case "tombstone": self = .tombstone(try Tombstone(from: decoder))
        default: self = .unknown(try UnknownObject(type: type, from: decoder))
        }
    }

    public func encode(to encoder: Encoder) throws {
        switch self {
        case .article(let entry): try Tag.type.write("article", entry, to: encoder)
        case .phrase(let entry): try Tag.type.write("phrase", entry, to: encoder)
        case .resource(let entry): try Tag.type.write("resource", entry, to: encoder)
        case .topic(let entry): try Tag.type.write("topic", entry, to: encoder)
        case .tombstone(let tombstone): try Tag.type.write("tombstone", tombstone, to: encoder)
        case .unknown(let object): try object.encode(to: encoder)
        }
    }
}

/// A document, and the time of its last change.
public struct Entry<Document: Codable & Hashable & Sendable>: Codable, Hashable, Sendable, Identifiable {
    public let seq: Int
    public let id: String
    public let changedAt: Date
    public let document: Document
}

/// A document that is not there any more.
public struct Tombstone: Codable, Hashable, Sendable, Identifiable {
    public let seq: Int
    public let id: String
    public let changedAt: Date
    public let kind: ContentKind
    public let reason: TombstoneReason
    public let explanation: String?
    /// The address of what to read instead.
    public let url: String?
}
