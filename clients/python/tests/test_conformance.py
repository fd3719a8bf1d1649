"""The suite that all clients share: ../../conformance/README.md describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Optional

import pytest

from cairn_client import CairnError, MemoryResponses, WebhookError, segments, verify_webhook, walk
from cairn_client.base import Model, encode
from cairn_client.copy_store import CopyChange, CopyState, CopyStore, MemoryStore, StoredEntry
from cairn_client.models import Block
from cairn_client.sqlite_store import SQLiteStore
from clients import FLAVOURS, Flavour, stubbed
from stub import Killed, Stub

FOLDER = Path(__file__).parents[2] / "conformance"


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def files(name: str) -> list[Path]:
    return sorted(path for path in (FOLDER / name).glob("*.json") if path.stem != "entries")


def at(value: Any, pointer: str) -> Any:
    """Returns the part of a result that a JSON Pointer names, with its type."""
    for name in pointer.split("/")[1:]:
        if isinstance(value, Model):
            fields = {field.alias: attribute for attribute, field in type(value).model_fields.items()}
            value = getattr(value, fields.get(name, name))
        else:
            value = value[int(name)] if isinstance(value, list) else value.get(name)
    return value


def assert_includes(actual: Any, expected: Any, place: str) -> None:
    """Fails unless everything in `expected` is in `actual`."""
    actual = encode(actual)
    if isinstance(expected, list):
        assert len(actual) == len(expected), place
        for index, item in enumerate(expected):
            assert_includes(actual[index], item, f"{place}/{index}")
    elif isinstance(expected, dict):
        for name, value in expected.items():
            assert_includes(actual[name], value, f"{place}/{name}")
    else:
        assert actual == expected, place


def assert_fails_as(error: Optional[BaseException], expected: dict[str, Any], place: str) -> None:
    assert isinstance(error, CairnError), place
    names = {"requestId": "request_id", "retryAfter": "retry_after"}
    for name, value in expected.items():
        assert_includes(getattr(error, names.get(name, name)), value, f"{place}: {name}")


# Answers

OPERATIONS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "get_article": lambda cairn, given: cairn.article(given.pop("idOrSlug"), **given),
    "list_articles": lambda cairn, given: cairn.articles(**given),
    "search": lambda cairn, given: cairn.search(given.pop("q"), **given),
    "get_phrase": lambda cairn, given: cairn.phrase(given["id"]),
    "get_article_preview": lambda cairn, given: cairn.preview(given["id"], given["token"]),
    "edit_phrase": lambda cairn, given: cairn.manage.phrases.edit(given["id"], given["change"]),
    "create_phrase": lambda cairn, given: cairn.manage.phrases.create(given["input"], repeatable=False),
}


def run(flavour: Flavour, cairn: Any, call: dict[str, Any]) -> Any:
    result = OPERATIONS[call["operation"]](cairn, dict(call["arguments"]))
    if call.get("iterate"):
        return flavour.all(result)
    return flavour.get(result.first() if hasattr(result, "first") else result)


def lines(blocks: list[Block]) -> list[str]:
    def inner(parts: list[list[str]]) -> list[str]:
        return [f"  {line}" for part in parts for line in part]

    parts = walk(
        blocks,
        block=lambda block, children: [
            f"block {block.style}" + (f" {block.list_item} {block.level}" if block.list_item else ""),
            *inner(children),
        ],
        span=lambda span, marks: [f'span {",".join(mark.type for mark in marks) or "-"} "{span.text}"'],
        suggested_phrase=lambda block: [f'suggestedPhrase "{block.phrase.text if block.phrase else ""}"'],
        callout=lambda block, content: [f"callout {block.tone}", *inner(content)],
        call_to_action=lambda block: [f'callToAction "{block.label}" {block.url}'],
        unknown=lambda block: [f"unknown {block.type}"],
    )
    return [line for part in parts for line in part]


@pytest.mark.parametrize("flavour", FLAVOURS, ids=str)
@pytest.mark.parametrize("path", files("answers"), ids=lambda path: path.stem)
def test_answers(path: Path, flavour: Flavour) -> None:
    case = load(path)
    stub = Stub()
    stub.expect(case["exchanges"])
    options: dict[str, Any] = {}
    if "write" in case.get("needs", []):
        options["key"] = "cairn_test_key"
    if case.get("cache"):
        options["cache"] = MemoryResponses()
    cairn = stubbed(flavour, stub, **options)
    for call in case["calls"]:
        if "error" in call:
            with pytest.raises(CairnError) as failure:
                run(flavour, cairn, call)
            assert_fails_as(failure.value, call["error"], call["operation"])
            continue
        result = run(flavour, cairn, call)
        expect = call.get("expect", {})
        if "count" in expect:
            assert len(result) == expect["count"]
        encoded = encode(result)
        for pointer, value in expect.get("values", {}).items():
            assert at(encoded, pointer) == value, pointer
        for pointer, expected in expect.get("walk", {}).items():
            assert lines(at(result, pointer)) == expected
        for split in expect.get("segments", []):
            got = segments(at(result, split["text"]), at(result, split["marks"]))
            assert [list(segment) for segment in got] == split["segments"]
    stub.finish()


# Sync

ENTRIES = load(FOLDER / "sync" / "entries.json")


def exchange_of(step: dict[str, Any]) -> dict[str, Any]:
    path, query = ("/v1/sync", step["sync"]) if "sync" in step else ("/v1/bundle", step["bundle"])
    exchange = {"request": {"method": "GET", "path": path, "query": query}}
    exchange.update({name: step[name] for name in ("drop", "kill") if name in step})
    if "problem" in step:
        exchange["response"] = ENTRIES["problems"][step["problem"]]
    if "page" in step:
        page = dict(step["page"])
        items = [ENTRIES["entries"][name] for name in page.pop("items")]
        is_cut = page.pop("cut", False)
        if "sync" in step:
            headers = {"content-type": "application/json"}
            exchange["response"] = {"status": 200, "headers": headers, "body": {"items": items, **page}}
        else:
            end = json.dumps(items[-1])[:60] if is_cut else json.dumps({"type": "end", **page}) + "\n"
            text = "".join(json.dumps(item) + "\n" for item in items) + end
            exchange["response"] = {"status": 200, "headers": {"content-type": "application/x-ndjson"}, "text": text}
    return exchange


def described(entry: Any) -> tuple[str, str, str]:
    document = entry.get("document", {})
    return entry["id"], entry["type"], document.get("title") or document.get("text") or document.get("name") or ""


class MortalStore:
    """A store that can be told to die at the next token."""

    def __init__(self, inner: CopyStore) -> None:
        self.is_dying = False
        self._inner = inner

    def state(self) -> CopyState:
        return self._inner.state()

    def commit(self, change: CopyChange) -> bool:
        if self.is_dying:
            raise Killed
        return self._inner.commit(change)

    def get(self, entity_id: str) -> Optional[StoredEntry]:
        return self._inner.get(entity_id)

    def entries(self, kind: Optional[str] = None) -> Any:
        return self._inner.entries(kind)

    def clear(self) -> None:
        self._inner.clear()


class Reopened:
    """Stores of one file, one after the other, as those of processes are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: Optional[SQLiteStore] = None

    def __call__(self) -> CopyStore:
        self.close()
        self._store = SQLiteStore(self._path)
        return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()


