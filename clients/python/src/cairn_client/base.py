"""The base of all models: members in snake case, unknown members kept, and encoding without loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Timestamp = AwareDatetime
"""A time with its zone."""


class Model(BaseModel):
    """Content of the API. Members that this client does not know are in `model_extra`, and as attributes."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel)

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON of the API: what the server sent, with the changes made since. A member set to None is absent."""
        result = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name, None)
            # A tag is sent in any case; all other defaults are absent, as they were in the answer.
            is_default = name not in self.model_fields_set and name != "type" and value == field.get_default()
            if value is None or value == [] and name not in self.model_fields_set or is_default:
                continue
            result[field.alias or name] = encode(value)
        result.update((name, encode(value)) for name, value in (self.model_extra or {}).items())
        return result


class Input(Model):
    """A model that callers make: its members have Python names."""

    model_config = ConfigDict(populate_by_name=True)


def encode(value: Any) -> Any:
    """Returns models, mappings, sequences and times as JSON."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: encode(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return format_time(value)
    return value


def format_time(time: datetime) -> str:
    """Returns a time as the API writes it: in UTC, with milliseconds."""
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    utc = time.astimezone(timezone.utc)
    timespec = "milliseconds" if utc.microsecond % 1000 == 0 else "microseconds"
    return utc.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


def open_tag(member: str, *known: str) -> Callable[[Any], str]:
    """Returns the discriminator of a union by that member. Values that are not known get the tag `unknown`."""
    attribute = member.lstrip("_")

    def tag(value: Any) -> str:
        found = value.get(member) if isinstance(value, Mapping) else getattr(value, attribute, None)
        return found if isinstance(found, str) and found in known else "unknown"

    return tag
