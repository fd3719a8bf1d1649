// A cache of responses that is asked with If-None-Match.

package dev.cairn.client

import java.io.ByteArrayInputStream
import kotlinx.serialization.Serializable

/** A stored response. It can be written as JSON. */
@Serializable
public data class StoredResponse(val etag: String, val headers: Map<String, String>, val body: String)

/** The place where an ETag cache stores responses. It is used by several threads. */
public interface ResponseStore {
    public fun get(key: String): StoredResponse?

    public fun set(key: String, response: StoredResponse)
}

/** A store in memory. The response that was used least recently is dropped first. */
public class MemoryResponses(private val limit: Int = 200) : ResponseStore {
    private val stored = object : LinkedHashMap<String, StoredResponse>(16, 0.75f, true) {
        override fun removeEldestEntry(eldest: MutableMap.MutableEntry<String, StoredResponse>) = size > limit
    }

    override fun get(key: String): StoredResponse? = synchronized(stored) { stored[key] }

    override fun set(key: String, response: StoredResponse): Unit = synchronized(stored) { stored[key] = response }
}

/** Sends a request, revalidates its stored response, and stores a new one. */
internal fun ResponseStore.cached(request: Request, send: (Request) -> Response): Response {
    if (!isStorable(request)) return send(request)
    val stored = get(request.url)
    val response = send(if (stored == null) request else request.with(headers = request.headers + ("If-None-Match" to stored.etag)))
    if (response.status == 304 && stored != null) {
        response.close()
        return Response(200, stored.headers + response.headers, ByteArrayInputStream(stored.body.encodeToByteArray()))
    }
    val etag = response.header("ETag")
    if (response.status != 200 || etag == null || response.header("Cache-Control").orEmpty().contains("no-store")) return response
    val body = response.body.use { it.readBytes() }
    set(request.url, StoredResponse(etag, response.headers - setOf("content-length", "content-encoding"), body.decodeToString()))
    return Response(response.status, response.headers, ByteArrayInputStream(body))
}

/** Returns true for public reads: no request with a key or a preview token. */
private fun isStorable(request: Request): Boolean {
    val isPrivate = request.headers.keys.any { it.lowercase() in credentials } || Regex("[?&]token=").containsMatchIn(request.url)
    return request.method == "GET" && !isPrivate && !request.stream
}
