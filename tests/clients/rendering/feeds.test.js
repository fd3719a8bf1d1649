// Feeds and sitemap as those read them whom they are for: feed parsers, and the schema of sitemaps.org.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import { XMLToSitemapItemStream } from "sitemap";
import { validateXML } from "xmllint-wasm";

import { get, publish } from "./cairn.js";

const BASE = "https://content.example.org";

async function cards() {
  const { data } = JSON.parse((await get("/v1/articles?limit=100")).body);
  return data;
}

test("a feed parser reads from Atom what was published", async () => {
  const { type, body } = await get("/v1/feed.atom?limit=100", "application/atom+xml");
  assert.equal(type, "application/atom+xml");
  const feed = parseAtomFeed(body);
  assert.equal(feed.title.value ?? feed.title, "Cairn & friends");
  assert.equal(feed.id, `${BASE}/v1/feed.atom?limit=100`);
  const [self] = feed.links.filter(({ rel }) => rel === "self");
  assert.equal(self.href, feed.id);
  const published = await cards();
  assert.deepEqual(feed.entries.map(({ id }) => id), published.map(({ id }) => `urn:uuid:${id}`));
  assert.deepEqual(feed.entries.map(({ title }) => title.value ?? title), published.map(({ title }) => title));
  assert.deepEqual(feed.entries.map(({ links }) => links[0].href), published.map(({ url }) => url));
  const times = feed.entries.map(({ updated }) => Date.parse(updated));
  assert.equal(Date.parse(feed.updated), Math.max(...times));
  for (const [at, { content, authors, summary }] of feed.entries.entries()) {
    assert.ok(authors.every(({ name }) => name.length > 0));
    assert.equal(summary.value ?? summary, published[at].summary);
    assert.match(content.value ?? content, /^<section id="/);
  }
});

test("a feed parser reads from the JSON feed what was published", async () => {
  const { type, body } = await get("/v1/feed.json?limit=100", "application/feed+json");
  assert.equal(type, "application/feed+json");
  const feed = parseJsonFeed(body);
  assert.equal(feed.title, "Cairn & friends");
  assert.equal(feed.feed_url, `${BASE}/v1/feed.json?limit=100`);
  const published = await cards();
  assert.deepEqual(feed.items.map(({ id }) => id), published.map(({ id }) => `urn:uuid:${id}`));
  assert.deepEqual(feed.items.map(({ url, title, summary, language }) => ({ url, title, summary, language })),
    published.map(({ url, title, summary, locale }) => ({ url, title, summary, language: locale })));
  assert.ok(feed.items.every(({ content_html: html }) => html.startsWith("<section id=")));
});

test("hard words in every text come out of the feeds as they went in", async () => {
  const hard = "]]> <script>alert('1')</script> & &amp; \"quoted\" <!-- 🙂";
  const topic = await publish("topics", { kind: "subject", slug: "hard-words", name: hard });
  const sections = [{ heading: hard, anchor: "hard", body: [{ _type: "block", children: [{ _type: "span", text: hard }] }] }];
  const authors = [{ name: hard }];
  await publish("articles", { locale: "en", slug: "hard-words", title: hard, summary: hard, topics: [topic], sections, authors });
  // The parsers trim what they read.
  const html = '<section id="hard">\n<h2>X</h2>\n<p>X</p>\n</section>'
    .replaceAll("X", "]]&gt; &lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &amp;amp; &quot;quoted&quot; &lt;!-- 🙂");
  const atom = parseAtomFeed((await get("/v1/feed.atom?topic=hard-words")).body).entries[0];
  const json = parseJsonFeed((await get("/v1/feed.json?topic=hard-words")).body).items[0];
  assert.equal(atom.title.value ?? atom.title, hard);
  assert.equal(atom.content.value ?? atom.content, html);
  assert.equal(atom.authors[0].name, hard);
  assert.equal(atom.categories[0].label, hard);
  assert.deepEqual([json.title, json.summary, json.content_html, json.authors[0].name, json.tags[0]], [hard, hard, html, hard, hard]);
});

/** The schema of sitemaps.org. What belongs to other namespaces is not in it, and is looked at below. */
function schema() {
  const folder = dirname(createRequire(import.meta.url).resolve("sitemap/package.json"));
  return readFileSync(join(folder, "schema/sitemap.xsd"), "utf8").replaceAll('processContents="strict"', 'processContents="lax"');
}

test("the sitemap is valid, and its reader finds every article with its translations", async () => {
  const { type, body } = await get("/sitemap.xml", "application/xml");
  assert.equal(type, "application/xml");
  const checked = await validateXML({ xml: [{ fileName: "sitemap.xml", contents: body }], schema: [{ fileName: "sitemap.xsd", contents: schema() }] });
  assert.deepEqual(checked.errors, []);
  const reader = new XMLToSitemapItemStream();
  const items = [];
  reader.on("data", (item) => items.push(item));
  const ended = new Promise((resolve, reject) => reader.on("end", resolve).on("error", reject));
  reader.end(body);
  await ended;
  const published = await cards();
  assert.deepEqual(items.map(({ url }) => url).sort(), published.map(({ url }) => url).sort());
  const urls = new Map(published.map((card) => [card.url, card]));
  const translated = items.filter(({ links }) => links.length > 0);
  assert.ok(translated.length >= 4, "the starter content has translations");
  for (const { url, lastmod, links } of items) {
    assert.equal(Date.parse(lastmod), Date.parse(urls.get(url).updatedAt));
    if (links.length === 0) continue;
    assert.ok(links.some((link) => link.url === url), "each names itself");
    for (const link of links) assert.equal(urls.get(link.url).locale, link.lang);
  }
});

test("the schema refuses what is no sitemap", async () => {
  const wrong = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><lastmod>soon</lastmod></url></urlset>';
  const checked = await validateXML({ xml: [{ fileName: "sitemap.xml", contents: wrong }], schema: [{ fileName: "sitemap.xsd", contents: schema() }] });
  assert.equal(checked.valid, false);
});
