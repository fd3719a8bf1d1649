"""The editors of the model: random changes that are valid, in batches."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass
from typing import Any

from cairn_client import Cairn
from cairn_client.managed import BatchOperation

LOCALES = ["en", "es", "fr"]


@dataclass
class Entity:
    id: str
    collection: str
    locale: str
    is_published: bool = True


class Editors:
    """Makes random changes. `topics` are published and stay so: articles and phrases refer to them."""

    def __init__(self, cairn: Cairn, topics: list[str], seed: int) -> None:
        self._cairn = cairn
        self._topics = topics
        self._random = random.Random(seed)
        self._entities: list[Entity] = []
        self._counter = 0

    def edit(self, operations: int, longest_s: float) -> int:
        """Makes changes, and returns their number. A slow machine makes fewer."""
        end = time.monotonic() + longest_s
        done = 0
        while done < operations and time.monotonic() < end:
            size = 1 if self._chance(0.5) else self._random.randrange(60)
            batch: list[BatchOperation] = []
            while len(batch) < size + 1:
                batch += self._operations()
            self._cairn.manage.batch(batch)
            done += len(batch)
        return done

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _content(self, entity: Entity) -> dict[str, Any]:
        self._counter += 1
        number = self._counter
        topics = [self._random.choice(self._topics)] if self._chance(0.6) else []
        if entity.collection == "articles":
            return {
                "locale": entity.locale,
                "slug": f"python-{number}",
                "title": f"Article {number}",
                "summary": f"Summary {number}",
                "topics": topics,
                "sections": [{"heading": "Heading", "markdown": f"Text **{number}**."}],
            }
        if entity.collection == "phrases":
            return {"locale": entity.locale, "tone": "calm", "text": f"Phrase {number}", "topics": topics}
        return {"kind": "subject", "slug": f"python-{number}", "name": f"Topic {number}"}

    def _operations(self) -> list[BatchOperation]:
        """Makes one or two operations that are valid now, and notes what becomes of the entity."""
        if len(self._entities) < 40 or (len(self._entities) < 300 and self._chance(0.15)):
            collection = "phrases" if self._chance(0.5) else "articles" if self._chance(0.95) else "topics"
            entity_id = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
            entity = Entity(entity_id, collection, self._random.choice(LOCALES))
            self._entities.append(entity)
            body = {"id": entity.id, **self._content(entity)}
            return [{"method": "POST", "path": f"/v1/manage/{collection}", "body": body}, self._verb(entity, "publish")]
        entity = self._random.choice(self._entities)
        path = f"/v1/manage/{entity.collection}/{entity.id}"
        if not entity.is_published:
            if self._chance(0.2):
                self._entities.remove(entity)
                return [{"method": "DELETE", "path": path, "ifMatch": "*"}]
            entity.is_published = True
            return [self._verb(entity, "publish")]
        if self._chance(0.35) and entity.collection != "topics":
            entity.is_published = False
            is_withdrawn = entity.collection == "articles" and self._chance(0.3)
            withdrawn = {"mode": "withdrawn", "explanation": "It is being checked."}
            return [self._verb(entity, "unpublish", withdrawn if is_withdrawn else {})]
        patch = self._content(entity)
        patch.pop("locale", None)
        change: BatchOperation = {"method": "PATCH", "path": path, "ifMatch": "*", "body": patch}
        # Some changes stay drafts: no copy may see them.
        return [change] if self._chance(0.2) else [change, self._verb(entity, "publish")]

    @staticmethod
    def _verb(entity: Entity, verb: str, body: dict[str, Any] | None = None) -> BatchOperation:
        path = f"/v1/manage/{entity.collection}/{entity.id}/{verb}"
        return {"method": "POST", "path": path, "ifMatch": "*", "body": body or {}}
