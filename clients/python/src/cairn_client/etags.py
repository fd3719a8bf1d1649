"""Where the ETag cache stores responses."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Optional, Protocol, Union


@dataclass(frozen=True)
class StoredResponse:
    """A response that is asked for again with `If-None-Match`."""

    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class ResponseStore(Protocol):
    """Stores responses under keys. The methods of a store for `AsyncCairn` may be asynchronous."""

    def get(self, key: str) -> Union[Optional[StoredResponse], Awaitable[Optional[StoredResponse]]]: ...

    def set(self, key: str, response: StoredResponse) -> Optional[Awaitable[None]]: ...


class MemoryResponses:
    """A store in memory. The response that was used least recently is dropped first."""

    def __init__(self, limit: int = 200) -> None:
        self._limit = limit
        self._stored: OrderedDict[str, StoredResponse] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Optional[StoredResponse]:
        with self._lock:
            response = self._stored.get(key)
            if response is not None:
                self._stored.move_to_end(key)
            return response

    def set(self, key: str, response: StoredResponse) -> None:
        with self._lock:
            self._stored[key] = response
            self._stored.move_to_end(key)
            while len(self._stored) > self._limit:
                self._stored.popitem(last=False)
