"""openapi-python-client: its models and functions."""

from collections import Counter
from typing import Any
from uuid import UUID

from steps import KEY, URL, article_input, go

from openapi_python_client_cairn import AuthenticatedClient
from openapi_python_client_cairn.api.articles import get_article, list_articles
from openapi_python_client_cairn.api.lifecycle import publish
from openapi_python_client_cairn.api.manage_articles import create_article, update_article
from openapi_python_client_cairn.api.search import search
from openapi_python_client_cairn.api.sync import sync
from openapi_python_client_cairn.models import (
    Article,
    ArticleHit,
    ArticleInput,
    ArticleList,
    ArticlePatch,
    ArticleSort,
    ArticleWorkingCopy,
    Collection,
    PhraseHit,
    Problem,
    PublishedSuggestedPhrase,
    PublishedTextBlock,
    PublishInput,
    SearchResults,
    SyncPage,
)
from openapi_python_client_cairn.types import UNSET, Response

client = AuthenticatedClient(base_url=URL, token=KEY)


def refusal(answer: Response[Any]) -> tuple[int, str]:
    assert isinstance(answer.parsed, Problem), answer
    return int(answer.status_code), str(answer.parsed.code)


class Client:
    def titles(self, limit: int) -> list[str]:
        page = list_articles.sync(client=client, locale="en", sort=ArticleSort.TITLE, limit=limit)
        assert isinstance(page, ArticleList), page
        return [article.title for article in page.data]

    def article(self, slug: str) -> tuple[str, list[str]]:
        article = get_article.sync(slug, client=client)
        assert isinstance(article, Article), article
        words, phrases = "", []
        for block in (block for section in article.sections for block in section.body or []):
            if isinstance(block, PublishedTextBlock):
                words += "".join(child.text for child in block.children)
            elif isinstance(block, PublishedSuggestedPhrase):
                phrases.append(block.phrase.text)
        return words, phrases

    def search(self, words: str) -> list[str]:
        results = search.sync(client=client, q=words, locale="en")
        assert isinstance(results, SearchResults), results
        found = []
        for hit in results.data:
            if isinstance(hit, ArticleHit):
                found.append(hit.article.title)
            else:
                found.append(hit.phrase.text if isinstance(hit, PhraseHit) else hit.resource.title)
        return found

    def missing(self, slug: str) -> tuple[int, str]:
        return refusal(get_article.sync_detailed(slug, client=client))

    def sync(self, limit: int) -> Counter[str]:
        entries: Counter[str] = Counter()
        page = sync.sync(client=client, initial=True, limit=limit)
        while True:
            assert isinstance(page, SyncPage), page
            entries.update(str(entry.type_) for entry in page.items)
            if page.next_page is UNSET:
                return entries
            page = sync.sync(client=client, token=page.next_page, limit=limit)

    def create(self, slug: str) -> tuple[str, str]:
        answer = create_article.sync_detailed(client=client, body=ArticleInput.from_dict(article_input(slug)))
        assert isinstance(answer.parsed, ArticleWorkingCopy), answer
        return str(answer.parsed.id), answer.headers["ETag"]

    def publish(self, id: str, etag: str) -> str:
        copy = publish.sync(Collection.ARTICLES, UUID(id), client=client, if_match=etag, body=PublishInput())
        assert isinstance(copy, ArticleWorkingCopy), copy
        return str(copy.status)

    def change(self, id: str, etag: str) -> tuple[int, str]:
        patch = ArticlePatch(title="Too late")
        return refusal(update_article.sync_detailed(UUID(id), client=client, if_match=etag, body=patch))


go("openapi-python-client", Client())
