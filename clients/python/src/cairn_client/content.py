"""Published content."""

from __future__ import annotations

from typing import Generic, Optional, TypeVar

from pydantic import Field

from .base import Model, Timestamp
from .blocks import Block
from .values import LookupState, RedirectKind, ResourceKind, ReviewState, Tone, TopicKind

Item = TypeVar("Item")


class PageInfo(Model):
    """The position of a page in its list."""

    limit: Optional[int] = None
    next: Optional[str] = None
    prev: Optional[str] = None
    total: Optional[int] = None


class Page(Model, Generic[Item]):
    """A page of a list."""

    data: list[Item]
    page: PageInfo


class Data(Model, Generic[Item]):
    """A list without pages."""

    data: list[Item]


class EmbeddedTopic(Model):
    id: str
    slug: str
    name: str
    kind: TopicKind


class ArticleRef(Model):
    id: str
    slug: str


class Alternative(Model):
    """What to read in place of content that is gone."""

    url: str
    article: Optional[ArticleRef] = None


class Translation(Model):
    locale: str
    slug: str
    stale: bool


class TranslationOf(Model):
    id: str
    locale: str
    slug: str
    stale: bool


class Section(Model):
    """A section of an article, with the forms of its body that were asked for."""

    id: str
    anchor: str
    heading: Optional[str] = None
    body: Optional[list[Block]] = None
    html: Optional[str] = None
    markdown: Optional[str] = None
    text: Optional[str] = None


class SectionPhrase(Model):
    """A phrase that a section of an article has."""

    id: str
    text: str
    tone: Tone
    instead_of: Optional[str] = None
    section_id: str


class RelatedCard(Model):
    """A resource that an article refers to."""

    id: str
    kind: ResourceKind
    title: str
    excerpt: str
    url: str
    phone: Optional[str] = None
    article: Optional[ArticleRef] = None


class Credit(Model):
    name: str
    credential: Optional[str] = None


class Review(Model):
    state: ReviewState
    last_reviewed_at: Optional[Timestamp] = None
    next_review_at: Optional[Timestamp] = None


class Seo(Model):
    title: Optional[str] = None
    description: Optional[str] = None
    canonical_url: Optional[str] = None
    no_index: Optional[bool] = None


class PublishedChange(Model):
    at: Timestamp
    note: str


class Withdrawal(Model):
    at: Timestamp
    explanation: str
    alternative: Optional[Alternative] = None


class ArticleCard(Model):
    """An article without its text."""

    id: str
    locale: str
    slug: str
    url: str
    title: str
    kicker: Optional[str] = None
    summary: str
    topics: list[EmbeddedTopic]
    translations: list[Translation]
    translation_group_id: str
    word_count: int
    reading_minutes: int
    first_published_at: Timestamp
    published_at: Timestamp
    updated_at: Timestamp
    version: int


class ArticleListItem(ArticleCard):
    """A card, with the members that `fields` or `view="full"` add."""

    sections: Optional[list[Section]] = None
    phrases: Optional[list[SectionPhrase]] = None
    related: Optional[list[RelatedCard]] = None
    authors: Optional[list[Credit]] = None
    reviewers: Optional[list[Credit]] = None
    review: Optional[Review] = None
    translation_of: Optional[TranslationOf] = None
    seo: Optional[Seo] = None
    change_history: Optional[list[PublishedChange]] = None
    withdrawal: Optional[Withdrawal] = None


class Article(ArticleCard):
    """A whole article."""

    sections: list[Section]
    phrases: list[SectionPhrase]
    related: list[RelatedCard]
    authors: list[Credit]
    reviewers: list[Credit]
    review: Review
    translation_of: Optional[TranslationOf] = None
    seo: Seo
    change_history: list[PublishedChange]
    withdrawal: Optional[Withdrawal] = None


class ArticleFields(Model):
    """Some members of an article."""

    id: Optional[str] = None
    locale: Optional[str] = None
    slug: Optional[str] = None
    url: Optional[str] = None
    title: Optional[str] = None
    kicker: Optional[str] = None
    summary: Optional[str] = None
    topics: Optional[list[EmbeddedTopic]] = None
    sections: Optional[list[Section]] = None
    phrases: Optional[list[SectionPhrase]] = None
    related: Optional[list[RelatedCard]] = None
    authors: Optional[list[Credit]] = None
    reviewers: Optional[list[Credit]] = None
    review: Optional[Review] = None
    translations: Optional[list[Translation]] = None
    translation_group_id: Optional[str] = None
    translation_of: Optional[TranslationOf] = None
    seo: Optional[Seo] = None
    word_count: Optional[int] = None
    reading_minutes: Optional[int] = None
    first_published_at: Optional[Timestamp] = None
    published_at: Optional[Timestamp] = None
    updated_at: Optional[Timestamp] = None
    version: Optional[int] = None
    change_history: Optional[list[PublishedChange]] = None
    withdrawal: Optional[Withdrawal] = None


class SectionWithArticle(Section):
    """A section, with the card of its article."""

    article: ArticleCard


class Phrase(Model):
    id: str
    locale: str
    text: str
    tone: Tone
    instead_of: Optional[str] = None
    why: Optional[str] = None
    topics: list[EmbeddedTopic]
    first_published_at: Timestamp
    published_at: Timestamp
    updated_at: Timestamp
    version: int


class Resource(Model):
    id: str
    locale: str
    kind: ResourceKind
    title: str
    excerpt: str
    url: str
    article: Optional[ArticleRef] = None
    phone: Optional[str] = None
    regions: list[str] = Field(default_factory=list)
    topics: list[EmbeddedTopic]
    first_published_at: Timestamp
    published_at: Timestamp
    updated_at: Timestamp
    version: int


class TopicCounts(Model):
    articles: int
    phrases: int
    resources: int


class SyncedTopic(Model):
    """A topic of an offline copy."""

    id: str
    kind: TopicKind
    slug: str
    name: str
    description: Optional[str] = None
    parent_id: Optional[str] = None
    updated_at: Timestamp


class Topic(SyncedTopic):
    """A topic, with the numbers of its published entities."""

    counts: TopicCounts


class PublishedLocale(Model):
    """A locale, with the numbers of its published entities."""

    locale: str
    articles: int
    phrases: int
    resources: int


class Redirect(Model):
    """A former slug, and where it leads now."""

    kind: RedirectKind
    locale: Optional[str] = None
    slug: str
    id: str
    url: str


class LookupResult(Model):
    """The present state of an address."""

    address: str
    state: LookupState
    kind: Optional[str] = None
    id: Optional[str] = None
    locale: Optional[str] = None
    slug: Optional[str] = None
    url: Optional[str] = None
    explanation: Optional[str] = None
    alternative: Optional[Alternative] = None
