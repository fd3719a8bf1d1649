"""Failures of requests."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any, Optional

import httpx
from pydantic import Field, ValidationError

from .base import Model
from .content import Alternative
from .values import ErrorCode


class InputError(Model):
    """An error in the input, with the `pointer` to its member or the name of its `parameter`."""

    code: str = ""
    detail: str = ""
    pointer: Optional[str] = None
    parameter: Optional[str] = None


class Problem(Model):
    """The problem document of an answer."""

    code: ErrorCode
    type: Optional[str] = None
    title: Optional[str] = None
    status: Optional[int] = None
    detail: Optional[str] = None
    request_id: Optional[str] = None
    errors: list[InputError] = Field(default_factory=list)
    explanation: Optional[str] = None
    alternative: Optional[Alternative] = None
    current_version: Optional[int] = None


class CairnError(Exception):
    """A request that failed."""

    code: ErrorCode
    """The error code for programs. A later server may have others than those that this version knows."""
    status: Optional[int]
    """The HTTP status, if there was an answer."""
    problem: Optional[Problem]
    """The problem document, if the answer was one."""
    request_id: Optional[str]
    """The id of the request, which the server's log has too."""
    retry_after: Optional[float]
    """The seconds of `Retry-After`."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        response: Optional[httpx.Response] = None,
        problem: Optional[Problem] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.problem = problem
        self.status = response.status_code if response is not None else None
        self.retry_after = retry_after(response) if response is not None else None
        header = response.headers.get("X-Request-Id") if response is not None else None
        self.request_id = (problem.request_id if problem else None) or header

    @property
    def detail(self) -> str:
        """A description of this occurrence and its remedy."""
        return (self.problem.detail if self.problem else None) or str(self)

    @property
    def errors(self) -> list[InputError]:
        """The single errors in the input."""
        return self.problem.errors if self.problem else []

    @property
    def explanation(self) -> Optional[str]:
        """The reason why content is gone."""
        return self.problem.explanation if self.problem else None

    @property
    def alternative(self) -> Optional[Alternative]:
        """What to read in place of content that is gone."""
        return self.problem.alternative if self.problem else None


class EditConflict(CairnError):
    """Two people have changed the same members. Nothing was written."""

    conflicts: list[str]
    """JSON Pointers to the members that both have changed."""
    theirs: Any
    """The working copy as it is now."""

    def __init__(self, conflicts: list[str], theirs: Any) -> None:
        super().__init__("edit_conflict", f"Somebody else has changed {', '.join(conflicts)} too.")
        self.conflicts = conflicts
        self.theirs = theirs


def error_of(response: httpx.Response) -> CairnError:
    """Makes an error of a response that is not a success, and that is read."""
    try:
        problem = Problem.model_validate(response.json())
    except (ValueError, ValidationError):
        message = f"The answer has the status {response.status_code} and no problem document."
        return CairnError("unexpected_response", message, response=response)
    return CairnError(problem.code, problem.detail or problem.code, response=response, problem=problem)


def retry_after(response: httpx.Response) -> Optional[float]:
    """Returns the seconds of `Retry-After`, which is a number or a date."""
    value = response.headers.get("Retry-After", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
