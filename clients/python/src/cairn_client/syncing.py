"""The engine that brings an offline copy up to date.

Every answer is stored together with the token that follows it, in one step. So a lost answer or a killed process costs at
most one page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Optional

import httpx

from .copy_store import CopyChange, CopyState, CopyStore, Staged, StoredEntry
from .errors import CairnError, error_of
from .flows import Call, Flow, ReadChunk
from .http import Operation, Transport, query_string
from .operations import as_is
from .queries import CopyFilter

#: The number of times that one `sync` begins again.
MAX_RESTARTS = 3
#: The number of lines of a bundle that are stored at once.
BUNDLE_CHUNK = 200


@dataclass
class SyncResult:
    """The number of changes of a `sync`."""

    stored: int = 0
    """Entries that were stored."""
    removed: int = 0
    """Tombstones that were applied."""
    rebuilt: bool = False
    """True if the copy was built anew."""


@dataclass(frozen=True)
class _Change:
    """The change that one answer leads to."""

    generation: Literal["live", "staged"] = "staged"
    items: tuple[StoredEntry, ...] = ()
    restart: bool = False
    promote: bool = False
    token: Optional[str] = None
    staged: Optional[Staged] = None


class Engine:
    """Makes the flow that brings a store up to date."""

    def __init__(self, transport: Transport, store: CopyStore, filter: CopyFilter, bundle: bool) -> None:
        self._transport = transport
        self._store = store
        self._filter: Mapping[str, Any] = {**filter}
        self._filter_key = query_string(dict(sorted(self._filter.items())))
        self._bundle = bundle

    def sync(self) -> Flow[SyncResult]:
        result = SyncResult()
        restarts = 0
        bundle = self._bundle
        while True:
            state: CopyState = yield Call(self._store.state, blocking=True)
            is_staging = state.staged is not None and state.staged.filter == self._filter_key
            token = state.staged.page if state.staged is not None and is_staging else state.token
            if not is_staging and (token is None or state.filter != self._filter_key):
                yield from self._commit(state, self._restart())
                continue
            if is_staging and token is None and bundle:
                bundle = False
                yield from self._load_bundle(state, result)
                continue
            try:
                page = yield from self._fetch_page(token)
            except CairnError as error:
                if token is None or not _is_stale(error) or restarts >= MAX_RESTARTS:
                    raise
                restarts += 1
                yield from self._commit(state, self._restart())
                continue
            items = tuple(page["items"])
            is_done = page.get("nextToken") is not None
            following = page["nextToken"] if is_done else page.get("nextPage")
            if following is None:
                raise CairnError("unexpected_response", "The answer has neither nextPage nor nextToken.")
            if not is_staging:
                change = _Change("live", items, token=following)
            elif is_done:
                change = _Change("staged", items, token=following, promote=True)
            else:
                change = _Change("staged", items, staged=Staged(self._filter_key, following))
            if (yield from self._commit(state, change, result)) and is_done:
                return result

    def _restart(self) -> _Change:
        return _Change(restart=True, staged=Staged(self._filter_key))

    def _commit(self, before: CopyState, change: _Change, result: Optional[SyncResult] = None) -> Flow[bool]:
        """Stores a change. If another process was faster, nothing is stored, and the loop goes on with its state."""
        # The last entry of an id counts.
        last = {item["id"]: item for item in change.items}
        put = [item for item in last.values() if item["type"] != "tombstone"]
        remove = [item["id"] for item in last.values() if item["type"] == "tombstone"]
        state = replace(
            before,
            revision=before.revision + 1,
            token=before.token if change.token is None else change.token,
            filter=self._filter_key if change.promote else before.filter,
            staged=change.staged,
        )
        whole = CopyChange(state, change.generation, change.restart, put, remove, change.promote)
        if not (yield Call(self._store.commit, (whole,), blocking=True)):
            return False
        if result is not None:
            result.stored += len(put)
            result.removed += len(remove)
            result.rebuilt = result.rebuilt or change.promote
        return True

    def _fetch_page(self, token: Optional[str]) -> Flow[dict[str, Any]]:
        query: Mapping[str, Any] = {"initial": True, **self._filter} if token is None else {"token": token}
        return (yield from self._transport.call(Operation("GET", "/v1/sync", _page, query, fresh=True)))

    def _load_bundle(self, state: CopyState, result: SyncResult) -> Flow[None]:
        """Builds a copy from a bundle. A bundle that ends too early leaves an empty staged generation."""
        staged = Staged(self._filter_key)
        empty = _Change(restart=True, staged=staged)
        if not (yield from self._commit(state, empty)):
            return
        state = replace(state, revision=state.revision + 1, staged=staged)
        loaded = SyncResult()
        try:
            response = yield from self._transport.send(Operation("GET", "/v1/bundle", as_is, self._filter), stream=True)
            if response.status_code != 200:
                raise (yield from _streamed_error(response))
            items: list[StoredEntry] = []
            end: Optional[str] = None
            rest = b""
            # Read to its end, so that the connection can be used again.
            while (chunk := (yield ReadChunk(response))) is not None:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in filter(None, lines):
                    entry = json.loads(line)
                    if entry["type"] == "end":
                        end = entry["nextToken"]
                    else:
                        items.append(entry)
                if len(items) >= BUNDLE_CHUNK:
                    if not (yield from self._commit(state, _Change(items=tuple(items), staged=staged), loaded)):
                        return
                    state = replace(state, revision=state.revision + 1)
                    items = []
            if end is not None:
                if (yield from self._commit(state, _Change(items=tuple(items), promote=True, token=end), loaded)):
                    result.stored, result.removed, result.rebuilt = loaded.stored, loaded.removed, True
                return
        except (CairnError, httpx.RequestError, ValueError, KeyError, TypeError):
            pass  # The copy is built page by page.
        yield from self._commit(state, empty)


def _page(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        raise ValueError("there are no items")
    for item in answer["items"]:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not isinstance(item.get("type"), str):
            raise ValueError("an item has no id or no type")
    return answer


def _streamed_error(response: httpx.Response) -> Flow[CairnError]:
    body = b""
    while (chunk := (yield ReadChunk(response))) is not None:
        body += chunk
    return error_of(httpx.Response(response.status_code, headers={"Content-Type": "application/json"}, content=body))


def _is_stale(error: CairnError) -> bool:
    """Returns true if the server does not continue from the token that it was sent."""
    if error.code == "resync_required":
        return True
    return error.status == 400 and any(one.parameter == "token" for one in error.errors)
