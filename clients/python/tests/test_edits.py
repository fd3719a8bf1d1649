"""Edits that meet the work of others."""

from __future__ import annotations

import copy
import json as json_module
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from answering import Answering, json, problem
from cairn_client import CairnError, EditConflict
from cairn_client.merge import diff
from cairn_client.models import ArticleWorkingCopy
from clients import FLAVOURS, Flavour


def section(name: str, heading: str) -> dict[str, Any]:
    return {"id": name, "anchor": name, "heading": heading}


ORIGINAL: dict[str, Any] = {
    "type": "article",
    "id": "x",
    "version": 1,
    "status": "draft",
    "createdAt": "2026-12-01T13:30:05.301Z",
    "updatedAt": "2026-12-01T13:30:05.301Z",
    "locale": "en",
    "title": "Title",
    "kicker": "Kicker",
    "seo": {"title": "SEO", "noIndex": False},
    "topics": [],
    "related": [],
    "authors": [],
    "reviewers": [],
    "translationGroupId": "g",
    "reviewState": "current",
    "sections": [section("a", "A"), section("b", "B"), section("c", "C")],
    "mood": {"of": "a later server"},
}


@pytest.fixture(params=FLAVOURS, ids=str)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    found: Flavour = request.param
    return found


def edit_while(
    flavour: Flavour, theirs: Callable[[dict[str, Any]], Any], mine: Callable[[ArticleWorkingCopy], Any]
) -> dict[str, Any]:
    """Edits an article while somebody else saves `theirs`. Returns the patch that is sent in the end."""
    newer = copy.deepcopy(ORIGINAL)
    theirs(newer)
    newer["version"] = 2
    patch: dict[str, Any] = {}

    def answer(request: httpx.Request, index: int) -> httpx.Response:
        if request.method == "GET":
            return json(ORIGINAL if index == 0 else newer, 200, {"ETag": '"1"' if index == 0 else '"2"'})
        if request.headers["If-Match"] != '"2"':
            return problem(412, "version_mismatch")
        assert request.headers["Content-Type"] == "application/merge-patch+json"
        patch.update(json_module.loads(request.content))
        return json(newer)

    flavour.get(Answering(flavour, answer).cairn.manage.articles.edit("x", mine))
    return patch


def test_different_members_of_one_object_are_merged(flavour: Flavour) -> None:
    def mine(draft: ArticleWorkingCopy) -> None:
        draft.seo.no_index = True

    assert edit_while(flavour, lambda it: it["seo"].update(title="Theirs"), mine) == {"seo": {"noIndex": True}}


def test_different_sections_are_merged_also_when_one_side_adds_removes_and_moves(flavour: Flavour) -> None:
    def theirs(draft: dict[str, Any]) -> None:
        draft["sections"].reverse()
        draft["sections"].insert(1, section("new", "New"))
        draft["sections"][0]["heading"] = "C of theirs"

    def mine(draft: ArticleWorkingCopy) -> None:
        draft.sections.pop(0)
        draft.sections[0].heading = "B of mine"
        draft.sections.append(type(draft.sections[0]).model_validate(section("last", "Last")))

    expected = [section("c", "C of theirs"), section("last", "Last"), section("new", "New"), section("b", "B of mine")]
    assert edit_while(flavour, theirs, mine) == {"sections": expected}


def test_a_section_that_one_moves_meets_one_that_the_other_adds(flavour: Flavour) -> None:
    def theirs(draft: dict[str, Any]) -> None:
        draft["sections"].insert(1, section("new", "New"))

    expected = [section("c", "C"), section("b", "B"), section("a", "A"), section("new", "New")]
    assert edit_while(flavour, theirs, lambda draft: draft.sections.reverse()) == {"sections": expected}


def test_two_orders_are_a_conflict(flavour: Flavour) -> None:
    with pytest.raises(EditConflict) as failure:
        edit_while(
            flavour, lambda it: it["sections"].reverse(), lambda draft: draft.sections.append(draft.sections.pop(0))
        )
    assert failure.value.conflicts == ["/sections"]


