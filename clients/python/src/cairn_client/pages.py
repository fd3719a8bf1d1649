"""Lists that are read page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Generic, Optional, Protocol, TypeVar

from .content import PageInfo

Item = TypeVar("Item")
PageOf = TypeVar("PageOf", bound="AnyPage")


class AnyPage(Protocol):
    """A page of a list."""

    @property
    def page(self) -> PageInfo: ...


class ItemList(Generic[Item, PageOf]):
    """A list of the API. A loop over it reads all items, and fetches the pages one after the other."""

    def __init__(self, fetch: Callable[[Optional[str]], PageOf], items: Callable[[PageOf], Sequence[Item]]) -> None:
        self._fetch = fetch
        self._items = items

    def first(self) -> PageOf:
        """Fetches the first page."""
        return self._fetch(None)

    def pages(self) -> Iterator[PageOf]:
        """Fetches all pages, one after the other."""
        cursor = None
        while True:
            page = self._fetch(cursor)
            yield page
            cursor = page.page.next
            if cursor is None:
                return

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from self._items(page)

    def all(self, limit: Optional[int] = None) -> list[Item]:
        """Fetches all items, or the first `limit` of them."""
        items: list[Item] = []
        if limit is not None and limit <= 0:
            return items
        for item in self:
            items.append(item)
            if len(items) == limit:
                break
        return items


class AsyncItemList(Generic[Item, PageOf]):
    """A list of the API. `async for` reads all items, and fetches the pages one after the other."""

    def __init__(
        self, fetch: Callable[[Optional[str]], Awaitable[PageOf]], items: Callable[[PageOf], Sequence[Item]]
    ) -> None:
        self._fetch = fetch
        self._items = items

    async def first(self) -> PageOf:
        """Fetches the first page."""
        return await self._fetch(None)

    async def pages(self) -> AsyncIterator[PageOf]:
        """Fetches all pages, one after the other."""
        cursor = None
        while True:
            page = await self._fetch(cursor)
            yield page
            cursor = page.page.next
            if cursor is None:
                return

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in self._items(page):
                yield item

    async def all(self, limit: Optional[int] = None) -> list[Item]:
        """Fetches all items, or the first `limit` of them."""
        items: list[Item] = []
        if limit is not None and limit <= 0:
            return items
        async for item in self:
            items.append(item)
            if len(items) == limit:
                break
        return items
