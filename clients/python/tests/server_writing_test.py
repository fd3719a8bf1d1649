"""Writing, copies and previews at a running server with the starter content."""

from __future__ import annotations

import base64
import hmac
import html
import re
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from cairn_client import Cairn, CairnError, EditConflict
from cairn_client.managed import BatchOperation
from cairn_client.models import ArticleInput, ArticleWorkingCopy, PhraseInput, ResourceInput, TopicInput
from cairn_client.sqlite_store import SQLiteStore
from cairn_client.sync import OfflineCopy
from live import KEY, URL, editor, published, reader, undeclared, unique


def test_every_collection_is_created_replaced_patched_published_and_deleted(reader: Cairn, editor: Cairn) -> None:
    manage = editor.manage
    inputs: list[tuple[Any, Any, Any]] = [
        (manage.phrases, PhraseInput(locale="en", tone="calm", text="One."), PhraseInput(locale="en", tone="firm", text="Two.")),
        (
            manage.resources,
            ResourceInput(locale="en", kind="page", title="One", excerpt="E", url="https://example.org/one"),
            ResourceInput(locale="en", kind="page", title="Two", excerpt="E", url="https://example.org/two", regions=["GB"]),
        ),
        (
            manage.topics,
            TopicInput(kind="subject", slug=unique("one"), name="One"),
            TopicInput(kind="audience", slug=unique("two"), name="Two"),
        ),
        (
            manage.articles,
            ArticleInput(locale="en", title="One"),
            ArticleInput(locale="en", title="Two", slug=unique("two"), summary="S", topics=["boundaries"]),
        ),
    ]
    for collection, first, second in inputs:
        created = collection.create(first, note="New")
        assert (created.version, created.status) == (1, "draft")
        assert undeclared(created) == set()
        replaced = collection.replace(created.id, second, if_match=1, note="Other")
        assert replaced.version == 2
        with pytest.raises(CairnError) as failure:
            collection.replace(created.id, second, if_match=1)
        assert failure.value.status == 412
        patch = {"text": "Three."} if collection is manage.phrases else {"description": "Three."}
        patch = {"title": "Three"} if collection in (manage.resources, manage.articles) else patch
        patched = collection.update(created.id, patch, if_match=2)
        assert patched.to_dict().items() >= patch.items()
        assert collection.publish(created.id, if_match=3, change_note="Ready").status == "published"
        assert created.id in [one.id for one in collection.list(status="published", limit=100)]
        assert collection.unpublish(created.id, if_match="*").status == "unpublished"
        collection.delete(created.id, if_match="*")
        assert collection.get(created.id).status == "trashed"


def test_a_schedule_is_made_and_cancelled(editor: Cairn) -> None:
    phrases = editor.manage.phrases
    phrase = phrases.create(PhraseInput(locale="en", tone="calm", text="Later."))
    at = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=1)
    scheduled = phrases.schedule(phrase.id, if_match=phrase.version, publish_at=at)
    assert scheduled.schedule is not None and scheduled.schedule.publish_at == at
    assert phrases.cancel_schedule(phrase.id, if_match="*").schedule is None


def test_an_article_that_lacks_what_publishing_needs_says_what(editor: Cairn) -> None:
    draft = editor.manage.articles.create({"locale": "en", "title": "Only a title"})
    with pytest.raises(CairnError) as failure:
        editor.manage.articles.publish(draft.id, if_match=draft.version)
    assert failure.value.status == 422
    assert {error.pointer for error in failure.value.errors} >= {"/slug", "/summary"}


def test_a_batch_is_made_as_a_whole(editor: Cairn) -> None:
    phrase_id = str(uuid.uuid4())
    body = {"id": phrase_id, "locale": "en", "tone": "calm", "text": "In a batch."}
    path = "/v1/manage/phrases"
    publish: BatchOperation = {"method": "POST", "path": f"{path}/{phrase_id}/publish", "ifMatch": "*", "body": {}}
    results = editor.manage.batch([{"method": "POST", "path": path, "body": body}, publish])
    assert [result.status for result in results] == [201, 200]


Change = Callable[[ArticleWorkingCopy], None]


def edit_together(editor: Cairn, article_id: str, mine: Change, theirs: Change, **options: Any) -> ArticleWorkingCopy:
    """Edits an article while somebody else edits it too."""
    is_first = True

    def change(draft: ArticleWorkingCopy) -> None:
        nonlocal is_first
        mine(draft)
        if is_first:
            is_first = False
            editor.manage.articles.edit(article_id, theirs)

    return editor.manage.articles.edit(article_id, change, **options)


