"""The reads of the API, as both clients send them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Optional, TypeVar

from pydantic import TypeAdapter

from .content import (
    Article,
    ArticleFields,
    ArticleListItem,
    Data,
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
from .http import Operation, path_of
from .queries import parameters
from .search import SearchResults, SuggestedArticle

Result = TypeVar("Result")
Item = TypeVar("Item")


_decoders: dict[Any, Callable[[Any], Any]] = {}


def decoder(model: type[Result]) -> Callable[[Any], Result]:
    """Returns the function that makes a model of JSON."""
    decode = _decoders.get(model)
    if decode is None:
        # Made at the first use: an application imports the models of more operations than it calls.
        decode = _decoders[model] = TypeAdapter(model).validate_python
    return decode


def as_is(answer: Any) -> Any:
    """Returns JSON as it is."""
    return answer


def read(model: type[Result], *path: str, query: Any = None) -> Operation[Result]:
    return Operation("GET", path_of("v1", *path), decoder(model), parameters(query or {}))


def at_cursor(operation: Operation[Result], cursor: Optional[str]) -> Operation[Result]:
    """Returns the read of a page of a list."""
    return operation if cursor is None else replace(operation, query={**operation.query, "cursor": cursor})


def data_of(page: Page[Item]) -> Sequence[Item]:
    return page.data


def articles(query: Any) -> Operation[Page[ArticleListItem]]:
    return read(Page[ArticleListItem], "articles", query=query)


def article(id_or_slug: str, query: Any) -> Operation[Article]:
    return read(Article, "articles", id_or_slug, query=query)


def article_fields(id_or_slug: str, query: Any) -> Operation[ArticleFields]:
    return read(ArticleFields, "articles", id_or_slug, "fields", query=query)


def sections(id_or_slug: str, query: Any) -> Operation[Data[Section]]:
    return read(Data[Section], "articles", id_or_slug, "sections", query=query)


def section(id_or_slug: str, id_or_anchor: str, query: Any) -> Operation[Section]:
    return read(Section, "articles", id_or_slug, "sections", id_or_anchor, query=query)


def section_by_id(section_id: str, query: Any) -> Operation[SectionWithArticle]:
    return read(SectionWithArticle, "sections", section_id, query=query)


def article_phrases(id_or_slug: str, query: Any) -> Operation[Data[SectionPhrase]]:
    return read(Data[SectionPhrase], "articles", id_or_slug, "phrases", query=query)


def related(id_or_slug: str, query: Any) -> Operation[Data[RelatedCard]]:
    return read(Data[RelatedCard], "articles", id_or_slug, "related", query=query)


def suggestions(id_or_slug: str, query: Any) -> Operation[Data[SuggestedArticle]]:
    return read(Data[SuggestedArticle], "articles", id_or_slug, "suggestions", query=query)


def phrases(query: Any) -> Operation[Page[Phrase]]:
    return read(Page[Phrase], "phrases", query=query)


def phrase(phrase_id: str) -> Operation[Phrase]:
    return read(Phrase, "phrases", phrase_id)


def daily_phrase(query: Any) -> Operation[Phrase]:
    return read(Phrase, "phrases", "daily", query=query)


def resources(query: Any) -> Operation[Page[Resource]]:
    return read(Page[Resource], "resources", query=query)


def resource(resource_id: str) -> Operation[Resource]:
    return read(Resource, "resources", resource_id)


def topics(query: Any) -> Operation[Page[Topic]]:
    return read(Page[Topic], "topics", query=query)


def topic(id_or_slug: str, query: Any) -> Operation[Topic]:
    return read(Topic, "topics", id_or_slug, query=query)


def search(q: str, query: Any) -> Operation[SearchResults]:
    return read(SearchResults, "search", query={"q": q, **query})


def lookup(addresses: Sequence[str], query: Any) -> Operation[Data[LookupResult]]:
    return read(Data[LookupResult], "lookup", query={"address": addresses, **query})


def locales() -> Operation[Data[PublishedLocale]]:
    return read(Data[PublishedLocale], "locales")


def redirects(query: Any) -> Operation[Page[Redirect]]:
    return read(Page[Redirect], "redirects", query=query)


def preview(article_id: str, token: Optional[str], query: Any) -> Operation[Article]:
    operation = read(Article, "preview", "articles", article_id, query=query)
    return operation if token is None else replace(operation, headers={"X-Preview-Token": token})


def request(
    method: str,
    path: str,
    query: Mapping[str, Any],
    body: Any,
    headers: Mapping[str, str],
    repeatable: Optional[bool],
) -> Operation[Any]:
    return Operation(method, path, as_is, query, headers, body, repeatable)
