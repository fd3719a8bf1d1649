"""Answers of a server that is a function."""

from __future__ import annotations

from typing import Any, Callable

import httpx

from clients import Flavour


def json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def problem(status: int, code: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return json({"type": "", "title": "", "status": status, "detail": code, "code": code}, status, headers)


class Answering:
    """A client whose requests are answered by a function of the request and its number."""

    def __init__(self, flavour: Flavour, answer: Callable[[httpx.Request, int], httpx.Response], **options: Any) -> None:
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return answer(request, len(self.requests) - 1)

        self.cairn = flavour.client(handle, self.waits.append, **options)
