// The schemas of the OpenAPI document that reading needs, with the same names. Members that a later server adds are ignored.
// Times are in RFC 3339: `java.time.Instant.parse` reads them.

package dev.cairn.client

import kotlinx.serialization.Serializable

/** A page of a list. */
public interface ListPage<out Item> {
    public val data: List<Item>
    public val page: PageInfo
}

@Serializable
public data class PageInfo(
    val limit: Int,
    /** The cursor of the next page; the last page has none. */
    val next: String? = null,
    val prev: String? = null,
    /** The number of all items, if `count` was asked for. */
    val total: Long? = null,
)

@Serializable
public data class EmbeddedTopic(val id: String, val slug: String, val name: String, val kind: TopicKind)

@Serializable
public data class Translation(val locale: String, val slug: String, val stale: Boolean)

@Serializable
public data class TranslationOf(val id: String, val locale: String, val slug: String, val stale: Boolean)

@Serializable
public data class ArticleRef(val id: String, val slug: String)

/** A place to read in place of something else. */
@Serializable
public data class Alternative(val url: String, val article: ArticleRef? = null)

@Serializable
public data class Credit(val name: String, val credential: String? = null)

@Serializable
public data class Review(val lastReviewedAt: String? = null, val nextReviewAt: String? = null, val state: ReviewState)

@Serializable
public data class Seo(
    val title: String? = null,
    val description: String? = null,
    val canonicalUrl: String? = null,
    val noIndex: Boolean? = null,
)

@Serializable
public data class PublishedChange(val at: String, val note: String)

@Serializable
public data class Withdrawal(val at: String, val explanation: String, val alternative: Alternative? = null)

/** A section of an article, with its body in each form that was asked for. */
@Serializable
public data class Section(
    val id: String,
    val anchor: String,
    val heading: String? = null,
    val body: List<Block>? = null,
    val html: String? = null,
    val markdown: String? = null,
    val text: String? = null,
)

@Serializable
public data class SectionPhrase(
    val id: String,
    val text: String,
    val tone: Tone,
    val insteadOf: String? = null,
    val sectionId: String,
)

@Serializable
public data class RelatedCard(
    val id: String,
    val kind: ResourceKind,
    val title: String,
    val excerpt: String,
    val url: String,
    val phone: String? = null,
    val article: ArticleRef? = null,
)

@Serializable
public data class Article(
    val id: String,
    val locale: String,
    val slug: String,
    val url: String,
    val title: String,
    val kicker: String? = null,
    val summary: String,
    val topics: List<EmbeddedTopic> = emptyList(),
    val sections: List<Section> = emptyList(),
    val phrases: List<SectionPhrase> = emptyList(),
    val related: List<RelatedCard> = emptyList(),
    val authors: List<Credit> = emptyList(),
    val reviewers: List<Credit> = emptyList(),
    val review: Review,
    val translations: List<Translation> = emptyList(),
    val translationGroupId: String,
    val translationOf: TranslationOf? = null,
    val seo: Seo = Seo(),
    val wordCount: Int,
    val readingMinutes: Int,
    val firstPublishedAt: String,
    val publishedAt: String,
    val updatedAt: String,
    val version: Long,
    val changeHistory: List<PublishedChange> = emptyList(),
    val withdrawal: Withdrawal? = null,
)

/** The members of an article that lists and search hits have. */
@Serializable
public data class ArticleCard(
    val id: String,
    val locale: String,
    val slug: String,
    val url: String,
    val title: String,
    val kicker: String? = null,
    val summary: String,
    val topics: List<EmbeddedTopic> = emptyList(),
    val wordCount: Int,
    val readingMinutes: Int,
    val translations: List<Translation> = emptyList(),
    val translationGroupId: String,
    val firstPublishedAt: String,
    val publishedAt: String,
    val updatedAt: String,
    val version: Long,
)

