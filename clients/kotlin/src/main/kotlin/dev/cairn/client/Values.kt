// The enums of the API. They are open: a later server may send a value that this version does not know, and it is kept as it
// was sent. So each `when` over one needs an `else`.

package dev.cairn.client

import kotlinx.serialization.Serializable

/** A kind of content. */
@JvmInline
@Serializable
public value class Kind(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ARTICLE: Kind = Kind("article")
        public val PHRASE: Kind = Kind("phrase")
        public val RESOURCE: Kind = Kind("resource")
        public val TOPIC: Kind = Kind("topic")
    }
}

/** A kind of content that can be searched. */
@JvmInline
@Serializable
public value class SearchKind(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ARTICLE: SearchKind = SearchKind("article")
        public val PHRASE: SearchKind = SearchKind("phrase")
        public val RESOURCE: SearchKind = SearchKind("resource")
    }
}

/** The tone of a phrase. */
@JvmInline
@Serializable
public value class Tone(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val SUPPORTIVE: Tone = Tone("supportive")
        public val CALM: Tone = Tone("calm")
        public val FIRM: Tone = Tone("firm")
        public val HOPEFUL: Tone = Tone("hopeful")
        public val CURIOUS: Tone = Tone("curious")
    }
}

/** The kind of a topic. */
@JvmInline
@Serializable
public value class TopicKind(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val SUBJECT: TopicKind = TopicKind("subject")
        public val SITUATION: TopicKind = TopicKind("situation")
        public val AUDIENCE: TopicKind = TopicKind("audience")
    }
}

/** The kind of a resource. */
@JvmInline
@Serializable
public value class ResourceKind(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ARTICLE: ResourceKind = ResourceKind("article")
        public val PAGE: ResourceKind = ResourceKind("page")
        public val SERVICE: ResourceKind = ResourceKind("service")
        public val HELPLINE: ResourceKind = ResourceKind("helpline")
        public val DOCUMENT: ResourceKind = ResourceKind("document")
        public val VIDEO: ResourceKind = ResourceKind("video")
        public val TOOL: ResourceKind = ResourceKind("tool")
    }
}

/** The tone of a callout. */
@JvmInline
@Serializable
public value class CalloutTone(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val INFO: CalloutTone = CalloutTone("info")
        public val WARNING: CalloutTone = CalloutTone("warning")
        public val URGENT: CalloutTone = CalloutTone("urgent")
    }
}

/** The style of a text block. */
@JvmInline
@Serializable
public value class Style(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val NORMAL: Style = Style("normal")
        public val H3: Style = Style("h3")
        public val H4: Style = Style("h4")
        public val H5: Style = Style("h5")
        public val H6: Style = Style("h6")
        public val BLOCKQUOTE: Style = Style("blockquote")
    }
}

/** The kind of list that a text block is an item of. */
@JvmInline
@Serializable
public value class ListItem(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val BULLET: ListItem = ListItem("bullet")
        public val NUMBER: ListItem = ListItem("number")
    }
}

/** The state of the review of an article. */
@JvmInline
@Serializable
public value class ReviewState(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val CURRENT: ReviewState = ReviewState("current")
        public val DUE: ReviewState = ReviewState("due")
        public val OVERDUE: ReviewState = ReviewState("overdue")
    }
}

/** The kind of content that a redirect leads to. */
@JvmInline
@Serializable
public value class RedirectKind(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ARTICLE: RedirectKind = RedirectKind("article")
        public val TOPIC: RedirectKind = RedirectKind("topic")
    }
}

/** The state of an address. */
@JvmInline
@Serializable
public value class LookupState(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val PUBLISHED: LookupState = LookupState("published")
        public val MOVED: LookupState = LookupState("moved")
        public val REDIRECTED: LookupState = LookupState("redirected")
        public val WITHDRAWN: LookupState = LookupState("withdrawn")
        public val GONE: LookupState = LookupState("gone")
        public val UNKNOWN: LookupState = LookupState("unknown")
    }
}

/** How much of the query the hits of a search have. */
@JvmInline
@Serializable
public value class Matching(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ALL: Matching = Matching("all")
        public val SOME: Matching = Matching("some")
    }
}

/** The reason why an entry is no longer in a copy. */
@JvmInline
@Serializable
public value class TombstoneReason(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val UNPUBLISHED: TombstoneReason = TombstoneReason("unpublished")
        public val REDIRECTED: TombstoneReason = TombstoneReason("redirected")
        public val WITHDRAWN: TombstoneReason = TombstoneReason("withdrawn")
        public val FILTERED: TombstoneReason = TombstoneReason("filtered")
    }
}

