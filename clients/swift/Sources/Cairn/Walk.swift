/// Makes something of each part of a body: views, attributed text, HTML. A part without a function is left out.
public struct Visitor<Result> {
    public var block: ((TextBlock, [Result]) -> Result)?
    public var span: ((Span, [Mark]) -> Result)?
    public var suggestedPhrase: ((SuggestedPhrase) -> Result)?
    /// Gets the results of the blocks in the callout.
    public var callout: ((Callout, [Result]) -> Result)?
    public var callToAction: ((CallToAction) -> Result)?
    /// Gets the blocks and inline objects of types that this client does not know.
    public var unknown: ((UnknownObject) -> Result)?

    public init(
        block: ((TextBlock, [Result]) -> Result)? = nil,
        span: ((Span, [Mark]) -> Result)? = nil,
        suggestedPhrase: ((SuggestedPhrase) -> Result)? = nil,
        callout: ((Callout, [Result]) -> Result)? = nil,
        callToAction: ((CallToAction) -> Result)? = nil,
        unknown: ((UnknownObject) -> Result)? = nil
    ) {
        self.block = block
        self.span = span
        self.suggestedPhrase = suggestedPhrase
        self.callout = callout
        self.callToAction = callToAction
        self.unknown = unknown
    }

    fileprivate func visit(_ part: Block) -> Result? {
        switch part {
        case .block(let text): return block?(text, children(of: text))
        case .suggestedPhrase(let phrase): return suggestedPhrase?(phrase)
        case .callout(let box): return callout?(box, box.content.walk(self))
        case .callToAction(let button): return callToAction?(button)
        case .unknown(let object): return unknown?(object)
        }
    }

    private func children(of text: TextBlock) -> [Result] {
        text.children.compactMap { child in
            switch child {
            case .span(let part): return span?(part, text.marks(of: part))
            case .unknown(let object): return unknown?(object)
            }
        }
    }
}

extension Sequence where Element == Block {
    /// Visits all blocks in order, children before their parents, and returns the results.
    public func walk<Result>(_ visitor: Visitor<Result>) -> [Result] {
        compactMap { visitor.visit($0) }
    }

    /// Returns the text of a body without marks, with an empty line between blocks. Unknown blocks are left out.
    public func toText() -> String {
        walk(
            Visitor<String>(
                block: { block, children in (block.listItem == nil ? "" : "- ") + children.joined() },
                span: { span, _ in span.text },
                suggestedPhrase: { "“\($0.phrase.text)”" },
                callout: { _, content in content.joined(separator: "\n\n") },
                callToAction: { action in (action.text.map { "\($0) " } ?? "") + "\(action.label): \(action.url)" }
            )
        ).joined(separator: "\n\n")
    }
}
