"""A stub of the transport: it takes the next exchange, compares the request, and answers."""

from __future__ import annotations

import json
from typing import Any, Callable, Optional
from urllib.parse import parse_qsl

import httpx

BASE = "http://cairn.test"


class Killed(BaseException):
    """The process of the client was killed."""


class Stub:
    def __init__(self) -> None:
        self.on_storing: Callable[[], None] = lambda: None
        self._exchanges: list[dict[str, Any]] = []
        self._slept = 0.0

    def expect(self, exchanges: list[dict[str, Any]]) -> None:
        """Adds exchanges to those that are left."""
        self._exchanges.extend(exchanges)

    def finish(self) -> None:
        """Fails if an exchange is left."""
        assert [exchange["request"] for exchange in self._exchanges] == []

    def sleep(self, seconds: float) -> None:
        self._slept += seconds

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert self._exchanges, f"an unexpected request: {request.method} {request.url}"
        exchange = self._exchanges.pop(0)
        expected = exchange["request"]
        assert (request.method, request.url.path) == (expected["method"], expected["path"])
        assert request.url.host == "cairn.test"
        sent: dict[str, list[str]] = {}
        for name, value in parse_qsl(request.url.query.decode(), keep_blank_values=True):
            sent.setdefault(name, []).extend(value.split(","))
        query = expected.get("query", {})
        assert sent == {name: value if isinstance(value, list) else [value] for name, value in query.items()}
        for name, value in expected.get("headers", {}).items():
            assert request.headers.get(name) == value, f"{name} of {request.url}"
        if "body" in expected:
            assert json.loads(request.content) == expected["body"]
        assert self._slept >= exchange.get("waited", 0)
        self._slept = 0
        if exchange.get("kill") == "waiting":
            raise Killed
        if exchange.get("kill") == "storing":
            self.on_storing()
        if exchange.get("drop"):
            raise httpx.ReadError("the answer was lost", request=request)
        return response_of(exchange["response"])


def response_of(answer: dict[str, Any]) -> httpx.Response:
    content: Optional[str] = answer.get("text")
    if content is None and "body" in answer:
        content = json.dumps(answer["body"], ensure_ascii=False)
    return httpx.Response(answer["status"], headers=answer.get("headers"), content=(content or "").encode())
