"""The clients against a running server with the starter content."""

from __future__ import annotations

import base64
import hmac
import html
import re
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import httpx
import pytest

from cairn_client import AsyncCairn, Cairn, CairnError, EditConflict, MemoryResponses, segments, to_text, walk
from cairn_client.copy_store import MemoryStore
from cairn_client.managed import BatchOperation
from cairn_client.models import (
    Article,
    ArticleHit,
    ArticleInput,
    ArticleListItem,
    ArticleWorkingCopy,
    Model,
    Phrase,
    PhraseHit,
    PhraseInput,
    Resource,
    ResourceHit,
    ResourceInput,
    SectionInput,
    Topic,
    TopicInput,
    UnknownReason,
)
from cairn_client.sqlite_store import SQLiteStore
from cairn_client.sync import AsyncOfflineCopy, OfflineCopy
from live import KEY, URL


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


# Reading


def test_all_lists_are_read_to_their_end(reader: Cairn) -> None:
    articles = reader.articles(locale="en", limit=3).all()
    assert len(articles) > 6
    assert len({article.id for article in articles}) == len(articles)
    assert reader.articles(locale="en", limit=1, count=True).first().page.total == len(articles)
    assert len(reader.phrases(limit=100).all(150)) > 20
    assert len(reader.resources().all()) > 5
    assert "Límites" in [topic.name for topic in reader.topics(locale="es")]


def undeclared(value: Any) -> set[str]:
    """Returns the members that no model has."""
    if isinstance(value, list):
        return {name for item in value for name in undeclared(item)}
    if not isinstance(value, Model):
        return set()
    inner = {name for attribute in type(value).model_fields for name in undeclared(getattr(value, attribute))}
    return inner | {f"{type(value).__name__}.{name}" for name in value.model_extra or {}}


@pytest.mark.parametrize(
    ("path", "query", "model"),
    [
        ("/v1/articles", {"view": "full", "body": "portable-text,html,markdown,text"}, Article),
        ("/v1/articles", {}, ArticleListItem),
        ("/v1/phrases", {}, Phrase),
        ("/v1/resources", {}, Resource),
        ("/v1/topics", {}, Topic),
    ],
)
def test_the_starter_content_is_decoded_and_encoded_without_loss(
    reader: Cairn, path: str, query: dict[str, str], model: Any
) -> None:
    found = reader.request("GET", path, query={"limit": 100, **query})["data"]
    assert len(found) > 5
    for document in found:
        decoded = model.model_validate(document)
        assert decoded.to_dict() == document
        assert undeclared(decoded) == set()


def test_every_body_of_the_starter_content_is_walked_without_an_unknown_part(reader: Cairn) -> None:
    spans = 0

    def unknown(block: Any) -> None:
        pytest.fail(f"unknown {block.type}")

    def count(*_: Any) -> None:
        nonlocal spans
        spans += 1

    for article in reader.articles(view="full", limit=50):
        for section in article.sections or []:
            assert to_text(section.body or []) != "", article.slug
            walk(section.body or [], block=lambda *_: None, span=count, callout=lambda *_: None, unknown=unknown)
    assert spans > 500


def test_cards_have_their_translations_and_members_on_request(reader: Cairn) -> None:
    (card,) = reader.articles(locale="en", slug="when-someone-you-love-says-no", fields=["sections"], body=["html"])
    assert "es" in [translation.locale for translation in card.translations]
    assert card.sections and re.search("<p>", card.sections[0].html or "")
    assert card.seo is None


def test_an_article_in_the_language_of_the_reader_or_in_another(reader: Cairn) -> None:
    article = reader.article("when-someone-you-love-says-no", locale="fr", fallback=["es", "en"])
    assert article.locale == "es"
    assert reader.article_fields("setting-limits", fields=["kicker"]).to_dict() == {"kicker": "Boundaries"}


def test_parts_of_an_article(reader: Cairn) -> None:
    article = reader.article("setting-limits", locale="en")
    sections = reader.sections("setting-limits", locale="en", body="text")
    assert [section.anchor for section in sections] == [section.anchor for section in article.sections]
    first = reader.section(article.id, sections[0].anchor)
    assert first.body == article.sections[0].body
    assert reader.section_by_id(sections[0].id).article.slug == "setting-limits"
    assert [phrase.id for phrase in reader.article_phrases(article.id)] == [phrase.id for phrase in article.phrases]
    assert [card.id for card in reader.related(article.id)] == [card.id for card in article.related]
    suggestions = reader.suggestions(article.id)
    assert suggestions and suggestions[0].reasons
    assert undeclared(suggestions) == set()
    assert not any(isinstance(reason, UnknownReason) for one in suggestions for reason in one.reasons)


