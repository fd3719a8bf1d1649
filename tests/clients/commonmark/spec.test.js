// Every example of the CommonMark specification keeps its words, or says which of them it leaves out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { examples, missing, words, wordsOfBlocks, wordsOfHtml } from "./examples.js";

const { CAIRN_URL: url, CAIRN_KEY: key, CAIRN_REPORT: report } = process.env;

test("the package has the examples", () => {
  assert.ok(examples.length > 600, `${examples.length} examples`);
});

test("imported as pages, every example keeps its words or the report names them", async () => {
  const lines = readFileSync(report, "utf8").split("\n");
  const lost = [];
  let named = 0;
  for (const { number, slug, html, markdown } of examples) {
    const notes = lines.filter((line) => line.includes(`/${slug}.md`));
    const answer = await fetch(`${url}/v1/articles/${slug}`);
    // A page without text is not published, and the report says so.
    const isDraft = answer.status === 404 && notes.some((note) => note.includes("stays a draft"));
    assert.ok(isDraft || answer.status === 200, `${slug}: ${answer.status}`);
    const { sections } = isDraft ? { sections: [] } : await answer.json();
    const found = sections.flatMap((section) => [...words(section.heading ?? ""), ...wordsOfBlocks(section.body)]);
    const gone = missing(wordsOfHtml(html), found);
    const unnamed = missing(gone, words(notes.join("\n")));
    if (gone.length > 0) named += 1;
    if (unnamed.length > 0) lost.push({ number, markdown, html, unnamed, found, notes });
  }
  console.log(`${examples.length} examples; the report names words of ${named}`);
  assert.deepEqual(lost, []);
});

test("sent to the API as Markdown, every example keeps its words, warns of them, or is refused with a reason", async () => {
  const lost = [];
  const refused = [];
  let warned = 0;
  for (const { number, slug, html, markdown } of examples) {
    const article = { locale: "en", slug: `sent-${slug}`, title: "Sent", summary: "One of many.", sections: [{ markdown }] };
    const answer = await fetch(`${url}/v1/manage/articles`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(article),
    });
    const body = await answer.json();
    if (answer.status === 422) {
      assert.ok(body.errors.every(({ pointer }) => pointer === "/sections/0/markdown"), JSON.stringify(body));
      refused.push({ number, why: body.errors.map(({ code }) => code) });
      continue;
    }
    assert.equal(answer.status, 201, JSON.stringify(body));
    const found = body.sections.flatMap((section) => wordsOfBlocks(section.body));
    const gone = missing(wordsOfHtml(html), found);
    const unnamed = missing(gone, words((body.warnings ?? []).join("\n")));
    if (gone.length > 0) warned += 1;
    if (unnamed.length > 0) lost.push({ number, markdown, html, unnamed, found, warnings: body.warnings });
  }
  console.log(`${examples.length} examples; ${warned} with words in warnings, ${refused.length} refused`);
  assert.deepEqual(lost, []);
  // Only addresses that no article may hold, and characters that no text may.
  const known = ["invalid_url", "unsafe_url", "blank", "invalid_character"];
  assert.deepEqual(refused.filter(({ why }) => !why.every((code) => known.includes(code))), []);
});
