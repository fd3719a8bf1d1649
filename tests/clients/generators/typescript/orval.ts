// orval with its client for fetch.

import { createArticle, getArticle, listArticles, publish, search, sync, updateArticle } from "../generated/orval";
import type { ArticleInput, SyncParams } from "../generated/orval";
import { go, present, setting } from "./steps";

// The generated functions ask for paths; this gives them the server.
const fetchAt = globalThis.fetch;
globalThis.fetch = (target, options) => fetchAt(new URL(String(target), setting("CAIRN_URL")), options);
const authorization = { Authorization: `Bearer ${setting("CAIRN_KEY")}` };

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

void go("orval", {
  async list(limit) {
    const answer = await listArticles({ locale: "en", sort: "title", limit });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return answer.data.data.map(({ title }) => title);
  },
  async article(idOrSlug) {
    const answer = await getArticle(idOrSlug);
    if (answer.status !== 200 || typeof answer.data === "string" || !("sections" in answer.data)) throw new Error(`status ${answer.status}`);
    let words = "";
    const phrases: string[] = [];
    for (const block of answer.data.sections.flatMap(({ body }) => body ?? [])) {
      if (block._type === "block") words += block.children.map(({ text }) => text).join("");
      else if (block._type === "suggestedPhrase") phrases.push(block.phrase.text);
    }
    return { words, phrases };
  },
  async search(q) {
    const answer = await search({ q, locale: "en" });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return answer.data.data.map((hit) => {
      if (hit.kind === "article") return hit.article.title;
      return hit.kind === "phrase" ? hit.phrase.text : hit.resource.title;
    });
  },
  async missing(idOrSlug) {
    const answer = await getArticle(idOrSlug);
    if (answer.status !== 404) throw new Error(`status ${answer.status}`);
    return { status: answer.data.status, code: answer.data.code };
  },
  async sync(limit) {
    const counts: Record<string, number> = {};
    let query: SyncParams = { initial: true };
    for (;;) {
      const answer = await sync({ ...query, limit });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      for (const { type } of answer.data.items) counts[type] = (counts[type] ?? 0) + 1;
      if (answer.data.nextPage === undefined) return counts;
      query = { token: answer.data.nextPage };
    }
  },
  async create(slug) {
    const answer = await createArticle(input(slug), undefined, { headers: authorization });
    if (answer.status !== 201) throw new Error(`status ${answer.status}`);
    return { id: answer.data.id, etag: present(answer.headers.get("ETag") ?? undefined, "the ETag") };
  },
  async publish(id, etag) {
    const answer = await publish("articles", id, {}, { headers: { ...authorization, "If-Match": etag } });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return answer.data.status;
  },
  async change(id, etag) {
    const answer = await updateArticle(id, { title: "Too late" }, undefined, { headers: { ...authorization, "If-Match": etag } });
    if (answer.status !== 412) throw new Error(`status ${answer.status}`);
    return { status: answer.data.status, code: answer.data.code };
  },
});
