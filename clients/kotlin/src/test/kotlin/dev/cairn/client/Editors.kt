package dev.cairn.client

import java.util.UUID
import kotlin.random.Random
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray

private class Entity(val id: String, val collection: String, val locale: String) {
    var isPublished = true
}

/** Makes random changes that are valid. [topics] are published and stay so: articles and phrases refer to them. */
class Editors(private val random: Random, private val topics: List<String>) {
    private val entities = mutableListOf<Entity>()
    private var counter = 0

    private fun chance(probability: Double) = random.nextDouble() < probability

    /** Makes [operations] changes, or as many as the time allows, and returns their number. */
    fun edit(operations: Int, seconds: Int): Int {
        val end = System.nanoTime() + seconds * 1_000_000_000L
        var done = 0
        while (done < operations && System.nanoTime() < end) {
            val size = if (chance(0.5)) 1 else random.nextInt(1, 61)
            val batch = mutableListOf<JsonObject>()
            while (batch.size < size) batch += next()
            Editor.batch(batch)
            done += batch.size
        }
        return done
    }

    private fun operation(method: String, path: String, body: JsonObject?) = buildJsonObject {
        put("method", method)
        put("path", path)
        if (method != "POST" || path.count { it == '/' } > 3) put("ifMatch", "*")
        body?.let { put("body", it) }
    }

    private fun JsonObjectBuilder.content(entity: Entity, isNew: Boolean) {
        val number = ++counter
        fun topics(probability: Double) =
            put("topics", JsonArray(if (topics.isNotEmpty() && chance(probability)) listOf(JsonPrimitive(topics.random(random))) else emptyList()))
        if (isNew && entity.collection != "topics") put("locale", entity.locale)
        when (entity.collection) {
            "articles" -> {
                put("slug", "model-$number")
                put("title", "Article $number")
                put("summary", "Summary $number")
                topics(0.7)
                putJsonArray("sections") { addJsonObject { put("heading", "Heading"); put("markdown", "Text **$number**.") } }
            }
            "phrases" -> {
                put("tone", "calm")
                put("text", "Phrase $number")
                topics(0.5)
            }
            else -> {
                put("kind", "subject")
                put("slug", "model-$number")
                put("name", "Topic $number")
            }
        }
    }

    /** Returns one or two operations that are valid now, and notes what becomes of the entity. */
    private fun next(): List<JsonObject> {
        if (entities.size < 40 || (entities.size < 300 && chance(0.15))) return create()
        val entity = entities.random(random)
        val path = "/v1/manage/${entity.collection}/${entity.id}"
        val publish = operation("POST", "$path/publish", JsonObject(emptyMap()))
        if (!entity.isPublished) {
            if (chance(0.2)) {
                entities -= entity
                return listOf(operation("DELETE", path, null))
            }
            entity.isPublished = true
            return listOf(publish)
        }
        if (chance(0.35) && entity.collection != "topics") {
            entity.isPublished = false
            val body = buildJsonObject {
                if (entity.collection == "articles" && chance(0.3)) {
                    put("mode", "withdrawn")
                    put("explanation", "It is being checked.")
                }
            }
            return listOf(operation("POST", "$path/unpublish", body))
        }
        val patch = operation("PATCH", path, buildJsonObject { content(entity, isNew = false) })
        // Some changes stay drafts: no copy may see them.
        return if (chance(0.2)) listOf(patch) else listOf(patch, publish)
    }

    /** Returns a UUID of version 7. */
    private fun uuid() = UUID(random.nextLong() and -0xf001L or 0x7000L, random.nextLong() ushr 2 or Long.MIN_VALUE)

    private fun create(): List<JsonObject> {
        val collection = if (chance(0.5)) "phrases" else if (chance(0.95)) "articles" else "topics"
        val entity = Entity("${uuid()}", collection, listOf("en", "es", "fr").random(random))
        entities += entity
        val path = "/v1/manage/$collection"
        val body = buildJsonObject {
            put("id", entity.id)
            content(entity, isNew = true)
        }
        return listOf(operation("POST", path, body), operation("POST", "$path/${entity.id}/publish", JsonObject(emptyMap())))
    }
}
