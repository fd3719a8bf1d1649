"""Hits of a search and of suggestions, and the segments of marked texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple, Optional, Union

from pydantic import Discriminator, Field, Tag
from typing_extensions import TypeAlias

from .base import Model, open_tag
from .content import ArticleCard, EmbeddedTopic, PageInfo, Phrase, Resource
from .values import Matching


class MarkedText(Model):
    """A range of a text in UTF-16 code units, which `segments` converts."""

    start: int
    end: int


class Snippet(Model):
    text: str
    marks: list[MarkedText] = Field(default_factory=list)


class SectionHit(Model):
    id: str
    anchor: str
    heading: Optional[Snippet] = None
    score: float
    snippet: Snippet


class _Hit(Model):
    score: float
    marks: dict[str, list[MarkedText]] = Field(default_factory=dict)
    """Ranges by the name of the member that they mark."""


class ArticleHit(_Hit):
    kind: Literal["article"]
    article: ArticleCard
    sections: list[SectionHit]


class PhraseHit(_Hit):
    kind: Literal["phrase"]
    phrase: Phrase


class ResourceHit(_Hit):
    kind: Literal["resource"]
    resource: Resource


class UnknownHit(Model):
    """A hit of a kind that this client does not know."""

    kind: str = ""


SearchHit: TypeAlias = Annotated[
    Union[
        Annotated[ArticleHit, Tag("article")],
        Annotated[PhraseHit, Tag("phrase")],
        Annotated[ResourceHit, Tag("resource")],
        Annotated[UnknownHit, Tag("unknown")],
    ],
    Discriminator(open_tag("kind", "article", "phrase", "resource")),
]


class SearchResults(Model):
    """A page of hits."""

    data: list[SearchHit]
    page: PageInfo
    matching: Optional[Matching] = None
    did_you_mean: Optional[str] = None


class SharedPhrase(Model):
    id: str
    text: str


class SharedTopicsReason(Model):
    kind: Literal["sharedTopics"]
    topics: list[EmbeddedTopic]


class SharedPhrasesReason(Model):
    kind: Literal["sharedPhrases"]
    phrases: list[SharedPhrase]


class SimilarWordsReason(Model):
    kind: Literal["similarWords"]
    words: list[str]


class LinkReason(Model):
    kind: Literal["linksTo", "linkedFrom"]


class UnknownReason(Model):
    """A reason of a kind that this client does not know."""

    kind: str = ""


Reason: TypeAlias = Annotated[
    Union[
        Annotated[SharedTopicsReason, Tag("sharedTopics")],
        Annotated[SharedPhrasesReason, Tag("sharedPhrases")],
        Annotated[SimilarWordsReason, Tag("similarWords")],
        Annotated[LinkReason, Tag("linksTo")],
        Annotated[LinkReason, Tag("linkedFrom")],
        Annotated[UnknownReason, Tag("unknown")],
    ],
    Discriminator(open_tag("kind", "sharedTopics", "sharedPhrases", "similarWords", "linksTo", "linkedFrom")),
]


class SuggestedArticle(Model):
    """An article that is similar to another one."""

    article: ArticleCard
    score: float
    reasons: list[Reason]


class Segment(NamedTuple):
    """A part of a text that is marked as a whole, or not at all."""

    text: str
    marked: bool


def segments(text: str, marks: Optional[Sequence[MarkedText]] = None) -> list[Segment]:
    """Splits a text at its marks.

    All segments together are the text, none is empty, and marks that overlap or touch are one segment. Write each segment
    as text, never as HTML.
    """
    positions = _code_units(text)
    result: list[Segment] = []
    at = 0

    def up_to(end: int, marked: bool) -> None:
        nonlocal at
        if end <= at:
            return
        part = text[at:end]
        if result and result[-1].marked == marked:
            part = result.pop().text + part
        result.append(Segment(part, marked))
        at = end

    def position(unit: int, end: bool) -> int:
        return positions[min(max(unit, 0), len(positions) - 1)][end]

    for mark in sorted(marks or (), key=lambda mark: mark.start):
        if mark.end <= mark.start:
            continue
        up_to(position(mark.start, False), False)
        up_to(position(mark.end, True), True)
    up_to(len(text), False)
    return result


def _code_units(text: str) -> list[tuple[int, int]]:
    """Returns for each UTF-16 code unit the index of its character, as the start of a range and as its end."""
    positions: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        positions.append((index, index))
        if ord(character) > 0xFFFF:
            # The middle of a character: a range has the whole of it.
            positions.append((index, index + 1))
    positions.append((len(text), len(text)))
    return positions
