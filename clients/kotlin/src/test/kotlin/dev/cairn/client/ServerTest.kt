// The client against a running server with the starter content.

package dev.cairn.client

import dev.cairn.client.sync.CopyFilter
import dev.cairn.client.sync.FileStore
import dev.cairn.client.sync.OfflineCopy
import dev.cairn.client.sync.UnknownEntry
import java.nio.file.Files
import java.util.UUID
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject

/** Fails for what a client of the server's own version knows. */
private object NothingUnknown : Visitor<String> {
    var spans = 0

    override fun block(block: TextBlock, children: List<String>) = children.joinToString("")

    override fun span(span: Span, marks: List<Mark>): String {
        spans++
        for (mark in marks) assertTrue(mark.def !is Unknown, "the mark ${mark.type} is known")
        return span.text
    }

    override fun callout(block: Callout, content: List<String>) = content.joinToString("")

    override fun unknown(block: Unknown): String = throw AssertionError("the block ${block.raw} is unknown")
}

fun server(suites: Suites) {
    for (transport in listOf(JdkTransport(), UrlConnectionTransport())) {
        reading(suites, transport::class.simpleName.orEmpty(), Cairn(CairnOptions(serverUrl, transport = transport)))
    }
    following(suites, Cairn(serverUrl))
}

private fun reading(suites: Suites, name: String, cairn: Cairn) {
    suites.test("$name: all lists are read to their end") {
        val articles = cairn.articles(locale = "en", limit = 3).all()
        assertTrue(articles.size > 6, "${articles.size} articles")
        assertEquals(articles.size, articles.map { it.id }.toSet().size)
        assertEquals(articles.size.toLong(), cairn.articles(locale = "en", limit = 1, count = true).first().page.total)
        assertTrue(cairn.phrases(limit = 100).all(150).size > 20, "phrases")
        assertTrue(cairn.resources(region = "US").all().size > 5, "resources")
        assertTrue(cairn.topics(locale = "es").items().any { it.name == "Límites" }, "topics")
        assertTrue(cairn.locales().single { it.locale == "en" }.articles > 5, "locales")
        assertEquals("en", cairn.dailyPhrase(locale = "en", tone = Tone.CALM).locale)
    }

    suites.test("$name: cards have their translations, and members on request") {
        val slug = "when-someone-you-love-says-no"
        val card = cairn.articles("en", slug = listOf(slug), fields = listOf(ArticleField.SECTIONS), body = listOf(BodyForm.HTML)).all().single()
        assertTrue(card.translations.any { it.locale == "es" }, "translations")
        assertTrue("<p>" in card.sections?.first()?.html.orEmpty(), "HTML")
        assertEquals(null, card.seo)
        assertEquals("es", cairn.article(slug, locale = "fr", fallback = listOf("es", "en")).locale)
        assertEquals(ArticleFields(kicker = "Boundaries"), cairn.articleFields("setting-limits", listOf(ArticleField.KICKER)))
        val suggestions = cairn.suggestions("setting-limits")
        assertTrue(suggestions.isNotEmpty() && suggestions.flatMap { it.reasons }.none { it is UnknownReason }, "$suggestions")
    }

    suites.test("$name: every body of the starter content is walked without an unknown part") {
        for (article in cairn.articles(view = ArticleView.FULL, limit = 50)) {
            for (body in article.sections.orEmpty().map { it.body.orEmpty() }) {
                walk(body, NothingUnknown)
                assertTrue(toText(body).isNotEmpty(), article.slug)
            }
        }
        assertTrue(NothingUnknown.spans > 500, "${NothingUnknown.spans} spans")
        val article = cairn.article("setting-limits", locale = "en")
        val section = cairn.section("setting-limits", article.sections.first().anchor, locale = "en", body = listOf(BodyForm.TEXT))
        assertTrue(section.text.orEmpty().isNotEmpty() && section.body == null, "only the form that was asked for")
    }

    suites.test("$name: a search is marked, and corrected") {
        val (data, _, matching, didYouMean) = cairn.search("naloxne at home", locale = "en", limit = 3).first()
        assertEquals("naloxone at home", didYouMean)
        assertTrue(matching != null && data.none { it is UnknownHit }, "$data")
        val (text, marks) = data.filterIsInstance<ArticleHit>().first().sections.first().snippet
        assertTrue("naloxone" in segments(text, marks).filter { it.marked }.map { it.text }, text)
    }

    suites.test("$name: errors have codes") {
        val missing = assertThrows<CairnException> { cairn.article("no-such-article") }
        assertEquals(ErrorCode.NOT_FOUND to 404, missing.code to missing.status)
        assertTrue(!missing.requestId.isNullOrEmpty(), "a request id")
        val wrong = assertThrows<CairnException> { cairn.articles(limit = 0).first() }
        assertEquals(ErrorCode.INVALID_QUERY to "limit", wrong.code to wrong.errors.single().parameter)
        val unreachable = Cairn(CairnOptions("http://127.0.0.1:1", transport = cairn.options.transport, sleep = {}))
        assertEquals(ErrorCode.NETWORK_ERROR, assertThrows<CairnException> { unreachable.locales() }.code)
    }

    suites.test("$name: a second read with an ETag cache gets a 304") {
        val statuses = mutableListOf<Int>()
        val inner = cairn.options.transport
        val cached = cairn.with { it.copy(cache = MemoryResponses(), transport = { inner.send(it).also { answer -> statuses += answer.status } }) }
        assertEquals(cached.article("setting-limits"), cached.article("setting-limits"))
        assertEquals(listOf(200, 304), statuses)
    }
}

