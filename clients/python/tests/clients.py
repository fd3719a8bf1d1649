"""Both clients behind one interface, so that each test runs with each of them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Optional

import httpx

from cairn_client import AsyncCairn, AsyncItemList, Cairn, ItemList
from cairn_client.sync import AsyncOfflineCopy, OfflineCopy
from stub import BASE, Stub

Handler = Callable[[httpx.Request], httpx.Response]


async def _asynchronously(value: Any) -> Any:
    return await value


class Flavour:
    """The synchronous or the asynchronous client."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async

    def __str__(self) -> str:
        return "async" if self.is_async else "sync"

    def client(self, handler: Handler, sleep: Optional[Callable[[float], None]] = None, **options: Any) -> Any:
        """Makes a client whose requests are answered by a function."""
        transport = httpx.MockTransport(handler)
        options.setdefault("base_url", BASE)

        def no_sleep(seconds: float) -> None:
            if sleep is not None:
                sleep(seconds)

        async def no_async_sleep(seconds: float) -> None:
            no_sleep(seconds)

        if self.is_async:
            return AsyncCairn(http=httpx.AsyncClient(transport=transport), sleep=no_async_sleep, **options)
        return Cairn(http=httpx.Client(transport=transport), sleep=no_sleep, **options)

    def copy(self, cairn: Any, store: Any, **options: Any) -> Any:
        return AsyncOfflineCopy(cairn, store, **options) if self.is_async else OfflineCopy(cairn, store, **options)

    def get(self, value: Any) -> Any:
        """Returns the result of a call."""
        return asyncio.run(_asynchronously(value)) if inspect.isawaitable(value) else value

    def all(self, value: Any, limit: Optional[int] = None) -> Any:
        """Returns all items of a list."""
        assert isinstance(value, (ItemList, AsyncItemList))
        return self.get(value.all(limit))

    def pages(self, value: Any) -> list[Any]:
        """Returns all pages of a list."""
        if isinstance(value, ItemList):
            return list(value.pages())

        async def collect() -> list[Any]:
            return [page async for page in value.pages()]

        return asyncio.run(collect())


FLAVOURS = [Flavour(False), Flavour(True)]


def stubbed(flavour: Flavour, stub: Stub, **options: Any) -> Any:
    return flavour.client(stub, stub.sleep, **options)
