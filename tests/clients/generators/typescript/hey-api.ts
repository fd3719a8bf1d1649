// @hey-api/openapi-ts with its client for fetch.

import { createArticle, getArticle, listArticles, publish, search, sync, updateArticle } from "../generated/hey-api";
import type { ArticleInput, Problem } from "../generated/hey-api";
import { client } from "../generated/hey-api/client.gen";
import { go, present, setting, type Refusal } from "./steps";

// Only keys are sent here: a preview token would go into a header or parameter of its own.
const auth = ({ scheme }: { scheme?: string }) => (scheme === "bearer" ? setting("CAIRN_KEY") : undefined);
client.setConfig({ baseUrl: setting("CAIRN_URL"), auth });

function refusal(error: Problem | undefined): Refusal {
  const { status, code } = present(error, "the error");
  return { status, code };
}

const input = (slug: string): ArticleInput => ({
  locale: "en",
  slug,
  title: "Written by a generated client",
  summary: "An article for a test.",
  sections: [
    {
      heading: "Words",
      body: [
        {
          _type: "block",
          markDefs: [{ _type: "link", _key: "more", href: "https://example.org/more" }],
          children: [
            { _type: "span", text: "A kindness", marks: ["more"] },
            { _type: "span", text: ", in one sentence." },
          ],
        },
        { _type: "callToAction", label: "Find help", url: "/help" },
      ],
    },
  ],
});

void go("hey-api", {
  async list(limit) {
    const { data } = await listArticles({ query: { locale: "en", sort: "title", limit } });
    return present(data, "the list").data.map(({ title }) => title);
  },
  async article(idOrSlug) {
    const { data } = await getArticle({ path: { idOrSlug } });
    const article = present(data, "the article");
    let words = "";
    const phrases: string[] = [];
    if (typeof article === "string" || !("sections" in article)) throw new Error("the article is not JSON");
    for (const block of article.sections.flatMap(({ body }) => body ?? [])) {
      if (block._type === "block") words += block.children.map(({ text }) => text).join("");
      else if (block._type === "suggestedPhrase") phrases.push(block.phrase.text);
    }
    return { words, phrases };
  },
  async search(q) {
    const { data } = await search({ query: { q, locale: "en" } });
    return present(data, "the hits").data.map((hit) => {
      if (hit.kind === "article") return hit.article.title;
      return hit.kind === "phrase" ? hit.phrase.text : hit.resource.title;
    });
  },
  async missing(idOrSlug) {
    return refusal((await getArticle({ path: { idOrSlug } })).error);
  },
  async sync(limit) {
    const counts: Record<string, number> = {};
    let query: { initial?: boolean; token?: string } = { initial: true };
    for (;;) {
      const { data } = await sync({ query: { ...query, limit } });
      const { items, nextPage } = present(data, "the page");
      for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1;
      if (nextPage === undefined) return counts;
      query = { token: nextPage };
    }
  },
  async create(slug) {
    const { data, response } = await createArticle({ body: input(slug) });
    return { id: present(data, "the draft").id, etag: present(response?.headers.get("ETag") ?? undefined, "the ETag") };
  },
  async publish(id, etag) {
    const { data } = await publish({ path: { collection: "articles", id }, headers: { "If-Match": etag } });
    return present(data, "the working copy").status;
  },
  async change(id, etag) {
    const { error } = await updateArticle({ path: { id }, body: { title: "Too late" }, headers: { "If-Match": etag } });
    return refusal(error);
  },
});