def test_a_search_is_marked_and_corrected(reader: Cairn) -> None:
    results = reader.search("naloxne at home", locale="en", limit=1).first()
    assert results.did_you_mean == "naloxone at home"
    assert undeclared(results) == set()
    hit = results.data[0]
    assert isinstance(hit, ArticleHit)
    snippet = hit.sections[0].snippet
    assert "naloxone" in [segment.text for segment in segments(snippet.text, snippet.marks) if segment.marked]
    kinds = {type(hit) for kind in ("article", "phrase", "resource") for hit in reader.search("help", kind=kind)}
    assert kinds == {ArticleHit, PhraseHit, ResourceHit}


def test_single_entities_and_locales(reader: Cairn) -> None:
    (english,) = [locale for locale in reader.locales() if locale.locale == "en"]
    assert english.articles > 5
    assert reader.daily_phrase(locale="en").locale == "en"
    phrase = reader.phrases(limit=1).first().data[0]
    assert reader.phrase(phrase.id) == phrase
    resource = reader.resources(limit=1).first().data[0]
    assert reader.resource(resource.id) == resource
    assert reader.topic("boundaries", locale="es").name == "Límites"


def test_errors_have_codes(reader: Cairn) -> None:
    with pytest.raises(CairnError) as failure:
        reader.article("no-such-article")
    assert (failure.value.code, failure.value.status) == ("not_found", 404)
    with pytest.raises(CairnError) as failure:
        reader.articles(limit=0).first()
    assert failure.value.code == "invalid_query" and failure.value.errors[0].parameter == "limit"


def test_a_second_read_with_an_etag_cache_gets_a_304() -> None:
    statuses: list[int] = []
    with httpx.Client(event_hooks={"response": [lambda response: statuses.append(response.status_code)]}) as http:
        cairn = Cairn(URL, cache=MemoryResponses(), http=http)
        assert cairn.article("setting-limits") == cairn.article("setting-limits")
    assert statuses == [200, 304]


def test_the_asynchronous_client_reads_writes_and_copies() -> None:
    async def use() -> None:
        async with AsyncCairn(URL, key=KEY) as cairn:
            slugs = [article.slug async for article in cairn.articles(locale="en", limit=4)]
            assert "setting-limits" in slugs and len(slugs) > 6
            assert (await cairn.article("setting-limits")).sections
            assert (await cairn.manage.whoami()).role == "editor"
            phrase = await cairn.manage.phrases.create({"locale": "en", "tone": "calm", "text": unique("Awaited")})
            await cairn.manage.phrases.publish(phrase.id, if_match=1)
            reader = AsyncCairn(URL)
            for bundle in (False, True):
                copy = AsyncOfflineCopy(reader, MemoryStore(), filter={"kind": "phrase"}, bundle=bundle)
                assert (await copy.sync()).rebuilt
                assert phrase.id in [entry.document.id for entry in await copy.entries("phrase")]
            await reader.close()
            with pytest.raises(CairnError) as failure:
                await cairn.manage.phrases.update(phrase.id, {"why": "Late."}, if_match=99)
            assert failure.value.code == "version_mismatch"

    anyio.run(use)
    anyio.run(use, backend="trio")


# Addresses


def test_a_former_slug_leads_on_and_is_listed_and_what_is_gone_says_why(reader: Cairn, editor: Cairn) -> None:
    old, now = unique("old"), unique("new")
    articles = editor.manage.articles
    article_id = published(editor, old, "Moved")
    saved = articles.edit(article_id, {"slug": now})
    articles.publish(article_id, if_match=saved.version)
    assert reader.article(old, locale="en").slug == now
    (redirect,) = [one for one in reader.redirects(locale="en") if one.slug == old]
    assert (redirect.id, redirect.kind) == (article_id, "article")
    assert reader.lookup([old], locale="en")[0].state == "moved"

    alternative = {"url": "https://example.org/talking"}
    articles.unpublish(article_id, if_match="*", explanation="It is being rewritten.", alternative=alternative)
    with pytest.raises(CairnError) as failure:
        reader.article(now, locale="en")
    assert failure.value.code == "gone" and failure.value.explanation == "It is being rewritten."
    assert failure.value.alternative is not None and failure.value.alternative.to_dict() == alternative


# Writing


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
