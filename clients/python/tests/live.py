"""The server under test: run.sh starts it."""

from __future__ import annotations

import os


def _setting(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise RuntimeError(f"{name} is not set: run the tests with run.sh")
    return value


URL = _setting("CAIRN_URL")
KEY = _setting("CAIRN_KEY")
#: The server's `CAIRN_SYNC_WINDOW_S`: older tokens have expired.
WINDOW_S = float(os.environ.get("CAIRN_TEST_WINDOW", "2"))
