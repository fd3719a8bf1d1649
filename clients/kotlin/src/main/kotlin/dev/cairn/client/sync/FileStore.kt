package dev.cairn.client.sync

import dev.cairn.client.cairnJson
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/** The number of changes after which a log is replaced. */
private const val COMPACT_AFTER = 200

/**
 * A store in a folder, as a log of its changes. Several threads and processes can use it at the same time. All entries are in
 * memory too.
 *
 * Each change is one line, which is flushed to the disk. A process that is killed in the middle of a line leaves half a line,
 * which does not count: so each change is made as a whole or not at all. A log that has grown, or holds a replaced copy, is
 * followed by a short one with the next number.
 */
public class FileStore(directory: Path) : CopyStore {
    private val directory: Path = Files.createDirectories(directory).toRealPath()

    /** The content of the log [number] up to the byte [offset]. */
    private var content = MemoryStore()
    private var number = 0L
    private var offset = 0L
    private var lines = 0

    @Synchronized
    override fun state(): CopyState = read().state()

    @Synchronized
    override fun get(id: String): CopyEntry? = read().get(id)

    @Synchronized
    override fun entries(type: String?): List<CopyEntry> = read().entries(type)

    @Synchronized
    override fun commit(change: CopyChange): Boolean = locked {
        if (change.state.revision != read().state().revision + 1) return@locked false
        append(change)
        content.commit(change)
        if (change.promote || (lines > COMPACT_AFTER && change.state.staged == null)) {
            begin(CopyChange(Generation.LIVE, put = content.entries(), state = content.state()))
        }
        true
    }

    @Synchronized
    override fun clear(): Unit = locked {
        begin(CopyChange(Generation.LIVE, state = CopyState(revision = read().state().revision + 1)))
    }

    private fun log(number: Long) = directory.resolve("copy-$number.jsonl")

    /** Returns the numbers of the logs. More than one is there only if a process was killed between two. */
    private fun numbers(): List<Long> = Files.newDirectoryStream(directory, "copy-*.jsonl").use { paths ->
        paths.mapNotNull { it.fileName.toString().removeSurrounding("copy-", ".jsonl").toLongOrNull() }
    }

    /** Reads the lines that another process, or nobody in this one yet, has read. */
    private fun read(): MemoryStore {
        while (true) {
            val newest = numbers().maxOrNull() ?: return content
            if (newest != number) {
                content = MemoryStore()
                number = newest
                offset = 0
                lines = 0
            }
            try {
                FileChannel.open(log(number), READ).use(::readFrom)
                return content
            } catch (_: NoSuchFileException) {
                // Another process has just followed it with a new log.
            }
        }
    }

    private fun readFrom(channel: FileChannel) {
        if (channel.size() <= offset) return
        val buffer = ByteBuffer.allocate(Math.toIntExact(channel.size() - offset))
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) break
        }
        val bytes = buffer.array().copyOf(buffer.position())
        val end = bytes.lastIndexOf('\n'.code.toByte()) + 1
        for (line in bytes.decodeToString(0, end).lineSequence().filter { it.isNotEmpty() }) {
            val change = cairnJson.decodeFromString(CopyChange.serializer(), line)
            // The first line follows from a log that is no longer there.
            if (lines == 0) content = MemoryStore(CopyState(revision = change.state.revision - 1))
            content.commit(change)
            lines++
        }
        offset += end
    }

    private fun append(change: CopyChange) {
        FileChannel.open(log(number), CREATE, WRITE).use { channel ->
            // Removes half a line of a killed process.
            channel.truncate(offset)
            offset += write(channel, change, offset)
        }
        lines++
    }

    /** Begins a new log with one line. */
    private fun begin(change: CopyChange) {
        val next = directory.resolve("next")
        val size = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING).use { write(it, change, 0) }
        val old = numbers()
        Files.move(next, log(number + 1), ATOMIC_MOVE)
        number++
        offset = size
        lines = 1
        content = MemoryStore(CopyState(revision = change.state.revision - 1)).also { it.commit(change) }
        for (previous in old) Files.deleteIfExists(log(previous))
    }

    private fun write(channel: FileChannel, change: CopyChange, position: Long): Long {
        val line = ByteBuffer.wrap((cairnJson.encodeToString(CopyChange.serializer(), change) + "\n").encodeToByteArray())
        val size = line.remaining().toLong()
        while (line.hasRemaining()) channel.write(line, position + line.position())
        channel.force(true)
        return size
    }

    /** Runs [work] while no other thread or process changes the folder. The lock of a killed process is free. */
    private fun <T> locked(work: () -> T): T = locks.getOrPut(directory) { ReentrantLock() }.withLock {
        FileChannel.open(directory.resolve("lock"), CREATE, WRITE).use { channel -> channel.lock().use { work() } }
    }

    private companion object {
        /** A lock of a file is for a whole process. */
        val locks = ConcurrentHashMap<Path, ReentrantLock>()
    }
}
