"""datamodel-codegen: its Pydantic models, with httpx for the requests."""

from collections import Counter

import httpx
from steps import KEY, URL, article_input, go

from datamodel_codegen_cairn import (
    Article,
    ArticleHit,
    ArticleInput,
    ArticleList,
    ArticleWorkingCopy,
    PhraseHit,
    Problem,
    PublishedSuggestedPhrase,
    PublishedTextBlock,
    SearchResults,
    SyncPage,
)

client = httpx.Client(base_url=URL)
authorization = {"Authorization": f"Bearer {KEY}"}


def refusal(answer: httpx.Response) -> tuple[int, str]:
    problem = Problem.model_validate_json(answer.content)
    return problem.status, problem.code.value


class Client:
    def titles(self, limit: int) -> list[str]:
        answer = client.get("/v1/articles", params={"locale": "en", "sort": "title", "limit": limit})
        return [article.title for article in ArticleList.model_validate_json(answer.content).data]

    def article(self, slug: str) -> tuple[str, list[str]]:
        article = Article.model_validate_json(client.get(f"/v1/articles/{slug}").content)
        words, phrases = "", []
        for block in (block for section in article.sections for block in section.body or []):
            if isinstance(block.root, PublishedTextBlock):
                words += "".join(child.text for child in block.root.children)
            elif isinstance(block.root, PublishedSuggestedPhrase):
                phrases.append(block.root.phrase.text)
        return words, phrases

    def search(self, words: str) -> list[str]:
        answer = client.get("/v1/search", params={"q": words, "locale": "en"})
        found = []
        for hit in SearchResults.model_validate_json(answer.content).data:
            if isinstance(hit.root, ArticleHit):
                found.append(hit.root.article.title)
            else:
                found.append(hit.root.phrase.text if isinstance(hit.root, PhraseHit) else hit.root.resource.title)
        return found

    def missing(self, slug: str) -> tuple[int, str]:
        return refusal(client.get(f"/v1/articles/{slug}"))

    def sync(self, limit: int) -> Counter[str]:
        entries: Counter[str] = Counter()
        cursor: dict[str, str] = {"initial": "true"}
        while True:
            answer = client.get("/v1/sync", params={**cursor, "limit": limit})
            page = SyncPage.model_validate_json(answer.content)
            entries.update(entry.root.type for entry in page.items)
            if page.nextPage is None:
                return entries
            cursor = {"token": page.nextPage}

    def create(self, slug: str) -> tuple[str, str]:
        article = ArticleInput.model_validate(article_input(slug))
        body = article.model_dump(mode="json", by_alias=True, exclude_unset=True)
        answer = client.post("/v1/manage/articles", json=body, headers=authorization)
        return str(ArticleWorkingCopy.model_validate_json(answer.content).id.root), answer.headers["ETag"]

    def publish(self, id: str, etag: str) -> str:
        answer = client.post(f"/v1/manage/articles/{id}/publish", headers={**authorization, "If-Match": etag})
        return ArticleWorkingCopy.model_validate_json(answer.content).status.value

    def change(self, id: str, etag: str) -> tuple[int, str]:
        headers = {**authorization, "If-Match": etag, "Content-Type": "application/merge-patch+json"}
        return refusal(client.patch(f"/v1/manage/articles/{id}", content=b'{"title": "Too late"}', headers=headers))


go("datamodel-codegen", Client())
