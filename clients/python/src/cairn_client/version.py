"""The version of the package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def user_agent() -> str:
    """Returns the header `User-Agent`."""
    try:
        return f"cairn-client-python/{version('cairn-client')}"
    except PackageNotFoundError:
        return "cairn-client-python"
