// openapi-typescript (types) with openapi-fetch (requests).

import createClient from "openapi-fetch";
import type { components, paths } from "../generated/openapi-typescript";
import { go, present, setting, type Refusal } from "./steps";

type Schemas = components["schemas"];
type Media = "application/json" | "application/problem+json" | "application/merge-patch+json";

const client = createClient<paths, Media>({ baseUrl: setting("CAIRN_URL") });
const authorization = { Authorization: `Bearer ${setting("CAIRN_KEY")}` };

function refusal(error: Schemas["Problem"] | undefined): Refusal {
  const { status, code } = present(error, "the error");
  return { status, code };
}

const input = (slug: string): Schemas["ArticleInput"] => ({
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

void go("openapi-typescript", {
  async list(limit) {
    const { data } = await client.GET("/v1/articles", { params: { query: { locale: "en", sort: "title", limit } } });
    return present(data, "the list").data.map(({ title }) => title);
  },
  async article(idOrSlug) {
    const { data } = await client.GET("/v1/articles/{idOrSlug}", { params: { path: { idOrSlug } } });
    let words = "";
    const phrases: string[] = [];
    for (const block of present(data, "the article").sections.flatMap(({ body }) => body ?? [])) {
      if (block._type === "block") words += block.children.map(({ text }) => text).join("");
      else if (block._type === "suggestedPhrase") phrases.push(block.phrase.text);
    }
    return { words, phrases };
  },
  async search(q) {
    const { data } = await client.GET("/v1/search", { params: { query: { q, locale: "en" } } });
    return present(data, "the hits").data.map((hit) => {
      if (hit.kind === "article") return hit.article.title;
      return hit.kind === "phrase" ? hit.phrase.text : hit.resource.title;
    });
  },
  async missing(idOrSlug) {
    return refusal((await client.GET("/v1/articles/{idOrSlug}", { params: { path: { idOrSlug } } })).error);
  },
  async sync(limit) {
    const counts: Record<string, number> = {};
    let query: { initial?: boolean; token?: string } = { initial: true };
    for (;;) {
      const { data } = await client.GET("/v1/sync", { params: { query: { ...query, limit } } });
      const { items, nextPage } = present(data, "the page");
      for (const { type } of items) counts[type] = (counts[type] ?? 0) + 1;
      if (nextPage === undefined) return counts;
      query = { token: nextPage };
    }
  },
  async create(slug) {
    const { data, response } = await client.POST("/v1/manage/articles", { body: input(slug), headers: authorization });
    return { id: present(data, "the draft").id, etag: present(response.headers.get("ETag") ?? undefined, "the ETag") };
  },
  async publish(id, etag) {
    const { data } = await client.POST("/v1/manage/{collection}/{id}/publish", {
      params: { path: { collection: "articles", id }, header: { "If-Match": etag } },
      body: {},
      headers: authorization,
    });
    return present(data, "the working copy").status;
  },
  async change(id, etag) {
    const { error } = await client.PATCH("/v1/manage/articles/{id}", {
      params: { path: { id }, header: { "If-Match": etag } },
      body: { title: "Too late" },
      headers: { ...authorization, "Content-Type": "application/merge-patch+json" },
    });
    return refusal(error);
  },
});
