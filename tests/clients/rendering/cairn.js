// Cairn as an editor and a reader use it, and the documents that all checks here are made with.
import assert from "node:assert/strict";

import { generator } from "./generate.js";

const server = process.env.CAIRN_URL;
const key = process.env.CAIRN_KEY;

export const DOCUMENTS = 2000;
const SEED = 20261125;
const SECTIONS = 50;

/** Asks for something, as a reader. */
export async function get(path, accept = "*/*") {
  const answer = await fetch(`${server}${path}`, { headers: { accept, connection: "close" } });
  const body = await answer.text();
  assert.equal(answer.status, 200, `${path} answered ${answer.status}: ${body}`);
  return { type: answer.headers.get("content-type"), body, headers: answer.headers };
}

/** Writes something, as an editor. */
export async function post(path, body, headers = {}) {
  const answer = await fetch(`${server}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", connection: "close", ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** Creates a thing and publishes it; its id. */
export async function publish(kind, input) {
  const { id } = await post(`/v1/manage/${kind}`, input);
  await post(`/v1/manage/${kind}/${id}/publish`, { includeReferences: true }, { "if-match": "*" });
  return id;
}

/** The generated documents, each written, published and read back: as Portable Text, HTML and Markdown. */
export async function documents() {
  const phrases = [];
  const words = [
    { tone: "calm", text: "Can we sit down for ten minutes?", insteadOf: "We need to talk <now> & \"here\"." },
    { tone: "firm", text: "I won’t argue about it.\nI’ll be back at six.", why: "It's short & clear." },
    { tone: "hopeful", text: "“You are not alone in this.”" },
  ];
  for (const input of words) phrases.push(await publish("phrases", { locale: "en", ...input }));
  const linked = { locale: "en", slug: "linked-to", title: "Linked to", summary: "It is linked to." };
  const sections = [{ heading: "First steps", anchor: "first-steps", markdown: "Begin small." }];
  const article = await publish("articles", { ...linked, sections });
  const make = generator(SEED, { phrases, article, anchor: "first-steps" });
  const bodies = Array.from({ length: DOCUMENTS }, make);
  const read = [];
  for (let from = 0; from < bodies.length; from += SECTIONS) {
    const slug = `generated-${from}`;
    const sections = bodies.slice(from, from + SECTIONS).map((body, index) => ({ anchor: `part-${index}`, body }));
    await publish("articles", { locale: "en", slug, title: `Generated ${from}`, summary: "Made up from a seed.", sections });
    const { body } = await get(`/v1/articles/${slug}?body=portable-text,html,markdown`);
    read.push(...JSON.parse(body).sections);
  }
  assert.equal(read.length, DOCUMENTS);
  return read;
}
