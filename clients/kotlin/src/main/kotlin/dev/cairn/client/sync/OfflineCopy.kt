// An offline copy: the engine that brings a store up to date.
//
// Every answer is stored together with the token that follows it, in one step. So a lost answer or a killed process costs at
// most one page.

package dev.cairn.client.sync

import dev.cairn.client.Cairn
import dev.cairn.client.CairnException
import dev.cairn.client.ErrorCode
import dev.cairn.client.cairnJson
import dev.cairn.client.decode
import dev.cairn.client.string
import java.io.BufferedReader
import java.io.IOException
import java.util.concurrent.locks.ReentrantLock
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonObject

/** The number of changes of a `sync`. */
public data class SyncResult(
    /** Entries that were stored. */
    val stored: Int = 0,
    /** Tombstones that were applied. */
    val removed: Int = 0,
    /** True if the copy was built anew. */
    val rebuilt: Boolean = false,
)

/** The number of times that one `sync` begins again. */
private const val MAX_RESTARTS = 3

/** The number of lines of a bundle that are stored at once. */
private const val BUNDLE_CHUNK = 200

/** An offline copy over a store. With [bundle], a new copy begins with `/v1/bundle`: one request in place of many. */
public class OfflineCopy(
    private val cairn: Cairn,
    private val store: CopyStore,
    private val filter: CopyFilter = CopyFilter(),
    private val bundle: Boolean = false,
) {
    private val filterKey = filter.query.filterValues { it != null }.toSortedMap().toString()
    private val running = ReentrantLock()

    /** Returns an entry by its id. */
    public operator fun get(id: String): SyncEntry? = store.get(id)?.let(::read)

    /** Returns all entries, or those of a type. */
    public fun entries(type: String? = null): List<SyncEntry> = store.entries(type).map(::read)

    /** Returns all articles. */
    public fun articles(): List<ArticleEntry> = entries("article").filterIsInstance<ArticleEntry>()

    /** Returns all phrases. */
    public fun phrases(): List<PhraseEntry> = entries("phrase").filterIsInstance<PhraseEntry>()

    /** Returns all resources. */
    public fun resources(): List<ResourceEntry> = entries("resource").filterIsInstance<ResourceEntry>()

    /** Returns all topics. */
    public fun topics(): List<TopicEntry> = entries("topic").filterIsInstance<TopicEntry>()

    /** Deletes the copy. */
    public fun clear(): Unit = store.clear()

    /**
     * Brings the copy up to date. A failure leaves the copy as it is, and the next call continues. A call waits for another that
     * is under way.
     */
    @Throws(CairnException::class, IOException::class, InterruptedException::class)
    public fun sync(): SyncResult {
        running.lockInterruptibly()
        try {
            return Run().sync()
        } finally {
            running.unlock()
        }
    }

    private fun read(entry: CopyEntry): SyncEntry = SyncEntrySerializer.fromJson(cairnJson, entry.json)

    private inner class Run {
        private var result = SyncResult()

        fun sync(): SyncResult {
            var restarts = 0
            var bundle = bundle
            while (true) {
                val state = store.state()
                val staged = state.staged?.takeIf { it.filter == filterKey }
                val token = if (staged != null) staged.page else state.token
                if (staged == null && (token == null || state.filter != filterKey)) {
                    commit(state, Generation.STAGED, restart = true, staged = StagedState(filterKey))
                    continue
                }
                if (staged != null && token == null && bundle) {
                    bundle = false
                    loadBundle(state)
                    continue
                }
                val page = try {
                    fetchPage(token)
                } catch (failure: CairnException) {
                    if (token == null || !isStale(failure) || restarts++ >= MAX_RESTARTS) throw failure
                    commit(state, Generation.STAGED, restart = true, staged = StagedState(filterKey))
                    continue
                }
                val done = page.nextToken != null
                val next = page.nextToken ?: page.nextPage
                    ?: throw CairnException(ErrorCode.UNEXPECTED_RESPONSE, "The answer has neither nextPage nor nextToken.")
                val stored = when {
                    staged == null -> commit(state, Generation.LIVE, page.items, token = next)
                    done -> commit(state, Generation.STAGED, page.items, promote = true, token = next)
                    else -> commit(state, Generation.STAGED, page.items, staged = StagedState(filterKey, next))
                }
                if (stored && done) return result
            }
        }

        /** Stores a change. If another process was faster, nothing is stored, and the loop goes on with its state. */
        private fun commit(
            from: CopyState,
            generation: Generation,
            items: List<JsonObject> = emptyList(),
            restart: Boolean = false,
            promote: Boolean = false,
            token: String? = null,
            staged: StagedState? = null,
        ): Boolean {
            // The last entry of an id counts. Nobody could find one without an id again.
            val last = items.map(::CopyEntry).filter { it.id.isNotEmpty() }.associateBy { it.id }.values
            val (gone, put) = last.partition { it.type == "tombstone" }
            val state = CopyState(
                revision = from.revision + 1,
                filter = if (promote) filterKey else from.filter,
                token = token ?: from.token,
                staged = staged,
            )
            if (!store.commit(CopyChange(generation, restart, put, gone.map { it.id }, promote, state))) return false
            result = SyncResult(result.stored + put.size, result.removed + gone.size, result.rebuilt || promote)
            return true
        }

        private fun fetchPage(token: String?): SyncPage {
            val query = if (token == null) filter.query + ("initial" to true) else mapOf("token" to token)
            return cairn.send("/v1/sync", query, accept = "application/json", fresh = true).use {
                decode(SyncPage.serializer(), it.body.readBytes())
            }
        }

        /** Builds a copy from a bundle. A bundle that ends too early leaves an empty staged generation. */
        private fun loadBundle(from: CopyState) {
            var state = from
            fun store(items: List<JsonObject>, restart: Boolean = false, end: String? = null): Boolean {
                val staged = if (end == null) StagedState(filterKey) else null
                val done = commit(state, Generation.STAGED, items, restart, promote = end != null, token = end, staged = staged)
                state = state.copy(revision = state.revision + 1)
                return done
            }
            try {
                if (!store(emptyList(), restart = true)) return
                openBundle().use { lines ->
                    for (chunk in lines.lineSequence().filter { it.isNotEmpty() }.chunked(BUNDLE_CHUNK)) {
                        val entries = chunk.map { cairnJson.decodeFromString(JsonObject.serializer(), it) }
                        val end = entries.indexOfFirst { it.string("type") == "end" }
                        if (end >= 0) {
                            val token = entries[end].string("nextToken") ?: break
                            store(entries.take(end), end = token)
                            return
                        }
                        if (!store(entries)) return
                    }
                }
            } catch (_: CairnException) {
                // The copy is built page by page; a problem that stays is reported then.
            } catch (_: SerializationException) {
                // The last line is cut off.
            } catch (failure: BundleLost) {
                if (Thread.interrupted()) throw InterruptedException()
            }
            result = SyncResult(removed = result.removed, rebuilt = result.rebuilt)
            store(emptyList(), restart = true)
        }

        private fun openBundle(): BufferedReader {
            val response = cairn.send("/v1/bundle", filter.query, accept = "application/x-ndjson", fresh = true, stream = true)
            return LossyStream(response.body).bufferedReader()
        }
    }
}

/** A page of `/v1/sync`. Its entries are stored as they are. */
@Serializable
internal data class SyncPage(val items: List<JsonObject> = emptyList(), val nextPage: String? = null, val nextToken: String? = null)

/** Returns true if the server does not continue from the token that it was sent. */
private fun isStale(failure: CairnException): Boolean =
    failure.code == ErrorCode.RESYNC_REQUIRED || (failure.status == 400 && failure.errors.any { it.parameter == "token" })
