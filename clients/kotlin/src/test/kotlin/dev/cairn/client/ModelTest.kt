// Thousands of random changes, and copies that follow them over a bad network in processes that die. In the end each copy is equal
// to what the server lists.

package dev.cairn.client

import dev.cairn.client.sync.ArticleEntry
import dev.cairn.client.sync.CopyChange
import dev.cairn.client.sync.CopyFilter
import dev.cairn.client.sync.CopyStore
import dev.cairn.client.sync.FileStore
import dev.cairn.client.sync.MemoryStore
import dev.cairn.client.sync.OfflineCopy
import dev.cairn.client.sync.PhraseEntry
import dev.cairn.client.sync.ResourceEntry
import dev.cairn.client.sync.SyncEntry
import dev.cairn.client.sync.SyncedTopic
import dev.cairn.client.sync.TopicEntry
import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.io.path.listDirectoryEntries
import kotlin.random.Random
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.json.Json

private fun number(name: String, otherwise: Int) = System.getenv(name)?.toInt() ?: otherwise

/** A slow machine makes fewer changes, so that the test ends in time. */
private const val LONGEST_S = 60

/** The server's `CAIRN_SYNC_WINDOW_S`: older tokens have expired. */
private val window = number("CAIRN_TEST_WINDOW", 2).seconds

private fun Random.chance(probability: Double) = nextDouble() < probability

private class Tally {
    val syncs = AtomicInteger()
    val killed = AtomicInteger()
    val dropped = AtomicInteger()
    val failed = AtomicInteger()
    val rebuilt = AtomicInteger()

    override fun toString() = "$syncs syncs, $killed killed, $dropped answers lost, $failed failed, $rebuilt rebuilt"
}

/** A network that loses requests, answers, and ends of answers; now and then the process dies in it. */
private class BadNetwork(private val random: Random, private val tally: Tally) : Transport {
    override fun send(request: Request): Response {
        if (random.chance(0.01)) throw Killed()
        if (random.chance(0.05)) lose("the request was lost")
        val response = Transport.default.send(request)
        if (!random.chance(0.12)) return response
        val body = response.body.use { it.readBytes() }
        if (random.chance(0.1)) throw Killed()
        if (random.chance(0.5)) lose("the answer was lost")
        tally.dropped.incrementAndGet()
        val half = ByteArrayInputStream(body.copyOf(body.size / 2))
        return Response(response.status, response.headers, object : InputStream() {
            override fun read(): Int = half.read().also { if (it < 0) throw IOException("the connection was closed") }
        })
    }

    private fun lose(what: String): Nothing {
        tally.dropped.incrementAndGet()
        throw IOException(what)
    }
}

/** A store whose process dies before, after, or in the middle of a change. */
private class DyingStore(private val inner: CopyStore, private val random: Random, private val folder: Path?) : CopyStore by inner {
    override fun commit(change: CopyChange): Boolean {
        if (random.chance(0.03)) throw Killed()
        if (folder != null && random.chance(0.02)) {
            val log = folder.listDirectoryEntries("copy-*.jsonl").maxByOrNull { Files.getLastModifiedTime(it) }
            if (log != null) Files.writeString(log, """{"generation":"live","put":[{"id":"🌙""", StandardOpenOption.APPEND)
            throw Killed()
        }
        val done = inner.commit(change)
        if (random.chance(0.03)) throw Killed()
        return done
    }
}

private class Phone(val name: String, val filter: CopyFilter, val bundle: Boolean, val folder: Path?) {
    private val memory = MemoryStore()

    fun open(): CopyStore = folder?.let(::FileStore) ?: memory
}

/** Syncs until [isOver]. Every sync is a new process, with a new store over the same folder. */
private fun live(phone: Phone, random: Random, tally: Tally, isOver: () -> Boolean) {
    while (!isOver()) {
        val options = CairnOptions(serverUrl, transport = BadNetwork(random, tally), sleep = { Thread.sleep(it.inWholeMilliseconds / 50) })
        tally.syncs.incrementAndGet()
        try {
            val store = DyingStore(phone.open(), random, phone.folder)
            if (OfflineCopy(Cairn(options), store, phone.filter, phone.bundle).sync().rebuilt) tally.rebuilt.incrementAndGet()
        } catch (_: Killed) {
            tally.killed.incrementAndGet()
        } catch (failure: CairnException) {
            if (failure.code != ErrorCode.NETWORK_ERROR) throw failure
            tally.failed.incrementAndGet()
        }
        // Now and then a phone is switched off for so long that its token expires.
        val rest = if (random.chance(0.04)) window * 1.5 else (random.nextDouble() * 0.2).seconds
        Thread.sleep(rest.inWholeMilliseconds)
    }
}

/** Runs a process of the system that syncs without end, and kills it again and again. */
private fun liveInProcesses(folder: Path, random: Random, tally: Tally, isOver: () -> Boolean) {
    while (!isOver()) {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val main = "dev.cairn.client.MainKt"
        val command = listOf(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main, "phone", "$folder")
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        // A process that is ready says so; from then on it is only a matter of chance what it does.
        val isReady = process.inputStream.read() >= 0
        if (isReady) Thread.sleep(random.nextLong(30, 1500))
        assertTrue(process.isAlive, "the process ended by itself")
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)
        tally.killed.incrementAndGet()
        if (random.chance(0.2)) Thread.sleep((window * 1.5).inWholeMilliseconds)
    }
}

