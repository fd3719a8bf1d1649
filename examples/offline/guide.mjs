#!/usr/bin/env node
// Reads Cairn's content without a network:
//
//   node guide.mjs sync            bring the copy up to date
//   node guide.mjs list [TOPIC]    list the articles, or those of a topic
//   node guide.mjs read SLUG       print an article
//   node guide.mjs find WORDS      find articles and phrases
//   node guide.mjs phrase          print a phrase
//
// CAIRN_URL is the address of the server, GUIDE_DATA the folder of the copy, GUIDE_LOCALE its locales (en by default).

import { homedir } from "node:os";
import { join } from "node:path";

import { createCairn, isCairnError } from "@cairn/client";
import { toText } from "@cairn/client/portable-text";
import { OfflineCopy } from "@cairn/client/sync";

import { FileStore } from "./file-store.mjs";

/** @import { Article } from "@cairn/client" */

const { CAIRN_URL, GUIDE_DATA, GUIDE_LOCALE = "en" } = process.env;
const store = new FileStore(GUIDE_DATA ?? join(homedir(), ".cache", "cairn-guide"));
const cairn = createCairn({ baseUrl: CAIRN_URL ?? "http://127.0.0.1:8080" });
const copy = new OfflineCopy(cairn, store, { filter: { locale: GUIDE_LOCALE.split(",") }, bundle: true });

/** @type {Record<string, (...words: string[]) => Promise<void>>} */
const commands = {
  async sync() {
    try {
      const { stored, removed, rebuilt } = await copy.sync();
      console.log(rebuilt ? `A new copy: ${stored} entries.` : `Up to date: ${stored} changed, ${removed} removed.`);
    } catch (error) {
      if (!isCairnError(error)) throw error;
      const { length } = await copy.entries();
      console.error(`${error.detail}\nThe copy is as it was: ${length} entries.`);
      process.exitCode = 1;
    }
  },

  async list(topic) {
    const articles = (await articlesOfCopy()).filter(({ topics }) => topic === undefined || topics.some(({ slug }) => slug === topic));
    for (const { slug, title, readingMinutes } of articles) console.log(`${slug}\n  ${title} (${readingMinutes} min)`);
  },

  async read(slug) {
    const article = (await articlesOfCopy()).find((article) => article.slug === slug || article.id === slug);
    if (!article) throw new Error(`The copy has no article "${slug}". "list" shows all.`);
    console.log(`${article.title}\n${"=".repeat(article.title.length)}\n\n${article.summary}`);
    for (const { heading, body } of article.sections) {
      if (heading !== undefined) console.log(`\n${heading}\n${"-".repeat(heading.length)}`);
      console.log(`\n${toText(body ?? [])}`);
    }
    for (const { title, url } of article.related) console.log(`\n- ${title}: ${url}`);
  },

  async find(...words) {
    const wanted = words.map((word) => word.toLowerCase());
    const has = (/** @type {string} */ text) => wanted.every((word) => text.toLowerCase().includes(word));
    for (const article of await articlesOfCopy()) {
      const { slug, title, summary, sections } = article;
      const found = sections.find(({ body }) => has(toText(body ?? [])));
      if (found || has(`${title} ${summary}`)) console.log(`${slug}${found ? `#${found.anchor}` : ""}\n  ${title}`);
    }
    for (const { document } of await copy.entries("phrase")) if (has(document.text)) console.log(`“${document.text}”`);
  },

  async phrase() {
    const phrases = await copy.entries("phrase");
    const day = Math.floor(Date.now() / 86_400_000);
    const phrase = phrases.sort((a, b) => (a.id < b.id ? -1 : 1))[day % phrases.length]?.document;
    if (!phrase) throw new Error('There is no phrase yet. Run "sync" first.');
    console.log(`“${phrase.text}”`);
    if (phrase.insteadOf !== undefined) console.log(`  instead of: “${phrase.insteadOf}”`);
  },
};

/** @returns {Promise<Article[]>} */
async function articlesOfCopy() {
  const articles = (await copy.entries("article")).map(({ document }) => document);
  if (articles.length === 0) throw new Error('The copy is empty. Run "sync" first.');
  return articles.sort((a, b) => a.title.localeCompare(b.title));
}

const [name = "", ...words] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command) throw new Error(`Usage: guide.mjs ${Object.keys(commands).join("|")}`);
  await command(...words);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await store.close();
}
