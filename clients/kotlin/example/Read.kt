// Lists the articles of a server, prints one, searches, and keeps an offline copy:
//
//   CAIRN_URL=http://127.0.0.1:8080 ./gradlew example

import dev.cairn.client.ArticleHit
import dev.cairn.client.ArticleSort
import dev.cairn.client.Cairn
import dev.cairn.client.CairnException
import dev.cairn.client.ErrorCode
import dev.cairn.client.Snippet
import dev.cairn.client.segments
import dev.cairn.client.sync.CopyFilter
import dev.cairn.client.sync.FileStore
import dev.cairn.client.sync.OfflineCopy
import dev.cairn.client.toText
import java.nio.file.Path

fun main() {
    val cairn = Cairn(System.getenv("CAIRN_URL") ?: "http://127.0.0.1:8080")

    for (card in cairn.articles(locale = "en", sort = ArticleSort.TITLE)) {
        println("${card.slug}: ${card.title} (${card.readingMinutes} min)")
    }

    try {
        val article = cairn.article("setting-limits", locale = "fr", fallback = listOf("en"))
        println("\n${article.title}\n\n${article.summary}")
        for (section in article.sections) println("\n## ${section.heading.orEmpty()}\n\n${toText(section.body.orEmpty())}")
    } catch (failure: CairnException) {
        if (failure.code != ErrorCode.GONE) throw failure
        println(failure.explanation ?: "This article is no longer published.")
    }

    val results = cairn.search("naloxne at home", locale = "en", limit = 3).first()
    results.didYouMean?.let { println("\nDid you mean \"$it\"?") }
    for (hit in results.data.filterIsInstance<ArticleHit>()) {
        println("\n${show(Snippet(hit.article.title, hit.marks["title"].orEmpty()))}")
        for (section in hit.sections) println("  ${show(section.snippet)}")
    }

    val folder = Path.of(System.getenv("CAIRN_COPY") ?: "copy")
    val copy = OfflineCopy(cairn, FileStore(folder), CopyFilter(locale = listOf("en")), bundle = true)
    println("\n${copy.sync()}; ${copy.articles().size} articles can be read offline.")
}

private fun show(snippet: Snippet): String =
    segments(snippet.text, snippet.marks).joinToString("") { if (it.marked) "*${it.text}*" else it.text }
