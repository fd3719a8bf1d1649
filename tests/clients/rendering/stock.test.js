// Cairn's HTML and Markdown of two thousand generated documents, held against the stock renderers of Portable Text.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { documents } from "./cairn.js";
import { differences, stockHtml } from "./differences.js";
import { meaning, read } from "./meaning.js";

let sections = [];
before(async () => {
  sections = await documents();
});

test("every document has the HTML that the stock renderer writes, but for what is listed", () => {
  for (const { body, html } of sections) assert.equal(html, stockHtml(body), JSON.stringify(body));
});

for (const name of Object.keys(differences)) {
  test(`a difference that is one: ${name}`, () => {
    const others = Object.keys(differences).filter((other) => other !== name);
    const differing = sections.filter(({ body, html }) => html !== stockHtml(body, others));
    assert.ok(differing.length > 0, "without it every document is the same");
    assert.ok(differing.length < sections.length / 2, `${differing.length} documents differ: it hides more than it says`);
  });
}

test("most documents need none of the differences", () => {
  const equal = sections.filter(({ body, html }) => html === stockHtml(body, []));
  assert.ok(equal.length > sections.length / 2, `${equal.length} of ${sections.length}`);
});

test("every document's Markdown, read by @portabletext/markdown, means what the document does", () => {
  for (const { body, markdown } of sections) {
    assert.deepEqual(meaning(read(markdown)), meaning(body), markdown);
  }
});

test("and what it means would be noticed if it were another", () => {
  const noticed = sections.filter(({ body, markdown }) => {
    const other = markdown.replace(/\*\*|~~|^> |^- |^#+ /m, "");
    return other !== markdown && JSON.stringify(meaning(read(other))) !== JSON.stringify(meaning(body));
  });
  const marked = sections.filter(({ markdown }) => /\*\*|~~|^> |^- |^#+ /m.test(markdown));
  assert.ok(noticed.length > marked.length * 0.95, `${noticed.length} of ${marked.length}`);
});
