"""The entries of an offline copy, and the tombstones that remove them."""

from __future__ import annotations

from typing import Annotated, Literal, Optional, Union

from pydantic import Discriminator, Tag
from typing_extensions import TypeAlias

from .base import Model, Timestamp, open_tag
from .content import Article, Phrase, Resource, SyncedTopic


class _Entry(Model):
    id: str
    seq: int
    changed_at: Timestamp


class ArticleEntry(_Entry):
    type: Literal["article"]
    document: Article


class PhraseEntry(_Entry):
    type: Literal["phrase"]
    document: Phrase


class ResourceEntry(_Entry):
    type: Literal["resource"]
    document: Resource


class TopicEntry(_Entry):
    type: Literal["topic"]
    document: SyncedTopic


class UnknownEntry(Model):
    """An entry of a type that this client does not know. Its members are in `model_extra`."""

    type: str = ""
    id: Optional[str] = None


CopyEntry: TypeAlias = Annotated[
    Union[
        Annotated[ArticleEntry, Tag("article")],
        Annotated[PhraseEntry, Tag("phrase")],
        Annotated[ResourceEntry, Tag("resource")],
        Annotated[TopicEntry, Tag("topic")],
        Annotated[UnknownEntry, Tag("unknown")],
    ],
    Discriminator(open_tag("type", "article", "phrase", "resource", "topic")),
]
