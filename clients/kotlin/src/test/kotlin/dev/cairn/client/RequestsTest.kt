// Requests, lists, the ETag cache and decoding, beside the conformance suite.

package dev.cairn.client

import java.io.ByteArrayInputStream
import java.io.EOFException
import java.io.IOException
import java.io.InputStream
import java.net.ServerSocket
import java.time.ZoneOffset
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private fun answer(body: String, status: Int = 200, vararg headers: Pair<String, String>) =
    Response(status, mapOf(*headers), ByteArrayInputStream(body.encodeToByteArray()))

private fun problem(status: Int, code: String, vararg headers: Pair<String, String>) =
    answer("""{"code": "$code", "detail": "d", "requestId": "r"}""", status, *headers)

private const val PHRASE =
    """{"id": "i", "locale": "en", "text": "t", "tone": "calm", "firstPublishedAt": "", "publishedAt": "", "updatedAt": "", "version": 1}"""

/** A client whose requests are answered by a function. */
private class Answering(change: (CairnOptions) -> CairnOptions = { it }, answer: (Request, Int) -> Response) {
    val requests = mutableListOf<Request>()
    val waits = mutableListOf<Duration>()
    val cairn = Cairn(
        change(
            CairnOptions(
                "http://cairn.test/",
                transport = { request ->
                    requests += request
                    answer(request, requests.size - 1)
                },
                sleep = { waits += it },
            ),
        ),
    )
}

