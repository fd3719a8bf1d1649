package dev.cairn.client.sync

import java.io.FilterInputStream
import java.io.IOException
import java.io.InputStream

/** The connection ended before its bundle did. A failure of the store is another [IOException]. */
internal class BundleLost(cause: IOException) : IOException(cause)

/** The body of a bundle. Its failures are a [BundleLost]. */
internal class LossyStream(body: InputStream) : FilterInputStream(body) {
    override fun read(): Int = lost { super.read() }

    override fun read(bytes: ByteArray, offset: Int, length: Int): Int = lost { super.read(bytes, offset, length) }

    private inline fun lost(read: () -> Int): Int = try {
        read()
    } catch (failure: IOException) {
        throw BundleLost(failure)
    }
}
