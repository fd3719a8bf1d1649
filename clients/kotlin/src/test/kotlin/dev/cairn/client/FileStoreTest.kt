package dev.cairn.client

import dev.cairn.client.sync.CopyChange
import dev.cairn.client.sync.CopyEntry
import dev.cairn.client.sync.CopyState
import dev.cairn.client.sync.FileStore
import dev.cairn.client.sync.Generation
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Executors
import java.util.concurrent.Future
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private fun entry(id: String, text: String = "🌙") =
    CopyEntry(JsonObject(mapOf("id" to JsonPrimitive(id), "type" to JsonPrimitive("phrase"), "text" to JsonPrimitive(text))))

private fun FileStore.put(vararg ids: String, remove: List<String> = emptyList()): Boolean {
    val state = CopyState(revision = state().revision + 1, token = ids.joinToString())
    return commit(CopyChange(Generation.LIVE, put = ids.map(::entry), remove = remove, state = state))
}

private fun FileStore.ids() = entries().map { it.id }

private fun logs(folder: Path) = folder.listDirectoryEntries("copy-*.jsonl")

private fun inFolder(run: (Path) -> Unit) {
    val folder = Files.createTempDirectory("cairn-store")
    try {
        run(folder)
    } finally {
        folder.toFile().deleteRecursively()
    }
}

fun fileStore(suites: Suites) {
    suites.test("a log that ends in the middle of a change is read up to the change before") {
        inFolder { folder ->
            val store = FileStore(folder)
            store.put("a")
            val first = logs(folder).single().readBytes()
            store.put("b", remove = listOf("a"))
            val both = logs(folder).single().readBytes()
            val log = logs(folder).single()
            for (length in first.size until both.size) {
                log.writeBytes(both.copyOf(length))
                assertEquals(listOf("a"), FileStore(folder).ids(), "at byte $length")
            }
            // The rest of a long line would follow a short one.
            log.writeBytes(first + "{\"generation\": ${"x".repeat(1000)}".encodeToByteArray())
            val reopened = FileStore(folder)
            assertTrue(reopened.put("c") && reopened.put("d"), "half a line is overwritten")
            assertEquals(listOf("a", "c", "d"), FileStore(folder).ids())
        }
    }

    suites.test("a log that has grown is replaced, and other readers follow") {
        inFolder { folder ->
            val (writer, reader) = FileStore(folder) to FileStore(folder)
            for (number in 1..450) {
                writer.put("${number % 7}")
                if (number % 100 == 0) assertEquals(writer.state(), reader.state())
            }
            assertEquals(1, logs(folder).size, "one log is left")
            assertTrue(Files.size(logs(folder).single()) < 40_000, "the log is short")
            assertEquals(7, reader.ids().size)
            assertEquals(450, FileStore(folder).state().revision)
        }
    }

    suites.test("a change of an old state changes nothing") {
        inFolder { folder ->
            val (one, other) = FileStore(folder) to FileStore(folder)
            val state = one.state()
            assertTrue(other.put("a"), "the first change is made")
            val late = CopyChange(Generation.LIVE, put = listOf(entry("b")), state = state.copy(revision = state.revision + 1))
            assertTrue(!one.commit(late), "the second is not")
            assertEquals(listOf("a"), one.ids())
            one.clear()
            assertEquals(emptyList(), other.ids())
            assertTrue(!other.commit(late), "nor after the copy was deleted")
        }
    }

    suites.test("threads with stores of their own lose no change") {
        inFolder { folder ->
            val pool = Executors.newFixedThreadPool(4)
            val done: List<Future<*>> = (0 until 4).map { thread ->
                pool.submit {
                    val store = FileStore(folder)
                    repeat(40) { number -> while (!store.put("$thread-$number")) Thread.yield() }
                }
            }
            done.forEach { it.get() }
            pool.shutdown()
            assertEquals(160, FileStore(folder).ids().size)
        }
    }
}
