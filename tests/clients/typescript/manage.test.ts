// An editor's round trip: write, publish, read back, change, run into a conflict, take back.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { answered, cairn, setting } from "./client.js";
import type { Problem, Schemas } from "./client.js";
import { renderers, words } from "./rendering.js";

const url = setting("CAIRN_URL");
const reader = cairn(url).api;
const editor = cairn(url, setting("CAIRN_KEY")).api;

/** The version tag of an answer, for `If-Match`. */
function tag(response: Response): string {
  const etag = response.headers.get("ETag");
  assert.ok(etag !== null, `${response.url} has an ETag`);
  return etag;
}

/** The problem of an answer that must not have worked. */
function refused(answer: { data?: unknown; error?: Problem; response: Response }, status: number): Problem {
  assert.equal(answer.response.status, status);
  assert.ok(answer.error !== undefined, "an error has a body");
  assert.equal(answer.error.status, status);
  assert.match(answer.response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
  return answer.error;
}

test("an editor writes, publishes, changes and takes back an article", async () => {
  const me = answered(await editor.GET("/v1/manage/whoami"));
  assert.equal(me.role, "editor");

  // A phrase, as a draft.
  const phraseInput: Schemas["PhraseInput"] = {
    locale: "en",
    text: "I’d like to sit with you for a while. We don’t have to talk.",
    tone: "calm",
    insteadOf: "Say something, will you?",
  };
  const phrase = answered(await editor.POST("/v1/manage/phrases", { body: phraseInput }));
  assert.equal(phrase.status, "draft");
  refused(await reader.GET("/v1/phrases/{id}", { params: { path: { id: phrase.id } } }), 404);

  // An article that uses it, once as blocks and once from Markdown.
  const slug = `sitting-together-${randomUUID()}`;
  const body: Schemas["Block"][] = [
    {
      _type: "block",
      _key: "opening",
      style: "normal",
      markDefs: [{ _type: "link", _key: "more", href: "https://example.org/quiet" }],
      children: [
        { _type: "span", _key: "one", text: "Silence can be ", marks: [] },
        { _type: "span", _key: "two", text: "a kindness", marks: ["em", "more"] },
      ],
    },
    { _type: "suggestedPhrase", _key: "phrase", phraseId: phrase.id },
    {
      _type: "callout",
      _key: "box",
      tone: "info",
      content: [
        {
          _type: "block",
          _key: "inner",
          style: "normal",
          markDefs: [],
          children: [{ _type: "span", _key: "three", text: "Ten minutes are enough.", marks: ["strong"] }],
        },
      ],
    },
    { _type: "callToAction", _key: "button", text: "Need a person?", label: "Find a helpline", url: "/help" },
  ];
  const input: Schemas["ArticleInput"] = {
    locale: "en",
    slug,
    title: "Sitting together",
    summary: "How to keep somebody company without words.",
    sections: [
      { heading: "Stay", body },
      { heading: "Go", markdown: "Leave **before** you are tired.\n\n- Say when you’ll be back." },
    ],
    authors: [{ name: "The Cairn developers" }],
  };
  const created = await editor.POST("/v1/manage/articles", { body: input });
  const { id, sections, version } = answered(created);
  assert.equal(created.response.status, 201);
  assert.equal(version, 1);
  assert.deepEqual(
    sections?.map((section) => section.anchor),
    ["stay", "go"],
  );
  assert.deepEqual(sections?.[0]?.body, body);

  // Saving has shown readers nothing, and publishing takes the phrase along only when told to.
  const named = { params: { path: { idOrSlug: slug }, query: { locale: "en" } } };
  assert.equal(refused(await reader.GET("/v1/articles/{idOrSlug}", named), 404).code, "not_found");
  const path = { id };
  const draft = { path: { ...path, collection: "articles" as const }, header: { "If-Match": tag(created.response) } };
  const alone = await editor.POST("/v1/manage/{collection}/{id}/publish", { params: draft, body: {} });
  assert.equal(refused(alone, 409).code, "unpublished_references");
  const published = await editor.POST("/v1/manage/{collection}/{id}/publish", {
    params: draft,
    body: { includeReferences: true, changeNote: "First published." },
  });
  assert.equal(answered(published).status, "published");

  // What readers get: references resolved, and fit for the stock renderers.
  const article = answered(await reader.GET("/v1/articles/{idOrSlug}", named));
  assert.equal(article.id, id);
  assert.deepEqual(
    article.phrases.map(({ id, text }) => ({ id, text })),
    [{ id: phrase.id, text: phraseInput.text }],
  );
  const served = article.sections[0]?.body ?? [];
  assert.deepEqual(
    served.map((block) => block._type),
    body.map((block) => block._type),
  );
  for (const block of served) {
    if (block._type === "suggestedPhrase") {
      assert.equal(block.phrase.text, phraseInput.text);
    }
  }
  for (const render of Object.values(renderers)) {
    const html = article.sections.map((section) => render(section.body ?? [])).join("");
    assert.match(html, /<a href="https:\/\/example\.org\/quiet"/);
    assert.match(html, /<strong>before<\/strong>/);
    for (const word of words("Silence kindness sit Ten minutes enough person helpline tired")) {
      assert.ok(html.includes(word), `"${word}" in ${html}`);
    }
  }

  // A change goes in once; the same version again is a conflict that says where things stand.
  const current = { path, header: { "If-Match": tag(published.response) } };
  const changed = await editor.PATCH("/v1/manage/articles/{id}", { params: current, body: { title: "Staying close" } });
  assert.equal(answered(changed).title, "Staying close");
  const late = await editor.PUT("/v1/manage/articles/{id}", { params: current, body: { ...input, title: "Too late" } });
  const conflict = refused(late, 412);
  assert.equal(conflict.code, "version_mismatch");
  assert.equal(conflict.currentVersion, answered(changed).version);
  assert.equal(answered(await reader.GET("/v1/articles/{idOrSlug}", named)).title, "Sitting together");

  // What is wrong with an input is said member by member.
  const latest = { path, header: { "If-Match": tag(changed.response) } };
  const wrong = await editor.PUT("/v1/manage/articles/{id}", { params: latest, body: { ...input, title: "", slug: "Not A Slug" } });
  const mistakes = refused(wrong, 422);
  assert.equal(mistakes.code, "validation_failed");
  assert.deepEqual(mistakes.errors?.map(({ pointer }) => pointer).sort(), ["/slug", "/title"]);

  // Taken back, it is gone for readers; the working copy stays.
  const unpublished = await editor.POST("/v1/manage/{collection}/{id}/unpublish", {
    params: { ...latest, path: { ...path, collection: "articles" as const } },
  });
  assert.equal(answered(unpublished).status, "unpublished");
  assert.equal(refused(await reader.GET("/v1/articles/{idOrSlug}", named), 410).code, "gone");
  const kept = answered(await editor.GET("/v1/manage/articles/{id}", { params: { path } }));
  assert.equal(kept.title, "Staying close");

  // And the article can go; the phrase it used is still there.
  const discarded = await editor.DELETE("/v1/manage/articles/{id}", {
    params: { path, header: { "If-Match": tag(unpublished.response) } },
  });
  assert.equal(discarded.response.status, 204);
  assert.equal(answered(await reader.GET("/v1/phrases/{id}", { params: { path: { id: phrase.id } } })).text, phraseInput.text);
});

test("without a key nothing can be written", async () => {
  const body: Schemas["PhraseInput"] = { locale: "en", text: "Hello.", tone: "calm" };
  assert.equal(refused(await reader.POST("/v1/manage/phrases", { body }), 401).code, "missing_credentials");
});
