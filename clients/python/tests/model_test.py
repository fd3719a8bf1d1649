"""Ten thousand random changes, and copies that follow them over a bad network in processes that die.

In the end each copy is equal to what the server lists.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Optional

import httpx

from cairn_client import AsyncCairn, Cairn, CairnError
from cairn_client.copy_store import CopyChange, CopyState, CopyStore, MemoryStore, StoredEntry
from cairn_client.queries import CopyFilter
from cairn_client.sqlite_store import SQLiteStore
from cairn_client.sync import AsyncOfflineCopy, OfflineCopy
from editors import Editors
from live import KEY, URL, WINDOW_S
from stub import Killed

OPERATIONS = int(os.environ.get("MODEL_OPERATIONS", "10000"))
LONGEST_S = 60.0
SEED = int(os.environ.get("MODEL_SEED", str(time.time_ns() % 2**31)))

Tally = Counter[str]


class Rest(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The first half of a body, and then no more."""

    def __init__(self, body: bytes) -> None:
        self._half = body[: len(body) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self._half
        raise httpx.RemoteProtocolError("the connection was closed")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._half
        raise httpx.RemoteProtocolError("the connection was closed")


class Fate:
    """Decides what goes wrong."""

    def __init__(self, name: str, tally: Tally) -> None:
        self.random = random.Random(f"{SEED} {name}")
        self.tally = tally

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def may_die(self, probability: float) -> None:
        if self.chance(probability / 2):
            self.tally["killed"] += 1
            raise Killed

    def before(self, request: httpx.Request) -> None:
        self.may_die(0.06)
        if self.chance(0.05):
            self.tally["dropped"] += 1
            raise httpx.ConnectError("the request was lost", request=request)

    def after(self, request: httpx.Request, response: httpx.Response, body: bytes) -> httpx.Response:
        self.may_die(0.06)
        headers = [(name, value) for name, value in response.headers.items() if name not in ("content-encoding", "content-length")]
        if not self.chance(0.15):
            return httpx.Response(response.status_code, headers=headers, content=body)
        self.tally["dropped"] += 1
        if self.chance(0.5):
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return httpx.Response(response.status_code, headers=headers, stream=Rest(body))


class BadNetwork(httpx.BaseTransport):
    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self._inner = httpx.Client()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._fate.before(request)
        response = self._inner.get(request.url, headers=request.headers)
        return self._fate.after(request, response, response.content)

    def close(self) -> None:
        self._inner.close()


class AsyncBadNetwork(httpx.AsyncBaseTransport):
    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self._inner = httpx.AsyncClient()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._fate.before(request)
        response = await self._inner.get(request.url, headers=request.headers)
        return self._fate.after(request, response, response.content)

    async def aclose(self) -> None:
        await self._inner.aclose()


class DyingStore:
    """A store whose process may be killed before and after a change."""

    def __init__(self, inner: CopyStore, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    def state(self) -> CopyState:
        self._fate.may_die(0.01)
        return self._inner.state()

    def commit(self, change: CopyChange) -> bool:
        self._fate.may_die(0.12)
        result = self._inner.commit(change)
        self._fate.may_die(0.12)
        return result

    def get(self, entity_id: str) -> Optional[StoredEntry]:
        return self._inner.get(entity_id)

    def entries(self, kind: Optional[str] = None) -> Any:
        return self._inner.entries(kind)

    def clear(self) -> None:
        self._inner.clear()


class Phone:
    """A copy in a process that dies and begins again. The network is bad."""

    def __init__(
        self, name: str, filter: CopyFilter, bundle: bool, open_store: Callable[[], CopyStore], is_async: bool = False
    ) -> None:
        self.name = name
        self.filter = filter
        self.bundle = bundle
        self.open_store = open_store
        self.is_async = is_async

    def live(self, is_over: threading.Event, tally: Tally) -> None:
        fate = Fate(self.name, tally)
        while not is_over.is_set():
            store = self.open_store()
            dying = DyingStore(store, fate)
            tally["syncs"] += 1
            try:
                rebuilt = asyncio.run(self._sync_async(dying, fate)) if self.is_async else self._sync(dying, fate)
                tally["rebuilt"] += rebuilt
            except Killed:
                pass
            except CairnError as error:
                assert error.code == "network_error", error
                tally["failed"] += 1
            finally:
                close(store)
            # Now and then a phone is switched off for so long that its token expires.
            is_over.wait(WINDOW_S * 1.5 if fate.chance(0.06) else fate.random.random() * 0.2)

    def _sync(self, store: CopyStore, fate: Fate) -> bool:
        with httpx.Client(transport=BadNetwork(fate)) as http:
            cairn = Cairn(URL, http=http, sleep=lambda seconds: time.sleep(seconds / 50))
            return OfflineCopy(cairn, store, filter=self.filter, bundle=self.bundle).sync().rebuilt

    async def _sync_async(self, store: CopyStore, fate: Fate) -> bool:
        async with httpx.AsyncClient(transport=AsyncBadNetwork(fate)) as http:
            cairn = AsyncCairn(URL, http=http, sleep=lambda seconds: asyncio.sleep(seconds / 50))
            return (await AsyncOfflineCopy(cairn, store, filter=self.filter, bundle=self.bundle).sync()).rebuilt


def close(store: CopyStore) -> None:
    if isinstance(store, SQLiteStore):
        store.close()


class KilledProcess(Phone):
    """A copy of a process of its own, which the system kills."""

    def __init__(self, name: str, path: Path, bundle: bool) -> None:
        super().__init__(name, {}, bundle, lambda: SQLiteStore(path))
        self._path = path

    def live(self, is_over: threading.Event, tally: Tally) -> None:
        fate = Fate(self.name, tally)
        command = [sys.executable, str(Path(__file__).with_name("phone.py")), str(self._path), str(self.bundle).lower()]
        while not is_over.is_set():
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                try:
                    assert process.stdout is not None
                    # The first sync of a process builds the copy anew if its token has expired: it is killed in some of them.
                    if fate.chance(0.5):
                        assert process.stdout.readline() == "synced\n"
                    is_over.wait(fate.random.random())
                    assert process.poll() is None, "the process ended by itself"
                finally:
                    process.kill()
            tally["killed by the system"] += 1
            is_over.wait(WINDOW_S * 1.5 if fate.chance(0.2) else 0)


# What the server lists


def listed(reader: Cairn, filter: CopyFilter) -> dict[str, Any]:
    documents: dict[str, Any] = {}

    def add(path: str, **query: Any) -> None:
        cursor: dict[str, str] = {}
        while True:
            page = reader.request("GET", path, query={"limit": 100, **query, **cursor})
            documents.update((item["id"], item) for item in page["data"])
            if "next" not in page["page"]:
                return
            cursor = {"cursor": page["page"]["next"]}

    kinds = filter.get("kind", ["article", "phrase", "resource", "topic"])
    topic = {"topic": filter["topic"]} if "topic" in filter else {}
    locales: Any = filter.get("locale", [None])
    for locale in locales:
        query = topic if locale is None else {"locale": locale, **topic}
        if "article" in kinds:
            add("/v1/articles", view="full", **query)
        if "phrase" in kinds:
            add("/v1/phrases", **query)
        if "resource" in kinds:
            add("/v1/resources", **query)
    if "topic" in kinds and not topic:
        add("/v1/topics", **({} if locales[0] is None else {"locale": locales[0]}))
    # A topic in a copy has no numbers of published entities.
    return {key: {name: value for name, value in item.items() if name != "counts"} for key, item in documents.items()}


def test_the_copies_are_what_the_server_lists(tmp_path: Path) -> None:
    print(f"\n{OPERATIONS} operations, seed {SEED}")
    with Cairn(URL) as reader, Cairn(URL, key=KEY) as editor:
        follow(reader, editor, tmp_path)


def follow(reader: Cairn, editor: Cairn, tmp_path: Path) -> None:
    started = time.monotonic()
    topics = [topic.id for topic in reader.topics(limit=100).all(3)]
    memory, other = MemoryStore(), MemoryStore()
    phones = [
        Phone("everything", {}, False, lambda: memory),
        Phone("two locales, in a file", {"locale": ["en", "es"]}, True, lambda: SQLiteStore(tmp_path / "locales.db")),
        Phone("a topic, asynchronous", {"kind": ["article", "phrase"], "topic": topics[:1]}, False, lambda: other, True),
        Phone("a file, asynchronous", {}, True, lambda: SQLiteStore(tmp_path / "async.db"), True),
        KilledProcess("a process", tmp_path / "process.db", False),
    ]
    tally: Tally = Counter()
    is_over = threading.Event()
    with ThreadPoolExecutor(len(phones)) as pool:
        lives = [pool.submit(phone.live, is_over, tally) for phone in phones]
        try:
            done = Editors(editor, topics, SEED).edit(OPERATIONS, LONGEST_S)
        finally:
            is_over.set()
        for life in lives:
            life.result()
    print(f"{done} operations in {time.monotonic() - started:.1f} s; {dict(tally)}")
    assert done >= min(OPERATIONS, 1000), "too few operations"

    for phone in phones:
        store = phone.open_store()
        # One last sync over a good network, by a new process.
        copy = OfflineCopy(reader, store, filter=phone.filter)
        copy.sync()
        wanted = listed(reader, phone.filter)
        found = {entry["id"]: entry["document"] for entry in store.entries()}
        assert sorted(found) == sorted(wanted), phone.name
        assert found == wanted, phone.name
        assert len(found) > 20, f"{phone.name} is empty"
        decoded = [entry.to_dict() for entry in copy.entries()]
        assert decoded == list(store.entries()), phone.name
        close(store)
        print(f"{phone.name}: {len(found)} documents are the same")
    # A model in which nothing goes wrong shows nothing.
    least = {"killed": 5, "dropped": 20, "rebuilt": 2, "killed by the system": 2}
    assert all(tally[name] > number for name, number in least.items()), tally