private fun following(suites: Suites, cairn: Cairn) {
    suites.test("a former slug leads on, and is listed; what is gone says why") {
        val (old, now) = UUID.randomUUID().let { "old-$it" to "new-$it" }
        val id = Editor.create("articles") {
            put("locale", "en")
            put("slug", old)
            put("title", "Moved")
            put("summary", "A summary.")
            putJsonArray("sections") { addJsonObject { put("heading", "One"); put("markdown", "First.") } }
        }
        Editor.publish("articles", id)
        Editor.send("PATCH", "/v1/manage/articles/$id", buildJsonObject { put("slug", now) })
        Editor.publish("articles", id)
        assertEquals(now, cairn.article(old, locale = "en").slug)
        assertEquals(id, cairn.redirects(locale = "en").items().single { it.slug == old }.id)
        assertEquals(LookupState.MOVED, cairn.lookup(listOf(old), locale = "en").single().state)
        Editor.unpublish("articles", id) {
            put("explanation", "It is being rewritten.")
            putJsonObject("alternative") { put("url", "https://example.org/talking") }
        }
        val gone = assertThrows<CairnException> { cairn.article(now, locale = "en") }
        assertEquals(ErrorCode.GONE, gone.code)
        assertEquals("It is being rewritten." to Alternative("https://example.org/talking"), gone.explanation to gone.alternative)
    }

    suites.test("a copy follows what is published and taken back, page by page and from a bundle") {
        for (bundle in listOf(false, true)) {
            val folder = Files.createTempDirectory("cairn-copy")
            val copy = OfflineCopy(cairn, FileStore(folder), CopyFilter(locale = listOf("en")), bundle)
            assertTrue(copy.sync().run { stored > 50 && rebuilt }, "the copy is built")
            assertTrue(copy.entries().none { it is UnknownEntry } && copy.articles().size > 5 && copy.topics().size > 2, "$copy")
            val id = Editor.create("phrases") { put("locale", "en"); put("tone", "calm"); put("text", "I am still here.") }
            Editor.publish("phrases", id)
            copy.sync()
            assertTrue(copy.phrases().any { it.id == id && it.document.text == "I am still here." }, "the phrase is there")
            Editor.unpublish("phrases", id)
            assertEquals(1, copy.sync().removed)
            assertEquals(null, OfflineCopy(cairn, FileStore(folder))[id])
            folder.toFile().deleteRecursively()
        }
    }

    suites.test("a token shows the draft of one article, or all drafts") {
        val slug = "draft-${UUID.randomUUID()}"
        val id = Editor.create("articles") { put("locale", "en"); put("slug", slug); put("title", "A draft"); put("summary", "Not published.") }
        val token = Editor.send("POST", "/v1/manage/articles/$id/preview-tokens", buildJsonObject { put("expiresInSeconds", 600) }).string("token")
        assertEquals("A draft", cairn.preview(id, token).title)
        assertEquals(ErrorCode.NOT_FOUND, assertThrows<CairnException> { cairn.preview(id, "wrong") }.code)
        val all = Editor.send("POST", "/v1/manage/preview-tokens", buildJsonObject { put("scope", "all") }).string("token")
        val previewer = cairn.with { it.copy(previewToken = all) }
        assertEquals("A draft", previewer.article(slug, locale = "en").title)
        assertTrue(previewer.articles(locale = "en").items().any { it.id == id }, "the draft is listed")
    }

    suites.test("any path can be read") {
        val topics = cairn.get("/v1/topics", mapOf("kind" to TopicKind.SUBJECT, "limit" to 1)).jsonObject
        assertEquals(1, topics.getValue("data").jsonArray.size)
    }
}
