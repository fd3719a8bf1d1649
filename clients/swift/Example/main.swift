// Lists the articles of a server, prints one, searches, and keeps an offline copy:
//
//   CAIRN_URL=http://127.0.0.1:8080 swift run Read

import Cairn
import Foundation

let address = ProcessInfo.processInfo.environment["CAIRN_URL"] ?? "http://127.0.0.1:8080"
guard let url = URL(string: address) else { fatalError("CAIRN_URL is no address") }
let cairn = CairnClient(baseURL: url)

for try await article in cairn.articles(locale: "en", sort: .title) {
    print("\(article.slug): \(article.title) (\(article.readingMinutes) min)")
}

do {
    let article = try await cairn.article("setting-limits", locale: "fr", fallback: ["en"])
    print("\n\(article.title)\n\n\(article.summary)")
    for section in article.sections { print("\n## \(section.heading ?? "")\n\n\(section.body?.toText() ?? "")") }
} catch let error as CairnError where error.code == .gone {
    print(error.explanation ?? "This article is no longer published.")
}

func shown(_ segments: [Segment]) -> String {
    segments.map { $0.marked ? "*\($0.text)*" : $0.text }.joined()
}

let results = try await cairn.search("naloxne at home", locale: "en", limit: 3).first()
if let words = results.didYouMean { print("\nDid you mean \"\(words)\"?") }
for case .article(let hit) in results.data {
    print("\n\(shown(hit.article.title.segments(hit.marks["title"])))")
    for section in hit.sections { print("  \(shown(section.snippet.segments))") }
}

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-example")
let copy = OfflineCopy(cairn, store: try FileStore(directory: folder), filter: CopyFilter(locale: ["en"]), bundle: true)
let result = try await copy.sync()
print(
    "\n\(result.stored) entries stored, \(result.removed) removed; \(try await copy.articles().count) articles are in \(folder.path)"
)
