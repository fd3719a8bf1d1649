package dev.cairn.client.sync

import dev.cairn.client.Article
import dev.cairn.client.Kind
import dev.cairn.client.Phrase
import dev.cairn.client.Resource
import dev.cairn.client.TombstoneReason
import dev.cairn.client.TopicKind
import dev.cairn.client.Union
import dev.cairn.client.string
import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.longOrNull

/** An entry of `/v1/sync` and `/v1/bundle`. An offline copy has all but tombstones. */
@Serializable(with = SyncEntrySerializer::class)
public sealed interface SyncEntry {
    public val type: String
    public val seq: Long
    public val id: String
    public val changedAt: String
}

@Serializable
public data class ArticleEntry(
    override val seq: Long,
    override val id: String,
    override val changedAt: String,
    val document: Article,
) : SyncEntry {
    override val type: String get() = "article"
}

@Serializable
public data class PhraseEntry(
    override val seq: Long,
    override val id: String,
    override val changedAt: String,
    val document: Phrase,
) : SyncEntry {
    override val type: String get() = "phrase"
}

@Serializable
public data class ResourceEntry(
    override val seq: Long,
    override val id: String,
    override val changedAt: String,
    val document: Resource,
) : SyncEntry {
    override val type: String get() = "resource"
}

@Serializable
public data class TopicEntry(
    override val seq: Long,
    override val id: String,
    override val changedAt: String,
    val document: SyncedTopic,
) : SyncEntry {
    override val type: String get() = "topic"
}

/** A topic without the numbers of its content. */
@Serializable
public data class SyncedTopic(
    val id: String,
    val kind: TopicKind,
    val slug: String,
    val name: String,
    val description: String? = null,
    val parentId: String? = null,
    val updatedAt: String,
)

/** An entry that says that content is no longer there, and why. */
@Serializable
public data class Tombstone(
    override val seq: Long,
    override val id: String,
    override val changedAt: String,
    val kind: Kind,
    val reason: TombstoneReason? = null,
    val explanation: String? = null,
    val url: String? = null,
) : SyncEntry {
    override val type: String get() = "tombstone"
}

/** An entry of a type that this version does not know. */
public data class UnknownEntry(val raw: JsonObject) : SyncEntry {
    override val type: String get() = raw.string("type").orEmpty()
    override val seq: Long get() = (raw["seq"] as? JsonPrimitive)?.longOrNull ?: 0
    override val id: String get() = raw.string("id").orEmpty()
    override val changedAt: String get() = raw.string("changedAt").orEmpty()
}

internal object SyncEntrySerializer : Union<SyncEntry>("SyncEntry", "type") {
    override val variants: Map<String, KSerializer<out SyncEntry>> by lazy {
        mapOf(
            "article" to ArticleEntry.serializer(),
            "phrase" to PhraseEntry.serializer(),
            "resource" to ResourceEntry.serializer(),
            "topic" to TopicEntry.serializer(),
            "tombstone" to Tombstone.serializer(),
        )
    }

    override fun unknown(raw: JsonObject): SyncEntry = UnknownEntry(raw)

    override fun rawOf(value: SyncEntry): JsonObject? = (value as? UnknownEntry)?.raw

    override fun tagOf(value: SyncEntry): String = value.type
}
