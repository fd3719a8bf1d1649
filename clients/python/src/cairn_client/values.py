"""Values with names. Each type lists those that this version knows; a later server may send others, which stay strings."""

from __future__ import annotations

from typing import Literal, Union

from typing_extensions import TypeAlias

Kind: TypeAlias = Union[Literal["article", "phrase", "resource", "topic"], str]
Tone: TypeAlias = Union[Literal["supportive", "calm", "firm", "hopeful", "curious"], str]
TopicKind: TypeAlias = Union[Literal["subject", "situation", "audience"], str]
ResourceKind: TypeAlias = Union[Literal["article", "page", "service", "helpline", "document", "video", "tool"], str]
ReviewState: TypeAlias = Union[Literal["current", "due", "overdue"], str]
Style: TypeAlias = Union[Literal["normal", "h3", "h4", "h5", "h6", "blockquote"], str]
ListKind: TypeAlias = Union[Literal["bullet", "number"], str]
CalloutTone: TypeAlias = Union[Literal["info", "warning", "urgent"], str]
Matching: TypeAlias = Union[Literal["all", "some"], str]
LookupState: TypeAlias = Union[Literal["published", "moved", "redirected", "withdrawn", "gone", "unknown"], str]
RedirectKind: TypeAlias = Union[Literal["article", "topic"], str]
TombstoneReason: TypeAlias = Union[Literal["unpublished", "redirected", "withdrawn", "filtered"], str]
Status: TypeAlias = Union[
    Literal["draft", "inReview", "approved", "scheduled", "published", "unpublished", "trashed"], str
]
LinkStatus: TypeAlias = Union[Literal["unchecked", "ok", "unclear", "broken"], str]
WorkflowStep: TypeAlias = Union[Literal["submitted", "approved", "rejected", "voided"], str]
Role: TypeAlias = Union[Literal["viewer", "author", "editor", "admin"], str]
ApprovalRule: TypeAlias = Union[Literal["off", "required", "four-eyes"], str]
PreviewScope: TypeAlias = Union[Literal["article", "all"], str]

ErrorCode: TypeAlias = Union[
    Literal[
        # Codes of the client: no answer arrived, an answer was not what the document says, an edit cannot be merged.
        "network_error",
        "unexpected_response",
        "edit_conflict",
        # Codes of the server.
        "approval_required",
        "forbidden",
        "gone",
        "headers_too_large",
        "id_in_use",
        "in_use",
        "internal_error",
        "invalid_credentials",
        "invalid_cursor",
        "invalid_query",
        "invalid_transition",
        "key_not_active",
        "last_admin_key",
        "malformed_json",
        "malformed_request",
        "method_not_allowed",
        "missing_credentials",
        "not_acceptable",
        "not_found",
        "not_published",
        "not_trashed",
        "overloaded",
        "payload_too_large",
        "precondition_failed",
        "precondition_required",
        "rate_limited",
        "request_timeout",
        "resync_required",
        "scheduled",
        "self_approval",
        "server_timeout",
        "slug_in_use",
        "still_published",
        "storage_full",
        "too_many_auth_failures",
        "too_many_streams",
        "translation_exists",
        "trashed",
        "unavailable",
        "unpublished_references",
        "unsupported_media_type",
        "uri_too_long",
        "validation_failed",
        "version_mismatch",
        "webhook_disabled",
    ],
    str,
]
