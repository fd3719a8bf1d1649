"""Where an offline copy is stored.

A store holds a live generation, which readers see, and a staged one, which a new copy is built in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Optional, Protocol

from typing_extensions import TypeAlias

StoredEntry: TypeAlias = dict[str, Any]
"""An entry as the server sent it."""


@dataclass(frozen=True)
class Staged:
    """The position of the staged generation: its filter, and the token of its next page."""

    filter: str
    page: Optional[str] = None


@dataclass(frozen=True)
class CopyState:
    """The position of a copy."""

    revision: int = 0
    """Counts the changes of the store."""
    filter: Optional[str] = None
    """The filter of the live generation."""
    token: Optional[str] = None
    """The token with which the live generation continues."""
    staged: Optional[Staged] = None

    def to_dict(self) -> dict[str, Any]:
        """Returns the state as JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> CopyState:
        staged = value.get("staged")
        return cls(
            value["revision"], value.get("filter"), value.get("token"), Staged(staged["filter"], staged["page"]) if staged else None
        )


@dataclass(frozen=True)
class CopyChange:
    """A change of the store, to be made as a whole or not at all."""

    state: CopyState
    """The new state. Its revision is one more than that of the state that the change was made for."""
    generation: Literal["live", "staged"] = "live"
    """The generation that is changed."""
    restart: bool = False
    """True if the staged generation is emptied first."""
    put: list[StoredEntry] = field(default_factory=list)
    """Entries to store under their ids."""
    remove: list[str] = field(default_factory=list)
    """The ids of entries to delete."""
    promote: bool = False
    """True if the staged generation then replaces the live one."""


class CopyStore(Protocol):
    """Stores an offline copy. `AsyncOfflineCopy` calls the methods in threads."""

    def state(self) -> CopyState: ...

    def commit(self, change: CopyChange) -> bool:
        """Makes a change in one step. Returns false, and changes nothing, if the stored revision is not one less."""
        ...

    def get(self, entity_id: str) -> Optional[StoredEntry]:
        """Returns an entry of the live generation."""
        ...

    def entries(self, kind: Optional[str] = None) -> Iterable[StoredEntry]:
        """Returns the entries of the live generation, or those of a type."""
        ...

    def clear(self) -> None:
        """Deletes everything."""
        ...


class MemoryStore:
    """A store in memory, which ends with the process."""

    def __init__(self) -> None:
        self._state = CopyState()
        self._live: dict[str, StoredEntry] = {}
        self._staged: dict[str, StoredEntry] = {}
        self._lock = threading.Lock()

    def state(self) -> CopyState:
        return self._state

    def commit(self, change: CopyChange) -> bool:
        with self._lock:
            if change.state.revision != self._state.revision + 1:
                return False
            if change.restart:
                self._staged = {}
            entries = self._live if change.generation == "live" else self._staged
            for entry in change.put:
                entries[entry["id"]] = entry
            for entity_id in change.remove:
                entries.pop(entity_id, None)
            if change.promote:
                self._live, self._staged = self._staged, {}
            self._state = change.state
            return True

    def get(self, entity_id: str) -> Optional[StoredEntry]:
        return self._live.get(entity_id)

    def entries(self, kind: Optional[str] = None) -> list[StoredEntry]:
        with self._lock:
            return [entry for entry in self._live.values() if kind is None or entry["type"] == kind]

    def clear(self) -> None:
        with self._lock:
            self._state = CopyState(self._state.revision + 1)
            self._live, self._staged = {}, {}
