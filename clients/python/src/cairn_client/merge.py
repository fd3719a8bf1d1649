"""Differences and three-way merges of JSON values."""

from __future__ import annotations

from typing import Any, Optional

from typing_extensions import TypeAlias

JsonObject: TypeAlias = dict[str, Any]


class Absent:
    """The value of a member that is not there."""


ABSENT = Absent()


def is_equal(a: Any, b: Any) -> bool:
    """Returns true if both values are the same JSON: `True` is not `1`."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_equal(value, b[name]) for name, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(is_equal, a, b))
    return bool(a == b)


def _names(*values: JsonObject) -> list[str]:
    return list(dict.fromkeys(name for value in values for name in value))


def diff(before: JsonObject, after: JsonObject) -> JsonObject:
    """Returns the JSON Merge Patch (RFC 7396) that makes `after` of `before`."""
    patch: JsonObject = {}
    for name in _names(before, after):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if is_equal(old, new):
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            patch[name] = diff(old, new)
        else:
            patch[name] = None if new is ABSENT else new
    return patch


def apply_patch(value: JsonObject, patch: JsonObject) -> JsonObject:
    """Applies a JSON Merge Patch."""
    result = dict(value)
    for name, change in patch.items():
        old = result.get(name)
        if change is None:
            result.pop(name, None)
        elif isinstance(change, dict):
            result[name] = apply_patch(old if isinstance(old, dict) else {}, change)
        else:
            result[name] = change
    return result


def merge(base: Any, mine: Any, theirs: Any, conflicts: list[str], pointer: str = "") -> Any:
    """Merges two changes of the same value.

    Objects are merged by member, and arrays of objects with an `id` or a `_key` by that. Adds to `conflicts` a JSON Pointer
    to each value that both have changed in different ways.
    """
    if is_equal(mine, base) or is_equal(mine, theirs):
        return theirs
    if is_equal(theirs, base):
        return mine
    if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
        result = {}
        for name in _names(theirs, mine):
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            values = [value.get(name, ABSENT) for value in (base, mine, theirs)]
            merged = merge(values[0], values[1], values[2], conflicts, place)
            if merged is not ABSENT:
                result[name] = merged
        return result
    if isinstance(base, list) and isinstance(mine, list) and isinstance(theirs, list):
        items = _merge_keyed(base, mine, theirs, conflicts, pointer)
        if items is not None:
            return items
    conflicts.append(pointer)
    return theirs


def _merge_keyed(
    base: list[Any], mine: list[Any], theirs: list[Any], conflicts: list[str], pointer: str
) -> Optional[list[Any]]:
    """Merges arrays whose items have unique keys, unless both have changed the order."""
    bases, mines, others = _by_key(base), _by_key(mine), _by_key(theirs)
    if bases is None or mines is None or others is None:
        return None

    def in_order(items: JsonObject) -> bool:
        return [key for key in bases if key in items] == [key for key in items if key in bases]

    # The order of the one that has moved items is kept; the items of the other are put behind their neighbours.
    first, second = (others, mines) if in_order(mines) else (mines, others)
    if not in_order(second):
        return None
    order = list(first)
    before = None
    for key in second:
        if key not in first:
            order.insert(0 if before is None else order.index(before) + 1, key)
        before = key
    result = []
    for key in order:
        index = list(others if key in others else mines).index(key)
        values = [items.get(key, ABSENT) for items in (bases, mines, others)]
        merged = merge(values[0], values[1], values[2], conflicts, f"{pointer}/{index}")
        if merged is not ABSENT:
            result.append(merged)
    return result


def _by_key(items: list[Any]) -> Optional[dict[str, Any]]:
    keyed: dict[str, Any] = {}
    for item in items:
        key = item.get("id", item.get("_key")) if isinstance(item, dict) else None
        if not isinstance(key, str) or key in keyed:
            return None
        keyed[key] = item
    return keyed
