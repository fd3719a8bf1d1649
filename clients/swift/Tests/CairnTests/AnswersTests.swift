// The recorded answers of the suite that all clients share: ../../../conformance/README.md describes them.

import XCTest

@testable import Cairn

final class AnswersTests: XCTestCase {
    func testEveryRecordedAnswer() async throws {
        var passed = 0
        for file in try Conformance.files("answers") {
            let test = try Conformance.load("answers/\(file)")
            let title = "\(test["name"]?.string ?? file): \(test["says"]?.string ?? "")"
            if let needs = test["needs"]?.strings, !needs.isEmpty {
                print("  skipped (needs \(needs.joined(separator: ", "))) \(title)")
                continue
            }
            do {
                try await run(test)
                passed += 1
                print("  ok \(title)")
            } catch {
                XCTFail("\(title): \(error)")
            }
        }
        XCTAssertGreaterThan(passed, 15)
    }

    private func run(_ test: JSONValue) async throws {
        let stub = Stub(try require(test["exchanges"]?.items, "exchanges"))
        let client = makeClient(stub, cache: test["cache"] == .bool(true) ? ETagCache() : nil)
        for call in try require(test["calls"]?.items, "calls") {
            if let expected = call["error"] {
                try await failure { try await perform(client, call) }.includes(expected)
            } else {
                try check(try await perform(client, call), call["expect"] ?? [:])
            }
        }
        try stub.finish()
    }

    /// The operations of the cases, as calls of this client.
    private func perform(_ client: CairnClient, _ call: JSONValue) async throws -> JSONValue {
        let given = call["arguments"] ?? [:]
        func text(_ name: String) throws -> String { try require(given[name]?.string, name) }
        let iterate = call["iterate"] == .bool(true)
        switch call["operation"]?.string {
        case "get_article":
            return try .of(try await client.article(text("idOrSlug"), locale: given["locale"]?.string))
        case "list_articles":
            let list = client.articles(
                locale: given["locale"]?.string, sort: given["sort"]?.string.flatMap(ArticleSort.init), limit: given["limit"]?.int)
            guard iterate else { return try .of(try await list.first()) }
            var items: [ArticleListItem] = []
            for try await item in list { items.append(item) }
            return try .of(items)
        case "search":
            return try .of(try await client.search(text("q"), locale: given["locale"]?.string).first())
        case "get_phrase":
            return try .of(try await client.phrase(text("id")))
        case "get_article_preview":
            return try .of(try await client.preview(text("id"), token: text("token")))
        case let other:
            throw Failure("no call for \(other ?? "nothing")")
        }
    }

    private func check(_ result: JSONValue, _ expect: JSONValue) throws {
        if let count = expect["count"]?.int { try requireEqual(result.items?.count, count, "count") }
        for (pointer, value) in expect["values"]?.members ?? [:] { try requireEqual(result.at(pointer), value, pointer) }
        for (pointer, lines) in expect["walk"]?.members ?? [:] {
            let blocks: [Block] = try require(result.at(pointer), pointer).decoded()
            try requireEqual(self.lines(blocks), lines.strings ?? [], pointer)
        }
        for split in expect["segments"]?.items ?? [] {
            let text = try require(result.at(split["text"]?.string ?? "")?.string, "text")
            let marks: [MarkedText]? = try result.at(split["marks"]?.string ?? "")?.decoded()
            let found = text.segments(marks).map { JSONValue.array([.string($0.text), .bool($0.marked)]) }
            try requireEqual(found, split["segments"]?.items ?? [], "segments")
        }
    }

    private func lines(_ blocks: [Block]) -> [String] {
        func inner(_ children: [[String]]) -> [String] { children.joined().map { "  \($0)" } }
        return blocks.walk(
            Visitor<[String]>(
                block: { block, children in
                    let list = block.listItem.map { " \($0) \(block.level ?? 0)" } ?? ""
                    return ["block \(block.style)\(list)"] + inner(children)
                },
                span: { span, marks in
                    ["span \(marks.isEmpty ? "-" : marks.map(\.type).joined(separator: ",")) \"\(span.text)\""]
                },
                suggestedPhrase: { ["suggestedPhrase \"\($0.phrase.text)\""] },
                callout: { callout, content in ["callout \(callout.tone)"] + inner(content) },
                callToAction: { ["callToAction \"\($0.label)\" \($0.url)"] },
                unknown: { ["unknown \($0.type)"] }
            )
        ).flatMap { $0 }
    }
}
