"""The server under test, which run.sh starts, and clients of it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from cairn_client import Cairn
from cairn_client.models import ArticleInput, Model, SectionInput


def _setting(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise RuntimeError(f"{name} is not set: run the tests with run.sh")
    return value


URL = _setting("CAIRN_URL")
KEY = _setting("CAIRN_KEY")
#: The server's `CAIRN_SYNC_WINDOW_S`: older tokens have expired.
WINDOW_S = float(os.environ.get("CAIRN_TEST_WINDOW", "2"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Cairn]:
    with Cairn(URL) as cairn:
        yield cairn


@pytest.fixture(scope="module")
def editor() -> Iterator[Cairn]:
    with Cairn(URL, key=KEY) as cairn:
        yield cairn


def published(editor: Cairn, slug: str, title: str) -> str:
    sections = [SectionInput(heading="One", markdown="First."), SectionInput(heading="Two", markdown="Second.")]
    content = ArticleInput(locale="en", slug=slug, title=title, summary="A summary.", sections=sections)
    article = editor.manage.articles.create(content)
    editor.manage.articles.publish(article.id, if_match=article.version)
    return article.id


def unique(name: str) -> str:
    return f"{name}-{uuid.uuid4()}"


def undeclared(value: Any) -> set[str]:
    """Returns the members that no model has."""
    if isinstance(value, list):
        return {name for item in value for name in undeclared(item)}
    if not isinstance(value, Model):
        return set()
    inner = {name for attribute in type(value).model_fields for name in undeclared(getattr(value, attribute))}
    return inner | {f"{type(value).__name__}.{name}" for name in value.model_extra or {}}
