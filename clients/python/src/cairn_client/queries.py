"""The parameters of reads, with Python names: `published_since` is sent as `publishedSince`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Union

from pydantic.alias_generators import to_camel
from typing_extensions import Required, TypeAlias, TypedDict

Texts: TypeAlias = Union[str, Sequence[str]]
Time: TypeAlias = Union[str, datetime]


def parameters(query: Any) -> dict[str, Any]:
    """Returns a query with the names of the API."""
    return {to_camel(name): value for name, value in query.items()}


class ReadQuery(TypedDict, total=False):
    locale: str
    fallback: Texts
    """Locales to read in if there is no translation into `locale`, the first one first."""
    body: Texts
    """Forms of the text: `portable-text`, `html`, `markdown`, `text`."""


class FieldsQuery(ReadQuery, total=False):
    fields: Required[Texts]


class BodyQuery(TypedDict, total=False):
    body: Texts


class FallbackQuery(TypedDict, total=False):
    locale: str
    fallback: Texts


class LocaleQuery(TypedDict, total=False):
    locale: str


class PageQuery(TypedDict, total=False):
    limit: int
    """The number of items of a page, from 1 to 100."""
    count: bool
    """True if the pages have the total number."""


class TopicQuery(TypedDict, total=False):
    topic: Texts
    """All of these topics, by id or slug."""
    any_topic: Texts
    """Any of these topics, by id or slug."""


class PublishedQuery(PageQuery, TopicQuery, total=False):
    locale: str
    published_since: Time
    published_before: Time
    updated_since: Time
    updated_before: Time
    sort: str
    """A member, such as `title`, or `-title` for the opposite order."""


class ArticlesQuery(PublishedQuery, total=False):
    fallback: Texts
    ids: Texts
    slug: Texts
    phrase: str
    resource: str
    view: str
    """`card` or `full`."""
    fields: Texts
    """Members that are added to the cards."""
    body: Texts


class PhrasesQuery(PublishedQuery, total=False):
    tone: str
    article: str
    q: str
    seed: str


class DailyPhraseQuery(TopicQuery, total=False):
    date: str
    tone: str
    locale: str


class ResourcesQuery(PublishedQuery, total=False):
    kind: str
    region: str
    """A country or subdivision, such as `GB` or `US-CA`."""


class TopicsQuery(PageQuery, total=False):
    kind: str
    parent: str
    locale: str
    sort: str


class SearchQuery(PageQuery, total=False):
    kind: Texts
    topic: Texts
    locale: str


class RedirectsQuery(PageQuery, total=False):
    locale: str


class WorkingCopiesQuery(PageQuery, total=False):
    status: str
    topic: str
    q: str
    changed: bool
    """True for published content with unpublished changes."""
    updated_by: str
    link_status: str
    locale: str
    translation: str
    """`missing` or `stale`, together with `translation_locale`."""
    translation_locale: str
    review_due_before: Time
    review_state: str
    sort: str


class CopyFilter(TypedDict, total=False):
    """The part of the content that an offline copy has."""

    kind: Texts
    locale: Texts
    topic: Texts
    region: str
