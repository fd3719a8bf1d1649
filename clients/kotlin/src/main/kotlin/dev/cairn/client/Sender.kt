// Sends requests: redirects, the ETag cache, retries, bodies that arrive completely.

package dev.cairn.client

import java.io.ByteArrayInputStream
import java.io.IOException
import java.net.URI
import kotlin.math.pow
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** The headers that no other server may see. */
internal val credentials = setOf("authorization", "x-preview-token")

private val retriedStatuses = setOf(408, 429, 502, 503, 504)
private val redirects = setOf(301, 302, 303, 307, 308)
private const val MAX_REDIRECTS = 5

internal class Sender(private val options: CairnOptions) {
    /** Sends a request. With [fresh], the cache is passed by. */
    fun send(request: Request, fresh: Boolean): Response {
        val cache = options.cache.takeUnless { fresh }
        var current = request
        repeat(MAX_REDIRECTS) {
            val response = cache?.cached(current, ::repeated) ?: repeated(current)
            val location = response.header("Location")
            if (response.status !in redirects || location == null) return response
            response.close()
            current = redirected(current, location)
        }
        throw CairnException(ErrorCode.UNEXPECTED_RESPONSE, "More than $MAX_REDIRECTS redirects of ${request.url}.")
    }

    /** Sends a request, and again after a lost answer or one that says to come back later. */
    private fun repeated(request: Request): Response {
        var attempt = 0
        while (true) {
            val isLast = attempt >= options.retries
            var least = Duration.ZERO
            try {
                val response = options.transport.send(request).let { if (request.stream) it else it.complete() }
                least = response.retryAfter() ?: Duration.ZERO
                if (isLast || response.status !in retriedStatuses || least > options.maxWait) return response
                response.close()
            } catch (failure: IOException) {
                if (Thread.interrupted()) throw InterruptedException()
                if (isLast) throw CairnException(ErrorCode.NETWORK_ERROR, "No answer of ${request.url}: $failure", failure)
            }
            options.sleep(delay(attempt, least))
            attempt++
        }
    }
}

/** Reads the whole body. */
private fun Response.complete() = Response(status, headers, ByteArrayInputStream(body.use { it.readBytes() }))

/** Returns the time to wait: doubled with each attempt, and up to half as long again, so that clients spread. */
internal fun delay(attempt: Int, least: Duration): Duration =
    maxOf(least, (0.25 * 2.0.pow(attempt)).coerceAtMost(8.0).seconds) * (1 + Random.nextDouble() / 2)

/** Returns the request of a redirect. Another origin does not see the key. */
private fun redirected(request: Request, location: String): Request {
    val (from, to) = try {
        URI.create(request.url).let { it to it.resolve(location) }
    } catch (failure: IllegalArgumentException) {
        throw CairnException(ErrorCode.UNEXPECTED_RESPONSE, "The redirect to $location is invalid.", failure)
    }
    val sameOrigin = from.scheme == to.scheme && from.rawAuthority == to.rawAuthority
    return request.with(to.toString(), request.headers.filterKeys { sameOrigin || it.lowercase() !in credentials })
}
