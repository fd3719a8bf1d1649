"""Offline copies of the content."""

from __future__ import annotations

import threading
from typing import Any, Literal, Optional, overload

import anyio
import anyio.to_thread

from .async_client import AsyncCairn
from .client import Cairn
from .copy_store import CopyStore
from .entries import ArticleEntry, CopyEntry, PhraseEntry, ResourceEntry, TopicEntry
from .operations import decoder
from .queries import CopyFilter
from .syncing import Engine, SyncResult

_decode: Any = decoder(CopyEntry)  # type: ignore[arg-type]


class OfflineCopy:
    """An offline copy over a store.

    `filter` is the part of the content to copy; all by default. With `bundle`, a new copy begins with `/v1/bundle`, which is
    one request in place of many.
    """

    def __init__(self, cairn: Cairn, store: CopyStore, *, filter: Optional[CopyFilter] = None, bundle: bool = False) -> None:
        self._run = cairn.connection.run
        self._store = store
        self._engine = Engine(cairn.connection.transport, store, filter or {}, bundle)
        self._lock = threading.Lock()

    def sync(self) -> SyncResult:
        """Brings the copy up to date.

        A failure leaves the copy as it is, and the next call continues. Calls at the same time run one after the other.
        """
        with self._lock:
            return self._run(self._engine.sync())

    def get(self, entity_id: str) -> Optional[CopyEntry]:
        """Returns an entry by its id."""
        entry = self._store.get(entity_id)
        return None if entry is None else _decode(entry)

    @overload
    def entries(self, kind: Literal["article"]) -> list[ArticleEntry]: ...
    @overload
    def entries(self, kind: Literal["phrase"]) -> list[PhraseEntry]: ...
    @overload
    def entries(self, kind: Literal["resource"]) -> list[ResourceEntry]: ...
    @overload
    def entries(self, kind: Literal["topic"]) -> list[TopicEntry]: ...
    @overload
    def entries(self, kind: Optional[str] = None) -> list[CopyEntry]: ...
    def entries(self, kind: Optional[str] = None) -> Any:
        """Returns all entries, or those of a type."""
        return [_decode(entry) for entry in self._store.entries(kind)]

    def clear(self) -> None:
        """Deletes the copy."""
        self._store.clear()


class AsyncOfflineCopy:
    """An offline copy over a store, whose methods are called in threads.

    `filter` is the part of the content to copy; all by default. With `bundle`, a new copy begins with `/v1/bundle`, which is
    one request in place of many.
    """

    def __init__(
        self, cairn: AsyncCairn, store: CopyStore, *, filter: Optional[CopyFilter] = None, bundle: bool = False
    ) -> None:
        self._run = cairn.connection.run
        self._store = store
        self._engine = Engine(cairn.connection.transport, store, filter or {}, bundle)
        self._lock = anyio.Lock()

    async def sync(self) -> SyncResult:
        """Brings the copy up to date.

        A failure leaves the copy as it is, and the next call continues. Calls at the same time run one after the other.
        """
        async with self._lock:
            return await self._run(self._engine.sync())

    async def get(self, entity_id: str) -> Optional[CopyEntry]:
        """Returns an entry by its id."""
        entry = await anyio.to_thread.run_sync(self._store.get, entity_id)
        return None if entry is None else _decode(entry)

    @overload
    async def entries(self, kind: Literal["article"]) -> list[ArticleEntry]: ...
    @overload
    async def entries(self, kind: Literal["phrase"]) -> list[PhraseEntry]: ...
    @overload
    async def entries(self, kind: Literal["resource"]) -> list[ResourceEntry]: ...
    @overload
    async def entries(self, kind: Literal["topic"]) -> list[TopicEntry]: ...
    @overload
    async def entries(self, kind: Optional[str] = None) -> list[CopyEntry]: ...
    async def entries(self, kind: Optional[str] = None) -> Any:
        """Returns all entries, or those of a type."""
        return [_decode(entry) for entry in await anyio.to_thread.run_sync(self._store.entries, kind)]

    async def clear(self) -> None:
        """Deletes the copy."""
        await anyio.to_thread.run_sync(self._store.clear)
