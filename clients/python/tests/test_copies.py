"""Offline copies that meet odd servers, beside the conformance suite."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from answering import Answering, json, problem
from cairn_client import CairnError, MemoryResponses
from cairn_client.copy_store import CopyChange, CopyState, MemoryStore
from cairn_client.sqlite_store import SQLiteStore
from clients import FLAVOURS, Flavour


@pytest.fixture(params=FLAVOURS, ids=str)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    found: Flavour = request.param
    return found


def entry(number: int) -> dict[str, Any]:
    return {"type": "topic", "seq": number, "id": str(number)}


def test_a_new_copy_that_cannot_begin_fails_at_once(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: problem(410, "resync_required"))
    with pytest.raises(CairnError) as failure:
        flavour.get(flavour.copy(server.cairn, MemoryStore()).sync())
    assert failure.value.code == "resync_required" and len(server.requests) == 1


def test_a_copy_that_always_has_to_begin_again_fails_in_the_end(flavour: Flavour) -> None:
    def answer(request: httpx.Request, _: int) -> httpx.Response:
        if "token" in request.url.params:
            return problem(410, "resync_required")
        return json({"items": [entry(1)], "nextPage": "page-2"})

    server = Answering(flavour, answer)
    with pytest.raises(CairnError) as failure:
        flavour.get(flavour.copy(server.cairn, MemoryStore()).sync())
    assert failure.value.code == "resync_required" and len(server.requests) == 8


def test_what_is_stored_of_a_bundle_that_ends_too_early_is_dropped(flavour: Flavour) -> None:
    lines = "".join(f'{{"type":"topic","seq":1,"id":"{number}"}}\n' for number in range(1000))

    def answer(request: httpx.Request, _: int) -> httpx.Response:
        if request.url.path == "/v1/bundle":
            return httpx.Response(200, text=lines)
        return json({"items": [entry(1)], "nextToken": "end"})

    store = MemoryStore()
    server = Answering(flavour, answer)
    result = flavour.get(flavour.copy(server.cairn, store, bundle=True).sync())
    assert [one["id"] for one in store.entries()] == ["1"]
    assert (result.stored, result.rebuilt) == (1, True)
    # Emptied, a part, emptied, and the page.
    assert store.state().revision == 5


def test_a_bundle_that_is_refused_is_replaced_by_pages(flavour: Flavour) -> None:
    def answer(request: httpx.Request, _: int) -> httpx.Response:
        if request.url.path == "/v1/bundle":
            return problem(403, "forbidden")
        return json({"items": [entry(1)], "nextToken": "end"})

    server = Answering(flavour, answer)
    assert flavour.get(flavour.copy(server.cairn, MemoryStore(), bundle=True).sync()).stored == 1
    assert [request.url.path for request in server.requests] == ["/v1/bundle", "/v1/sync"]


def test_a_copy_does_not_use_the_etag_cache(flavour: Flavour) -> None:
    server = Answering(
        flavour, lambda *_: json({"items": [], "nextToken": "t"}, 200, {"ETag": '"1"'}), cache=MemoryResponses()
    )
    copy = flavour.copy(server.cairn, MemoryStore())
    for _ in range(2):
        flavour.get(copy.sync())
        flavour.get(copy.clear())
    assert [request.headers.get("If-None-Match") for request in server.requests] == [None, None]


@pytest.mark.parametrize("body", [{"items": [], "nextPage": None}, {"items": []}, {"nextToken": "t"}, {"items": [{}], "nextToken": "t"}, []])
def test_a_page_of_another_shape_is_an_unexpected_response(flavour: Flavour, body: Any) -> None:
    server = Answering(flavour, lambda *_: json(body))
    with pytest.raises(CairnError) as failure:
        flavour.get(flavour.copy(server.cairn, MemoryStore()).sync())
    assert failure.value.code == "unexpected_response"


def test_a_copy_in_a_file_that_is_replaced_leaves_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    with SQLiteStore(path) as store:
        store.commit(CopyChange(CopyState(1, token="a"), put=[entry(1), entry(2)]))
        store.commit(CopyChange(CopyState(2), "staged", restart=True, put=[entry(3)], promote=True))
        assert [one["id"] for one in store.entries()] == ["3"]
    database = sqlite3.connect(path)
    assert database.execute("SELECT id FROM copy_entry").fetchall() == [("3",)]
    database.close()
