"""Portable Text: the blocks, marks and spans of a body, in published content and in working copies."""

from __future__ import annotations

from typing import Annotated, Literal, Optional, Union

from pydantic import ConfigDict, Discriminator, Field, Tag
from pydantic.alias_generators import to_camel
from typing_extensions import TypeAlias

from .base import Model, open_tag
from .values import CalloutTone, ListKind, Style, Tone


def _alias(name: str) -> str:
    return f"_{name}" if name in ("type", "key") else to_camel(name)


class Node(Model):
    """A part of a body. Its `type` is the member `_type`, its `key` the member `_key`."""

    model_config = ConfigDict(alias_generator=_alias, populate_by_name=True)


class EmbeddedPhrase(Model):
    """A phrase inside a body."""

    id: str
    text: str
    tone: Tone
    instead_of: Optional[str] = None
    why: Optional[str] = None


class Unknown(Node):
    """A block, inline object or mark definition of a later server. Its members are in `model_extra`."""

    type: str = ""
    key: Optional[str] = None


class Span(Node):
    """Text with the same marks: decorators, and keys of mark definitions."""

    type: Literal["span"] = "span"
    key: Optional[str] = None
    text: str
    marks: list[str] = Field(default_factory=list)


class LinkMark(Node):
    """A link. `article_id` is given for articles of this server."""

    type: Literal["link"] = "link"
    key: str
    href: Optional[str] = None
    article_id: Optional[str] = None
    slug: Optional[str] = None
    anchor: Optional[str] = None


class PhraseMark(Node):
    """Text that stands for a phrase. Published content has the phrase itself."""

    type: Literal["phrase"] = "phrase"
    key: str
    phrase_id: str
    phrase: Optional[EmbeddedPhrase] = None


MarkDef: TypeAlias = Annotated[
    Union[
        Annotated[LinkMark, Tag("link")],
        Annotated[PhraseMark, Tag("phrase")],
        Annotated[Unknown, Tag("unknown")],
    ],
    Discriminator(open_tag("_type", "link", "phrase")),
]
Child: TypeAlias = Annotated[
    Union[Annotated[Span, Tag("span")], Annotated[Unknown, Tag("unknown")]],
    Discriminator(open_tag("_type", "span")),
]


class TextBlock(Node):
    """A paragraph, heading, quotation or list item."""

    type: Literal["block"] = "block"
    key: Optional[str] = None
    style: Style = "normal"
    list_item: Optional[ListKind] = None
    level: Optional[int] = None
    mark_defs: list[MarkDef] = Field(default_factory=list)
    children: list[Child]


class SuggestedPhrase(Node):
    """A phrase as a block of its own. Published content has the phrase itself."""

    type: Literal["suggestedPhrase"] = "suggestedPhrase"
    key: Optional[str] = None
    phrase_id: str
    phrase: Optional[EmbeddedPhrase] = None


class Callout(Node):
    """A box set off from the text."""

    type: Literal["callout"] = "callout"
    key: Optional[str] = None
    tone: CalloutTone
    content: list[Block]


class CallToAction(Node):
    """A button."""

    type: Literal["callToAction"] = "callToAction"
    key: Optional[str] = None
    text: Optional[str] = None
    label: str
    url: str


Block: TypeAlias = Annotated[
    Union[
        Annotated[TextBlock, Tag("block")],
        Annotated[SuggestedPhrase, Tag("suggestedPhrase")],
        Annotated[Callout, Tag("callout")],
        Annotated[CallToAction, Tag("callToAction")],
        Annotated[Unknown, Tag("unknown")],
    ],
    Discriminator(open_tag("_type", "block", "suggestedPhrase", "callout", "callToAction")),
]

Callout.model_rebuild()
