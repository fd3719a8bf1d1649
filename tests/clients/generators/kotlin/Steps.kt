// Goes through the steps with the Kotlin models of openapi-generator, and Java's HTTP client for the requests.

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandlers
import java.util.UUID
import kotlinx.serialization.json.Json
import org.cairn.client.infrastructure.Serializer
import org.cairn.client.models.*

// Members that are null are left out: only merge patches know null.
val json = Json {
    serializersModule = Serializer.kotlinxSerializationAdapters
    ignoreUnknownKeys = true
    explicitNulls = false
}
val http: HttpClient = HttpClient.newHttpClient()
val url: String = System.getenv("CAIRN_URL")
val key: String = System.getenv("CAIRN_KEY")

fun send(method: String, path: String, body: String? = null, vararg headers: String): HttpResponse<String> {
    val publisher = body?.let(HttpRequest.BodyPublishers::ofString) ?: HttpRequest.BodyPublishers.noBody()
    val request = HttpRequest.newBuilder(URI.create(url + path)).method(method, publisher)
    if (headers.isNotEmpty()) request.headers(*headers)
    return http.send(request.build(), BodyHandlers.ofString())
}

inline fun <reified T> get(path: String): T = json.decodeFromString<T>(send("GET", path).body())

fun words(slug: String, phrases: MutableList<String> = mutableListOf()): String {
    val blocks = get<Article>("/v1/articles/$slug").sections.flatMap { it.body.orEmpty() }
    return blocks.joinToString("") { block ->
        if (block is PublishedBlock.SuggestedphraseWrapper) phrases += block.value.phrase.text
        if (block is PublishedBlock.BlockWrapper) block.value.children.joinToString("") { it.text } else ""
    }
}

fun input(slug: String): ArticleInput {
    val text = TextBlockInput(
        type = TextBlockInput.Type.BLOCK,
        markDefs = listOf(
            MarkDefInput.LinkWrapper(LinkMarkInput(LinkMarkInput.Type.LINK, "more", href = "https://example.org/more")),
        ),
        children = listOf(
            SpanInput(SpanType.SPAN, "A kindness", marks = listOf("more")),
            SpanInput(SpanType.SPAN, ", in one sentence."),
        ),
    )
    val button = CallToActionInput(CallToActionInput.Type.CALL_TO_ACTION, label = "Find help", url = "/help")
    val body = listOf(BlockInput.BlockWrapper(text), BlockInput.CalltoactionWrapper(button))
    return ArticleInput(
        locale = "en",
        slug = slug,
        title = "Written by a generated client",
        summary = "An article for a test.",
        sections = listOf(SectionInput(heading = "Words", body = body)),
    )
}

fun synchronize(): Map<String, Int> {
    val entries = mutableMapOf<String, Int>()
    var page = get<SyncPage>("/v1/sync?initial=true&limit=20")
    while (true) {
        for (entry in page.items) entries.merge(entry::class.simpleName!!, 1, Int::plus)
        page = get("/v1/sync?limit=20&token=${page.nextPage ?: return entries}")
    }
}

fun main() {
    val list = get<ArticleList>("/v1/articles?locale=en&sort=${ArticleSort.TITLE.value}&limit=5").data
    check(list.size == 5 && list.all { it.title.isNotEmpty() })

    val phrases = mutableListOf<String>()
    check(words("when-someone-you-love-says-no", phrases).length > 500 && phrases.size >= 3) { phrases }

    val hits = get<SearchResults>("/v1/search?q=boundaries&locale=en").data
    check(hits.any { it is SearchHit.ArticleWrapper && it.value.article.title.isNotEmpty() }) { hits }

    val missing = send("GET", "/v1/articles/nowhere")
    check(missing.statusCode() == 404 && json.decodeFromString<Problem>(missing.body()).code == ErrorCode.NOT_FOUND)

    val entries = synchronize()
    for (type in listOf("Article", "Phrase", "Resource", "Topic")) check((entries["${type}Wrapper"] ?: 0) > 0) { entries }

    val editor = arrayOf("Authorization", "Bearer $key", "Content-Type", "application/json")
    val slug = "generated-${UUID.randomUUID()}"
    val created = send("POST", "/v1/manage/articles", json.encodeToString(ArticleInput.serializer(), input(slug)), *editor)
    check(created.statusCode() == 201) { created.body() }
    val draft = json.decodeFromString<ArticleWorkingCopy>(created.body())
    val etag = created.headers().firstValue("ETag").get()
    check(etag == "\"1\"") { etag }

    val options = json.encodeToString(PublishInput.serializer(), PublishInput())
    val published = send("POST", "/v1/manage/articles/${draft.id}/publish", options, *editor, "If-Match", etag)
    val copy = json.decodeFromString<WorkingCopy>(published.body())
    check(copy is WorkingCopy.ArticleWrapper && copy.value.status == Status.PUBLISHED) { published.body() }
    check(words(slug) == "A kindness, in one sentence.")

    val patch = json.encodeToString(ArticlePatch.serializer(), ArticlePatch(title = "Too late"))
    val merge = arrayOf("Authorization", "Bearer $key", "Content-Type", "application/merge-patch+json", "If-Match", etag)
    val stale = send("PATCH", "/v1/manage/articles/${draft.id}", patch, *merge)
    check(stale.statusCode() == 412 && json.decodeFromString<Problem>(stale.body()).code == ErrorCode.VERSION_MISMATCH)
    println("openapi-generator kotlin: all steps, ${entries.values.sum()} entries in the copy")
}
