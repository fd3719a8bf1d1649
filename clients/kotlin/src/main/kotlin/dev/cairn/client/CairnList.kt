package dev.cairn.client

/** A list of the API. `for` reads all items, and fetches the pages one after the other. */
public class CairnList<Item, Page : ListPage<Item>> internal constructor(private val fetch: (cursor: String?) -> Page) {
    /** Fetches the first page. */
    public fun first(): Page = fetch(null)

    /** Returns all pages. Each is fetched when it is reached. */
    public fun pages(): Sequence<Page> = sequence {
        var cursor: String? = null
        do {
            val page = fetch(cursor)
            yield(page)
            cursor = page.page.next
        } while (cursor != null)
    }

    /** Returns all items. Each page is fetched when it is reached. */
    public fun items(): Sequence<Item> = pages().flatMap { it.data }

    public operator fun iterator(): Iterator<Item> = items().iterator()

    /** Fetches all items, or the first [limit] of them. */
    public fun all(limit: Int = Int.MAX_VALUE): List<Item> = items().take(limit.coerceAtLeast(0)).toList()
}
