// The place where an offline copy is stored.
//
// A store holds a live generation, which readers see, and a staged one, which a new copy is built in.

package dev.cairn.client.sync

import dev.cairn.client.Kind
import dev.cairn.client.string
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject

/** An entry of the copy as the server sent it, so that a later version of this client finds all its members. */
@JvmInline
@Serializable
public value class CopyEntry(public val json: JsonObject) {
    public val id: String get() = json.string("id").orEmpty()
    public val type: String get() = json.string("type").orEmpty()
}

/** The part of the content that the copy has; all by default. */
public data class CopyFilter(
    val kind: List<Kind>? = null,
    val locale: List<String>? = null,
    val topic: List<String>? = null,
    val region: String? = null,
) {
    internal val query: Map<String, Any?> get() = mapOf("kind" to kind, "locale" to locale, "topic" to topic, "region" to region)
}

/** The position of the copy. */
@Serializable
public data class CopyState(
    /** Counts the changes of the store. */
    val revision: Long = 0,
    /** The filter of the live generation. */
    val filter: String? = null,
    /** The token with which the live generation continues. */
    val token: String? = null,
    val staged: StagedState? = null,
)

/** The filter of the staged generation, and the token of its next page. */
@Serializable
public data class StagedState(val filter: String, val page: String? = null)

@Serializable
public enum class Generation {
    @SerialName("live")
    LIVE,

    @SerialName("staged")
    STAGED,
}

/** A change of the store, to be made as a whole or not at all. */
@Serializable
public data class CopyChange(
    /** The generation that is changed. */
    val generation: Generation,
    /** True if the staged generation is emptied first. */
    val restart: Boolean = false,
    /** Entries to store under their ids. */
    val put: List<CopyEntry> = emptyList(),
    /** The ids of entries to delete, after that. */
    val remove: List<String> = emptyList(),
    /** True if the staged generation then replaces the live one. */
    val promote: Boolean = false,
    /** The new state. Its `revision` is one more than that of the state that the change was made for. */
    val state: CopyState,
)

/** The place where a copy is stored. It is used by several threads. */
public interface CopyStore {
    public fun state(): CopyState

    /** Makes a change in one step. Returns false, and changes nothing, if the stored revision is not one less. */
    public fun commit(change: CopyChange): Boolean

    /** Returns an entry of the live generation. */
    public fun get(id: String): CopyEntry?

    /** Returns the entries of the live generation, or those of a type. */
    public fun entries(type: String? = null): List<CopyEntry>

    /** Deletes everything. */
    public fun clear()
}

/** A store in memory, which ends with the process. */
public class MemoryStore internal constructor(private var state: CopyState) : CopyStore {
    private var live = LinkedHashMap<String, CopyEntry>()
    private var staged = LinkedHashMap<String, CopyEntry>()

    public constructor() : this(CopyState())

    @Synchronized
    override fun state(): CopyState = state

    @Synchronized
    override fun commit(change: CopyChange): Boolean {
        if (change.state.revision != state.revision + 1) return false
        if (change.restart) staged = LinkedHashMap()
        val entries = if (change.generation == Generation.LIVE) live else staged
        change.put.associateByTo(entries) { it.id }
        entries.keys.removeAll(change.remove.toSet())
        if (change.promote) {
            live = staged
            staged = LinkedHashMap()
        }
        state = change.state
        return true
    }

    @Synchronized
    override fun get(id: String): CopyEntry? = live[id]

    @Synchronized
    override fun entries(type: String?): List<CopyEntry> = live.values.filter { type == null || it.type == type }

    @Synchronized
    override fun clear() {
        state = CopyState(revision = state.revision + 1)
        live = LinkedHashMap()
        staged = LinkedHashMap()
    }
}
