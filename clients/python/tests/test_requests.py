"""Requests, lists, redirects and the ETag cache, beside the conformance suite."""

from __future__ import annotations

import inspect
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from typing import Any

import anyio
import httpx
import pytest

from answering import Answering, json, problem
from cairn_client import AsyncCairn, Cairn, CairnError, MemoryResponses, StoredResponse
from cairn_client.async_manage import AsyncManage, AsyncManaged
from cairn_client.manage import Manage, Managed
from clients import FLAVOURS, Flavour

PHRASE = {
    "id": "a",
    "locale": "en",
    "text": "whole",
    "tone": "calm",
    "topics": [],
    "firstPublishedAt": "2026-12-01T13:30:05.301Z",
    "publishedAt": "2026-12-01T13:30:05.301Z",
    "updatedAt": "2026-12-01T13:30:05.301Z",
    "version": 2,
}


@pytest.fixture(params=FLAVOURS, ids=str)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    found: Flavour = request.param
    return found


def test_a_key_is_sent_and_a_function_is_asked_for_it_each_time(flavour: Flavour) -> None:
    number = 0

    def token() -> str:
        nonlocal number
        number += 1
        return f"token-{number}"

    async def async_token() -> str:
        return token()

    server = Answering(flavour, lambda *_: json(PHRASE), key=async_token if flavour.is_async else token)
    flavour.get(server.cairn.phrase("a"))
    flavour.get(server.cairn.phrase("b"))
    assert [request.headers["Authorization"] for request in server.requests] == ["Bearer token-1", "Bearer token-2"]


def test_the_synchronous_client_refuses_an_asynchronous_key() -> None:
    async def token() -> str:
        return "token"

    with pytest.raises(TypeError, match="AsyncCairn"):
        Answering(FLAVOURS[0], lambda *_: json(PHRASE), key=token).cairn.phrase("a")


def test_a_client_with_a_preview_token_sends_it_and_the_other_does_not(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: json({"data": [], "page": {"limit": 20}}))
    flavour.get(server.cairn.with_options(preview_token="secret").articles().first())
    flavour.get(server.cairn.articles().first())
    assert [request.headers.get("X-Preview-Token") for request in server.requests] == ["secret", None]


def test_parameters_have_the_names_of_the_api(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: json({"data": [], "page": {"limit": 20}}))
    zone = timezone(timedelta(hours=1))
    since = datetime(2026, 1, 2, 3, 4, 5, tzinfo=zone)
    flavour.get(server.cairn.articles(any_topic=["a b", "ü"], published_since=since, count=True).first())
    expected = "anyTopic=a%20b,%C3%BC&publishedSince=2026-01-02T02%3A04%3A05.000Z&count=true"
    assert server.requests[0].url.query.decode() == expected
    with pytest.raises(ValueError, match="no time zone"):
        flavour.get(server.cairn.articles(published_since=datetime(2026, 1, 2)).first())


def test_slugs_and_base_urls_are_escaped_and_joined(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: json({"title": "x"}), base_url="http://cairn.test/content/")
    flavour.get(server.cairn.article_fields("a/b?c", fields=["title"]))
    assert server.requests[0].url.raw_path == b"/content/v1/articles/a%2Fb%3Fc/fields?fields=title"


class Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose connection is closed in the middle."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"text":'
        raise httpx.RemoteProtocolError("closed")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"text":'
        raise httpx.RemoteProtocolError("closed")


def test_an_answer_that_is_cut_off_is_requested_again(flavour: Flavour) -> None:
    server = Answering(flavour, lambda _, index: httpx.Response(200, stream=Cut()) if index == 0 else json(PHRASE))
    assert flavour.get(server.cairn.phrase("a")).text == "whole"
    assert len(server.requests) == 2


def test_waits_grow_differ_and_end(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: problem(503, "overloaded"), retries=8)
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.phrase("a"))
    assert failure.value.code == "overloaded"
    assert len(server.waits) == 8
    assert all(min(8, 0.25 * 2**index) <= wait <= 12 for index, wait in enumerate(server.waits))
    assert len(set(server.waits)) == 8


def test_retry_after_may_be_a_date(flavour: Flavour) -> None:
    date = formatdate(time.time() + 5, usegmt=True)
    server = Answering(
        flavour, lambda _, index: problem(429, "rate_limited", {"Retry-After": date}) if index == 0 else json(PHRASE)
    )
    flavour.get(server.cairn.phrase("a"))
    assert len(server.waits) == 1 and 3 < server.waits[0] < 8


@pytest.mark.parametrize("value", ["soon", "", "-1"])
def test_a_retry_after_without_meaning_is_ignored(flavour: Flavour, value: str) -> None:
    server = Answering(flavour, lambda *_: problem(503, "overloaded", {"Retry-After": value}), retries=1)
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.phrase("a"))
    assert failure.value.retry_after is None and len(server.waits) == 1


@pytest.mark.parametrize("body", ["<html>", "[]", '{"id": 5}', ""])
def test_an_answer_of_another_shape_is_an_unexpected_response(flavour: Flavour, body: str) -> None:
    server = Answering(flavour, lambda *_: httpx.Response(200, text=body))
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.phrase("a"))
    assert failure.value.code == "unexpected_response" and failure.value.status == 200


def test_a_problem_of_any_shape_is_an_error(flavour: Flavour) -> None:
    bodies: list[Any] = [{"code": "odd"}, {"code": 5}, {"code": "odd", "errors": "none"}, [], None]
    for body in bodies:
        server = Answering(flavour, lambda *_: json(body, 418, {"X-Request-Id": "r"}))
        with pytest.raises(CairnError) as failure:
            flavour.get(server.cairn.phrase("a"))
        assert failure.value.status == 418 and failure.value.request_id == "r"
        assert failure.value.detail


