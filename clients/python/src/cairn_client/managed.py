"""The writes of the API, as both clients send them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Generic, Literal, Optional, TypeVar, Union

from typing_extensions import TypeAlias, TypedDict

from .base import encode
from .content import Page
from .http import Operation, path_of
from .operations import as_is, decoder
from .queries import Time, parameters
from .working_copies import (
    ArticleInput,
    ArticleWorkingCopy,
    ArticleWorkingCopySummary,
    BatchResults,
    CreatedPreviewToken,
    PhraseInput,
    PhraseWorkingCopy,
    ResourceInput,
    ResourceWorkingCopy,
    TopicInput,
    TopicWorkingCopy,
    Whoami,
    WorkingCopy,
)

Input = TypeVar("Input")
Copy = TypeVar("Copy", bound=WorkingCopy)
Summary = TypeVar("Summary", bound=WorkingCopy)

Version: TypeAlias = Union[int, Literal["*"]]
"""The version that a write was made for. `"*"` overwrites whatever is there."""


class PublishOptions(TypedDict, total=False):
    include_references: bool
    """True if drafts that the entity refers to are published with it."""
    change_note: str
    major: bool


class UnpublishOptions(TypedDict, total=False):
    mode: str
    """`gone`, `redirect` or `withdrawn`."""
    explanation: str
    alternative: Mapping[str, str]
    """What to read instead: `{"articleId": …}` or `{"url": …}`."""


class ScheduleOptions(TypedDict, total=False):
    publish_at: Time
    unpublish_at: Time
    include_references: bool
    change_note: str
    major: bool
    unpublish: Mapping[str, Any]


class SubmitOptions(TypedDict, total=False):
    comment: str
    change_note: str
    major: bool
    unpublish: Mapping[str, Any]


class BatchOperation(TypedDict, total=False):
    """A write of a batch, with the names of the API."""

    method: str
    path: str
    ifMatch: str
    body: Mapping[str, Any]


def if_match(version: Version) -> dict[str, str]:
    return {"If-Match": version if version == "*" else f'"{version}"'}


class ManagedOperations(Generic[Input, Copy, Summary]):
    """The writes of a collection."""

    def __init__(self, collection: str, copy: type[Copy], page: type[Page[Summary]]) -> None:
        self.collection = collection
        self.decode = decoder(copy)
        self._decode_page = decoder(page)

    def path(self, *segments: str) -> str:
        return path_of("v1", "manage", self.collection, *segments)

    def list(self, query: Any) -> Operation[Page[Summary]]:
        return Operation("GET", self.path(), self._decode_page, parameters(query))

    def get(self, entity_id: str) -> Operation[Copy]:
        return Operation("GET", self.path(entity_id), self.decode)

    def create(self, content: Union[Input, Mapping[str, Any]], note: Optional[str], repeatable: bool) -> Operation[Copy]:
        body = encode(content)
        if repeatable and "id" not in body:
            body["id"] = str(uuid.uuid4())
        return Operation("POST", self.path(), self.decode, {"note": note}, body=body, repeatable="id" in body)

    def replace(
        self, entity_id: str, content: Union[Input, Mapping[str, Any]], version: Version, note: Optional[str]
    ) -> Operation[Copy]:
        return Operation("PUT", self.path(entity_id), self.decode, {"note": note}, if_match(version), content)

    def update(self, entity_id: str, patch: Mapping[str, Any], version: Version, note: Optional[str]) -> Operation[Copy]:
        return self.update_tagged(entity_id, patch, if_match(version)["If-Match"], note)

    def update_tagged(self, entity_id: str, patch: Mapping[str, Any], etag: str, note: Optional[str]) -> Operation[Copy]:
        headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        return Operation("PATCH", self.path(entity_id), self.decode, {"note": note}, headers, patch)

    def delete(self, entity_id: str, version: Version, force: bool) -> Operation[None]:
        query = {"force": True} if force else {}
        return Operation("DELETE", self.path(entity_id), as_is, query, if_match(version))

    def verb(
        self, entity_id: str, verb: str, version: Version, body: Any, query: Optional[Mapping[str, Any]] = None
    ) -> Operation[Copy]:
        path = self.path(entity_id, verb)
        return Operation("POST", path, self.decode, query or {}, if_match(version), parameters(body))

    def schedule(self, entity_id: str, version: Version, times: Any) -> Operation[Copy]:
        return Operation("PUT", self.path(entity_id, "schedule"), self.decode, {}, if_match(version), parameters(times))

    def cancel_schedule(self, entity_id: str, version: Version, action: Optional[str]) -> Operation[Copy]:
        path = self.path(entity_id, "schedule")
        return Operation("DELETE", path, self.decode, {"action": action}, if_match(version))


def whoami() -> Operation[Whoami]:
    return Operation("GET", "/v1/manage/whoami", decoder(Whoami))


def batch(operations: Any) -> Operation[BatchResults]:
    return Operation("POST", "/v1/manage/batch", decoder(BatchResults), body={"operations": operations})


def create_preview_token(article_id: Optional[str], expires_in_seconds: Optional[int]) -> Operation[CreatedPreviewToken]:
    body: dict[str, Any] = {} if expires_in_seconds is None else {"expiresInSeconds": expires_in_seconds}
    path = "/v1/manage/preview-tokens"
    if article_id is None:
        body["scope"] = "all"
    else:
        path = path_of("v1", "manage", "articles", article_id, "preview-tokens")
    return Operation("POST", path, decoder(CreatedPreviewToken), body=body)


ARTICLES: ManagedOperations[ArticleInput, ArticleWorkingCopy, ArticleWorkingCopySummary] = ManagedOperations(
    "articles", ArticleWorkingCopy, Page[ArticleWorkingCopySummary]
)
PHRASES: ManagedOperations[PhraseInput, PhraseWorkingCopy, PhraseWorkingCopy] = ManagedOperations(
    "phrases", PhraseWorkingCopy, Page[PhraseWorkingCopy]
)
RESOURCES: ManagedOperations[ResourceInput, ResourceWorkingCopy, ResourceWorkingCopy] = ManagedOperations(
    "resources", ResourceWorkingCopy, Page[ResourceWorkingCopy]
)
TOPICS: ManagedOperations[TopicInput, TopicWorkingCopy, TopicWorkingCopy] = ManagedOperations(
    "topics", TopicWorkingCopy, Page[TopicWorkingCopy]
)
