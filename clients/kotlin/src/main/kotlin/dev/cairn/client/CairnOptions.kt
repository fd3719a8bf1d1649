package dev.cairn.client

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** Options of a client. */
public data class CairnOptions(
    /** The address of the server, such as `https://content.example.org`. */
    val baseUrl: String,
    /** Returns an API key or a token. Reading published content needs none. */
    val key: (() -> String)? = null,
    /** A preview token, which is sent with every request. */
    val previewToken: String? = null,
    /** Headers of every request. */
    val headers: Map<String, String> = emptyMap(),
    /** The store of a cache that revalidates responses, such as `MemoryResponses()`. */
    val cache: ResponseStore? = null,
    /** The number of retries; 2 by default. */
    val retries: Int = 2,
    /** The longest wait before a retry. A longer `Retry-After` is an error at once. */
    val maxWait: Duration = 30.seconds,
    /** The time limit of one attempt. For a stream: until its headers, and for each part of it. */
    val timeout: Duration = 30.seconds,
    val transport: Transport = Transport.default,
    /** A replacement of the wait before a retry. */
    val sleep: (Duration) -> Unit = { Thread.sleep(it.inWholeMilliseconds) },
) {
    /** Leaves the preview token out, so that it is in no log. */
    override fun toString(): String = "CairnOptions(baseUrl=$baseUrl)"
}
