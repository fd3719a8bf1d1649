package dev.cairn.client

import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject

/** An article that is similar to another, and the reasons. */
@Serializable
public data class SuggestedArticle(val article: ArticleCard, val score: Double, val reasons: List<Reason> = emptyList())

@Serializable
internal data class SuggestionList(val data: List<SuggestedArticle>)

/** A reason why an article is suggested. */
@Serializable(with = ReasonSerializer::class)
public sealed interface Reason {
    public val kind: String
}

@Serializable
public data class SharedTopicsReason(val topics: List<EmbeddedTopic> = emptyList()) : Reason {
    override val kind: String get() = "sharedTopics"
}

@Serializable
public data class SharedPhrase(val id: String, val text: String)

@Serializable
public data class SharedPhrasesReason(val phrases: List<SharedPhrase> = emptyList()) : Reason {
    override val kind: String get() = "sharedPhrases"
}

@Serializable
public data object LinksToReason : Reason {
    override val kind: String get() = "linksTo"
}

@Serializable
public data object LinkedFromReason : Reason {
    override val kind: String get() = "linkedFrom"
}

@Serializable
public data class SimilarWordsReason(val words: List<String> = emptyList()) : Reason {
    override val kind: String get() = "similarWords"
}

/** A reason of a kind that this version does not know. */
public data class UnknownReason(val raw: JsonObject) : Reason {
    override val kind: String get() = raw.string("kind").orEmpty()
}

internal object ReasonSerializer : Union<Reason>("Reason", "kind") {
    override val variants: Map<String, KSerializer<out Reason>> by lazy {
        mapOf(
            "sharedTopics" to SharedTopicsReason.serializer(),
            "sharedPhrases" to SharedPhrasesReason.serializer(),
            "linksTo" to LinksToReason.serializer(),
            "linkedFrom" to LinkedFromReason.serializer(),
            "similarWords" to SimilarWordsReason.serializer(),
        )
    }

    override fun unknown(raw: JsonObject): Reason = UnknownReason(raw)

    override fun rawOf(value: Reason): JsonObject? = (value as? UnknownReason)?.raw

    override fun tagOf(value: Reason): String = value.kind
}
