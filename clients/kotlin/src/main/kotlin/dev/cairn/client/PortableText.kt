// Portable Text: the blocks of a body. Each union has `Unknown` for the blocks, inline objects and marks of a later server.

package dev.cairn.client

import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject

/** A block of a body. */
@Serializable(with = BlockSerializer::class)
public sealed interface Block {
    /** The member `_type`. */
    public val type: String
    public val key: String?
}

/** Text in a block, or an inline object that is [Unknown]. */
@Serializable(with = ChildSerializer::class)
public sealed interface Child {
    public val type: String
    public val key: String?
}

/** A mark with data, which spans of its block name by its key. */
@Serializable(with = MarkDefSerializer::class)
public sealed interface MarkDef {
    public val type: String
    public val key: String?
}

/** A block, inline object or mark definition that this version does not know. It is written again as it was read. */
public data class Unknown(val raw: JsonObject) : Block, Child, MarkDef {
    override val type: String get() = raw.string("_type").orEmpty()
    override val key: String? get() = raw.string("_key")
}

/** A paragraph, heading, quotation or list item. */
@Serializable
public data class TextBlock(
    @SerialName("_key") override val key: String,
    val style: Style = Style.NORMAL,
    val listItem: ListItem? = null,
    val level: Int? = null,
    val markDefs: List<MarkDef> = emptyList(),
    val children: List<Child> = emptyList(),
) : Block {
    override val type: String get() = "block"
}

/** A phrase as a block of its own. */
@Serializable
public data class SuggestedPhrase(
    @SerialName("_key") override val key: String,
    val phraseId: String,
    val phrase: EmbeddedPhrase,
) : Block {
    override val type: String get() = "suggestedPhrase"
}

/** A box set off from the text. */
@Serializable
public data class Callout(
    @SerialName("_key") override val key: String,
    val tone: CalloutTone,
    val content: List<Block> = emptyList(),
) : Block {
    override val type: String get() = "callout"
}

/** A button. */
@Serializable
public data class CallToAction(
    @SerialName("_key") override val key: String,
    val text: String? = null,
    val label: String,
    val url: String,
) : Block {
    override val type: String get() = "callToAction"
}

/** Text with the same marks: decorators such as `strong`, and keys of mark definitions. */
@Serializable
public data class Span(
    @SerialName("_key") override val key: String,
    val text: String,
    val marks: List<String> = emptyList(),
) : Child {
    override val type: String get() = "span"
}

@Serializable
public data class LinkMark(
    @SerialName("_key") override val key: String,
    val href: String,
    val articleId: String? = null,
    val slug: String? = null,
    val anchor: String? = null,
) : MarkDef {
    override val type: String get() = "link"
}

@Serializable
public data class PhraseMark(
    @SerialName("_key") override val key: String,
    val phraseId: String,
    val phrase: EmbeddedPhrase,
) : MarkDef {
    override val type: String get() = "phrase"
}

@Serializable
public data class EmbeddedPhrase(
    val id: String,
    val text: String,
    val tone: Tone,
    val insteadOf: String? = null,
    val why: String? = null,
)

internal object BlockSerializer : Union<Block>("Block", "_type") {
    override val variants: Map<String, KSerializer<out Block>> by lazy {
        mapOf(
            "block" to TextBlock.serializer(),
            "suggestedPhrase" to SuggestedPhrase.serializer(),
            "callout" to Callout.serializer(),
            "callToAction" to CallToAction.serializer(),
        )
    }

    override fun unknown(raw: JsonObject): Block = Unknown(raw)

    override fun rawOf(value: Block): JsonObject? = (value as? Unknown)?.raw

    override fun tagOf(value: Block): String = value.type
}

internal object ChildSerializer : Union<Child>("Child", "_type") {
    override val variants: Map<String, KSerializer<out Child>> by lazy { mapOf("span" to Span.serializer()) }

    override fun unknown(raw: JsonObject): Child = Unknown(raw)

    override fun rawOf(value: Child): JsonObject? = (value as? Unknown)?.raw

    override fun tagOf(value: Child): String = value.type
}

internal object MarkDefSerializer : Union<MarkDef>("MarkDef", "_type") {
    override val variants: Map<String, KSerializer<out MarkDef>> by lazy {
        mapOf("link" to LinkMark.serializer(), "phrase" to PhraseMark.serializer())
    }

    override fun unknown(raw: JsonObject): MarkDef = Unknown(raw)

    override fun rawOf(value: MarkDef): JsonObject? = (value as? Unknown)?.raw

    override fun tagOf(value: MarkDef): String = value.type
}
