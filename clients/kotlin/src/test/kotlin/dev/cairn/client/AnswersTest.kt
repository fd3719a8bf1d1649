// The answers of the suite that all clients share: ../conformance/README.md describes it.

package dev.cairn.client

import kotlinx.serialization.SerialName
import kotlinx.serialization.SerializationStrategy
import kotlinx.serialization.Serializable
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int

@Serializable
data class Call(
    val operation: String,
    val arguments: JsonObject,
    val iterate: Boolean = false,
    val expect: Expectation = Expectation(),
    val error: JsonElement? = null,
)

@Serializable
data class Expectation(
    val count: Int? = null,
    val values: Map<String, JsonElement> = emptyMap(),
    val walk: Map<String, List<String>> = emptyMap(),
    val segments: List<ExpectedSegments> = emptyList(),
)

@Serializable
data class ExpectedSegments(val text: String, val marks: String, val segments: List<JsonArray>)

@Serializable
data class AnswerCase(
    val name: String,
    val says: String,
    val needs: List<String> = emptyList(),
    val cache: Boolean = false,
    val exchanges: List<Exchange>,
    @SerialName("calls") val calls: List<Call>,
)

/** Arguments of a call. Each is to be taken: one that is left over is not sent. */
private class Arguments(given: JsonObject) {
    private val left = given.toMutableMap()

    fun text(name: String): String? = (left.remove(name) as JsonPrimitive?)?.content

    fun number(name: String): Int? = (left.remove(name) as JsonPrimitive?)?.int

    fun finish() = assertEquals(emptySet(), left.keys.toSet(), "arguments that this client does not take")
}

private fun <T> json(serializer: SerializationStrategy<T>, value: T): JsonElement = cairnJson.encodeToJsonElement(serializer, value)

private fun run(cairn: Cairn, call: Call): JsonElement {
    val given = Arguments(call.arguments)
    val result: () -> JsonElement = when (call.operation) {
        "get_article" -> {
            val (idOrSlug, locale) = listOf(given.text("idOrSlug"), given.text("locale"));
            { json(Article.serializer(), cairn.article(idOrSlug.orEmpty(), locale)) }
        }
        "list_articles" -> {
            val sort = given.text("sort")?.let(::ArticleSort)
            val list = cairn.articles(locale = given.text("locale"), sort = sort, limit = given.number("limit"));
            {
                if (call.iterate) json(ListSerializer(ArticleListItem.serializer()), list.all())
                else json(ArticleList.serializer(), list.first())
            }
        }
        "search" -> {
            val list = cairn.search(given.text("q").orEmpty(), locale = given.text("locale"), limit = given.number("limit"));
            {
                if (call.iterate) json(ListSerializer(SearchHit.serializer()), list.all())
                else json(SearchResults.serializer(), list.first())
            }
        }
        "get_phrase" -> given.text("id").let { id -> { json(Phrase.serializer(), cairn.phrase(id.orEmpty())) } }
        "get_article_preview" -> {
            val (id, token) = listOf(given.text("id"), given.text("token"));
            { json(Article.serializer(), cairn.preview(id.orEmpty(), token)) }
        }
        else -> throw AssertionError("no call for ${call.operation}")
    }
    given.finish()
    return result()
}

private fun JsonElement.at(pointer: String): JsonElement? = pointer.split("/").drop(1).fold<String, JsonElement?>(this) { at, name ->
    when (at) {
        is JsonObject -> at[name]
        is JsonArray -> at.getOrNull(name.toInt())
        else -> null
    }
}

/** Writes the lines that the suite expects of a walker. */
private object Lines : Visitor<List<String>> {
    private fun inner(children: List<List<String>>) = children.flatten().map { "  $it" }

    override fun block(block: TextBlock, children: List<List<String>>) =
        listOf("block ${block.style}" + block.listItem?.let { " $it ${block.level}" }.orEmpty()) + inner(children)

    override fun span(span: Span, marks: List<Mark>) =
        listOf("span ${marks.joinToString(",") { it.type }.ifEmpty { "-" }} \"${span.text}\"")

    override fun suggestedPhrase(block: SuggestedPhrase) = listOf("suggestedPhrase \"${block.phrase.text}\"")

    override fun callout(block: Callout, content: List<List<String>>) = listOf("callout ${block.tone}") + inner(content)

    override fun callToAction(block: CallToAction) = listOf("callToAction \"${block.label}\" ${block.url}")

    override fun unknown(block: Unknown) = listOf("unknown ${block.type}")
}

private fun check(expect: Expectation, result: JsonElement) {
    expect.count?.let { assertEquals(it, (result as JsonArray).size, "the number of items") }
    for ((pointer, value) in expect.values) assertEquals(value, result.at(pointer), pointer)
    for ((pointer, lines) in expect.walk) {
        val blocks = cairnJson.decodeFromJsonElement(ListSerializer(Block.serializer()), result.at(pointer) ?: JsonArray(emptyList()))
        assertEquals(lines, walk(blocks, Lines).flatten(), pointer)
    }
    for ((text, marks, expected) in expect.segments) {
        val ranges = result.at(marks)?.let { cairnJson.decodeFromJsonElement(ListSerializer(MarkedText.serializer()), it) }
        val found = segments((result.at(text) as JsonPrimitive).content, ranges)
        assertEquals(expected, found.map { JsonArray(listOf(JsonPrimitive(it.text), JsonPrimitive(it.marked))) }, text)
    }
}

fun answers(suites: Suites) {
    for (case in conformanceFiles("answers").map { read<AnswerCase>(it) }) {
        // This client only reads.
        if ("write" in case.needs) continue
        suites.test("${case.name}: ${case.says}") {
            val stub = Stub(case.exchanges)
            val cairn = stub.client(cache = case.cache)
            for (call in case.calls) {
                val error = call.error
                if (error == null) check(call.expect, run(cairn, call))
                else assertIncludes(error, assertThrows<CairnException> { run(cairn, call) }.toJson(), "error")
            }
            stub.finish()
        }
    }
}
