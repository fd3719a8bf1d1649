package dev.cairn.client

import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.descriptors.buildClassSerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonEncoder
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull

/** The JSON of the API: unknown members are ignored, and members without a value are left out. */
internal val cairnJson: Json = Json {
    ignoreUnknownKeys = true
    explicitNulls = false
}

/** Returns the text of a member, or null if the member is missing or not a text. */
internal fun JsonObject.string(name: String): String? = (this[name] as? JsonPrimitive)?.takeIf { it.isString }?.contentOrNull

/**
 * Serializer of a union whose variants are told apart by the member [tag]. A value with an unknown tag, or one that its variant
 * cannot hold, becomes [unknown], and is written again as it was read.
 */
internal abstract class Union<T : Any>(name: String, private val tag: String) : KSerializer<T> {
    /** The serializers of the variants by tag. Lazy, because blocks contain blocks. */
    protected abstract val variants: Map<String, KSerializer<out T>>

    protected abstract fun unknown(raw: JsonObject): T

    /** Returns the JSON of an unknown value, or null for a known one. */
    protected abstract fun rawOf(value: T): JsonObject?

    protected abstract fun tagOf(value: T): String

    override val descriptor: SerialDescriptor = buildClassSerialDescriptor(name)

    override fun deserialize(decoder: Decoder): T {
        val input = decoder as? JsonDecoder ?: throw SerializationException("Content is read from JSON only.")
        return fromJson(input.json, input.decodeJsonElement())
    }

    fun fromJson(json: Json, element: JsonElement): T {
        val raw = element as? JsonObject ?: return unknown(JsonObject(emptyMap()))
        val variant = variants[raw.string(tag)] ?: return unknown(raw)
        return try {
            json.decodeFromJsonElement(variant, raw)
        } catch (_: IllegalArgumentException) {
            unknown(raw)
        }
    }

    override fun serialize(encoder: Encoder, value: T) {
        val output = encoder as? JsonEncoder ?: throw SerializationException("Content is written as JSON only.")
        output.encodeJsonElement(rawOf(value) ?: toJson(output.json, value))
    }

    private fun toJson(json: Json, value: T): JsonObject {
        val name = tagOf(value)
        @Suppress("UNCHECKED_CAST")
        val members = json.encodeToJsonElement(variants.getValue(name) as KSerializer<T>, value) as JsonObject
        return JsonObject(mapOf(tag to JsonPrimitive(name)) + members)
    }
}