def test_two_people_edit_one_article(editor: Cairn) -> None:
    article_id = published(editor, unique("shared"), "Shared")

    def title(draft: ArticleWorkingCopy) -> None:
        draft.title = "Shared by two"

    def summary(draft: ArticleWorkingCopy) -> None:
        draft.summary, draft.kicker = "Changed by the other.", "Both"

    saved = edit_together(editor, article_id, title, summary, note="A better title")
    assert (saved.title, saved.summary, saved.kicker) == ("Shared by two", "Changed by the other.", "Both")

    def mine(draft: ArticleWorkingCopy) -> None:
        draft.kicker = "Mine"

    def theirs(draft: ArticleWorkingCopy) -> None:
        draft.kicker = None

    with pytest.raises(EditConflict) as failure:
        edit_together(editor, article_id, mine, theirs)
    assert failure.value.conflicts == ["/kicker"]

    def second(draft: ArticleWorkingCopy) -> None:
        draft.sections[1].heading = "Two, by me"

    def first(draft: ArticleWorkingCopy) -> None:
        draft.sections[0].heading = "One, by them"

    merged = edit_together(editor, article_id, second, first)
    assert [section.heading for section in merged.sections] == ["One, by them", "Two, by me"]


class Unlucky(httpx.HTTPTransport):
    """Loses the answer of the next write."""

    is_lost = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if request.method == "GET" or not self.is_lost:
            return response
        self.is_lost = False
        response.close()
        raise httpx.ReadError("the answer was lost", request=request)


def test_an_answer_that_is_lost_creates_nothing_twice_and_edits_nothing_twice(editor: Cairn) -> None:
    transport = Unlucky()
    with httpx.Client(transport=transport) as http:
        phrases = Cairn(URL, key=KEY, http=http, sleep=lambda _: None).manage.phrases
        text = unique("Only once")
        created = phrases.create({"locale": "en", "tone": "calm", "text": text})
        assert created.version == 1
        transport.is_lost = True
        edited = phrases.edit(created.id, {"why": "It is said once."})
        assert (edited.version, edited.why) == (2, "It is said once.")
    assert len(editor.manage.phrases.list(q=text).all()) == 1


# Copies and previews


@pytest.mark.parametrize("bundle", [False, True])
def test_a_copy_follows_what_is_published_and_taken_back(
    reader: Cairn, editor: Cairn, bundle: bool, tmp_path: Path
) -> None:
    store = SQLiteStore(tmp_path / "copy.db")
    copy = OfflineCopy(reader, store, filter={"locale": ["en", "es"]}, bundle=bundle)
    assert copy.sync().stored > 50
    phrase = editor.manage.phrases.create({"locale": "en", "tone": "calm", "text": "I am still here."})
    editor.manage.phrases.publish(phrase.id, if_match="*")
    copy.sync()
    assert "I am still here." in [entry.document.text for entry in copy.entries("phrase")]
    editor.manage.phrases.unpublish(phrase.id, if_match="*")
    copy.sync()
    assert copy.get(phrase.id) is None
    store.close()


def test_a_token_shows_the_draft_of_one_article_or_all_drafts(reader: Cairn, editor: Cairn) -> None:
    slug = unique("draft")
    content = ArticleInput(locale="en", slug=slug, title="A draft", summary="Not published.")
    draft = editor.manage.articles.create(content)
    token = editor.manage.create_preview_token(draft.id, expires_in_seconds=600).token
    assert reader.preview(draft.id, token).title == "A draft"
    with pytest.raises(CairnError) as failure:
        reader.preview(draft.id, "wrong")
    assert failure.value.code == "not_found"

    everything = editor.manage.create_preview_token()
    assert everything.scope == "all"
    previewer = reader.with_options(preview_token=everything.token)
    assert previewer.article(slug, locale="en").title == "A draft"
    assert draft.id in [article.id for article in previewer.articles(locale="en")]
    with pytest.raises(CairnError) as failure:
        reader.article(slug, locale="en")
    assert failure.value.code == "not_found"


# The README


def test_the_examples_of_the_readme_run(reader: Cairn, editor: Cairn, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    secret, body = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", b'{"type":"article.published","timestamp":""}'
    now = str(int(time.time()))
    digest = hmac.new(base64.b64decode(secret[6:]), b"m." + now.encode() + b"." + body, "sha256").digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    headers = {"Webhook-Id": "m", "Webhook-Timestamp": now, "Webhook-Signature": signature}
    names: dict[str, Any] = {
        "html": html,
        "key": KEY,
        "id": published(editor, unique("readme"), "A title"),
        "secret": secret,
        "request": SimpleNamespace(headers=headers, body=body),
    }
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        names["cairn"] = reader
        block = block.replace("https://content.example.org", URL).replace("content.db", str(tmp_path / "content.db"))
        exec(block, names)
    names["editor"].close()
    assert names["article"].slug == "setting-limits"
    assert len(names["articles"]) > 5
    assert names["event"].type == "article.published"
    assert editor.manage.articles.get(names["id"]).title == "A better title"
