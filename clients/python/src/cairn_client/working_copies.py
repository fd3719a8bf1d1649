"""Working copies, and the inputs that make them."""

from __future__ import annotations

from typing import Any, Literal, Optional

from pydantic import Field

from .base import Input, Model, Timestamp
from .blocks import Block
from .content import Credit, Seo
from .values import (
    ApprovalRule,
    LinkStatus,
    PreviewScope,
    ResourceKind,
    ReviewState,
    Role,
    Status,
    Tone,
    TopicKind,
    WorkflowStep,
)


class Workflow(Model):
    """The latest step of the workflow."""

    step: WorkflowStep
    by: str
    at: Timestamp


class ScheduledTimes(Model):
    publish_at: Optional[Timestamp] = None
    unpublish_at: Optional[Timestamp] = None


class InputWarning(Model):
    """A part of the input that was stored otherwise than it was written."""

    pointer: str
    detail: str


class WorkingCopy(Model):
    """An entity as its editors see it."""

    id: str
    version: int
    status: Status
    published_version: Optional[int] = None
    workflow: Optional[Workflow] = None
    schedule: Optional[ScheduledTimes] = None
    link_status: Optional[LinkStatus] = None
    last_checked_at: Optional[Timestamp] = None
    source_id: Optional[str] = None
    created_at: Timestamp
    updated_at: Timestamp
    warnings: Optional[list[InputWarning]] = None


class WorkingCopySection(Model):
    id: str
    anchor: str
    heading: Optional[str] = None
    body: Optional[list[Block]] = None
    markdown: Optional[str] = None


class ArticleWorkingCopySummary(WorkingCopy):
    """A working copy without its sections."""

    type: Literal["article"] = "article"
    locale: str
    slug: Optional[str] = None
    title: str
    kicker: Optional[str] = None
    summary: Optional[str] = None
    topics: list[str] = Field(default_factory=list)
    related: list[str] = Field(default_factory=list)
    authors: list[Credit] = Field(default_factory=list)
    reviewers: list[Credit] = Field(default_factory=list)
    last_reviewed_at: Optional[Timestamp] = None
    next_review_at: Optional[Timestamp] = None
    seo: Seo
    translation_group_id: str
    review_state: ReviewState


class ArticleWorkingCopy(ArticleWorkingCopySummary):
    sections: list[WorkingCopySection]


class PhraseWorkingCopy(WorkingCopy):
    type: Literal["phrase"] = "phrase"
    locale: str
    text: str
    tone: Tone
    instead_of: Optional[str] = None
    why: Optional[str] = None
    topics: list[str] = Field(default_factory=list)


class ResourceWorkingCopy(WorkingCopy):
    type: Literal["resource"] = "resource"
    locale: str
    kind: ResourceKind
    title: str
    excerpt: str
    url: Optional[str] = None
    fallback_url: Optional[str] = None
    article_id: Optional[str] = None
    phone: Optional[str] = None
    regions: list[str] = Field(default_factory=list)
    topics: list[str] = Field(default_factory=list)


class TopicTranslation(Input):
    name: str
    description: Optional[str] = None


class TopicWorkingCopy(WorkingCopy):
    type: Literal["topic"] = "topic"
    kind: TopicKind
    slug: str
    name: str
    description: Optional[str] = None
    parent_id: Optional[str] = None
    translations: Optional[dict[str, TopicTranslation]] = None


class CreditInput(Input):
    name: str
    credential: Optional[str] = None


class SeoInput(Input):
    title: Optional[str] = None
    description: Optional[str] = None
    canonical_url: Optional[str] = None
    no_index: Optional[bool] = None


class SectionInput(Input):
    """A section, with its text as `markdown` or as blocks."""

    id: Optional[str] = None
    heading: Optional[str] = None
    anchor: Optional[str] = None
    markdown: Optional[str] = None
    body: Optional[list[Block]] = None


class ArticleInput(Input):
    """An article. Topics are given by id or slug."""

    id: Optional[str] = None
    locale: str
    title: str
    slug: Optional[str] = None
    kicker: Optional[str] = None
    summary: Optional[str] = None
    topics: Optional[list[str]] = None
    related: Optional[list[str]] = None
    sections: Optional[list[SectionInput]] = None
    authors: Optional[list[CreditInput]] = None
    reviewers: Optional[list[CreditInput]] = None
    last_reviewed_at: Optional[Timestamp] = None
    next_review_at: Optional[Timestamp] = None
    seo: Optional[SeoInput] = None
    translation_group_id: Optional[str] = None
    translation_of: Optional[str] = None


class PhraseInput(Input):
    id: Optional[str] = None
    locale: str
    text: str
    tone: Tone
    instead_of: Optional[str] = None
    why: Optional[str] = None
    topics: Optional[list[str]] = None


class ResourceInput(Input):
    id: Optional[str] = None
    locale: str
    kind: ResourceKind
    title: str
    excerpt: str
    url: Optional[str] = None
    fallback_url: Optional[str] = None
    article_id: Optional[str] = None
    phone: Optional[str] = None
    regions: Optional[list[str]] = None
    topics: Optional[list[str]] = None


class TopicInput(Input):
    id: Optional[str] = None
    kind: TopicKind
    slug: str
    name: str
    description: Optional[str] = None
    parent_id: Optional[str] = None
    translations: Optional[dict[str, TopicTranslation]] = None


class CreatedPreviewToken(Model):
    """A preview token. It cannot be read again."""

    id: str
    scope: PreviewScope
    token: str
    url: str
    expires_at: Timestamp


class Limits(Model):
    body_bytes: int
    import_bytes: int
    page_items: int
    batch_operations: int
    requests_per_minute: Optional[int] = None


class Whoami(Model):
    """The key of this client, and what the server accepts from it."""

    key_id: str
    name: str
    role: Role
    expires_at: Optional[Timestamp] = None
    approval: ApprovalRule
    limits: Limits


class BatchResult(Model):
    """The result of one operation of a batch."""

    status: int
    etag: Optional[str] = None
    location: Optional[str] = None
    body: Optional[dict[str, Any]] = None


class BatchResults(Model):
    results: list[BatchResult]