/** The order of a list of articles. */
@JvmInline
@Serializable
public value class ArticleSort(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val PUBLISHED_AT: ArticleSort = ArticleSort("publishedAt")
        public val PUBLISHED_AT_DESC: ArticleSort = ArticleSort("-publishedAt")
        public val UPDATED_AT: ArticleSort = ArticleSort("updatedAt")
        public val UPDATED_AT_DESC: ArticleSort = ArticleSort("-updatedAt")
        public val TITLE: ArticleSort = ArticleSort("title")
        public val TITLE_DESC: ArticleSort = ArticleSort("-title")
        public val SLUG: ArticleSort = ArticleSort("slug")
        public val SLUG_DESC: ArticleSort = ArticleSort("-slug")
    }
}

/** The order of a list of phrases. */
@JvmInline
@Serializable
public value class PhraseSort(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val PUBLISHED_AT: PhraseSort = PhraseSort("publishedAt")
        public val PUBLISHED_AT_DESC: PhraseSort = PhraseSort("-publishedAt")
        public val UPDATED_AT: PhraseSort = PhraseSort("updatedAt")
        public val UPDATED_AT_DESC: PhraseSort = PhraseSort("-updatedAt")
        public val TEXT: PhraseSort = PhraseSort("text")
        public val TEXT_DESC: PhraseSort = PhraseSort("-text")
        public val RANDOM: PhraseSort = PhraseSort("random")
    }
}

/** The order of a list of resources. */
@JvmInline
@Serializable
public value class ResourceSort(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val PUBLISHED_AT: ResourceSort = ResourceSort("publishedAt")
        public val PUBLISHED_AT_DESC: ResourceSort = ResourceSort("-publishedAt")
        public val UPDATED_AT: ResourceSort = ResourceSort("updatedAt")
        public val UPDATED_AT_DESC: ResourceSort = ResourceSort("-updatedAt")
        public val TITLE: ResourceSort = ResourceSort("title")
        public val TITLE_DESC: ResourceSort = ResourceSort("-title")
    }
}

/** The order of a list of topics. */
@JvmInline
@Serializable
public value class TopicSort(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val NAME: TopicSort = TopicSort("name")
        public val NAME_DESC: TopicSort = TopicSort("-name")
    }
}

/** The members of the items of a list of articles. */
@JvmInline
@Serializable
public value class ArticleView(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val CARD: ArticleView = ArticleView("card")
        public val FULL: ArticleView = ArticleView("full")
    }
}

/** A member of an article. */
@JvmInline
@Serializable
public value class ArticleField(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val ID: ArticleField = ArticleField("id")
        public val LOCALE: ArticleField = ArticleField("locale")
        public val SLUG: ArticleField = ArticleField("slug")
        public val URL: ArticleField = ArticleField("url")
        public val TITLE: ArticleField = ArticleField("title")
        public val KICKER: ArticleField = ArticleField("kicker")
        public val SUMMARY: ArticleField = ArticleField("summary")
        public val TOPICS: ArticleField = ArticleField("topics")
        public val SECTIONS: ArticleField = ArticleField("sections")
        public val PHRASES: ArticleField = ArticleField("phrases")
        public val RELATED: ArticleField = ArticleField("related")
        public val AUTHORS: ArticleField = ArticleField("authors")
        public val REVIEWERS: ArticleField = ArticleField("reviewers")
        public val REVIEW: ArticleField = ArticleField("review")
        public val TRANSLATIONS: ArticleField = ArticleField("translations")
        public val TRANSLATION_GROUP_ID: ArticleField = ArticleField("translationGroupId")
        public val TRANSLATION_OF: ArticleField = ArticleField("translationOf")
        public val SEO: ArticleField = ArticleField("seo")
        public val WORD_COUNT: ArticleField = ArticleField("wordCount")
        public val READING_MINUTES: ArticleField = ArticleField("readingMinutes")
        public val FIRST_PUBLISHED_AT: ArticleField = ArticleField("firstPublishedAt")
        public val PUBLISHED_AT: ArticleField = ArticleField("publishedAt")
        public val UPDATED_AT: ArticleField = ArticleField("updatedAt")
        public val VERSION: ArticleField = ArticleField("version")
        public val CHANGE_HISTORY: ArticleField = ArticleField("changeHistory")
        public val WITHDRAWAL: ArticleField = ArticleField("withdrawal")
    }
}

/** A form in which bodies are returned. */
@JvmInline
@Serializable
public value class BodyForm(public val value: String) {
    override fun toString(): String = value

    public companion object {
        public val PORTABLE_TEXT: BodyForm = BodyForm("portable-text")
        public val HTML: BodyForm = BodyForm("html")
        public val MARKDOWN: BodyForm = BodyForm("markdown")
        public val TEXT: BodyForm = BodyForm("text")
    }
}
