package dev.cairn.client

import java.net.URLEncoder
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonElement

/** The version of this client. */
public const val CLIENT_VERSION: String = "0.1.0"

/**
 * A client. Each method waits for its answer, and throws a [CairnException] if the request fails; an interrupt of the thread ends
 * it with an [InterruptedException]. It can be used by several threads.
 */
public class Cairn(public val options: CairnOptions) {
    private val sender = Sender(options)

    public constructor(baseUrl: String) : this(CairnOptions(baseUrl))

    /** Returns a client with some options changed: `cairn.with { it.copy(previewToken = token) }`. */
    public fun with(change: (CairnOptions) -> CairnOptions): Cairn = Cairn(change(options))

    /** Lists articles: cards, with more members on request. */
    public fun articles(
        locale: String? = null,
        topic: List<String>? = null,
        anyTopic: List<String>? = null,
        fallback: List<String>? = null,
        ids: List<String>? = null,
        slug: List<String>? = null,
        phrase: String? = null,
        resource: String? = null,
        publishedSince: String? = null,
        publishedBefore: String? = null,
        updatedSince: String? = null,
        updatedBefore: String? = null,
        sort: ArticleSort? = null,
        view: ArticleView? = null,
        fields: List<ArticleField>? = null,
        body: List<BodyForm>? = null,
        limit: Int? = null,
        count: Boolean? = null,
    ): CairnList<ArticleListItem, ArticleList> = list(
        ArticleList.serializer(), "/v1/articles", "locale" to locale, "topic" to topic, "anyTopic" to anyTopic,
        "fallback" to fallback, "ids" to ids, "slug" to slug, "phrase" to phrase, "resource" to resource,
        "publishedSince" to publishedSince, "publishedBefore" to publishedBefore, "updatedSince" to updatedSince,
        "updatedBefore" to updatedBefore, "sort" to sort, "view" to view, "fields" to fields, "body" to body,
        "limit" to limit, "count" to count,
    )

    /** Reads an article by its id or slug. A former slug leads to the present article. */
    public fun article(
        idOrSlug: String,
        locale: String? = null,
        fallback: List<String>? = null,
        body: List<BodyForm>? = null,
    ): Article {
        val query = mapOf("locale" to locale, "fallback" to fallback, "body" to body)
        return get(Article.serializer(), path("articles", idOrSlug), query)
    }

    /** Reads some members of an article. */
    public fun articleFields(
        idOrSlug: String,
        fields: List<ArticleField>,
        locale: String? = null,
        fallback: List<String>? = null,
        body: List<BodyForm>? = null,
    ): ArticleFields {
        val query = mapOf("fields" to fields, "locale" to locale, "fallback" to fallback, "body" to body)
        return get(ArticleFields.serializer(), path("articles", idOrSlug, "fields"), query)
    }

    /** Reads one section of an article by its id or anchor. */
    public fun section(
        idOrSlug: String,
        idOrAnchor: String,
        locale: String? = null,
        fallback: List<String>? = null,
        body: List<BodyForm>? = null,
    ): Section {
        val query = mapOf("locale" to locale, "fallback" to fallback, "body" to body)
        return get(Section.serializer(), path("articles", idOrSlug, "sections", idOrAnchor), query)
    }

    /** Suggests articles that are similar to an article. */
    public fun suggestions(idOrSlug: String, locale: String? = null, fallback: List<String>? = null): List<SuggestedArticle> {
        val query = mapOf("locale" to locale, "fallback" to fallback)
        return get(SuggestionList.serializer(), path("articles", idOrSlug, "suggestions"), query).data
    }

    /** Lists phrases. */
    public fun phrases(
        locale: String? = null,
        topic: List<String>? = null,
        anyTopic: List<String>? = null,
        tone: Tone? = null,
        article: String? = null,
        q: String? = null,
        publishedSince: String? = null,
        publishedBefore: String? = null,
        updatedSince: String? = null,
        updatedBefore: String? = null,
        sort: PhraseSort? = null,
        seed: String? = null,
        limit: Int? = null,
        count: Boolean? = null,
    ): CairnList<Phrase, PhraseList> = list(
        PhraseList.serializer(), "/v1/phrases", "locale" to locale, "topic" to topic, "anyTopic" to anyTopic, "tone" to tone,
        "article" to article, "q" to q, "publishedSince" to publishedSince, "publishedBefore" to publishedBefore,
        "updatedSince" to updatedSince, "updatedBefore" to updatedBefore, "sort" to sort, "seed" to seed, "limit" to limit,
        "count" to count,
    )

    /** Reads a phrase. */
    public fun phrase(id: String): Phrase = get(Phrase.serializer(), path("phrases", id))

    /** Reads the phrase of the day; [date] is like `2026-12-31`. */
    public fun dailyPhrase(
        locale: String? = null,
        date: String? = null,
        topic: List<String>? = null,
        anyTopic: List<String>? = null,
        tone: Tone? = null,
    ): Phrase {
        val query = mapOf("locale" to locale, "date" to date, "topic" to topic, "anyTopic" to anyTopic, "tone" to tone)
        return get(Phrase.serializer(), "/v1/phrases/daily", query)
    }

