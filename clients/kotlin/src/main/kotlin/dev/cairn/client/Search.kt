package dev.cairn.client

import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.doubleOrNull

/** A range of a text in UTF-16 code units, the units of `substring`. */
@Serializable
public data class MarkedText(val start: Int, val end: Int)

/** A text with the ranges that match the query. */
@Serializable
public data class Snippet(val text: String, val marks: List<MarkedText> = emptyList())

@Serializable
public data class SectionHit(
    val id: String,
    val anchor: String,
    val heading: Snippet? = null,
    val score: Double,
    val snippet: Snippet,
)

/** A hit of a search. `marks` are by the member of the hit that they belong to. */
@Serializable(with = SearchHitSerializer::class)
public sealed interface SearchHit {
    public val kind: SearchKind
    public val score: Double
}

@Serializable
public data class ArticleHit(
    override val score: Double,
    val article: ArticleCard,
    val marks: Map<String, List<MarkedText>> = emptyMap(),
    val sections: List<SectionHit> = emptyList(),
) : SearchHit {
    override val kind: SearchKind get() = SearchKind.ARTICLE
}

@Serializable
public data class PhraseHit(
    override val score: Double,
    val phrase: Phrase,
    val marks: Map<String, List<MarkedText>> = emptyMap(),
) : SearchHit {
    override val kind: SearchKind get() = SearchKind.PHRASE
}

@Serializable
public data class ResourceHit(
    override val score: Double,
    val resource: Resource,
    val marks: Map<String, List<MarkedText>> = emptyMap(),
) : SearchHit {
    override val kind: SearchKind get() = SearchKind.RESOURCE
}

/** A hit of a kind that this version does not know. */
public data class UnknownHit(val raw: JsonObject) : SearchHit {
    override val kind: SearchKind get() = SearchKind(raw.string("kind").orEmpty())
    override val score: Double get() = (raw["score"] as? JsonPrimitive)?.doubleOrNull ?: 0.0
}

/** A page of hits. The first page has [didYouMean], if the query seems to be misspelt. */
@Serializable
public data class SearchResults(
    override val data: List<SearchHit>,
    override val page: PageInfo,
    val matching: Matching? = null,
    val didYouMean: String? = null,
) : ListPage<SearchHit>

internal object SearchHitSerializer : Union<SearchHit>("SearchHit", "kind") {
    override val variants: Map<String, KSerializer<out SearchHit>> by lazy {
        mapOf(
            "article" to ArticleHit.serializer(),
            "phrase" to PhraseHit.serializer(),
            "resource" to ResourceHit.serializer(),
        )
    }

    override fun unknown(raw: JsonObject): SearchHit = UnknownHit(raw)

    override fun rawOf(value: SearchHit): JsonObject? = (value as? UnknownHit)?.raw

    override fun tagOf(value: SearchHit): String = value.kind.value
}

/** A part of a text that is marked as a whole, or not at all. */
public data class Segment(val text: String, val marked: Boolean)

/**
 * Splits a text at its marks. All segments together are the text, none is empty, and marks that overlap or touch are one
 * segment.
 */
public fun segments(text: String, marks: List<MarkedText>? = null): List<Segment> {
    val result = mutableListOf<Segment>()
    var at = 0
    fun upTo(position: Int, marked: Boolean) {
        val end = position.coerceAtMost(text.length)
        if (end <= at) return
        val part = text.substring(at, end)
        val last = result.lastOrNull()
        if (last?.marked == marked) result[result.lastIndex] = Segment(last.text + part, marked) else result += Segment(part, marked)
        at = end
    }
    for ((start, end) in marks.orEmpty().sortedBy { it.start }) {
        upTo(start, false)
        upTo(end, true)
    }
    upTo(text.length, false)
    return result
}
