package dev.cairn.client

import java.time.DateTimeException
import java.time.Instant
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonObject

/** A request that failed. */
public class CairnException internal constructor(
    /** The error code for programs. */
    public val code: ErrorCode,
    message: String,
    cause: Throwable? = null,
    /** The HTTP status, if there was an answer. */
    public val status: Int? = null,
    /** The problem document, if the answer was one. */
    public val problem: Problem? = null,
    /** The id of the request, which the server's log has too. */
    public val requestId: String? = null,
    /** The time of `Retry-After`. */
    public val retryAfter: Duration? = null,
) : Exception(message, cause) {
    /** A description of this occurrence and its remedy. */
    public val detail: String get() = problem?.detail ?: message.orEmpty()

    /** The single errors in the input, each with its `pointer` or `parameter`. */
    public val errors: List<InputError> get() = problem?.errors.orEmpty()

    /** The reason why content is gone. */
    public val explanation: String? get() = problem?.explanation

    /** A place to read in place of content that is gone. */
    public val alternative: Alternative? get() = problem?.alternative
}

/** A problem document (RFC 9457). */
@Serializable
public data class Problem(
    val type: String? = null,
    val title: String? = null,
    val status: Int? = null,
    val detail: String? = null,
    val code: ErrorCode,
    val requestId: String? = null,
    val errors: List<InputError> = emptyList(),
    val currentVersion: Long? = null,
    val explanation: String? = null,
    val alternative: Alternative? = null,
)

/** An error in the input: its place is a `pointer` into the body, or a `parameter`. */
@Serializable
public data class InputError(
    val pointer: String? = null,
    val parameter: String? = null,
    val code: String,
    val detail: String? = null,
)

/** Makes an exception of a response that is not a success. */
internal fun problemOf(response: Response): CairnException {
    val problem = readProblem(response.body.use { it.readBytes() }.decodeToString())
    return CairnException(
        code = problem?.code ?: ErrorCode.UNEXPECTED_RESPONSE,
        message = problem?.detail ?: "The answer has the status ${response.status} and no problem document.",
        status = response.status,
        problem = problem,
        requestId = problem?.requestId ?: response.header("X-Request-Id"),
        retryAfter = response.retryAfter(),
    )
}

private fun readProblem(body: String): Problem? = try {
    val json = cairnJson.parseToJsonElement(body) as? JsonObject
    json?.string("code")?.let { code ->
        try {
            cairnJson.decodeFromJsonElement(Problem.serializer(), json)
        } catch (_: SerializationException) {
            // A member has changed; the code and the text are worth more than none.
            Problem(code = ErrorCode(code), detail = json.string("detail"), requestId = json.string("requestId"))
        }
    }
} catch (_: SerializationException) {
    null
}

/** Returns the time of `Retry-After`, which is a number of seconds or a date. */
internal fun Response.retryAfter(): Duration? {
    val value = header("Retry-After")?.trim() ?: return null
    if (value.isNotEmpty() && value.all { it in '0'..'9' }) return (value.toLongOrNull() ?: Long.MAX_VALUE).seconds
    return try {
        val date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
        (date.toEpochMilli() - Instant.now().toEpochMilli()).milliseconds.coerceAtLeast(Duration.ZERO)
    } catch (_: DateTimeException) {
        null
    }
}
