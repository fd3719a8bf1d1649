"""Flows: logic without input and output, which a synchronous and an asynchronous client run alike.

A flow is a generator. It yields steps, such as a request to send, and is sent their results.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, Union

import anyio.to_thread
import httpx
from typing_extensions import TypeAlias

Result = TypeVar("Result")


@dataclass(frozen=True)
class Send:
    """Sends a request. The result is the response, which is read unless it is a stream."""

    request: httpx.Request
    stream: bool = False


@dataclass(frozen=True)
class ReadChunk:
    """Reads bytes of a stream. The result is None at its end."""

    response: httpx.Response


@dataclass(frozen=True)
class Sleep:
    """Waits."""

    seconds: float


@dataclass(frozen=True)
class Call:
    """Calls a function, which may be asynchronous in an asynchronous client. One that blocks is called in a thread there."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    blocking: bool = False


Step: TypeAlias = Union[Send, ReadChunk, Sleep, Call]
Flow: TypeAlias = Generator[Step, Any, Result]


class Runner:
    """Runs flows in the calling thread."""

    def __init__(self, http: httpx.Client, sleep: Callable[[float], None]) -> None:
        self._http = http
        self._sleep = sleep

    def run(self, flow: Flow[Result]) -> Result:
        streams: dict[int, tuple[httpx.Response, Iterator[bytes]]] = {}
        try:
            step = next(flow)
            while True:
                try:
                    result = self._perform(step, streams)
                except Exception as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(result)
        except StopIteration as stop:
            value: Result = stop.value
            return value
        finally:
            flow.close()
            for response, _ in streams.values():
                response.close()

    def _perform(self, step: Step, streams: dict[int, tuple[httpx.Response, Iterator[bytes]]]) -> Any:
        if isinstance(step, Send):
            response = self._http.send(step.request, stream=step.stream, follow_redirects=False)
            if step.stream:
                streams[id(response)] = (response, response.iter_bytes())
            return response
        if isinstance(step, ReadChunk):
            return next(streams[id(step.response)][1], None)
        if isinstance(step, Sleep):
            return self._sleep(step.seconds)
        result = step.function(*step.arguments)
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError(f"{step.function} is asynchronous: use AsyncCairn")
        return result


class AsyncRunner:
    """Runs flows in an event loop."""

    def __init__(self, http: httpx.AsyncClient, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._http = http
        self._sleep = sleep

    async def run(self, flow: Flow[Result]) -> Result:
        streams: dict[int, tuple[httpx.Response, AsyncIterator[bytes]]] = {}
        try:
            step = next(flow)
            while True:
                try:
                    result = await self._perform(step, streams)
                except Exception as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(result)
        except StopIteration as stop:
            value: Result = stop.value
            return value
        finally:
            flow.close()
            with anyio.CancelScope(shield=True):
                for response, _ in streams.values():
                    await response.aclose()

    async def _perform(self, step: Step, streams: dict[int, tuple[httpx.Response, AsyncIterator[bytes]]]) -> Any:
        if isinstance(step, Send):
            response = await self._http.send(step.request, stream=step.stream, follow_redirects=False)
            if step.stream:
                streams[id(response)] = (response, response.aiter_bytes())
            return response
        if isinstance(step, ReadChunk):
            return await anext(streams[id(step.response)][1], None)
        if isinstance(step, Sleep):
            return await self._sleep(step.seconds)
        if step.blocking and not inspect.iscoroutinefunction(step.function):
            return await anyio.to_thread.run_sync(step.function, *step.arguments)
        result = step.function(*step.arguments)
        return await result if inspect.isawaitable(result) else result
