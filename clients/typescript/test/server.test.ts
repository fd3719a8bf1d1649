// The client against a running server with the starter content.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { suite, test } from "node:test";

import { createCairn, etagCache, isCairnError, unwrap } from "@cairn/client";
import { events } from "@cairn/client/events";
import { create, edit, EditConflict } from "@cairn/client/manage";
import { toText, walk } from "@cairn/client/portable-text";
import { segments } from "@cairn/client/search";
import { MemoryStore, OfflineCopy } from "@cairn/client/sync";

import { baseUrl, editor, key, reader } from "./live.js";

const anyVersion = { "If-Match": "*" };

type Collection = "articles" | "phrases" | "resources" | "topics";

function lifeCycle(collection: Collection, id: string) {
  return { params: { path: { collection, id }, header: anyVersion } };
}

async function published(slug: string, title: string) {
  const article = await create(editor, "articles", {
    locale: "en",
    slug,
    title,
    summary: "A summary.",
    sections: [{ heading: "One", markdown: "First." }, { heading: "Two", markdown: "Second." }],
  });
  await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/publish", { ...lifeCycle("articles", article.id), body: {} }));
  return article;
}

suite("reading", () => {
  test("all lists are read to their end", async () => {
    const articles = await reader.articles({ locale: "en", limit: 3 }).all();
    assert.ok(articles.length > 6);
    assert.equal(new Set(articles.map(({ id }) => id)).size, articles.length);
    const { page } = await reader.articles({ locale: "en", limit: 1, count: true }).first();
    assert.equal(page.total, articles.length);
    assert.ok((await reader.phrases({ limit: 100 }).all(150)).length > 20);
    assert.ok((await reader.resources().all()).length > 5);
    assert.ok((await reader.topics({ locale: "es" }).all()).some(({ name }) => name === "Límites"));
  });

  test("cards have their translations, and members on request", async () => {
    const [card] = await reader.articles({ locale: "en", slug: ["when-someone-you-love-says-no"], fields: ["sections"], body: ["html"] }).all();
    assert.ok(card);
    assert.ok(card.translations.some(({ locale }) => locale === "es"));
    assert.match(card.sections?.[0]?.html ?? "", /<p>/);
  });

  test("an article in the reader's language, or in another", async () => {
    const article = await reader.article("when-someone-you-love-says-no", { locale: "fr", fallback: ["es", "en"] });
    assert.equal(article.locale, "es");
    assert.deepEqual(await reader.articleFields("setting-limits", { fields: ["kicker"] }), { kicker: "Boundaries" });
    assert.ok((await reader.suggestions("setting-limits")).length > 0);
  });

  test("every body of the starter content is walked without an unknown part", async () => {
    let spans = 0;
    for await (const { sections = [], slug } of reader.articles({ view: "full", limit: 50 })) {
      for (const { body = [] } of sections) {
        assert.notEqual(toText(body), "", slug);
        walk(body, { block: () => spans, span: () => ++spans, callout: () => 0, unknown: ({ _type }) => assert.fail(_type) });
      }
    }
    assert.ok(spans > 500);
  });

  test("a search is marked, and corrected", async () => {
    const { data, didYouMean } = await reader.search("naloxne at home", { locale: "en", limit: 1 }).first();
    assert.equal(didYouMean, "naloxone at home");
    const hit = data[0];
    assert.ok(hit?.kind === "article");
    const { text, marks } = hit.sections[0]?.snippet ?? { text: "", marks: [] };
    const marked = segments(text, marks).filter(({ marked }) => marked).map(({ text }) => text);
    assert.ok(marked.includes("naloxone"), String(marked));
  });

  test("locales, and the phrase of the day", async () => {
    const locales = await reader.locales();
    assert.ok((locales.find(({ locale }) => locale === "en")?.articles ?? 0) > 5);
    assert.equal((await reader.dailyPhrase({ locale: "en" })).locale, "en");
  });

  test("errors have codes", async () => {
    await assert.rejects(reader.article("no-such-article"), { code: "not_found", status: 404 });
    const wrong = reader.articles({ limit: 0 }).first();
    await assert.rejects(wrong, (error: unknown) => isCairnError(error, "invalid_query") && error.errors[0]?.parameter === "limit");
  });

  test("a second read with an ETag cache gets a 304", async () => {
    const statuses: number[] = [];
    const cairn = createCairn({
      baseUrl,
      cache: etagCache(),
      fetch: async (request, init) => {
        const response = await fetch(request, init);
        statuses.push(response.status);
        return response;
      },
    });
    const [first, second] = [await cairn.article("setting-limits"), await cairn.article("setting-limits")];
    assert.deepEqual(second, first);
    assert.deepEqual(statuses, [200, 304]);
  });
});

suite("addresses", () => {
  test("a former slug leads on, and is listed; what is gone says why", async () => {
    const [old, now] = [`old-${randomUUID()}`, `new-${randomUUID()}`];
    const { id } = await published(old, "Moved");
    await edit(editor, "articles", id, { slug: now });
    await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/publish", { ...lifeCycle("articles", id), body: {} }));
    assert.equal((await reader.article(old, { locale: "en" })).slug, now);
    const redirect = (await reader.redirects({ locale: "en" }).all()).find(({ slug }) => slug === old);
    assert.equal(redirect?.id, id);
    assert.equal((await reader.lookup([old], { locale: "en" }))[0]?.state, "moved");

    const body = { explanation: "It is being rewritten.", alternative: { url: "https://example.org/talking" } };
    await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/unpublish", { ...lifeCycle("articles", id), body }));
    const gone = reader.article(now, { locale: "en" });
    await assert.rejects(gone, { code: "gone", explanation: body.explanation, alternative: body.alternative });
  });
});

