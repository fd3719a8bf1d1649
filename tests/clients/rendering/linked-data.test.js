// The JSON-LD of every article, held against the vocabulary of schema.org: every type, every property of it, and what the
// property may hold. The vocabulary is that of `schema-dts`, and it is the TypeScript compiler that checks.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";

import { get, post, publish } from "./cairn.js";

/** What the compiler says of these pieces of linked data, as literals of the vocabulary's types. */
function complaints(pieces) {
  // Beside the packages, so that the compiler finds the vocabulary.
  const folder = mkdtempSync(join(import.meta.dirname, "build-"));
  try {
    const file = join(folder, "linked-data.ts");
    const literals = pieces.map((data) => `check<WithContext<${data["@type"]}>>(${JSON.stringify(data)});`);
    const types = [...new Set(pieces.map((data) => data["@type"]))];
    const source = `import type { WithContext, ${types.join(", ")} } from "schema-dts";\n\ndeclare function check<T>(data: T): void;\n`;
    writeFileSync(file, source + literals.join("\n"));
    const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], options));
    return diagnostics.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const linkedData = async (slug, locale) =>
  JSON.parse((await get(`/v1/articles/${slug}?locale=${locale}`, "application/ld+json")).body);

/** An article that has everything an article can have, and hard words in all of it. */
async function everything() {
  const hard = (words) => `${words} </script><script>alert(1)</script> & "more" {{x}}`;
  const [subject, audience] = [
    await publish("topics", { kind: "subject", slug: "hard", name: hard("Hard").slice(0, 60) }),
    await publish("topics", { kind: "audience", slug: "all", name: "All" }),
  ];
  const resource = { locale: "en", kind: "page", title: hard("A page"), excerpt: hard("It says"), url: "https://example.org/?a='b'" };
  const related = [await publish("resources", resource)];
  const phrase = await publish("phrases", { locale: "en", tone: "calm", text: hard("Say") });
  const body = [{ _type: "suggestedPhrase", phraseId: phrase }];
  const credit = { name: hard("Somebody"), credential: hard("Knows") };
  const id = await publish("articles", {
    locale: "en", slug: "everything", title: hard("All"), kicker: hard("Over"), summary: hard("In short"), topics: [subject, audience], related,
    sections: [{ heading: hard("First"), anchor: "first", body }, { anchor: "second", markdown: hard("Then") }],
    authors: [credit], reviewers: [credit], lastReviewedAt: "2026-03-01T10:00:00Z",
  });
  return id;
}

test("the linked data of every article of the starter content is what schema.org knows", async () => {
  const { data } = JSON.parse((await get("/v1/articles?limit=100")).body);
  const pieces = await Promise.all(data.map(({ slug, locale }) => linkedData(slug, locale)));
  assert.ok(pieces.length > 10);
  assert.deepEqual(complaints(pieces), []);
});

test("so is that of an article with everything, reviewed or not, and of one that was withdrawn", async () => {
  const id = await everything();
  const { body } = await get("/v1/articles/everything", "application/ld+json");
  assert.doesNotMatch(body, /[<>&]/);
  const reviewed = JSON.parse(body);
  assert.equal(reviewed["@type"], "MedicalWebPage");
  assert.equal(reviewed.url, "https://content.example.org/en/articles/everything");
  assert.deepEqual(reviewed.hasPart.map((part) => part.url), [`${reviewed.url}#first`, `${reviewed.url}#second`]);
  assert.equal(reviewed.lastReviewed, "2026-03-01");
  const second = { locale: "en", slug: "plain", title: "Plain", summary: "Plainly.", sections: [{ markdown: "Hm." }] };
  await publish("articles", second);
  const article = await linkedData("plain", "en");
  assert.equal(article["@type"], "Article");
  const ending = { mode: "withdrawn", explanation: "It was wrong." };
  await post(`/v1/manage/articles/${id}/unpublish`, ending, { "if-match": "*" });
  const withdrawn = await linkedData("everything", "en");
  assert.deepEqual(withdrawn.creativeWorkStatus, ["Withdrawn"]);
  assert.deepEqual(complaints([reviewed, article, withdrawn]), []);
});

test("the vocabulary refuses what it does not have", async () => {
  const article = await linkedData("setting-limits", "en");
  const wrong = [
    { ...article, headlin: "x" },
    // An article has no breadcrumb; that is the page around it.
    { ...article, "@type": "Article" },
    { ...article, hasPart: [{ "@type": "WebPageElement", bark: "x" }] },
    { ...article, author: 7 },
  ];
  const found = complaints(wrong);
  assert.equal(found.length, wrong.length, found.join("\n"));
});
