"""openapi-generator: its models and classes."""

from collections import Counter

from steps import KEY, URL, article_input, go

from openapi_generator_cairn import ApiClient, Configuration
from openapi_generator_cairn.api import ArticlesApi, LifecycleApi, ManageArticlesApi, SearchApi, SyncApi
from openapi_generator_cairn.exceptions import ApiException
from openapi_generator_cairn.models import (
    ArticleHit,
    ArticleInput,
    ArticlePatch,
    ArticleSort,
    Collection,
    PhraseHit,
    Problem,
    PublishedSuggestedPhrase,
    PublishedTextBlock,
    PublishInput,
)

client = ApiClient(Configuration(host=URL, access_token=KEY))
articles = ArticlesApi(client)


def refusal(error: ApiException) -> tuple[int, str]:
    assert isinstance(error.data, Problem), error
    return int(error.status), error.data.code.value


class Client:
    def titles(self, limit: int) -> list[str]:
        page = articles.list_articles(locale="en", sort=ArticleSort.TITLE, limit=limit)
        return [article.title for article in page.data]

    def article(self, slug: str) -> tuple[str, list[str]]:
        words, phrases = "", []
        for section in articles.get_article(slug).sections:
            for block in (block.actual_instance for block in section.body or []):
                if isinstance(block, PublishedTextBlock):
                    words += "".join(child.text for child in block.children)
                elif isinstance(block, PublishedSuggestedPhrase):
                    phrases.append(block.phrase.text)
        return words, phrases

    def search(self, words: str) -> list[str]:
        found = []
        for hit in (hit.actual_instance for hit in SearchApi(client).search(q=words, locale="en").data):
            if isinstance(hit, ArticleHit):
                found.append(hit.article.title)
            else:
                found.append(hit.phrase.text if isinstance(hit, PhraseHit) else hit.resource.title)
        return found

    def missing(self, slug: str) -> tuple[int, str]:
        try:
            articles.get_article(slug)
        except ApiException as error:
            return refusal(error)
        raise AssertionError(f"there is an article {slug}")

    def sync(self, limit: int) -> Counter[str]:
        entries: Counter[str] = Counter()
        api = SyncApi(client)
        page = api.sync(initial=True, limit=limit)
        while True:
            entries.update(entry.actual_instance.type for entry in page.items)
            if page.next_page is None:
                return entries
            page = api.sync(token=page.next_page, limit=limit)

    def create(self, slug: str) -> tuple[str, str]:
        article = ArticleInput.from_dict(article_input(slug))
        assert article is not None
        answer = ManageArticlesApi(client).create_article_with_http_info(article)
        assert answer.headers is not None
        return str(answer.data.id), answer.headers["etag"]

    def publish(self, id: str, etag: str) -> str:
        copy = LifecycleApi(client).publish(Collection.ARTICLES, id, if_match=etag, publish_input=PublishInput())
        return copy.actual_instance.status.value

    def change(self, id: str, etag: str) -> tuple[int, str]:
        try:
            ManageArticlesApi(client).update_article(id, etag, ArticlePatch(title="Too late"))
        except ApiException as error:
            return refusal(error)
        raise AssertionError("a change with an old ETag was accepted")


go("openapi-generator python", Client())
