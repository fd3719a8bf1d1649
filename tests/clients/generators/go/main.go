// Goes through the steps with the Go client of openapi-generator. The generated package is the module's folder cairn.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"generated/cairn"
)

var (
	client  *cairn.APIClient
	reader  = context.Background()
	editing = context.WithValue(reader, cairn.ContextAccessToken, os.Getenv("CAIRN_KEY"))
)

func main() {
	configuration := cairn.NewConfiguration()
	configuration.Servers = cairn.ServerConfigurations{{URL: os.Getenv("CAIRN_URL")}}
	client = cairn.NewAPIClient(configuration)

	list, _, err := client.ArticlesAPI.ListArticles(reader).Locale("en").Sort(cairn.ARTICLESORT_TITLE).Limit(5).Execute()
	expect(err == nil && len(list.Data) == 5 && list.Data[0].Title != "", "a list", err)

	words, phrases := article("when-someone-you-love-says-no")
	expect(len(words) > 500 && len(phrases) >= 3, "an article with blocks", words)

	results, _, err := client.SearchAPI.Search(reader).Q("boundaries").Locale("en").Execute()
	expect(err == nil && len(results.Data) > 0 && title(results.Data[0]) != "", "a search", err)

	_, response, err := client.ArticlesAPI.GetArticle(reader, "nowhere").Execute()
	expect(response.StatusCode == 404 && code(err) == cairn.ERRORCODE_NOT_FOUND, "an error", err)

	entries := synchronize()
	for _, kind := range []string{"article", "phrase", "resource", "topic"} {
		expect(entries[kind] > 0, "a copy", kind)
	}

	slug := "generated-" + random()
	draft, response, err := client.ManageArticlesAPI.CreateArticle(editing).ArticleInput(input(slug)).Execute()
	expect(err == nil, "a draft", err)
	etag := response.Header.Get("ETag")
	expect(etag == `"1"`, "its ETag", etag)

	published, _, err := client.LifecycleAPI.Publish(editing, cairn.COLLECTION_ARTICLES, draft.Id).IfMatch(etag).
		PublishInput(*cairn.NewPublishInput()).Execute()
	expect(err == nil, "publishing", err)
	expect(published.ArticleWorkingCopy.Status == cairn.STATUS_PUBLISHED, "its status", published.ArticleWorkingCopy.Status)
	words, _ = article(slug)
	expect(words == "A kindness, in one sentence.", "its words", words)

	patch := cairn.ArticlePatch{Title: cairn.PtrString("Too late")}
	_, response, err = client.ManageArticlesAPI.UpdateArticle(editing, draft.Id).IfMatch(etag).ArticlePatch(patch).Execute()
	expect(response.StatusCode == 412 && code(err) == cairn.ERRORCODE_VERSION_MISMATCH, "a conflict", err)

	fmt.Println("openapi-generator go: all steps")
}

// article returns the words of the text blocks of an article, and the texts of its phrases.
func article(slug string) (string, []string) {
	article, _, err := client.ArticlesAPI.GetArticle(reader, slug).Execute()
	expect(err == nil, "an article", err)
	var words strings.Builder
	var phrases []string
	for _, section := range article.Sections {
		for _, block := range section.Body {
			switch {
			case block.PublishedTextBlock != nil:
				for _, child := range block.PublishedTextBlock.Children {
					words.WriteString(child.Text)
				}
			case block.PublishedSuggestedPhrase != nil:
				phrases = append(phrases, block.PublishedSuggestedPhrase.Phrase.Text)
			}
		}
	}
	return words.String(), phrases
}

// title returns the title or text of a hit.
func title(hit cairn.SearchHit) string {
	switch {
	case hit.ArticleHit != nil:
		return hit.ArticleHit.Article.Title
	case hit.PhraseHit != nil:
		return hit.PhraseHit.Phrase.Text
	default:
		return hit.ResourceHit.Resource.Title
	}
}

// synchronize returns the number of entries of each type in a whole copy.
func synchronize() map[string]int {
	entries := map[string]int{}
	request := client.SyncAPI.Sync(reader).Initial(true)
	for {
		page, _, err := request.Limit(20).Execute()
		expect(err == nil, "a page", err)
		for _, entry := range page.Items {
			switch {
			case entry.ArticleEntry != nil:
				entries["article"]++
			case entry.PhraseEntry != nil:
				entries["phrase"]++
			case entry.ResourceEntry != nil:
				entries["resource"]++
			case entry.TopicEntry != nil:
				entries["topic"]++
			}
		}
		if page.NextPage == nil {
			return entries
		}
		request = client.SyncAPI.Sync(reader).Token(*page.NextPage)
	}
}

// input returns an article with blocks.
func input(slug string) cairn.ArticleInput {
	link := cairn.NewLinkMarkInput("link", "more")
	link.SetHref("https://example.org/more")
	text := cairn.NewTextBlockInput("block", []cairn.SpanInput{
		{Type: cairn.SPANTYPE_SPAN, Text: "A kindness", Marks: []string{"more"}},
		{Type: cairn.SPANTYPE_SPAN, Text: ", in one sentence."},
	})
	text.SetMarkDefs([]cairn.MarkDefInput{cairn.LinkMarkInputAsMarkDefInput(link)})
	section := cairn.NewSectionInput()
	section.SetHeading("Words")
	section.SetBody([]cairn.BlockInput{
		cairn.TextBlockInputAsBlockInput(text),
		cairn.CallToActionInputAsBlockInput(cairn.NewCallToActionInput("callToAction", "Find help", "/help")),
	})
	article := cairn.NewArticleInput("en", "Written by a generated client")
	article.SetSlug(slug)
	article.SetSummary("An article for a test.")
	article.SetSections([]cairn.SectionInput{*section})
	return *article
}

// code returns the code of the problem that the server answered.
func code(err error) cairn.ErrorCode {
	var answered *cairn.GenericOpenAPIError
	expect(errors.As(err, &answered), "an error of the server", err)
	problem, ok := answered.Model().(cairn.Problem)
	expect(ok, "a problem", answered.Model())
	return problem.Code
}

func random() string {
	bytes := make([]byte, 8)
	_, err := rand.Read(bytes)
	expect(err == nil, "random bytes", err)
	return fmt.Sprintf("%x", bytes)
}

func expect(holds bool, what string, seen any) {
	if !holds {
		log.Fatalf("%s is not as it should be: %v", what, seen)
	}
}

