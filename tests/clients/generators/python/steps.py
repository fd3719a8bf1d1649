"""The steps that each generated client goes through against the running server, and what must come of them."""

import os
from collections import Counter
from typing import Protocol
from uuid import uuid4

URL = os.environ["CAIRN_URL"]
KEY = os.environ["CAIRN_KEY"]


class Steps(Protocol):
    """The steps, with the methods of one generated client. An error is a status and a code."""

    def titles(self, limit: int) -> list[str]:
        """Returns the titles of a page of articles."""
        ...

    def article(self, slug: str) -> tuple[str, list[str]]:
        """Returns the words of the text blocks of an article, and the texts of its phrases."""
        ...

    def search(self, words: str) -> list[str]:
        """Returns the title of each article and resource and the text of each phrase that matches."""
        ...

    def missing(self, slug: str) -> tuple[int, str]:
        """Returns the error of an article that does not exist."""
        ...

    def sync(self, limit: int) -> Counter[str]:
        """Returns the number of entries of each type in a whole copy, read page by page."""
        ...

    def create(self, slug: str) -> tuple[str, str]:
        """Creates an article with blocks, and returns its id and ETag."""
        ...

    def publish(self, id: str, etag: str) -> str:
        """Publishes it, and returns its status."""
        ...

    def change(self, id: str, etag: str) -> tuple[int, str]:
        """Changes its title with the tag of an earlier version, and returns the error."""
        ...


def article_input(slug: str) -> dict[str, object]:
    """Returns an article with blocks, as JSON."""
    body = [
        {
            "_type": "block",
            "markDefs": [{"_type": "link", "_key": "more", "href": "https://example.org/more"}],
            "children": [
                {"_type": "span", "text": "A kindness", "marks": ["more"]},
                {"_type": "span", "text": ", in one sentence."},
            ],
        },
        {"_type": "callToAction", "label": "Find help", "url": "/help"},
    ]
    return {
        "locale": "en",
        "slug": slug,
        "title": "Written by a generated client",
        "summary": "An article for a test.",
        "sections": [{"heading": "Words", "body": body}],
    }


def go(generator: str, steps: Steps) -> None:
    """Goes through the steps."""
    assert len(steps.titles(5)) == 5
    words, phrases = steps.article("when-someone-you-love-says-no")
    assert len(words) > 500, words
    assert len(phrases) >= 3 and all(len(phrase) > 10 for phrase in phrases), phrases
    found = steps.search("boundaries")
    assert found and all(found), found
    assert steps.missing("nowhere") == (404, "not_found")
    entries = steps.sync(20)
    assert all(entries[kind] for kind in ("article", "phrase", "resource", "topic")), entries

    slug = f"generated-{uuid4()}"
    id, etag = steps.create(slug)
    assert etag == '"1"', etag
    assert steps.publish(id, etag) == "published"
    assert steps.article(slug) == ("A kindness, in one sentence.", [])
    assert steps.change(id, etag) == (412, "version_mismatch")
    print(f"{generator}: all steps, {entries.total()} entries in the copy")