/** The process that is killed. */
fun phone(arguments: List<String>) {
    println("ready")
    while (true) {
        OfflineCopy(Cairn(serverUrl), FileStore(Path.of(arguments.single())), bundle = Random.nextBoolean()).sync()
        Thread.sleep(20)
    }
}

private fun listed(cairn: Cairn, filter: CopyFilter): Map<String, Any> = buildMap {
    fun wants(kind: Kind) = filter.kind?.contains(kind) ?: true
    for (locale in filter.locale ?: listOf(null)) {
        if (wants(Kind.ARTICLE)) {
            val articles = cairn.articles(locale, filter.topic, view = ArticleView.FULL, limit = 100)
            for (article in articles) put(article.id, article)
        }
        if (wants(Kind.PHRASE)) for (phrase in cairn.phrases(locale, filter.topic, limit = 100)) put(phrase.id, phrase)
        if (wants(Kind.RESOURCE)) for (resource in cairn.resources(locale, filter.topic, limit = 100)) put(resource.id, resource)
    }
    if (wants(Kind.TOPIC) && filter.topic == null) {
        for (topic in cairn.topics(filter.locale?.first(), limit = 100)) {
            topic.run { put(id, SyncedTopic(id, kind, slug, name, description, parentId, updatedAt)) }
        }
    }
}

private fun documentOf(entry: SyncEntry): Any = when (entry) {
    is ArticleEntry -> whole(entry.document)
    is PhraseEntry -> entry.document
    is ResourceEntry -> entry.document
    is TopicEntry -> entry.document
    else -> throw AssertionError("the entry $entry is unknown")
}

/** Writes an article as an item of a list with `view=full`, which is another class. */
private fun whole(article: Article): ArticleListItem =
    cairnJson.decodeFromJsonElement(ArticleListItem.serializer(), fullJson.encodeToJsonElement(Article.serializer(), article))

private val fullJson = Json(cairnJson) { encodeDefaults = true }

fun model(suites: Suites) {
    val operations = number("MODEL_OPERATIONS", 10_000)
    val seed = number("MODEL_SEED", (System.currentTimeMillis() % Int.MAX_VALUE).toInt())
    suites.test("$operations operations, seed $seed") { run(operations, seed) }
}

private fun run(operations: Int, seed: Int) {
    val cairn = Cairn(serverUrl)
    val topics = cairn.topics(limit = 100).all().take(3).map { it.id }
    val root = Files.createTempDirectory("cairn-model")
    fun folder(name: String) = Files.createDirectory(root.resolve(name))
    val locales = (System.getenv("MODEL_LOCALES") ?: "en,es").split(",")
    val phones = listOf(
        Phone("everything", CopyFilter(), bundle = false, folder("everything")),
        Phone("two locales", CopyFilter(locale = locales), bundle = true, folder("locales")),
        Phone("a topic", CopyFilter(kind = listOf(Kind.ARTICLE, Kind.PHRASE), topic = topics.take(1)), bundle = false, null),
    )
    val killed = Phone("killed processes", CopyFilter(), bundle = true, folder("killed"))
    val isOver = AtomicBoolean()
    val tally = Tally()
    val failures = mutableListOf<Throwable>()
    fun start(work: () -> Unit) = thread {
        try {
            work()
        } catch (failure: Throwable) {
            synchronized(failures) { failures += failure }
        }
    }
    val threads = phones.mapIndexed { index, phone -> start { live(phone, Random(seed + index), tally, isOver::get) } } +
        start { liveInProcesses(killed.folder ?: root, Random(seed), tally, isOver::get) }
    val started = System.nanoTime()
    val done = try {
        Editors(Random(seed), topics).edit(operations, LONGEST_S)
    } finally {
        isOver.set(true)
        threads.forEach { it.join() }
    }
    failures.firstOrNull()?.let { throw it }
    println("# $done operations in ${(System.nanoTime() - started) / 1_000_000_000} s; $tally")
    assertTrue(done >= minOf(operations, 1000), "$done operations are too few")
    for (phone in phones + killed) {
        // One last sync over a good network, by a new process.
        val copy = OfflineCopy(cairn, phone.open(), phone.filter)
        copy.sync()
        val found = copy.entries().associate { it.id to documentOf(it) }
        val wanted = listed(cairn, phone.filter)
        assertEquals(wanted.keys.sorted(), found.keys.sorted(), "${phone.name}: the ids")
        for ((id, document) in wanted) assertEquals(document, found[id], "${phone.name}: $id")
        println("# ${phone.name}: ${found.size} documents are the same")
        assertTrue(found.size > 20, "${phone.name} is not empty")
    }
    assertTrue(tally.killed.get() > 5 && tally.dropped.get() > 20 && tally.rebuilt.get() > 2, "enough has gone wrong: $tally")
    root.toFile().deleteRecursively()
}
