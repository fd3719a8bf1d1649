"""The synchronous client."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Optional, Union

import httpx
from typing_extensions import Self, Unpack

from . import operations
from . import queries as q
from .connection import Connection
from .content import (
    Article,
    ArticleFields,
    ArticleListItem,
    LookupResult,
    Page,
    Phrase,
    PublishedLocale,
    Redirect,
    RelatedCard,
    Resource,
    Section,
    SectionPhrase,
    SectionWithArticle,
    Topic,
)
from .etags import ResponseStore
from .http import OptionChanges, Options
from .manage import Manage
from .pages import ItemList
from .search import SearchHit, SearchResults, SuggestedArticle
from .version import user_agent


class Cairn:
    """A client. Each method raises a `CairnError` if the request fails. It can be used by several threads.

    - `base_url`: the address of the server, such as `https://content.example.org`.
    - `key`: an API key, or a function that returns a token. Reading published content needs none.
    - `preview_token`: sent with every request.
    - `headers`: headers of every request.
    - `cache`: a cache of ETags, such as `MemoryResponses()`. It has public reads only.
    - `retries`: the number of retries of a request that can be repeated.
    - `max_wait`: the longest wait before a retry, in seconds. A longer `Retry-After` is an error at once.
    - `timeout`: the time limit of connecting, of sending, and of each wait for more of the answer, in seconds.
    - `http`: an `httpx.Client` with proxies or certificates of its own. The caller closes it.
    - `sleep`: a replacement of the wait before a retry.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: Optional[Union[str, Callable[[], str]]] = None,
        preview_token: Optional[str] = None,
        headers: Optional[Mapping[str, str]] = None,
        cache: Optional[ResponseStore] = None,
        retries: int = 2,
        max_wait: float = 30.0,
        timeout: float = 30.0,
        http: Optional[httpx.Client] = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        all_headers = {"User-Agent": user_agent(), **(headers or {})}
        options = Options(base_url, key, preview_token, all_headers, cache, retries, max_wait, timeout)
        self._owned: Optional[httpx.Client] = None
        if http is None:
            http = self._owned = httpx.Client()
        self.connection = Connection(options, http, sleep)

    def close(self) -> None:
        """Closes the connections."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def with_options(self, **changes: Unpack[OptionChanges]) -> Cairn:
        """Returns a client with some options changed, such as `preview_token`. It shares the connections of this one."""
        other = Cairn.__new__(Cairn)
        other._owned = None
        other.connection = self.connection.with_options(**changes)
        return other

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
        repeatable: Optional[bool] = None,
    ) -> Any:
        """Sends a request that has no method here, and returns the JSON of its answer. Names are those of the API."""
        return self.connection.call(operations.request(method, path, query or {}, body, headers or {}, repeatable))

    @cached_property
    def manage(self) -> Manage:
        """Writing, with a key."""
        return Manage(self.connection)

    def articles(self, **query: Unpack[q.ArticlesQuery]) -> ItemList[ArticleListItem, Page[ArticleListItem]]:
        """Lists articles: cards, or whole articles with `view="full"`."""
        return self.connection.list(operations.articles(query))

    def article(self, id_or_slug: str, **query: Unpack[q.ReadQuery]) -> Article:
        """Reads an article by its id or slug. A former slug leads to the present article."""
        return self.connection.call(operations.article(id_or_slug, query))

    def article_fields(self, id_or_slug: str, **query: Unpack[q.FieldsQuery]) -> ArticleFields:
        """Reads some members of an article."""
        return self.connection.call(operations.article_fields(id_or_slug, query))

    def sections(self, id_or_slug: str, **query: Unpack[q.ReadQuery]) -> list[Section]:
        """Reads the sections of an article."""
        return self.connection.call(operations.sections(id_or_slug, query)).data

    def section(self, id_or_slug: str, id_or_anchor: str, **query: Unpack[q.ReadQuery]) -> Section:
        """Reads one section of an article by its id or anchor."""
        return self.connection.call(operations.section(id_or_slug, id_or_anchor, query))

    def section_by_id(self, section_id: str, **query: Unpack[q.BodyQuery]) -> SectionWithArticle:
        """Reads a section, with the card of its article."""
        return self.connection.call(operations.section_by_id(section_id, query))

    def article_phrases(self, id_or_slug: str, **query: Unpack[q.FallbackQuery]) -> list[SectionPhrase]:
        """Reads the phrases of an article."""
        return self.connection.call(operations.article_phrases(id_or_slug, query)).data

    def related(self, id_or_slug: str, **query: Unpack[q.FallbackQuery]) -> list[RelatedCard]:
        """Reads the resources that an article refers to."""
        return self.connection.call(operations.related(id_or_slug, query)).data

    def suggestions(self, id_or_slug: str, **query: Unpack[q.FallbackQuery]) -> list[SuggestedArticle]:
        """Suggests articles that are similar to an article."""
        return self.connection.call(operations.suggestions(id_or_slug, query)).data

    def phrases(self, **query: Unpack[q.PhrasesQuery]) -> ItemList[Phrase, Page[Phrase]]:
        """Lists phrases."""
        return self.connection.list(operations.phrases(query))

    def phrase(self, phrase_id: str) -> Phrase:
        """Reads a phrase."""
        return self.connection.call(operations.phrase(phrase_id))

    def daily_phrase(self, **query: Unpack[q.DailyPhraseQuery]) -> Phrase:
        """Reads the phrase of the day."""
        return self.connection.call(operations.daily_phrase(query))

    def resources(self, **query: Unpack[q.ResourcesQuery]) -> ItemList[Resource, Page[Resource]]:
        """Lists resources."""
        return self.connection.list(operations.resources(query))

    def resource(self, resource_id: str) -> Resource:
        """Reads a resource."""
        return self.connection.call(operations.resource(resource_id))

    def topics(self, **query: Unpack[q.TopicsQuery]) -> ItemList[Topic, Page[Topic]]:
        """Lists topics."""
        return self.connection.list(operations.topics(query))

    def topic(self, id_or_slug: str, **query: Unpack[q.LocaleQuery]) -> Topic:
        """Reads a topic by its id or slug."""
        return self.connection.call(operations.topic(id_or_slug, query))

    def search(self, text: str, **query: Unpack[q.SearchQuery]) -> ItemList[SearchHit, SearchResults]:
        """Searches published content. The first page has `matching` and `did_you_mean`."""
        operation = operations.search(text, query)
        return ItemList(lambda cursor: self.connection.call(operations.at_cursor(operation, cursor)), lambda page: page.data)

    def lookup(self, addresses: Sequence[str], **query: Unpack[q.LocaleQuery]) -> list[LookupResult]:
        """Returns the present state and address of up to a hundred slugs and ids."""
        return self.connection.call(operations.lookup(addresses, query)).data

    def locales(self) -> list[PublishedLocale]:
        """Returns the locales that have published content."""
        return self.connection.call(operations.locales()).data

    def redirects(self, **query: Unpack[q.RedirectsQuery]) -> ItemList[Redirect, Page[Redirect]]:
        """Lists all former slugs with their present addresses."""
        return self.connection.list(operations.redirects(query))

    def preview(self, article_id: str, token: Optional[str] = None, **query: Unpack[q.BodyQuery]) -> Article:
        """Reads an article as it would be published now. `token` may be left out if the client has a preview token."""
        return self.connection.call(operations.preview(article_id, token, query))