@pytest.mark.parametrize("flavour", FLAVOURS, ids=str)
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@pytest.mark.parametrize("path", files("sync"), ids=lambda path: path.stem)
def test_sync(path: Path, kind: str, flavour: Flavour, tmp_path: Path) -> None:
    script = load(path)
    memory = MemoryStore()
    reopened = Reopened(tmp_path / "copy.db")
    filter = script["filter"]
    for index, step in enumerate(script["steps"]):
        place = f"step {index}"
        # Every step has an engine and a store of its own: nothing may depend on their memory.
        store = memory if kind == "memory" else reopened()
        mortal = MortalStore(store)
        stub = Stub()
        filter = step.get("filter", filter)
        copy = flavour.copy(stubbed(flavour, stub), mortal, filter=filter, bundle=step.get("bundle", False))
        if step["do"] == "clear":
            flavour.get(copy.clear())
        if step["do"] == "sync":
            exchanges = step.get("exchanges", [])
            stub.expect([exchange_of(exchange) for exchange in exchanges])

            def die() -> None:
                mortal.is_dying = True

            stub.on_storing = die
            if any("kill" in exchange for exchange in exchanges):
                with pytest.raises(Killed):
                    flavour.get(copy.sync())
            elif "error" in step:
                with pytest.raises(CairnError) as failure:
                    flavour.get(copy.sync())
                assert_fails_as(failure.value, step["error"], place)
            else:
                flavour.get(copy.sync())
            stub.finish()
        if "copy" in step:
            found = [described(encode(entry)) for entry in flavour.get(copy.entries())]
            assert sorted(found) == sorted(described(ENTRIES["entries"][name]) for name in step["copy"]), place
        if "token" in step:
            state = store.state()
            assert (state.staged.page if state.staged else state.token) == step["token"], place
    reopened.close()


# Webhooks

WEBHOOKS = load(FOLDER / "webhooks.json")


@pytest.mark.parametrize("case", WEBHOOKS["cases"], ids=lambda case: case["name"])
def test_webhooks(case: dict[str, Any]) -> None:
    def verify() -> Any:
        payload = case.get("payload", WEBHOOKS["payload"])
        return verify_webhook(WEBHOOKS["secret"], case["headers"], payload, now=case["now"]).to_dict()

    if not case["valid"]:
        with pytest.raises(WebhookError):
            verify()
        return
    event = verify()
    for pointer, value in case.get("values", {}).items():
        assert at(event, pointer) == value


def test_signatures_of_other_versions_are_ignored() -> None:
    case = WEBHOOKS["cases"][0]
    valid = case["headers"]["webhook-signature"]

    def verify(signature: str) -> Any:
        headers = {**case["headers"], "webhook-signature": signature}
        return verify_webhook(WEBHOOKS["secret"], headers, WEBHOOKS["payload"].encode(), now=case["now"])

    assert verify(f"v2,no*base64 {valid}").type == "article.published"
    with pytest.raises(WebhookError):
        verify(valid.replace("v1,", "v2,"))
    with pytest.raises(WebhookError):
        verify("v1,no*base64")
