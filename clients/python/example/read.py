"""Lists the articles of a server, prints one, and searches:

CAIRN_URL=http://127.0.0.1:8080 python example/read.py
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Optional

from cairn_client import Cairn, CairnError, segments, to_text
from cairn_client.models import ArticleHit, MarkedText


def show(text: str, marks: Optional[Sequence[MarkedText]]) -> str:
    return "".join(f"*{part.text}*" if part.marked else part.text for part in segments(text, marks))


with Cairn(os.environ.get("CAIRN_URL", "http://127.0.0.1:8080")) as cairn:
    for card in cairn.articles(locale="en", sort="title"):
        print(f"{card.slug}: {card.title} ({card.reading_minutes} min)")

    try:
        article = cairn.article("setting-limits", locale="fr", fallback=["en"])
        print(f"\n{article.title}\n\n{article.summary}")
        for section in article.sections:
            print(f"\n## {section.heading or ''}\n\n{to_text(section.body or [])}")
    except CairnError as error:
        if error.code != "gone":
            raise
        print(error.explanation or "This article is no longer published.")

    results = cairn.search("naloxne at home", locale="en", limit=3).first()
    if results.did_you_mean is not None:
        print(f'\nDid you mean "{results.did_you_mean}"?')
    for hit in results.data:
        if isinstance(hit, ArticleHit):
            print(f"\n{show(hit.article.title, hit.marks.get('title'))}")
            for found in hit.sections:
                print(f"  {show(found.snippet.text, found.snippet.marks)}")
