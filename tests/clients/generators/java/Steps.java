// Goes through the steps with the Java client of openapi-generator.

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cairn.client.ApiClient;
import org.cairn.client.ApiException;
import org.cairn.client.JSON;
import org.cairn.client.api.ArticlesApi;
import org.cairn.client.api.LifecycleApi;
import org.cairn.client.api.ManageArticlesApi;
import org.cairn.client.api.SearchApi;
import org.cairn.client.api.SyncApi;
import org.cairn.client.model.*;

class Steps {
    static final ApiClient READER = client();
    static final ApiClient EDITOR = client();
    static final String KEY = System.getenv("CAIRN_KEY");

    static ApiClient client() {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("CAIRN_URL"));
        return client;
    }

    public static void main(String[] arguments) throws Exception {
        EDITOR.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + KEY));

        var list = new ArticlesApi(READER).listArticles(null, null, "en", null, null, null, null, null, null, null, null, null,
            ArticleSort.TITLE, null, null, null, 5, null, null, null);
        expect(list.getData().size() == 5 && !list.getData().get(0).getTitle().isEmpty(), "a list", list);

        var phrases = new ArrayList<String>();
        var words = words("when-someone-you-love-says-no", phrases);
        expect(words.length() > 500 && phrases.size() >= 3, "an article with blocks", words);

        var results = new SearchApi(READER).search("boundaries", null, null, "en", null, null, null, null);
        expect(!results.getData().isEmpty() && !title(results.getData().get(0)).isEmpty(), "a search", results);

        try {
            new ArticlesApi(READER).getArticle("nowhere", null, null, null, null);
            expect(false, "a missing article", null);
        } catch (ApiException error) {
            expect(error.getCode() == 404 && problem(error).getCode() == ErrorCode.NOT_FOUND, "an error", error);
        }

        var entries = synchronize();
        for (var type : List.of("ArticleEntry", "PhraseEntry", "ResourceEntry", "TopicEntry")) {
            expect(entries.getOrDefault(type, 0) > 0, "a copy", entries);
        }

        var slug = "generated-" + UUID.randomUUID();
        var manage = new ManageArticlesApi(EDITOR);
        var created = manage.createArticleWithHttpInfo(input(slug), null);
        var etag = created.getHeaders().get("etag").get(0);
        expect(created.getStatusCode() == 201 && etag.equals("\"1\""), "a draft", etag);

        var id = created.getData().getId();
        var published = new LifecycleApi(EDITOR).publish(Collection.ARTICLES, id, etag, new PublishInput());
        expect(published.getArticleWorkingCopy().getStatus() == Status.PUBLISHED, "publishing", published);
        expect(words(slug, phrases).equals("A kindness, in one sentence."), "its words", slug);

        try {
            manage.updateArticle(id, etag, new ArticlePatch().title("Too late"), null);
            expect(false, "a stale change", null);
        } catch (ApiException error) {
            expect(error.getCode() == 412 && problem(error).getCode() == ErrorCode.VERSION_MISMATCH, "a conflict", error);
        }
        System.out.println("openapi-generator java: all steps");
    }

    /** Returns the words of the text blocks of an article, and adds the texts of its phrases. */
    static String words(String slug, List<String> phrases) throws ApiException {
        var words = new StringBuilder();
        for (var section : new ArticlesApi(READER).getArticle(slug, null, null, null, null).getSections()) {
            for (var block : section.getBody()) {
                if (block.getActualInstance() instanceof PublishedTextBlock text) {
                    text.getChildren().forEach(child -> words.append(child.getText()));
                } else if (block.getActualInstance() instanceof PublishedSuggestedPhrase suggested) {
                    phrases.add(suggested.getPhrase().getText());
                }
            }
        }
        return words.toString();
    }

    static String title(SearchHit hit) {
        if (hit.getActualInstance() instanceof ArticleHit article) {
            return article.getArticle().getTitle();
        }
        return hit.getActualInstance() instanceof PhraseHit phrase
            ? phrase.getPhrase().getText()
            : hit.getResourceHit().getResource().getTitle();
    }

    /** Returns the number of entries of each type in a whole copy. */
    static Map<String, Integer> synchronize() throws ApiException {
        var entries = new HashMap<String, Integer>();
        var api = new SyncApi(READER);
        var page = api.sync(true, null, 20, null, null, null, null, null);
        while (true) {
            page.getItems().forEach(entry -> entries.merge(entry.getActualInstance().getClass().getSimpleName(), 1, Integer::sum));
            if (page.getNextPage() == null) {
                return entries;
            }
            page = api.sync(null, page.getNextPage(), 20, null, null, null, null, null);
        }
    }

    static ArticleInput input(String slug) {
        var link = new LinkMarkInput().type(LinkMarkInput.TypeEnum.LINK).key("more").href("https://example.org/more");
        var text = new TextBlockInput().type(TextBlockInput.TypeEnum.BLOCK)
            .addMarkDefsItem(new MarkDefInput(link))
            .addChildrenItem(new SpanInput().type(SpanType.SPAN).text("A kindness").addMarksItem("more"))
            .addChildrenItem(new SpanInput().type(SpanType.SPAN).text(", in one sentence."));
        var button = new CallToActionInput().type(CallToActionInput.TypeEnum.CALL_TO_ACTION).label("Find help").url("/help");
        var section = new SectionInput().heading("Words")
            .addBodyItem(new BlockInput(text))
            .addBodyItem(new BlockInput(button));
        return new ArticleInput().locale("en").slug(slug).title("Written by a generated client")
            .summary("An article for a test.").addSectionsItem(section);
    }

    static Problem problem(ApiException error) throws java.io.IOException {
        return JSON.getDefault().getMapper().readValue(error.getResponseBody(), Problem.class);
    }

    static void expect(boolean holds, String what, Object seen) {
        if (!holds) {
            throw new AssertionError(what + " is not as it should be: " + seen);
        }
    }
}
