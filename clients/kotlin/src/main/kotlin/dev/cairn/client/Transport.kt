package dev.cairn.client

import java.io.ByteArrayInputStream
import java.io.Closeable
import java.io.FilterInputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URI
import java.util.concurrent.Executors
import java.util.concurrent.ScheduledExecutorService
import java.util.concurrent.TimeUnit
import java.util.zip.GZIPInputStream
import kotlin.time.Duration

/** A request. All requests of this client are reads, and can be repeated. */
public class Request(
    public val method: String,
    public val url: String,
    public val headers: Map<String, String>,
    /** The time limit until the body is complete. For a stream: until the headers, and for each part of the body. */
    public val timeout: Duration,
    /** True if the body is read while it arrives. */
    public val stream: Boolean = false,
) {
    internal fun with(url: String = this.url, headers: Map<String, String> = this.headers) =
        Request(method, url, headers, timeout, stream)
}

/** A response. The names of its headers are compared without regard to case. */
public class Response(
    public val status: Int,
    headers: Map<String, String>,
    public val body: InputStream,
) : Closeable {
    public val headers: Map<String, String> = headers.mapKeys { (name, _) -> name.lowercase() }

    public fun header(name: String): String? = headers[name.lowercase()]

    override fun close(): Unit = body.close()
}

/** Sends a request, and follows no redirect. Anything that prevents an answer is an [IOException]. */
public fun interface Transport {
    @Throws(IOException::class)
    public fun send(request: Request): Response

    public companion object {
        /** The transport of this platform: `java.net.http`, or on Android, which lacks it, `HttpURLConnection`. */
        public val default: Transport by lazy {
            try {
                Class.forName("java.net.http.HttpClient")
                JdkTransport()
            } catch (_: ClassNotFoundException) {
                UrlConnectionTransport()
            }
        }
    }
}

/** Sends with `HttpURLConnection`, which Android has too. */
public class UrlConnectionTransport : Transport {
    override fun send(request: Request): Response {
        val connection = URI.create(request.url).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = request.method
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        val milliseconds = request.timeout.inWholeMilliseconds.coerceIn(1, Int.MAX_VALUE.toLong()).toInt()
        connection.connectTimeout = milliseconds
        connection.readTimeout = milliseconds
        for ((name, value) in request.headers) connection.setRequestProperty(name, value)
        connection.setRequestProperty("Accept-Encoding", "gzip")
        val status = connection.responseCode
        val headers = connection.headerFields.filterKeys { it != null }.mapValues { (_, values) -> values.joinToString(", ") }
        val body = (if (status >= 400) connection.errorStream else connection.inputStream) ?: ByteArrayInputStream(ByteArray(0))
        return unzipped(Response(status, headers, body))
    }
}

/** Returns the response with its body unpacked. */
internal fun unzipped(response: Response): Response {
    if (response.header("Content-Encoding") != "gzip" || response.status == 304) return response
    return Response(response.status, response.headers - setOf("content-encoding", "content-length"), LazyGzip(response.body))
}

/** Unpacks a body. Its first bytes are read with the first `read`, and not with the headers. */
private class LazyGzip(private val packed: InputStream) : InputStream() {
    private val unpacked by lazy { GZIPInputStream(packed) }

    override fun read(): Int = unpacked.read()

    override fun read(bytes: ByteArray, offset: Int, length: Int): Int = unpacked.read(bytes, offset, length)

    override fun close(): Unit = packed.close()
}

/** A stream that is closed if a part of it does not arrive in time. */
internal class TimedStream(inner: InputStream, private val timeout: Duration) : FilterInputStream(inner) {
    override fun read(): Int = timed { super.read() }

    override fun read(bytes: ByteArray, offset: Int, length: Int): Int = timed { super.read(bytes, offset, length) }

    private inline fun timed(read: () -> Int): Int {
        val alarm = timer.schedule({ close() }, timeout.inWholeMilliseconds, TimeUnit.MILLISECONDS)
        try {
            return read()
        } finally {
            // A stream that the alarm has closed looks like one that has ended.
            if (!alarm.cancel(false)) throw IOException("no data within $timeout")
        }
    }

    private companion object {
        val timer: ScheduledExecutorService by lazy {
            Executors.newSingleThreadScheduledExecutor { work -> Thread(work, "cairn-timeouts").apply { isDaemon = true } }
        }
    }
}
