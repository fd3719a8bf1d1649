"""Verifies webhooks as Standard Webhooks specifies."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from pydantic import Field, ValidationError

from .base import Model


class WebhookEvent(Model):
    """The content of a message. A later server may have other types than those in `docs/`."""

    type: str
    timestamp: str
    data: dict[str, Any] = Field(default_factory=dict)


class WebhookError(Exception):
    """A message that is not from Cairn, is too old, or was changed."""


def verify_webhook(
    secret: Union[str, Sequence[str]],
    headers: Mapping[str, str],
    body: Union[str, bytes],
    *,
    tolerance: float = 300,
    now: Optional[float] = None,
) -> WebhookEvent:
    """Returns the event of a message, or raises a `WebhookError`.

    - `secret`: one secret, or the old and the new one while they are exchanged.
    - `body`: the body as it was received.
    - `tolerance`: the greatest difference between the timestamp and the clock, in seconds.
    - `now`: the time in seconds since 1970, if it is not that of the clock.

    Store the `webhook-id` to recognise a message that comes twice.
    """
    named = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (_header(named, name) for name in ("id", "timestamp", "signature"))
    if not (timestamp.isascii() and timestamp.isdecimal()):
        raise WebhookError("The header webhook-timestamp is not a number.")
    if abs((time.time() if now is None else now) - int(timestamp)) > tolerance:
        raise WebhookError("The message is too old, or from the future.")
    content = body.encode() if isinstance(body, str) else body
    signed = f"{message_id}.{timestamp}.".encode() + content
    given = [_decode(signature[3:]) for signature in signatures.split(" ") if signature.startswith("v1,")]
    for one in [secret] if isinstance(secret, str) else secret:
        expected = hmac.new(_decode(one.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        if any(hmac.compare_digest(expected, signature) for signature in given):
            try:
                return WebhookEvent.model_validate_json(content)
            except ValidationError as error:
                raise WebhookError("The body is no event.") from error
    raise WebhookError("No signature is valid.")


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(f"webhook-{name}")
    if not value:
        raise WebhookError(f"The header webhook-{name} is missing.")
    return value


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise WebhookError("A secret or a signature is not Base64.") from error
