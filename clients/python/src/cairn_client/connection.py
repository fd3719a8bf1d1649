"""The connection of a client to its server: its options, and what runs its flows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import httpx
from typing_extensions import Unpack

from .content import Page
from .flows import AsyncRunner, Flow, Runner
from .http import Operation, OptionChanges, Options, Transport
from .operations import at_cursor, data_of
from .pages import AsyncItemList, ItemList

Result = TypeVar("Result")
Item = TypeVar("Item")


class Connection:
    """The connection of a synchronous client."""

    def __init__(self, options: Options, http: httpx.Client, sleep: Callable[[float], None]) -> None:
        self.transport = Transport(options, http)
        self._http = http
        self._sleep = sleep
        self._runner = Runner(http, sleep)

    def with_options(self, **changes: Unpack[OptionChanges]) -> Connection:
        return Connection(replace(self.transport.options, **changes), self._http, self._sleep)

    def run(self, flow: Flow[Result]) -> Result:
        return self._runner.run(flow)

    def call(self, operation: Operation[Result]) -> Result:
        return self.run(self.transport.call(operation))

    def list(self, operation: Operation[Page[Item]]) -> ItemList[Item, Page[Item]]:
        return ItemList(lambda cursor: self.call(at_cursor(operation, cursor)), data_of)


class AsyncConnection:
    """The connection of an asynchronous client."""

    def __init__(self, options: Options, http: httpx.AsyncClient, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.transport = Transport(options, http)
        self._http = http
        self._sleep = sleep
        self._runner = AsyncRunner(http, sleep)

    def with_options(self, **changes: Unpack[OptionChanges]) -> AsyncConnection:
        return AsyncConnection(replace(self.transport.options, **changes), self._http, self._sleep)

    async def run(self, flow: Flow[Result]) -> Result:
        return await self._runner.run(flow)

    async def call(self, operation: Operation[Result]) -> Result:
        return await self.run(self.transport.call(operation))

    def list(self, operation: Operation[Page[Item]]) -> AsyncItemList[Item, Page[Item]]:
        return AsyncItemList(lambda cursor: self.call(at_cursor(operation, cursor)), data_of)
