"""Sends requests: keys, the ETag cache, redirects, retries, and the decoding of answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Optional, TypeVar, Union
from urllib.parse import quote, urlencode

import httpx
from pydantic import ValidationError
from typing_extensions import TypedDict

from .base import encode
from .errors import CairnError, error_of, retry_after
from .etags import ResponseStore, StoredResponse
from .flows import Call, Flow, Send, Sleep

Result = TypeVar("Result")

REPEATABLE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE"})
RETRIED_STATUSES = frozenset({408, 429, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
#: Headers that are never sent to another origin than the server's.
PRIVATE_HEADERS = ("Authorization", "X-Preview-Token", "Cookie")


@dataclass(frozen=True)
class Options:
    """The options of a client."""

    base_url: str
    key: Optional[Union[str, Callable[[], Any]]] = None
    preview_token: Optional[str] = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cache: Optional[ResponseStore] = None
    retries: int = 2
    max_wait: float = 30.0
    timeout: float = 30.0


class OptionChanges(TypedDict, total=False):
    """Options that another client of the same connections has."""

    base_url: str
    key: Optional[Union[str, Callable[[], Any]]]
    preview_token: Optional[str]
    headers: Mapping[str, str]
    cache: Optional[ResponseStore]
    retries: int
    max_wait: float
    timeout: float


@dataclass(frozen=True)
class Operation(Generic[Result]):
    """A request, and how its answer is decoded."""

    method: str
    path: str
    decode: Callable[[Any], Result]
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    repeatable: Optional[bool] = None
    """True if the request may be sent twice. The method tells it otherwise."""
    fresh: bool = False
    """True if the answer is neither taken from the cache nor stored there."""


def path_of(*segments: str) -> str:
    """Joins the segments of a path, and escapes them."""
    return "".join(f"/{quote(segment, safe='')}" for segment in segments)


def query_string(query: Mapping[str, Any]) -> str:
    """Writes a query. Several values of a parameter are joined by commas; None is left out."""
    return urlencode([(name, _text(value)) for name, value in query.items() if value is not None], quote_via=quote, safe=",")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(_text(item) for item in value)
    return str(encode(value))


class Transport:
    """Makes flows that send requests with the options of a client."""

    def __init__(self, options: Options, http: Union[httpx.Client, httpx.AsyncClient]) -> None:
        self.options = options
        self._build = http.build_request

    def call(self, operation: Operation[Result]) -> Flow[Result]:
        """Returns the decoded answer, or raises its problem."""
        result, _ = yield from self.call_with_response(operation)
        return result

    def call_with_response(self, operation: Operation[Result]) -> Flow[tuple[Result, httpx.Response]]:
        response = yield from self.send(operation)
        if not response.is_success:
            raise error_of(response)
        try:
            return operation.decode(response.json() if response.content else None), response
        except (ValueError, ValidationError) as cause:
            message = f"The answer of {operation.path} is not as the document says: {cause}"
            raise CairnError("unexpected_response", message, response=response) from cause

    def send(self, operation: Operation[Any], stream: bool = False) -> Flow[httpx.Response]:
        """Returns the response, whatever its status. A stream is not read, and not cached."""
        options = self.options
        url = options.base_url.rstrip("/") + operation.path
        if query := query_string(operation.query):
            url += f"?{query}"
        headers = {"Accept": "application/json, application/problem+json", **options.headers}
        if options.key is not None:
            key = options.key if isinstance(options.key, str) else (yield Call(options.key))
            headers["Authorization"] = f"Bearer {key}"
        if options.preview_token is not None:
            headers["X-Preview-Token"] = options.preview_token
        headers.update(operation.headers)
        body = None if operation.body is None else encode(operation.body)
        request = self._build(operation.method, url, headers=headers, json=body, timeout=options.timeout)
        if "Content-Type" in operation.headers:
            request.headers["Content-Type"] = operation.headers["Content-Type"]
        repeatable = operation.method in REPEATABLE_METHODS if operation.repeatable is None else operation.repeatable
        is_private = "Authorization" in headers or "X-Preview-Token" in headers or "token" in operation.query
        if options.cache is None or operation.method != "GET" or stream or operation.fresh or is_private:
            return (yield from self._follow(request, repeatable, stream))
        return (yield from self._revalidate(options.cache, request))

    def _revalidate(self, cache: ResponseStore, request: httpx.Request) -> Flow[httpx.Response]:
        key = f"{request.headers['Accept']} {request.url}"
        stored: Optional[StoredResponse] = yield Call(cache.get, (key,))
        if stored is not None:
            request.headers["If-None-Match"] = stored.etag
        response = yield from self._follow(request, True, False)
        if response.status_code == 304 and stored is not None:
            merged = httpx.Headers(stored.headers)
            merged.update(response.headers)
            merged.pop("Content-Length", None)
            return httpx.Response(200, headers=merged, content=stored.body, request=request)
        etag = response.headers.get("ETag")
        if response.status_code == 200 and etag is not None and "no-store" not in response.headers.get("Cache-Control", ""):
            skipped = ("content-length", "content-encoding", "transfer-encoding")
            kept = tuple((name, value) for name, value in response.headers.multi_items() if name.lower() not in skipped)
            yield Call(cache.set, (key, StoredResponse(etag, kept, response.content)))
        return response

    def _follow(self, request: httpx.Request, repeatable: bool, stream: bool) -> Flow[httpx.Response]:
        """Follows the redirects of reads."""
        response = yield from self._retry(request, repeatable, stream)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            if response.status_code not in REDIRECTS or location is None or request.method not in ("GET", "HEAD"):
                break
            url = request.url.join(location)
            headers = request.headers.copy()
            headers.pop("Host", None)
            if _origin(url) != _origin(request.url):
                for name in PRIVATE_HEADERS:
                    headers.pop(name, None)
            request = self._build(request.method, url, headers=headers, timeout=self.options.timeout)
            response = yield from self._retry(request, repeatable, stream)
        return response

    def _retry(self, request: httpx.Request, repeatable: bool, stream: bool) -> Flow[httpx.Response]:
        options = self.options
        attempt = 0
        while True:
            is_last = not repeatable or attempt >= options.retries
            least = 0.0
            try:
                response: httpx.Response = yield Send(request, stream)
            except httpx.RequestError as cause:
                if is_last:
                    url = request.url.copy_with(query=None)
                    raise CairnError("network_error", f"No answer of {url}: {cause!r}") from cause
            else:
                least = retry_after(response) or 0.0
                if is_last or response.status_code not in RETRIED_STATUSES or least > options.max_wait:
                    return response
            yield Sleep(delay(attempt, least))
            attempt += 1


def delay(attempt: int, least: float) -> float:
    """Returns the seconds to wait: doubled with each attempt, and up to half as long again, so that clients spread."""
    seconds: float = max(least, min(8.0, 0.25 * 2**attempt))
    return seconds * (1 + random.random() / 2)


def _origin(url: httpx.URL) -> tuple[str, str, Optional[int]]:
    return url.scheme, url.host, url.port
