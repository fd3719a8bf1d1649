"""A store in a file of SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Optional, Union

from typing_extensions import Self

from .copy_store import CopyChange, CopyState, StoredEntry

_SCHEMA = """
CREATE TABLE IF NOT EXISTS copy_state (one INTEGER PRIMARY KEY CHECK (one = 1), live INTEGER NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS copy_entry (
  generation INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (generation, id)
);
INSERT OR IGNORE INTO copy_state VALUES (1, 0, '{"revision": 0}');
"""


class SQLiteStore:
    """A store in a file, for several threads and processes at the same time.

    Every change is one transaction: a process that is killed leaves the state before it or after it.
    """

    def __init__(self, path: Union[str, os.PathLike[str]]) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        with self._lock:
            self._db.execute("PRAGMA journal_mode = WAL")
            with self._transaction() as db:
                for statement in _SCHEMA.split(";\n"):
                    db.execute(statement)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def state(self) -> CopyState:
        with self._lock:
            return self._read()[1]

    def commit(self, change: CopyChange) -> bool:
        with self._lock, self._transaction() as db:
            live, state = self._read()
            if change.state.revision != state.revision + 1:
                return False
            staged = 1 - live
            if change.restart:
                db.execute("DELETE FROM copy_entry WHERE generation = ?", (staged,))
            generation = live if change.generation == "live" else staged
            db.executemany(
                "INSERT OR REPLACE INTO copy_entry VALUES (?, ?, ?, ?)",
                [(generation, entry["id"], entry["type"], json.dumps(entry)) for entry in change.put],
            )
            db.executemany(
                "DELETE FROM copy_entry WHERE generation = ? AND id = ?", [(generation, id) for id in change.remove]
            )
            if change.promote:
                db.execute("DELETE FROM copy_entry WHERE generation = ?", (live,))
                live = staged
            db.execute("UPDATE copy_state SET live = ?, state = ?", (live, json.dumps(change.state.to_dict())))
            return True

    def get(self, entity_id: str) -> Optional[StoredEntry]:
        query = "SELECT entry FROM copy_entry WHERE generation = (SELECT live FROM copy_state) AND id = ?"
        with self._lock:
            row = self._db.execute(query, (entity_id,)).fetchone()
        if row is None:
            return None
        entry: StoredEntry = json.loads(row[0])
        return entry

    def entries(self, kind: Optional[str] = None) -> list[StoredEntry]:
        query = (
            "SELECT entry FROM copy_entry WHERE generation = (SELECT live FROM copy_state) AND (? IS NULL OR type = ?)"
            " ORDER BY id"
        )
        with self._lock:
            rows = self._db.execute(query, (kind, kind)).fetchall()
        return [json.loads(entry) for (entry,) in rows]

    def clear(self) -> None:
        with self._lock, self._transaction() as db:
            state = CopyState(self._read()[1].revision + 1)
            db.execute("DELETE FROM copy_entry")
            db.execute("UPDATE copy_state SET live = 0, state = ?", (json.dumps(state.to_dict()),))

    def _read(self) -> tuple[int, CopyState]:
        live, state = self._db.execute("SELECT live, state FROM copy_state").fetchone()
        return live, CopyState.from_dict(json.loads(state))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
