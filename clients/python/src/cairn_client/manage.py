"""Writing with the synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Optional, Union

from typing_extensions import Unpack

from . import managed
from .connection import Connection
from .content import Page
from .edits import edit
from .managed import (
    BatchOperation,
    Copy,
    Input,
    ManagedOperations,
    PublishOptions,
    ScheduleOptions,
    SubmitOptions,
    Summary,
    UnpublishOptions,
    Version,
)
from .pages import ItemList
from .queries import WorkingCopiesQuery
from .working_copies import BatchResult, CreatedPreviewToken, Whoami


class Managed(Generic[Input, Copy, Summary]):
    """The working copies of a collection.

    `if_match` is the version that a write was made for; if there is a newer one, the write fails with 412. `"*"` overwrites
    whatever is there.
    """

    def __init__(self, connection: Connection, operations: ManagedOperations[Input, Copy, Summary]) -> None:
        self._connection = connection
        self._operations = operations

    def list(self, **query: Unpack[WorkingCopiesQuery]) -> ItemList[Summary, Page[Summary]]:
        """Lists working copies."""
        return self._connection.list(self._operations.list(query))

    def get(self, entity_id: str) -> Copy:
        """Reads a working copy."""
        return self._connection.call(self._operations.get(entity_id))

    def create(
        self, content: Union[Input, Mapping[str, Any]], *, note: Optional[str] = None, repeatable: bool = True
    ) -> Copy:
        """Creates an entity.

        The client chooses an id unless `content` has one, so that a retry creates nothing twice. With `repeatable=False`
        the server chooses the id, and nothing is retried.
        """
        return self._connection.call(self._operations.create(content, note, repeatable))

    def replace(
        self, entity_id: str, content: Union[Input, Mapping[str, Any]], *, if_match: Version, note: Optional[str] = None
    ) -> Copy:
        """Replaces the content of a working copy."""
        return self._connection.call(self._operations.replace(entity_id, content, if_match, note))

    def update(self, entity_id: str, patch: Mapping[str, Any], *, if_match: Version, note: Optional[str] = None) -> Copy:
        """Applies a JSON Merge Patch, with the names of the API: None clears a member. `edit` is for people at work."""
        return self._connection.call(self._operations.update(entity_id, patch, if_match, note))

    def edit(
        self,
        entity_id: str,
        change: Union[Mapping[str, Any], Callable[[Copy], Any]],
        *,
        note: Optional[str] = None,
        attempts: int = 5,
    ) -> Copy:
        """Changes a working copy.

        `change` is a JSON Merge Patch, or a function that changes a draft. If somebody else has saved in the meantime, both
        changes are merged, up to `attempts` times; members that both have changed are an `EditConflict`.
        """
        return self._connection.run(edit(self._connection.transport, self._operations, entity_id, change, note, attempts))

    def delete(self, entity_id: str, *, if_match: Version, force: bool = False) -> None:
        """Moves an entity to the trash. With `force`, also if it is published or others refer to it."""
        self._connection.call(self._operations.delete(entity_id, if_match, force))

    def publish(self, entity_id: str, *, if_match: Version, **options: Unpack[PublishOptions]) -> Copy:
        """Publishes the working copy."""
        return self._connection.call(self._operations.verb(entity_id, "publish", if_match, options))

    def unpublish(
        self, entity_id: str, *, if_match: Version, force: bool = False, **options: Unpack[UnpublishOptions]
    ) -> Copy:
        """Takes an entity back. With `force`, also if published documents refer to it: they are rebuilt without it."""
        query = {"force": True} if force else {}
        return self._connection.call(self._operations.verb(entity_id, "unpublish", if_match, options, query))

    def schedule(self, entity_id: str, *, if_match: Version, **times: Unpack[ScheduleOptions]) -> Copy:
        """Publishes at `publish_at`, and unpublishes at `unpublish_at`."""
        return self._connection.call(self._operations.schedule(entity_id, if_match, times))

    def cancel_schedule(self, entity_id: str, *, if_match: Version, action: Optional[str] = None) -> Copy:
        """Cancels what is scheduled: all, or only `publish` or `unpublish`."""
        return self._connection.call(self._operations.cancel_schedule(entity_id, if_match, action))

    def submit(self, entity_id: str, *, if_match: Version, **options: Unpack[SubmitOptions]) -> Copy:
        """Submits the working copy for approval."""
        return self._connection.call(self._operations.verb(entity_id, "submit", if_match, options))

    def approve(self, entity_id: str, *, if_match: Version, comment: Optional[str] = None) -> Copy:
        """Approves the working copy."""
        body = {} if comment is None else {"comment": comment}
        return self._connection.call(self._operations.verb(entity_id, "approve", if_match, body))

    def reject(self, entity_id: str, *, if_match: Version, comment: str) -> Copy:
        """Sends the working copy back to its author."""
        return self._connection.call(self._operations.verb(entity_id, "reject", if_match, {"comment": comment}))


class Manage:
    """Writing, with a key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.articles = Managed(connection, managed.ARTICLES)
        self.phrases = Managed(connection, managed.PHRASES)
        self.resources = Managed(connection, managed.RESOURCES)
        self.topics = Managed(connection, managed.TOPICS)

    def whoami(self) -> Whoami:
        """Describes the key of this client, and what the server accepts from it."""
        return self._connection.call(managed.whoami())

    def batch(self, operations: Sequence[BatchOperation]) -> list[BatchResult]:
        """Makes all writes, or none."""
        return self._connection.call(managed.batch(operations)).results

    def create_preview_token(
        self, article_id: Optional[str] = None, *, expires_in_seconds: Optional[int] = None
    ) -> CreatedPreviewToken:
        """Makes a token that shows the draft of an article, or all unpublished work."""
        return self._connection.call(managed.create_preview_token(article_id, expires_in_seconds))
