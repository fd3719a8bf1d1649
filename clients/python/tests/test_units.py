"""Models, segments, texts and stores, beside the conformance suite."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from answering import json
from cairn_client import Cairn, segments, to_text
from cairn_client.copy_store import CopyChange, CopyState, CopyStore, MemoryStore
from cairn_client.models import (
    ArticleInput,
    Block,
    Callout,
    MarkedText,
    Reason,
    SearchHit,
    SectionInput,
    Span,
    TextBlock,
    Unknown,
    UnknownHit,
    UnknownReason,
)
from cairn_client.sqlite_store import SQLiteStore
from cairn_client.sync import OfflineCopy
from clients import FLAVOURS

# Models


def test_unknown_variants_are_kept_whole() -> None:
    odd = {"_type": "quiz", "_key": "q", "key": "other", "type": "no tag", "null": None, "list": [{"a": 1}]}
    block: Any = TypeAdapter(Block).validate_python(odd)
    assert isinstance(block, Unknown) and block.type == "quiz"
    assert TypeAdapter[Any](Block).validate_python({}).type == ""
    assert isinstance(TypeAdapter[Any](SearchHit).validate_python({"kind": "video"}), UnknownHit)
    assert isinstance(TypeAdapter[Any](Reason).validate_python({"kind": "mood", "of": 1}), UnknownReason)
    nested: Any = TypeAdapter(Block).validate_python({"_type": "callout", "tone": "loud", "content": [odd]})
    assert isinstance(nested, Callout) and isinstance(nested.content[0], Unknown)
    assert nested.content[0].model_extra is not None and nested.content[0].model_extra["list"] == [{"a": 1}]
    assert nested.to_dict()["content"][0]["_type"] == "quiz"


def test_inputs_have_python_names_and_are_sent_with_those_of_the_api() -> None:
    body = TextBlock(children=[Span(text="Hello", marks=["strong"])])
    section = SectionInput(heading="One", body=[body])
    article = ArticleInput(locale="en", title="T", sections=[section], topics=[], translation_of="slug")
    children = [{"_type": "span", "text": "Hello", "marks": ["strong"]}]
    assert article.to_dict() == {
        "locale": "en",
        "title": "T",
        "topics": [],
        "sections": [{"heading": "One", "body": [{"_type": "block", "children": children}]}],
        "translationOf": "slug",
    }


# Segments and text


def test_segments_are_the_text_whatever_the_marks_are() -> None:
    text = "a🙂b and c"
    for start in range(-1, 12):
        for end in range(-1, 12):
            split = segments(text, [MarkedText(start=start, end=end), MarkedText(start=3, end=5)])
            assert "".join(segment.text for segment in split) == text, f"{start} to {end}"
            assert all(segment.text for segment in split)
            assert all(a.marked != b.marked for a, b in zip(split, split[1:]))
    assert segments("") == []
    assert segments("plain") == [("plain", False)]
    assert segments("a🙂b", [MarkedText(start=1, end=2)]) == [("a", False), ("🙂", True), ("b", False)]


def test_the_text_of_a_body_leaves_unknown_blocks_out() -> None:
    spans = [Span(text="One "), Span(text="two")]
    item = TextBlock(children=[*spans], list_item="bullet", level=1)
    assert to_text([TextBlock(children=[*spans]), Unknown(type="quiz"), item]) == "One two\n\n- One two"


# Stores


@contextmanager
def opened(kind: str, path: Path, memory: MemoryStore) -> Iterator[CopyStore]:
    if kind == "memory":
        yield memory
        return
    with SQLiteStore(path / "copy.db") as store:
        yield store


def entry(number: int) -> dict[str, Any]:
    document = {"id": str(number), "kind": "subject", "slug": "t", "name": "T", "updatedAt": "2026-12-01T13:30:05.301Z"}
    return {"type": "topic", "seq": number, "id": str(number), "changedAt": document["updatedAt"], "document": document}


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_change_that_was_made_for_another_revision_changes_nothing(kind: str, tmp_path: Path) -> None:
    with opened(kind, tmp_path, MemoryStore()) as store:
        assert store.commit(CopyChange(CopyState(1, token="a"), put=[entry(1)])) is True
        assert store.commit(CopyChange(CopyState(1, token="b"), remove=["1"])) is False
        assert store.get("1") == entry(1)
        assert list(store.entries("topic")) == [entry(1)]
        assert list(store.entries("phrase")) == []
        assert store.state() == CopyState(1, token="a")
        store.clear()
        assert store.state() == CopyState(2)
        assert list(store.entries()) == [] and store.get("1") is None


def pages(request: httpx.Request) -> httpx.Response:
    """Forty entries, four on a page, each page after some time."""
    time.sleep(random.random() * 0.003)
    at = int(request.url.params.get("token", 0))
    if at >= 40:
        return json({"items": [], "nextToken": "40"})
    following = {"nextPage": str(at + 4)} if at + 4 < 40 else {"nextToken": "40"}
    return json({"items": [entry(number) for number in range(at, at + 4)], **following})


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_engines_that_build_one_copy_at_the_same_time_leave_a_whole_one(kind: str, tmp_path: Path) -> None:
    shared = MemoryStore()
    failures: list[BaseException] = []

    def build() -> None:
        try:
            # The stores of a file are those of processes.
            with opened(kind, tmp_path, shared) as store, httpx.Client(transport=httpx.MockTransport(pages)) as http:
                OfflineCopy(Cairn("http://cairn.test", http=http), store).sync()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with opened(kind, tmp_path, shared) as store:
        assert len(list(store.entries())) == 40
        assert store.state().staged is None and store.state().token == "40"


def test_an_asynchronous_copy_is_synced_by_several_tasks() -> None:
    store = MemoryStore()

    async def build() -> int:
        copy = FLAVOURS[1].copy(FLAVOURS[1].client(pages), store)
        results = await asyncio.gather(copy.sync(), copy.sync(), copy.sync())
        return sum(result.stored for result in results)

    assert asyncio.run(build()) == 40
    assert len(store.entries()) == 40