def test_a_request_without_a_method_of_its_own_shares_keys_and_errors(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: problem(401, "invalid_credentials"), key="k")
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.request("POST", "/v1/manage/webhooks", body={"url": "https://example.org"}))
    assert failure.value.status == 401
    assert server.requests[0].headers["Authorization"] == "Bearer k"
    assert len(server.requests) == 1


def test_a_redirect_to_another_origin_gets_no_key_and_no_token(flavour: Flavour) -> None:
    def answer(request: httpx.Request, index: int) -> httpx.Response:
        if index == 0:
            return httpx.Response(301, headers={"Location": "/v1/articles/b"})
        if index == 1:
            return httpx.Response(301, headers={"Location": "https://elsewhere.test/page"})
        return httpx.Response(200, text="<html>")

    server = Answering(flavour, answer, key="k", preview_token="p")
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.article("a"))
    assert failure.value.code == "unexpected_response"
    sent = [(request.url.host, "Authorization" in request.headers, "X-Preview-Token" in request.headers) for request in server.requests]
    assert sent == [("cairn.test", True, True), ("cairn.test", True, True), ("elsewhere.test", False, False)]


def test_redirects_end(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: httpx.Response(301, headers={"Location": "/v1/phrases/a"}))
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.phrase("a"))
    assert failure.value.status == 301 and len(server.requests) == 6


# Lists


def page(_: httpx.Request, index: int) -> httpx.Response:
    data = [{**PHRASE, "id": str(index * 2 + one)} for one in (0, 1)]
    return json({"data": data, "page": {"limit": 2, **({"next": str(index)} if index < 2 else {})}})


def test_only_the_pages_that_are_read_are_fetched(flavour: Flavour) -> None:
    server = Answering(flavour, page)
    assert [phrase.id for phrase in flavour.all(server.cairn.phrases(), 3)] == ["0", "1", "2"]
    assert len(server.requests) == 2
    assert flavour.all(server.cairn.phrases(), 0) == [] and len(server.requests) == 2


def test_pages_are_fetched_one_by_one(flavour: Flavour) -> None:
    server = Answering(flavour, page)
    assert [len(one.data) for one in flavour.pages(server.cairn.phrases())] == [2, 2, 2]


# The ETag cache


def tagged(*_: Any) -> httpx.Response:
    return json(PHRASE, 200, {"ETag": '"1"'})


@pytest.mark.parametrize("options", [{"key": "k"}, {"preview_token": "p"}, {"headers": {"Authorization": "Basic x"}}])
def test_the_cache_has_no_private_answers(flavour: Flavour, options: dict[str, Any]) -> None:
    server = Answering(flavour, tagged, cache=MemoryResponses(), **options)
    flavour.get(server.cairn.phrase("a"))
    flavour.get(server.cairn.phrase("a"))
    assert "If-None-Match" not in server.requests[1].headers


def test_the_cache_does_not_store_what_says_no_store(flavour: Flavour) -> None:
    headers = {"ETag": '"1"', "Cache-Control": "no-store"}
    server = Answering(flavour, lambda *_: json(PHRASE, 200, headers), cache=MemoryResponses())
    flavour.get(server.cairn.phrase("a"))
    flavour.get(server.cairn.phrase("a"))
    assert "If-None-Match" not in server.requests[1].headers


def test_a_store_of_the_asynchronous_client_may_be_asynchronous() -> None:
    inner = MemoryResponses()

    class Store:
        async def get(self, key: str) -> StoredResponse | None:
            await anyio.sleep(0)
            return inner.get(key)

        async def set(self, key: str, response: StoredResponse) -> None:
            await anyio.sleep(0)
            inner.set(key, response)

    def answer(request: httpx.Request, index: int) -> httpx.Response:
        return httpx.Response(304) if request.headers.get("If-None-Match") == '"1"' else tagged()

    server = Answering(FLAVOURS[1], answer, cache=Store())
    texts = [FLAVOURS[1].get(server.cairn.phrase("a")).text for _ in range(2)]
    assert texts == ["whole", "whole"]
    assert [request.headers.get("If-None-Match") for request in server.requests] == [None, '"1"']


def test_the_store_in_memory_drops_what_was_used_least_recently() -> None:
    store = MemoryResponses(2)
    response = StoredResponse('"1"', (), b"")
    store.set("a", response)
    store.set("b", response)
    store.get("a")
    store.set("c", response)
    assert [store.get(name) for name in "abc"] == [response, None, response]


# Both clients


@pytest.mark.parametrize("pair", [(Cairn, AsyncCairn), (Managed, AsyncManaged), (Manage, AsyncManage)])
def test_both_clients_have_the_same_methods(pair: tuple[type, type]) -> None:
    def signatures(one: type) -> dict[str, list[str]]:
        methods = inspect.getmembers(one, inspect.isfunction)
        return {name: list(inspect.signature(method).parameters) for name, method in methods if name[0] != "_"}

    assert signatures(pair[0]) == signatures(pair[1])


def test_the_asynchronous_client_works_with_trio() -> None:
    pytest.importorskip("trio")
    handler = httpx.MockTransport(lambda request: problem(503, "overloaded"))

    async def read() -> None:
        async with AsyncCairn("http://cairn.test", http=httpx.AsyncClient(transport=handler), retries=1) as cairn:
            await cairn.phrase("a")

    with pytest.raises(CairnError):
        anyio.run(read, backend="trio")
