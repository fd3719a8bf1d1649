// The enumerations of answers. Each has a case for the values of later servers.

/// A kind of content.
public enum ContentKind: OpenEnum {
    case article, phrase, resource, topic
    case unknown(String)

    public static let known: [ContentKind] = [.article, .phrase, .resource, .topic]

    public var rawValue: String {
        switch self {
        case .article: return "article"
        case .phrase: return "phrase"
        case .resource: return "resource"
        case .topic: return "topic"
        case .unknown(let value): return value
        }
    }
}

/// The tone of a phrase.
public enum Tone: OpenEnum {
    case supportive, calm, firm, hopeful, curious
    case unknown(String)

    public static let known: [Tone] = [.supportive, .calm, .firm, .hopeful, .curious]

    public var rawValue: String {
        switch self {
        case .supportive: return "supportive"
        case .calm: return "calm"
        case .firm: return "firm"
        case .hopeful: return "hopeful"
        case .curious: return "curious"
        case .unknown(let value): return value
        }
    }
}

/// A kind of topic.
public enum TopicKind: OpenEnum {
    case subject, situation, audience
    case unknown(String)

    public static let known: [TopicKind] = [.subject, .situation, .audience]

    public var rawValue: String {
        switch self {
        case .subject: return "subject"
        case .situation: return "situation"
        case .audience: return "audience"
        case .unknown(let value): return value
        }
    }
}

/// A kind of resource.
public enum ResourceKind: OpenEnum {
    case article, page, service, helpline, document, video, tool
    case unknown(String)

    public static let known: [ResourceKind] = [.article, .page, .service, .helpline, .document, .video, .tool]

    public var rawValue: String {
        switch self {
        case .article: return "article"
        case .page: return "page"
        case .service: return "service"
        case .helpline: return "helpline"
        case .document: return "document"
        case .video: return "video"
        case .tool: return "tool"
        case .unknown(let value): return value
        }
    }
}

/// The state of an article's review.
public enum ReviewState: OpenEnum {
    case current, due, overdue
    case unknown(String)

    public static let known: [ReviewState] = [.current, .due, .overdue]

    public var rawValue: String {
        switch self {
        case .current: return "current"
        case .due: return "due"
        case .overdue: return "overdue"
        case .unknown(let value): return value
        }
    }
}

/// The way in which the words of a search were matched.
public enum Matching: OpenEnum {
    case all, some
    case unknown(String)

    public static let known: [Matching] = [.all, .some]

    public var rawValue: String {
        switch self {
        case .all: return "all"
        case .some: return "some"
        case .unknown(let value): return value
        }
    }
}

/// The state of an address.
public enum LookupState: OpenEnum {
    case published, moved, redirected, withdrawn, gone, notFound
    case unknown(String)

    public static let known: [LookupState] = [.published, .moved, .redirected, .withdrawn, .gone, .notFound]

    public var rawValue: String {
        switch self {
        case .published: return "published"
        case .moved: return "moved"
        case .redirected: return "redirected"
        case .withdrawn: return "withdrawn"
        case .gone: return "gone"
        case .notFound: return "unknown"
        case .unknown(let value): return value
        }
    }
}

/// The kind of content behind a former slug.
public enum RedirectKind: OpenEnum {
    case article, topic
    case unknown(String)

    public static let known: [RedirectKind] = [.article, .topic]

    public var rawValue: String {
        switch self {
        case .article: return "article"
        case .topic: return "topic"
        case .unknown(let value): return value
        }
    }
}

/// The reason why an entry has to be deleted.
public enum TombstoneReason: OpenEnum {
    case unpublished, redirected, withdrawn, filtered
    case unknown(String)

    public static let known: [TombstoneReason] = [.unpublished, .redirected, .withdrawn, .filtered]

    public var rawValue: String {
        switch self {
        case .unpublished: return "unpublished"
        case .redirected: return "redirected"
        case .withdrawn: return "withdrawn"
        case .filtered: return "filtered"
        case .unknown(let value): return value
        }
    }
}

/// The style of a text block.
public enum BlockStyle: OpenEnum {
    case normal, h3, h4, h5, h6, blockquote
    case unknown(String)

    public static let known: [BlockStyle] = [.normal, .h3, .h4, .h5, .h6, .blockquote]

    public var rawValue: String {
        switch self {
        case .normal: return "normal"
        case .h3: return "h3"
        case .h4: return "h4"
        case .h5: return "h5"
        case .h6: return "h6"
        case .blockquote: return "blockquote"
        case .unknown(let value): return value
        }
    }
}

/// The kind of list that a text block is in.
public enum ListItem: OpenEnum {
    case bullet, number
    case unknown(String)

    public static let known: [ListItem] = [.bullet, .number]

    public var rawValue: String {
        switch self {
        case .bullet: return "bullet"
        case .number: return "number"
        case .unknown(let value): return value
        }
    }
}

/// The tone of a callout.
public enum CalloutTone: OpenEnum {
    case info, warning, urgent
    case unknown(String)

    public static let known: [CalloutTone] = [.info, .warning, .urgent]

    public var rawValue: String {
        switch self {
        case .info: return "info"
        case .warning: return "warning"
        case .urgent: return "urgent"
        case .unknown(let value): return value
        }
    }
}
