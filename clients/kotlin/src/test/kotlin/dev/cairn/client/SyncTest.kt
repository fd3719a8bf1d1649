// The sync scripts of the suite that all clients share.

package dev.cairn.client

import dev.cairn.client.sync.CopyChange
import dev.cairn.client.sync.CopyEntry
import dev.cairn.client.sync.CopyFilter
import dev.cairn.client.sync.CopyStore
import dev.cairn.client.sync.FileStore
import dev.cairn.client.sync.MemoryStore
import dev.cairn.client.sync.OfflineCopy
import dev.cairn.client.sync.SyncEntry
import java.nio.file.Files
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

@Serializable
data class SyncExchange(
    val sync: Map<String, JsonElement>? = null,
    val bundle: Map<String, JsonElement>? = null,
    val page: Page? = null,
    val problem: String? = null,
    val drop: Boolean = false,
    val kill: String? = null,
)

@Serializable
data class Page(val items: List<String>, val nextPage: String? = null, val nextToken: String? = null, val cut: Boolean = false)

@Serializable
data class ScriptFilter(val kind: List<Kind>? = null, val locale: List<String>? = null, val topic: List<String>? = null, val region: String? = null)

@Serializable
data class Step(
    @SerialName("do") val action: String,
    val exchanges: List<SyncExchange> = emptyList(),
    val bundle: Boolean = false,
    val filter: ScriptFilter? = null,
    val error: JsonElement? = null,
    val token: String? = null,
    val copy: List<String>? = null,
)

@Serializable
data class Script(val name: String, val says: String, val filter: ScriptFilter, val steps: List<Step>)

@Serializable
data class Names(val says: String, val entries: Map<String, JsonObject>, val problems: Map<String, StubResponse>)

private val names = read<Names>(conformance.resolve("sync/entries.json"))

private fun described(json: JsonObject): String {
    val document = json["document"] as? JsonObject
    val label = listOf("title", "text", "name").firstNotNullOfOrNull { document?.string(it) }.orEmpty()
    return "${json.string("id")} ${json.string("type")} $label"
}

private fun exchangeOf(given: SyncExchange): Exchange {
    val request = ExpectedRequest("GET", if (given.sync != null) "/v1/sync" else "/v1/bundle", given.sync ?: given.bundle.orEmpty())
    val response = given.problem?.let(names.problems::getValue) ?: given.page?.let { page ->
        val entries = page.items.map(names.entries::getValue)
        val tokens = listOfNotNull(page.nextPage?.let { "nextPage" to it }, page.nextToken?.let { "nextToken" to it })
            .associate { (name, token) -> name to JsonPrimitive(token) }
        if (given.sync != null) {
            StubResponse(200, body = JsonObject(mapOf("items" to JsonArray(entries)) + tokens))
        } else {
            val end = JsonObject(mapOf("type" to JsonPrimitive("end")) + tokens)
            StubResponse(200, text = entries.joinToString("") { "$it\n" } + if (page.cut) "${entries.last()}".take(60) else "$end\n")
        }
    }
    return Exchange(request, response = response, drop = given.drop, kill = given.kill)
}

/** A store that dies when its stub says so. */
private class MortalStore(private val inner: CopyStore, private val stub: Stub) : CopyStore by inner {
    override fun commit(change: CopyChange): Boolean = if (stub.diesStoring) throw Killed() else inner.commit(change)
}

private fun run(script: Script, open: () -> CopyStore) {
    var filter = script.filter
    script.steps.forEachIndexed { index, step ->
        val place = "step $index"
        filter = step.filter ?: filter
        val stub = Stub(step.exchanges.map(::exchangeOf))
        // Every step has an engine and a store of its own: nothing may depend on their memory.
        val store = open()
        val copyFilter = CopyFilter(filter.kind, filter.locale, filter.topic, filter.region)
        val copy = OfflineCopy(stub.client(), MortalStore(store, stub), copyFilter, step.bundle)
        val error = step.error
        when (step.action) {
            "clear" -> copy.clear()
            "sync" -> when {
                step.exchanges.any { it.kill != null } -> assertThrows<Killed> { copy.sync() }
                error != null -> assertIncludes(error, assertThrows<CairnException> { copy.sync() }.toJson(), place)
                else -> copy.sync()
            }
            else -> assertEquals("restart", step.action)
        }
        stub.finish()
        val after = open()
        step.copy?.let { wanted ->
            val found = OfflineCopy(stub.client(), after).entries()
            assertEquals(wanted.map(names.entries::getValue).map(::described).sorted(), found.map { described(json(it)) }.sorted(), place)
            // An entry is kept as it was sent.
            assertTrue(names.entries.values.containsAll(after.entries().map(CopyEntry::json)), place)
        }
        step.token?.let { token -> assertEquals(token, after.state().run { if (staged != null) staged.page else this.token }, place) }
    }
}

private fun json(entry: SyncEntry): JsonObject =
    cairnJson.encodeToJsonElement(SyncEntry.serializer(), entry) as JsonObject

fun syncScripts(suites: Suites) {
    for (script in conformanceFiles("sync").map { read<Script>(it) }) {
        val memory = MemoryStore()
        suites.test("in memory, ${script.name}: ${script.says}") { run(script) { memory } }
        val folder = Files.createTempDirectory("cairn-copy")
        suites.test("in a file, ${script.name}: ${script.says}") { run(script) { FileStore(folder) } }
        folder.toFile().deleteRecursively()
    }
}