suite("writing", () => {
  test("two people edit one article", async () => {
    const { id } = await published(`shared-${randomUUID()}`, "Shared");
    let isFirst = true;
    const saved = await edit(
      editor,
      "articles",
      id,
      async (mine) => {
        mine.title = "Shared by two";
        if (isFirst) await edit(editor, "articles", id, { summary: "Changed by the other.", kicker: "Both" });
        isFirst = false;
      },
      { note: "A better title" },
    );
    assert.deepEqual([saved.title, saved.summary, saved.kicker], ["Shared by two", "Changed by the other.", "Both"]);

    const conflict = edit(editor, "articles", id, async (mine) => {
      mine.kicker = "Mine";
      const section = mine.sections?.[1];
      if (section) section.heading = "Two, by me";
      await edit(editor, "articles", id, (theirs) => {
        delete theirs.kicker;
        const section = theirs.sections?.[0];
        if (section) section.heading = "One, by them";
      });
    });
    await assert.rejects(conflict, (error: unknown) => {
      assert.ok(error instanceof EditConflict);
      assert.deepEqual(error.conflicts, ["/kicker"]);
      return true;
    });

    const merged = await edit(editor, "articles", id, async (mine) => {
      const section = mine.sections?.[1];
      if (section) section.heading = "Two, by me";
      await edit(editor, "articles", id, (theirs) => {
        const section = theirs.sections?.[0];
        if (section) section.heading = "One, by them again";
      });
    });
    assert.deepEqual(merged.sections?.map(({ heading }) => heading), ["One, by them again", "Two, by me"]);
  });

  test("an answer that is lost creates nothing twice, and edits nothing twice", async () => {
    let isLost = true;
    const unlucky = createCairn({
      baseUrl,
      key,
      sleep: () => Promise.resolve(),
      fetch: async (request, init) => {
        const response = await fetch(request, init);
        if (request.method === "GET" || !isLost) return response;
        isLost = false;
        throw new TypeError("the answer was lost");
      },
    });
    const text = `Only once, ${randomUUID()}.`;
    const { id, version } = await create(unlucky, "phrases", { locale: "en", tone: "calm", text });
    assert.equal(version, 1);
    isLost = true;
    const edited = await edit(unlucky, "phrases", id, { why: "It is said once." });
    assert.deepEqual([edited.version, edited.why], [2, "It is said once."]);
    const found = await unwrap(editor.api.GET("/v1/manage/phrases", { params: { query: { q: text } } }));
    assert.equal(found.data.length, 1);
  });
});

suite("following", () => {
  test("events are streamed, and continue after the last one", { timeout: 20_000 }, async () => {
    const { id } = await create(editor, "phrases", { locale: "en", tone: "calm", text: "An event." });
    const controller = new AbortController();
    const seen: string[] = [];
    let after = "0";
    for await (const event of events(editor, { after, signal: controller.signal })) {
      assert.equal(event.type, "change");
      if (event.type === "change") after = event.id;
      seen.push(event.type);
      if (seen.length === 10) controller.abort();
    }
    const following = (async () => {
      for await (const event of events(editor, { after })) if (event.type === "change" && event.change.id === id) return event;
      return undefined;
    })();
    await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/publish", { ...lifeCycle("phrases", id), body: {} }));
    assert.equal((await following)?.event, "phrase.published");
  });

  test("an event number that the server never gave is a resync", { timeout: 20_000 }, async () => {
    for await (const event of events(editor, { after: "999999999" })) {
      assert.equal(event.type, "resync");
      break;
    }
  });

  test("a copy follows what is published and taken back, page by page and from a bundle", async () => {
    for (const bundle of [false, true]) {
      const copy = new OfflineCopy(reader, new MemoryStore(), { filter: { locale: ["en"] }, bundle });
      assert.ok((await copy.sync()).stored > 50);
      const { id } = await create(editor, "phrases", { locale: "en", tone: "calm", text: "I am still here." });
      await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/publish", { ...lifeCycle("phrases", id), body: {} }));
      await copy.sync();
      const phrases = await copy.entries("phrase");
      assert.ok(phrases.some(({ document }) => document.text === "I am still here."));
      await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/unpublish", { ...lifeCycle("phrases", id), body: {} }));
      await copy.sync();
      assert.equal(await copy.get(id), undefined);
    }
  });
});

suite("previews", () => {
  test("a token shows the draft of one article, or all drafts", async () => {
    const slug = `draft-${randomUUID()}`;
    const draft = await create(editor, "articles", { locale: "en", slug, title: "A draft", summary: "Not published." });
    const path = { id: draft.id };
    const { token } = await unwrap(
      editor.api.POST("/v1/manage/articles/{id}/preview-tokens", { params: { path }, body: { expiresInSeconds: 600 } }),
    );
    assert.equal((await reader.preview(draft.id, token)).title, "A draft");
    await assert.rejects(reader.preview(draft.id, "wrong"), { code: "not_found" });

    const all = await unwrap(editor.api.POST("/v1/manage/preview-tokens", { body: { scope: "all" } }));
    const previewer = reader.with({ previewToken: all.token });
    assert.equal((await previewer.article(slug, { locale: "en" })).title, "A draft");
    assert.ok((await previewer.articles({ locale: "en" }).all()).some(({ id }) => id === draft.id));
    await assert.rejects(reader.article(slug, { locale: "en" }), { code: "not_found" });
  });
});