@pytest.mark.parametrize("status", [502, 504])
def test_a_change_that_a_proxy_did_not_answer_is_looked_for(flavour: Flavour, status: int) -> None:
    saved = {**ORIGINAL, "title": "New", "version": 2}

    def answer(request: httpx.Request, index: int) -> httpx.Response:
        if request.method == "PATCH":
            return httpx.Response(status, text="<html>")
        return json(ORIGINAL if index == 0 else saved, 200, {"ETag": f'"{1 if index == 0 else 2}"'})

    server = Answering(flavour, answer)
    assert flavour.get(server.cairn.manage.articles.edit("x", {"title": "New"})).version == 2
    assert [request.method for request in server.requests] == ["GET", "PATCH", "GET"]


def test_a_boolean_is_no_number() -> None:
    assert diff({"a": 1, "b": [0]}, {"a": True, "b": [False]}) == {"a": True, "b": [False]}


def test_a_new_entity_has_an_id_unless_the_server_chooses_it(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: problem(422, "validation_failed"))
    for options in ({}, {"repeatable": False}):
        with pytest.raises(CairnError):
            flavour.get(server.cairn.manage.phrases.create({"locale": "en"}, **options))
    bodies = [json_module.loads(request.content) for request in server.requests]
    assert uuid.UUID(bodies[0].pop("id")).version == 4
    assert bodies == [{"locale": "en"}, {"locale": "en"}]


def test_a_member_that_is_set_to_none_is_cleared(flavour: Flavour) -> None:
    def mine(draft: ArticleWorkingCopy) -> None:
        draft.kicker = None

    assert edit_while(flavour, lambda it: it.update(title="Theirs"), mine) == {"kicker": None}


def test_a_conflict_names_each_member_and_writes_nothing(flavour: Flavour) -> None:
    def theirs(draft: dict[str, Any]) -> None:
        draft["title"] = "Title of theirs"
        draft["sections"][1]["heading"] = "B of theirs"

    def mine(draft: ArticleWorkingCopy) -> None:
        draft.title = "Title of mine"
        draft.sections[1].heading = "B of mine"

    with pytest.raises(EditConflict) as failure:
        edit_while(flavour, theirs, mine)
    assert failure.value.code == "edit_conflict"
    assert failure.value.conflicts == ["/title", "/sections/1/heading"]
    assert failure.value.theirs.title == "Title of theirs"


def test_a_section_that_one_removes_and_the_other_changes_is_a_conflict(flavour: Flavour) -> None:
    with pytest.raises(EditConflict) as failure:
        edit_while(flavour, lambda it: it["sections"][0].update(heading="New"), lambda draft: draft.sections.pop(0))
    assert failure.value.conflicts == ["/sections/0"]


def test_the_same_change_of_both_is_no_conflict_and_is_not_written_again(flavour: Flavour) -> None:
    def mine(draft: ArticleWorkingCopy) -> None:
        draft.title = "Same"

    assert edit_while(flavour, lambda it: it.update(title="Same"), mine) == {}


def test_an_edit_without_a_change_writes_nothing(flavour: Flavour) -> None:
    server = Answering(flavour, lambda *_: json(ORIGINAL, 200, {"ETag": '"1"'}))
    flavour.get(server.cairn.manage.articles.edit("x", {"title": "Title"}))
    assert [request.method for request in server.requests] == ["GET"]


def test_an_edit_gives_up_when_it_is_always_too_late(flavour: Flavour) -> None:
    version = 0

    def answer(request: httpx.Request, _: int) -> httpx.Response:
        nonlocal version
        if request.method != "GET":
            return problem(412, "version_mismatch")
        version += 1
        return json({**ORIGINAL, "version": version}, 200, {"ETag": f'"{version}"'})

    server = Answering(flavour, answer)
    with pytest.raises(CairnError) as failure:
        flavour.get(server.cairn.manage.articles.edit("x", {"title": "New"}, attempts=2))
    assert failure.value.code == "version_mismatch"
    assert [request.method for request in server.requests].count("PATCH") == 3


def test_the_change_of_an_asynchronous_edit_may_be_asynchronous() -> None:
    async def change(draft: ArticleWorkingCopy) -> None:
        draft.title = "Awaited"

    patches: list[Any] = []

    def answer(request: httpx.Request, _: int) -> httpx.Response:
        if request.method == "PATCH":
            patches.append(json_module.loads(request.content))
        return json(ORIGINAL, 200, {"ETag": '"1"'})

    FLAVOURS[1].get(Answering(FLAVOURS[1], answer).cairn.manage.articles.edit("x", change))
    assert patches == [{"title": "Awaited"}]
