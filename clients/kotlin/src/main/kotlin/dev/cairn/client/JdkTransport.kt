package dev.cairn.client

import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandler
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.HttpResponse.BodySubscribers
import java.net.http.HttpTimeoutException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import kotlin.time.toJavaDuration

/** Sends with `java.net.http`. A [client] of your own must not follow redirects. */
public class JdkTransport(
    private val client: HttpClient = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build(),
) : Transport {
    override fun send(request: Request): Response {
        val uri = URI.create(request.url)
        val built = HttpRequest.newBuilder(uri)
            .method(request.method, BodyPublishers.noBody())
            .timeout(request.timeout.toJavaDuration())
            .setHeader("Accept-Encoding", "gzip")
        // Without TLS, the client would ask to change to HTTP/2 in every request.
        if (uri.scheme == "http") built.version(HttpClient.Version.HTTP_1_1)
        for ((name, value) in request.headers) built.setHeader(name, value)
        val handler = if (request.stream) BodyHandlers.ofInputStream() else whole
        val answer = await(client.sendAsync(built.build(), handler), request)
        val headers = answer.headers().map().mapValues { (_, values) -> values.joinToString(", ") }
        val body = if (request.stream) TimedStream(answer.body(), request.timeout) else answer.body()
        return unzipped(Response(answer.statusCode(), headers, body))
    }

    private fun await(pending: CompletableFuture<HttpResponse<InputStream>>, request: Request): HttpResponse<InputStream> =
        try {
            pending.get(request.timeout.inWholeMilliseconds, TimeUnit.MILLISECONDS)
        } catch (failure: ExecutionException) {
            throw failure.cause as? IOException ?: IOException(failure.cause)
        } catch (_: TimeoutException) {
            pending.cancel(true)
            throw HttpTimeoutException("no answer within ${request.timeout}")
        } catch (interrupt: InterruptedException) {
            pending.cancel(true)
            throw interrupt
        }

    private companion object {
        /** Reads the whole body, so that the time limit covers it. */
        val whole: BodyHandler<InputStream> =
            BodyHandler { BodySubscribers.mapping(BodySubscribers.ofByteArray(), ::ByteArrayInputStream) }
    }
}