    /** Lists resources. With [region], those of that region and those for everybody. */
    public fun resources(
        locale: String? = null,
        topic: List<String>? = null,
        anyTopic: List<String>? = null,
        kind: ResourceKind? = null,
        region: String? = null,
        publishedSince: String? = null,
        publishedBefore: String? = null,
        updatedSince: String? = null,
        updatedBefore: String? = null,
        sort: ResourceSort? = null,
        limit: Int? = null,
        count: Boolean? = null,
    ): CairnList<Resource, ResourceList> = list(
        ResourceList.serializer(), "/v1/resources", "locale" to locale, "topic" to topic, "anyTopic" to anyTopic,
        "kind" to kind, "region" to region, "publishedSince" to publishedSince, "publishedBefore" to publishedBefore,
        "updatedSince" to updatedSince, "updatedBefore" to updatedBefore, "sort" to sort, "limit" to limit, "count" to count,
    )

    /** Reads a resource. */
    public fun resource(id: String): Resource = get(Resource.serializer(), path("resources", id))

    /** Lists topics. */
    public fun topics(
        locale: String? = null,
        kind: TopicKind? = null,
        parent: String? = null,
        sort: TopicSort? = null,
        limit: Int? = null,
        count: Boolean? = null,
    ): CairnList<Topic, TopicList> = list(
        TopicList.serializer(), "/v1/topics", "locale" to locale, "kind" to kind, "parent" to parent, "sort" to sort,
        "limit" to limit, "count" to count,
    )

    /** Reads a topic by its id or slug. */
    public fun topic(idOrSlug: String, locale: String? = null): Topic =
        get(Topic.serializer(), path("topics", idOrSlug), mapOf("locale" to locale))

    /** Searches published content. The first page has `matching` and `didYouMean`. */
    public fun search(
        q: String,
        locale: String? = null,
        kind: List<SearchKind>? = null,
        topic: List<String>? = null,
        limit: Int? = null,
        count: Boolean? = null,
    ): CairnList<SearchHit, SearchResults> = list(
        SearchResults.serializer(), "/v1/search", "q" to q, "locale" to locale, "kind" to kind, "topic" to topic,
        "limit" to limit, "count" to count,
    )

    /** Returns the present state and address of up to a hundred slugs and ids. */
    public fun lookup(address: List<String>, locale: String? = null): List<LookupResult> =
        get(LookupResultList.serializer(), "/v1/lookup", mapOf("address" to address, "locale" to locale)).data

    /** Returns the locales that have published content. */
    public fun locales(): List<PublishedLocale> = get(PublishedLocaleList.serializer(), "/v1/locales").data

    /** Lists all former slugs with their present addresses. */
    public fun redirects(locale: String? = null, limit: Int? = null, count: Boolean? = null): CairnList<Redirect, RedirectList> =
        list(RedirectList.serializer(), "/v1/redirects", "locale" to locale, "limit" to limit, "count" to count)

    /** Reads an article as it would be published now. [token] may be left out if the client has a preview token. */
    public fun preview(id: String, token: String? = null, body: List<BodyForm>? = null): Article {
        val headers = if (token == null) emptyMap() else mapOf("X-Preview-Token" to token)
        return get(Article.serializer(), path("preview", "articles", id), mapOf("body" to body), headers)
    }

    /**
     * Reads from any path of the API. Values of [query] that are null are left out; those of a list are joined by commas.
     */
    public fun <T> get(
        deserializer: DeserializationStrategy<T>,
        path: String,
        query: Map<String, Any?> = emptyMap(),
        headers: Map<String, String> = emptyMap(),
    ): T = send(path, query, headers, "application/json").use { decode(deserializer, it.body.readBytes()) }

    /** Reads JSON from any path of the API. */
    public fun get(path: String, query: Map<String, Any?> = emptyMap(), headers: Map<String, String> = emptyMap()): JsonElement =
        get(JsonElement.serializer(), path, query, headers)

    /** Returns a response that is a success, and throws the problem of any other. */
    internal fun send(
        path: String,
        query: Map<String, Any?>,
        headers: Map<String, String> = emptyMap(),
        accept: String,
        fresh: Boolean = false,
        stream: Boolean = false,
    ): Response {
        val all = buildMap {
            put("Accept", "$accept, application/problem+json")
            put("User-Agent", "cairn-client-kotlin/$CLIENT_VERSION")
            options.key?.let { put("Authorization", "Bearer ${it()}") }
            options.previewToken?.let { put("X-Preview-Token", it) }
            putAll(options.headers)
            putAll(headers)
        }
        val url = options.baseUrl.trimEnd('/') + path + queryString(query)
        val response = sender.send(Request("GET", url, all, options.timeout, stream), fresh)
        if (response.status !in 200..299) throw problemOf(response)
        return response
    }

    private fun <Item, Page : ListPage<Item>> list(
        deserializer: DeserializationStrategy<Page>,
        path: String,
        vararg query: Pair<String, Any?>,
    ): CairnList<Item, Page> = CairnList { cursor -> get(deserializer, path, mapOf(*query, "cursor" to cursor)) }
}

internal fun <T> decode(deserializer: DeserializationStrategy<T>, body: ByteArray): T = try {
    cairnJson.decodeFromString(deserializer, body.decodeToString())
} catch (failure: SerializationException) {
    throw CairnException(ErrorCode.UNEXPECTED_RESPONSE, "The answer is not the expected JSON: ${failure.message}", failure)
}

private fun path(vararg segments: String) = segments.joinToString("/", prefix = "/v1/", transform = ::percentEncoded)

private fun queryString(query: Map<String, Any?>): String = query.entries.mapNotNull { (name, value) ->
    val text = if (value is Iterable<*>) value.joinToString(",") { percentEncoded("$it") } else value?.let { percentEncoded("$it") }
    text?.let { "${percentEncoded(name)}=$it" }
}.joinToString("&").let { if (it.isEmpty()) "" else "?$it" }

private fun percentEncoded(text: String) = URLEncoder.encode(text, "UTF-8").replace("+", "%20")
