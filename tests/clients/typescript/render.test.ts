// Every published body goes through the stock Portable Text renderers unchanged, and nothing of it is lost.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { cairn, setting } from "./client.js";
import type { Article, Block, Schemas } from "./client.js";
import { renderers, textBlocks, visibleText, words } from "./rendering.js";

const client = cairn(setting("CAIRN_URL"));
const articles: Article[] = [];

before(async () => {
  for await (const { id, locale } of client.articles({ limit: 100 })) {
    articles.push(await client.article(id, { locale, body: ["portable-text", "text"] }));
  }
  assert.ok(articles.length > 10, "the starter content is published");
});

for (const [name, render] of Object.entries(renderers)) {
  test(`${name} renders every article, and every word is there`, () => {
    for (const { locale, slug, sections } of articles) {
      for (const { anchor, body, text } of sections) {
        const place = `${locale}/${slug}#${anchor}`;
        assert.ok(body !== undefined && body.length > 0, `${place} has a body`);
        assert.ok(text !== undefined && text !== "", `${place} has a text`);
        const served = structuredClone(body);
        const html = render(body);
        assert.deepEqual(body, served, `${place}: rendering leaves the body as it was served`);
        assert.doesNotMatch(html, /\[object Object\]|unknown__pt|undefined|>null</i, place);

        const seen = visibleText(html);
        // A plain text has the addresses of buttons in it; HTML has them in its attributes.
        const rendered = new Set([...words(seen), ...words(html)]);
        for (const word of words(withoutListNumbers(withoutLabels(text, body)))) {
          assert.ok(rendered.has(word), `${place}: "${word}" is missing in ${html}`);
        }
        for (const block of textBlocks(body)) {
          const sentence = block.children.map((span) => span.text).join("");
          assert.ok(squeezed(seen).includes(squeezed(sentence)), `${place}: "${sentence}" is missing in ${html}`);
        }
      }
    }
  });

  test(`${name} keeps every link and every phrase inside a sentence`, () => {
    let links = 0;
    let phrases = 0;
    for (const { sections } of articles) {
      for (const { body = [] } of sections) {
        const html = render(body);
        for (const markDef of textBlocks(body).flatMap((block) => block.markDefs)) {
          switch (markDef._type) {
            case "link":
              links += 1;
              assert.ok(html.includes(`href="${markDef.href.replaceAll("&", "&amp;")}"`), `${markDef.href} in ${html}`);
              break;
            case "phrase":
              phrases += 1;
              assert.ok(html.includes(`<q data-tone="${markDef.phrase.tone}">`), html);
              break;
            default: {
              const never: never = markDef;
              assert.fail(String(never));
            }
          }
        }
      }
    }
    assert.ok(links > 0 && phrases > 0, "the starter content has links and phrases inside sentences");
  });
}

test("both renderers show a reader the same", () => {
  for (const { locale, slug, sections } of articles) {
    for (const { anchor, body = [] } of sections) {
      const [first, ...others] = Object.values(renderers).map((render) => words(visibleText(render(body))));
      for (const other of others) {
        assert.deepEqual(other, first, `${locale}/${slug}#${anchor}`);
      }
    }
  }
});

// A plain text has labels in its language before words to avoid, which the renderers leave out, and before crossed out words.
function withoutLabels(text: string, body: Block[]): string {
  const avoided = phrasesIn(body).flatMap(({ insteadOf }) => insteadOf ?? []);
  const isAvoided = (line: string) => avoided.some((avoid) => line.includes(avoid));
  return text.split("\n").filter((line) => !isAvoided(line)).join("\n").replace(/\[[^\]:]+: /gu, "");
}

function phrasesIn(body: Block[]): Schemas["EmbeddedPhrase"][] {
  return body.flatMap((block) => {
    if (block._type === "callout") {
      return phrasesIn(block.content);
    }
    return block._type === "suggestedPhrase" ? [block.phrase] : [];
  });
}

function withoutListNumbers(text: string): string {
  return text.replace(/^\s*\d+\. /gm, "");
}

function squeezed(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
