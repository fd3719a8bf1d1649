// The server under test: run.sh starts it.

package dev.cairn.client

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.buildJsonObject

private fun setting(name: String): String =
    System.getenv(name)?.takeIf { it.isNotEmpty() } ?: error("$name is not set: run the tests with run.sh")

val serverUrl: String by lazy { setting("CAIRN_URL") }

/** Writes, which the client does not. */
object Editor {
    private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    private val key by lazy { setting("CAIRN_KEY") }

    fun send(method: String, path: String, body: JsonElement = JsonObject(emptyMap())): JsonObject {
        val request = HttpRequest.newBuilder(URI.create(serverUrl + path))
            .method(method, HttpRequest.BodyPublishers.ofString("$body"))
            .setHeader("Content-Type", if (method == "PATCH") "application/merge-patch+json" else "application/json")
            .setHeader("Authorization", "Bearer $key")
            .setHeader("If-Match", "*")
            .build()
        val answer = http.send(request, HttpResponse.BodyHandlers.ofString())
        if (answer.statusCode() !in 200..299) throw AssertionError("$method $path: ${answer.statusCode()} ${answer.body()}")
        return strictJson.parseToJsonElement(answer.body().ifEmpty { "{}" }) as JsonObject
    }

    /** Creates an entity, and returns its id. */
    fun create(collection: String, build: JsonObjectBuilder.() -> Unit): String =
        send("POST", "/v1/manage/$collection", buildJsonObject(build)).string("id").orEmpty()

    fun publish(collection: String, id: String) = send("POST", "/v1/manage/$collection/$id/publish")

    fun unpublish(collection: String, id: String, build: JsonObjectBuilder.() -> Unit = {}) =
        send("POST", "/v1/manage/$collection/$id/unpublish", buildJsonObject(build))

    fun batch(operations: List<JsonObject>) = send("POST", "/v1/manage/batch", buildJsonObject { put("operations", JsonArray(operations)) })
}
