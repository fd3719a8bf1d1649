"""Edits that overwrite nobody's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional, Union

from .base import encode
from .errors import CairnError, EditConflict
from .flows import Call, Flow
from .http import Transport
from .managed import Copy, Input, ManagedOperations, Summary
from .merge import apply_patch, diff, merge


def edit(
    transport: Transport,
    operations: ManagedOperations[Input, Copy, Summary],
    entity_id: str,
    change: Union[Mapping[str, Any], Callable[[Copy], Any]],
    note: Optional[str],
    attempts: int,
) -> Flow[Copy]:
    """Changes a working copy, and merges the changes that others save in the meantime."""

    def read() -> Flow[tuple[Copy, str]]:
        copy, response = yield from transport.call_with_response(operations.get(entity_id))
        return copy, response.headers.get("ETag") or f'"{copy.version}"'

    copy, etag = yield from read()
    base = copy.to_dict()
    if callable(change):
        draft = operations.decode(copy.to_dict())
        yield Call(change, (draft,))
        mine = draft.to_dict()
    else:
        mine = apply_patch(base, encode(change))
    attempt = 0
    while True:
        theirs = copy.to_dict()
        conflicts: list[str] = []
        merged = merge(base, mine, theirs, conflicts)
        if conflicts:
            raise EditConflict(conflicts, copy)
        patch = diff(theirs, merged)
        if not patch:
            return copy
        try:
            return (yield from transport.call(operations.update_tagged(entity_id, patch, etag, note)))
        except CairnError as error:
            if not _is_uncertain(error) or attempt >= attempts:
                raise
        attempt += 1
        base, mine = theirs, merged
        copy, etag = yield from read()


def _is_uncertain(error: CairnError) -> bool:
    """Returns true if the version has changed, or if it is not known whether the change was saved."""
    return error.status in (412, 502, 504) or error.code in ("network_error", "server_timeout")
