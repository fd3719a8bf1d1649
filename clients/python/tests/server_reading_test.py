"""Reading from a running server with the starter content."""

from __future__ import annotations

import html
import re
from typing import Any

import anyio
import httpx
import pytest

from cairn_client import AsyncCairn, Cairn, CairnError, MemoryResponses, segments, to_text, walk
from cairn_client.copy_store import MemoryStore
from cairn_client.models import (
    Article,
    ArticleHit,
    ArticleListItem,
    Phrase,
    PhraseHit,
    Resource,
    ResourceHit,
    Topic,
    UnknownReason,
)
from cairn_client.sync import AsyncOfflineCopy
from live import KEY, URL, editor, published, reader, undeclared, unique


def test_all_lists_are_read_to_their_end(reader: Cairn) -> None:
    articles = reader.articles(locale="en", limit=3).all()
    assert len(articles) > 6
    assert len({article.id for article in articles}) == len(articles)
    assert reader.articles(locale="en", limit=1, count=True).first().page.total == len(articles)
    assert len(reader.phrases(limit=100).all(150)) > 20
    assert len(reader.resources().all()) > 5
    assert "Límites" in [topic.name for topic in reader.topics(locale="es")]


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
