package dev.cairn.client

import java.io.ByteArrayInputStream
import java.io.IOException
import java.net.URI
import java.net.URLDecoder
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive

/** The folder of the suite that all clients share. */
val conformance: Path = Path.of(System.getenv("CONFORMANCE") ?: "../conformance")

/** The suite has the members that the README beside it names: any other is a mistake. */
val strictJson = Json

fun conformanceFiles(folder: String): List<Path> =
    conformance.resolve(folder).listDirectoryEntries("*.json").filter { it.name != "entries.json" }.sorted()

inline fun <reified T> read(path: Path): T = strictJson.decodeFromString(path.readText())

@Serializable
data class ExpectedRequest(
    val method: String,
    val path: String,
    val query: Map<String, JsonElement> = emptyMap(),
    val headers: Map<String, String?> = emptyMap(),
    val body: JsonElement? = null,
)

@Serializable
data class StubResponse(
    val status: Int,
    val headers: Map<String, String> = emptyMap(),
    val body: JsonElement? = null,
    val text: String? = null,
)

@Serializable
data class Exchange(
    val request: ExpectedRequest,
    val waited: Double = 0.0,
    val response: StubResponse? = null,
    val drop: Boolean = false,
    val kill: String? = null,
)

/** The process of the client was killed. The client catches no such thing. */
class Killed : Error()

/** Answers requests from the exchanges of a conformance case. */
class Stub(exchanges: List<Exchange>) : Transport {
    private val left = ArrayDeque(exchanges)
    private var slept = Duration.ZERO

    /** True if the process dies with the next write of its store. */
    var diesStoring = false
        private set

    fun client(key: String? = null, cache: Boolean = false): Cairn = Cairn(
        CairnOptions(
            "http://cairn.test",
            key = key?.let { { it } },
            cache = if (cache) MemoryResponses() else null,
            transport = this,
            sleep = { slept += it },
        ),
    )

    override fun send(request: Request): Response {
        val uri = URI.create(request.url)
        val exchange = left.removeFirstOrNull() ?: throw AssertionError("an unexpected request: ${request.method} $uri")
        val expected = exchange.request
        assertEquals("${expected.method} ${expected.path}", "${request.method} ${uri.path}")
        assertEquals(expected.query.mapValues { (_, value) -> texts(value) }, queryOf(uri), "the query of ${uri.path}")
        for ((name, value) in expected.headers) {
            assertEquals(value, request.headers.entries.find { it.key.equals(name, ignoreCase = true) }?.value, name)
        }
        assertTrue(slept >= exchange.waited.seconds, "waited $slept instead of ${exchange.waited} s")
        slept = Duration.ZERO
        if (exchange.kill == "waiting") throw Killed()
        if (exchange.kill == "storing") diesStoring = true
        if (exchange.drop) throw IOException("the connection was closed")
        val (status, headers, body, text) = exchange.response ?: throw AssertionError("no answer")
        return Response(status, headers, ByteArrayInputStream((text ?: body?.toString().orEmpty()).encodeToByteArray()))
    }

    /** Fails if an exchange is left. */
    fun finish() = assertEquals(emptyList(), left.map { it.request }, "exchanges that are left over")

    private fun texts(value: JsonElement) = if (value is JsonArray) value.map { (it as JsonPrimitive).content } else listOf((value as JsonPrimitive).content)

    private fun queryOf(uri: URI): Map<String, List<String>> = uri.rawQuery.orEmpty().split("&").filter { it.isNotEmpty() }
        .map { it.split("=").map { part -> URLDecoder.decode(part, "UTF-8") } }
        .groupBy({ it[0] }, { it[1].split(",") }).mapValues { (_, values) -> values.flatten() }
}

/** Writes an error as the cases describe it. */
fun CairnException.toJson(): JsonElement = strictJson.encodeToJsonElement(
    ErrorView.serializer(),
    ErrorView(status, code, detail, requestId, errors, explanation, alternative, retryAfter?.inWholeSeconds),
)

@Serializable
data class ErrorView(
    val status: Int?,
    val code: ErrorCode,
    val detail: String,
    val requestId: String?,
    val errors: List<InputError>,
    val explanation: String?,
    val alternative: Alternative?,
    val retryAfter: Long?,
)
