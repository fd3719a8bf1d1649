"""A client of Cairn, a headless content API.

`Cairn` and `AsyncCairn` read, search and write. `cairn_client.models` has the types of all content, `cairn_client.sync` offline
copies, `cairn_client.portable_text` a walker over bodies, and `cairn_client.webhooks` the verification of webhooks.
"""

from .async_client import AsyncCairn
from .client import Cairn
from .errors import CairnError, EditConflict, InputError, Problem
from .etags import MemoryResponses, ResponseStore, StoredResponse
from .pages import AsyncItemList, ItemList
from .portable_text import to_text, walk
from .search import Segment, segments
from .webhooks import WebhookError, WebhookEvent, verify_webhook

__all__ = [
    "AsyncCairn",
    "AsyncItemList",
    "Cairn",
    "CairnError",
    "EditConflict",
    "InputError",
    "ItemList",
    "MemoryResponses",
    "Problem",
    "ResponseStore",
    "Segment",
    "StoredResponse",
    "WebhookError",
    "WebhookEvent",
    "segments",
    "to_text",
    "verify_webhook",
    "walk",
]