fun requests(suites: Suites) {
    suites.test("a key is asked for each time, and a preview token is sent") {
        var number = 0
        val it = Answering({ it.copy(key = { "token-${++number}" }, previewToken = "secret") }) { _, _ -> answer(PHRASE) }
        it.cairn.phrase("a b/c")
        it.cairn.with { options -> options.copy(previewToken = null) }.phrase("b")
        assertEquals(listOf("Bearer token-1", "Bearer token-2"), it.requests.map { it.headers["Authorization"] })
        assertEquals(listOf("secret", null), it.requests.map { it.headers["X-Preview-Token"] })
        assertEquals("http://cairn.test/v1/phrases/a%20b%2Fc", it.requests[0].url)
        assertTrue("secret" !in it.cairn.options.toString(), "no secret is printed")
    }

    suites.test("an answer that is cut off is requested again") {
        val cut = object : InputStream() {
            override fun read(): Int = throw EOFException("cut")
        }
        val it = Answering { _, index -> if (index == 0) Response(200, emptyMap(), cut) else answer(PHRASE) }
        assertEquals("t", it.cairn.phrase("a").text)
        assertEquals(2, it.requests.size)
    }

    suites.test("waits grow, differ, and end") {
        val it = Answering({ it.copy(retries = 8) }) { _, _ -> problem(503, "overloaded") }
        assertEquals(ErrorCode.OVERLOADED, assertThrows<CairnException> { it.cairn.phrase("a") }.code)
        assertEquals(8, it.waits.size)
        it.waits.forEachIndexed { index, wait -> assertTrue(wait >= minOf(8.0, 0.25 * (1 shl index)).seconds && wait <= 12.seconds, "$wait") }
        assertEquals(8, it.waits.toSet().size)
    }

    suites.test("Retry-After may be a date") {
        val date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(5))
        val it = Answering { _, index -> if (index == 0) problem(429, "rate_limited", "Retry-After" to date) else answer(PHRASE) }
        it.cairn.phrase("a")
        assertTrue(it.waits.single() > 3.seconds, "${it.waits}")
    }

    suites.test("an answer that is not the expected JSON is an unexpected response") {
        for (body in listOf("<html>", "[]", "{}", "")) {
            val it = Answering { _, _ -> answer(body) }
            assertEquals(ErrorCode.UNEXPECTED_RESPONSE, assertThrows<CairnException> { it.cairn.phrase("a") }.code)
        }
    }

    suites.test("a problem with members of other types keeps its code") {
        val it = Answering { _, _ -> answer("""{"code": "odd", "status": "four", "errors": {}, "detail": "d"}""", 400) }
        val failure = assertThrows<CairnException> { it.cairn.phrase("a") }
        assertEquals(ErrorCode("odd") to "d", failure.code to failure.detail)
    }

    suites.test("a redirect to another server does not carry the key, and endless redirects end") {
        val away = Answering({ it.copy(key = { "k" }) }) { _, index ->
            if (index == 0) answer("", 301, "Location" to "http://other.test/v1/phrases/b") else answer(PHRASE)
        }
        away.cairn.phrase("a")
        assertEquals(listOf("Bearer k", null), away.requests.map { it.headers["Authorization"] })
        val endless = Answering { _, _ -> answer("", 301, "Location" to "/v1/phrases/a") }
        assertEquals(ErrorCode.UNEXPECTED_RESPONSE, assertThrows<CairnException> { endless.cairn.phrase("a") }.code)
    }

    suites.test("a thread that is interrupted gives up") {
        val it = Answering({ it.copy(sleep = { Thread.sleep(it.inWholeMilliseconds) }) }) { _, _ ->
            Thread.currentThread().interrupt()
            problem(503, "overloaded")
        }
        assertThrows<InterruptedException> { it.cairn.phrase("a") }
        assertEquals(1, it.requests.size)
    }

    suites.test("only the pages that are read are fetched") {
        val it = Answering { _, index ->
            val next = if (index < 2) ", \"next\": \"$index\"" else ""
            answer("""{"data": [$PHRASE, $PHRASE], "page": {"limit": 2$next}}""")
        }
        assertEquals(3, it.cairn.phrases().all(3).size)
        assertEquals(2, it.requests.size)
        assertEquals(emptyList(), it.cairn.phrases().all(0))
        val whole = Answering { _, index ->
            val next = if (index < 2) ", \"next\": \"$index\"" else ""
            answer("""{"data": [$PHRASE], "page": {"limit": 1$next}}""")
        }
        assertEquals(listOf(1, 1, 1), whole.cairn.phrases().pages().map { it.data.size }.toList())
        assertTrue(whole.requests.last().url.endsWith("?cursor=1"), whole.requests.last().url)
    }

    suites.test("the ETag cache keeps requests with keys and previews out, and what says no-store") {
        val changes = listOf<(CairnOptions) -> CairnOptions>({ it.copy(key = { "k" }) }, { it.copy(previewToken = "p") }, { it })
        for (change in changes) {
            val it = Answering({ change(it).copy(cache = MemoryResponses()) }) { request, _ ->
                val isPublic = "Authorization" !in request.headers && "X-Preview-Token" !in request.headers
                answer(PHRASE, 200, "ETag" to "\"1\"", "Cache-Control" to if (isPublic) "no-store" else "public")
            }
            it.cairn.phrase("a")
            it.cairn.phrase("a")
            assertEquals(null, it.requests[1].headers["If-None-Match"])
        }
    }

    suites.test("the ETag cache drops what was used least recently") {
        val store = MemoryResponses(2)
        val response = StoredResponse("\"1\"", emptyMap(), "")
        store.set("a", response)
        store.set("b", response)
        store.get("a")
        store.set("c", response)
        assertEquals(listOf(response, null, response), listOf(store.get("a"), store.get("b"), store.get("c")))
    }

    suites.test("a block of a known type that has lost a member is unknown, and the others stay") {
        val body = """[{"_type": "callToAction", "_key": "a"}, 7, {"_type": "callout", "_key": "b", "tone": "info", "content": []}]"""
        val blocks = cairnJson.decodeFromString<List<Block>>(body)
        assertEquals(listOf("callToAction", "", "callout"), blocks.map { it.type })
        assertTrue(blocks[0] is Unknown && blocks[2] is Callout, "$blocks")
    }

    for (transport in listOf(JdkTransport(), UrlConnectionTransport())) {
        suites.test("${transport::class.simpleName}: an answer that does not come in time, or stops, is given up") { stalls(transport) }
    }
}

/** Serves answers that stop: before the headers, within a body, within a stream. */
private fun stalls(transport: Transport) = ServerSocket(0).use { server ->
    val done = CountDownLatch(1)
    val parts = listOf("", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1\n2\n")
    thread(isDaemon = true) {
        for (part in parts) {
            val socket = server.accept()
            socket.getOutputStream().apply { write(part.encodeToByteArray()) }.flush()
            thread(isDaemon = true) { done.await(); socket.close() }
        }
    }
    val url = "http://127.0.0.1:${server.localPort}/"
    for (stream in listOf(false, false, true)) {
        assertThrows<IOException> {
            transport.send(Request("GET", url, emptyMap(), 300.milliseconds, stream)).body.use { it.readBytes() }
        }
    }
    done.countDown()
}
