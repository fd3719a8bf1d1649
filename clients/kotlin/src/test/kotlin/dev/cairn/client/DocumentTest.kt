// The models are those of the OpenAPI document.

package dev.cairn.client

import dev.cairn.client.sync.ArticleEntry
import dev.cairn.client.sync.PhraseEntry
import dev.cairn.client.sync.ResourceEntry
import dev.cairn.client.sync.SyncPage
import dev.cairn.client.sync.SyncedTopic
import dev.cairn.client.sync.Tombstone
import dev.cairn.client.sync.TopicEntry
import java.nio.file.Path
import kotlin.io.path.readText
import kotlinx.serialization.KSerializer
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private val models: Map<String, KSerializer<*>> = mapOf(
    "Alternative" to Alternative.serializer(), "Article" to Article.serializer(), "ArticleCard" to ArticleCard.serializer(),
    "ArticleEntry" to ArticleEntry.serializer(), "ArticleFields" to ArticleFields.serializer(),
    "ArticleHit" to ArticleHit.serializer(), "ArticleList" to ArticleList.serializer(),
    "ArticleListItem" to ArticleListItem.serializer(), "ArticleRef" to ArticleRef.serializer(), "Credit" to Credit.serializer(),
    "EmbeddedPhrase" to EmbeddedPhrase.serializer(), "EmbeddedTopic" to EmbeddedTopic.serializer(),
    "InputError" to InputError.serializer(), "LookupResult" to LookupResult.serializer(), "MarkedText" to MarkedText.serializer(),
    "PageInfo" to PageInfo.serializer(), "Phrase" to Phrase.serializer(), "PhraseEntry" to PhraseEntry.serializer(),
    "PhraseHit" to PhraseHit.serializer(), "PhraseList" to PhraseList.serializer(),
    "PublishedCallToAction" to CallToAction.serializer(), "PublishedCallout" to Callout.serializer(),
    "PublishedChange" to PublishedChange.serializer(), "PublishedLink" to LinkMark.serializer(),
    "PublishedLocale" to PublishedLocale.serializer(), "PublishedPhraseMark" to PhraseMark.serializer(),
    "PublishedSpan" to Span.serializer(), "PublishedSuggestedPhrase" to SuggestedPhrase.serializer(),
    "PublishedTextBlock" to TextBlock.serializer(), "Redirect" to Redirect.serializer(),
    "RedirectList" to RedirectList.serializer(), "RelatedCard" to RelatedCard.serializer(), "Resource" to Resource.serializer(),
    "ResourceEntry" to ResourceEntry.serializer(), "ResourceHit" to ResourceHit.serializer(),
    "ResourceList" to ResourceList.serializer(), "Review" to Review.serializer(), "SearchResults" to SearchResults.serializer(),
    "Section" to Section.serializer(), "SectionHit" to SectionHit.serializer(), "SectionPhrase" to SectionPhrase.serializer(),
    "Seo" to Seo.serializer(), "SharedPhrase" to SharedPhrase.serializer(),
    "SharedPhrasesReason" to SharedPhrasesReason.serializer(), "SharedTopicsReason" to SharedTopicsReason.serializer(),
    "SimilarWordsReason" to SimilarWordsReason.serializer(), "Snippet" to Snippet.serializer(),
    "SuggestedArticle" to SuggestedArticle.serializer(), "SyncPage" to SyncPage.serializer(),
    "SyncedTopic" to SyncedTopic.serializer(), "Tombstone" to Tombstone.serializer(), "Topic" to Topic.serializer(),
    "TopicCounts" to TopicCounts.serializer(), "TopicEntry" to TopicEntry.serializer(), "TopicList" to TopicList.serializer(),
    "Translation" to Translation.serializer(), "TranslationOf" to TranslationOf.serializer(),
    "Withdrawal" to Withdrawal.serializer(),
)

private val enums: List<Class<*>> = listOf(
    ArticleField::class, ArticleSort::class, ArticleView::class, BodyForm::class, CalloutTone::class, ErrorCode::class, Kind::class,
    ListItem::class, LookupState::class, Matching::class, PhraseSort::class, RedirectKind::class, ResourceKind::class,
    ResourceSort::class, ReviewState::class, SearchKind::class, Style::class, TombstoneReason::class, Tone::class,
    TopicKind::class, TopicSort::class,
).map { it.java }

private val ownCodes = setOf("network_error", "unexpected_response")

/** The members by which variants of a union are told apart, which no variant has. */
private val tags = setOf("_type", "kind", "type")

fun document(suites: Suites) {
    val path = Path.of(System.getenv("OPENAPI") ?: "../../openapi/openapi.json")
    val document = strictJson.parseToJsonElement(path.readText()) as JsonObject
    val schemas = (document["components"] as JsonObject)["schemas"] as JsonObject

    suites.test("each schema is a class with the same members, and none that a server may leave out is required") {
        for ((name, serializer) in models) {
            val schema = schemas[name] as? JsonObject ?: throw AssertionError("there is no schema $name")
            val required = (schema["required"] as? JsonArray).orEmpty().map { (it as JsonPrimitive).content }
            val wanted = (schema["properties"] as JsonObject).filterNot { (member, value) -> isTag(member, value as JsonObject) }.keys
            val descriptor = serializer.descriptor
            val found = (0 until descriptor.elementsCount).map(descriptor::getElementName).toSet()
            assertEquals(wanted, found, name)
            for (member in found - required.toSet()) {
                assertTrue(descriptor.isElementOptional(descriptor.getElementIndex(member)), "$name.$member is optional")
            }
        }
    }

    suites.test("each enum has the values of its schema") {
        for (type in enums) {
            val schema = schemas[type.simpleName] as? JsonObject ?: throw AssertionError("there is no schema ${type.simpleName}")
            val wanted = (schema["enum"] as JsonArray).map { (it as JsonPrimitive).content }.toSet()
            val constants = type.declaredFields.filter { it.type == String::class.java && it.name.first().isUpperCase() }
            val found = constants.onEach { it.isAccessible = true }.map { it.get(null) as String }.toSet()
            assertEquals(wanted, found - if (type == ErrorCode::class.java) ownCodes else emptySet(), type.simpleName)
        }
    }
}

/** Returns true for a member with a single value. */
private fun isTag(member: String, schema: JsonObject): Boolean =
    member in tags && ((schema["enum"] as? JsonArray)?.size == 1 || "const" in schema || isSpanType(schema))

private fun isSpanType(schema: JsonObject) = (schema["\$ref"] as? JsonPrimitive)?.content?.endsWith("/SpanType") == true
