"""A walker over Portable Text that lets unknown blocks and marks pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Optional, TypeVar, Union

from .blocks import (
    Block,
    Callout,
    CallToAction,
    LinkMark,
    PhraseMark,
    Span,
    SuggestedPhrase,
    TextBlock,
    Unknown,
)

Result = TypeVar("Result")


class Mark(NamedTuple):
    """A mark of a span: a decorator such as `strong`, or the type of a mark definition together with the definition."""

    type: str
    definition: Optional[Union[LinkMark, PhraseMark, Unknown]] = None


def walk(
    blocks: Sequence[Block],
    *,
    block: Optional[Callable[[TextBlock, list[Result]], Result]] = None,
    span: Optional[Callable[[Span, list[Mark]], Result]] = None,
    suggested_phrase: Optional[Callable[[SuggestedPhrase], Result]] = None,
    callout: Optional[Callable[[Callout, list[Result]], Result]] = None,
    call_to_action: Optional[Callable[[CallToAction], Result]] = None,
    unknown: Optional[Callable[[Unknown], Result]] = None,
) -> list[Result]:
    """Visits all blocks in order, children before their parents, and returns the results.

    Each function makes something of a part of the body: HTML, widgets, text. A part without a function is left out.
    `unknown` gets blocks and inline objects of types that this client does not know.
    """
    results: list[Result] = []

    def visit(parts: Sequence[Block]) -> list[Result]:
        return walk(
            parts,
            block=block,
            span=span,
            suggested_phrase=suggested_phrase,
            callout=callout,
            call_to_action=call_to_action,
            unknown=unknown,
        )

    for part in blocks:
        if isinstance(part, TextBlock):
            if block is not None:
                results.append(block(part, _walk_children(part, span, unknown)))
        elif isinstance(part, SuggestedPhrase):
            if suggested_phrase is not None:
                results.append(suggested_phrase(part))
        elif isinstance(part, Callout):
            if callout is not None:
                results.append(callout(part, visit(part.content)))
        elif isinstance(part, CallToAction):
            if call_to_action is not None:
                results.append(call_to_action(part))
        elif unknown is not None:
            results.append(unknown(part))
    return results


def _walk_children(
    block: TextBlock,
    span: Optional[Callable[[Span, list[Mark]], Result]],
    unknown: Optional[Callable[[Unknown], Result]],
) -> list[Result]:
    results: list[Result] = []
    for child in block.children:
        if isinstance(child, Span):
            if span is not None:
                results.append(span(child, marks_of(child, block)))
        elif unknown is not None:
            results.append(unknown(child))
    return results


def marks_of(span: Span, block: TextBlock) -> list[Mark]:
    """Returns the marks of a span, with their definitions."""
    definitions = {definition.key: definition for definition in block.mark_defs}
    return [
        Mark(name) if (definition := definitions.get(name)) is None else Mark(definition.type, definition)
        for name in span.marks
    ]


def to_text(blocks: Sequence[Block]) -> str:
    """Returns the text of a body without marks, with an empty line between blocks. Unknown blocks are left out."""
    return "\n\n".join(
        walk(
            blocks,
            block=lambda block, children: ("- " if block.list_item else "") + "".join(children),
            span=lambda span, marks: span.text,
            suggested_phrase=lambda block: f"“{block.phrase.text}”" if block.phrase else "",
            callout=lambda block, content: "\n\n".join(content),
            call_to_action=lambda block: f"{f'{block.text} ' if block.text else ''}{block.label}: {block.url}",
        )
    )