/** A card, and the members that `fields` or `view` asked for. */
@Serializable
public data class ArticleListItem(
    val id: String,
    val locale: String,
    val slug: String,
    val url: String,
    val title: String,
    val kicker: String? = null,
    val summary: String,
    val topics: List<EmbeddedTopic> = emptyList(),
    val sections: List<Section>? = null,
    val phrases: List<SectionPhrase>? = null,
    val related: List<RelatedCard>? = null,
    val authors: List<Credit>? = null,
    val reviewers: List<Credit>? = null,
    val review: Review? = null,
    val translations: List<Translation> = emptyList(),
    val translationGroupId: String,
    val translationOf: TranslationOf? = null,
    val seo: Seo? = null,
    val wordCount: Int,
    val readingMinutes: Int,
    val firstPublishedAt: String,
    val publishedAt: String,
    val updatedAt: String,
    val version: Long,
    val changeHistory: List<PublishedChange>? = null,
    val withdrawal: Withdrawal? = null,
)

@Serializable
public data class ArticleList(
    override val data: List<ArticleListItem>,
    override val page: PageInfo,
) : ListPage<ArticleListItem>

/** The members of an article that were asked for. */
@Serializable
public data class ArticleFields(
    val id: String? = null,
    val locale: String? = null,
    val slug: String? = null,
    val url: String? = null,
    val title: String? = null,
    val kicker: String? = null,
    val summary: String? = null,
    val topics: List<EmbeddedTopic>? = null,
    val sections: List<Section>? = null,
    val phrases: List<SectionPhrase>? = null,
    val related: List<RelatedCard>? = null,
    val authors: List<Credit>? = null,
    val reviewers: List<Credit>? = null,
    val review: Review? = null,
    val translations: List<Translation>? = null,
    val translationGroupId: String? = null,
    val translationOf: TranslationOf? = null,
    val seo: Seo? = null,
    val wordCount: Int? = null,
    val readingMinutes: Int? = null,
    val firstPublishedAt: String? = null,
    val publishedAt: String? = null,
    val updatedAt: String? = null,
    val version: Long? = null,
    val changeHistory: List<PublishedChange>? = null,
    val withdrawal: Withdrawal? = null,
)

@Serializable
public data class Phrase(
    val id: String,
    val locale: String,
    val text: String,
    val tone: Tone,
    val insteadOf: String? = null,
    val why: String? = null,
    val topics: List<EmbeddedTopic> = emptyList(),
    val firstPublishedAt: String,
    val publishedAt: String,
    val updatedAt: String,
    val version: Long,
)

@Serializable
public data class PhraseList(override val data: List<Phrase>, override val page: PageInfo) : ListPage<Phrase>

@Serializable
public data class Resource(
    val id: String,
    val locale: String,
    val kind: ResourceKind,
    val title: String,
    val excerpt: String,
    val url: String,
    val article: ArticleRef? = null,
    val phone: String? = null,
    val regions: List<String>? = null,
    val topics: List<EmbeddedTopic> = emptyList(),
    val firstPublishedAt: String,
    val publishedAt: String,
    val updatedAt: String,
    val version: Long,
)

@Serializable
public data class ResourceList(override val data: List<Resource>, override val page: PageInfo) : ListPage<Resource>

@Serializable
public data class TopicCounts(val articles: Long, val phrases: Long, val resources: Long)

@Serializable
public data class Topic(
    val id: String,
    val kind: TopicKind,
    val slug: String,
    val name: String,
    val description: String? = null,
    val parentId: String? = null,
    val counts: TopicCounts,
    val updatedAt: String,
)

@Serializable
public data class TopicList(override val data: List<Topic>, override val page: PageInfo) : ListPage<Topic>

@Serializable
public data class LookupResult(
    val address: String,
    val state: LookupState,
    val kind: Kind? = null,
    val id: String? = null,
    val locale: String? = null,
    val slug: String? = null,
    val url: String? = null,
    val explanation: String? = null,
    val alternative: Alternative? = null,
)

@Serializable
internal data class LookupResultList(val data: List<LookupResult>)

@Serializable
public data class Redirect(
    val kind: RedirectKind,
    val locale: String? = null,
    val slug: String,
    val id: String,
    val url: String,
)

@Serializable
public data class RedirectList(override val data: List<Redirect>, override val page: PageInfo) : ListPage<Redirect>

@Serializable
public data class PublishedLocale(val locale: String, val articles: Long, val phrases: Long, val resources: Long)

@Serializable
internal data class PublishedLocaleList(val data: List<PublishedLocale>)
