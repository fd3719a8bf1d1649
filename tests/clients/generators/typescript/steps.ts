// The steps that each generated client goes through against the running server, and what must come of them.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** An error that the server answered. */
export interface Refusal {
  status: number;
  code: string;
}

/** The steps, with the methods of one generated client. */
export interface Steps {
  /** Returns the titles of a page of articles, sorted by title. */
  list(limit: number): Promise<string[]>;
  /** Returns the words of the text blocks of an article, and the texts of its phrases. */
  article(slug: string): Promise<{ words: string; phrases: string[] }>;
  /** Returns the title of each article, or the text of each phrase, that matches. */
  search(words: string): Promise<string[]>;
  /** Returns the error of an article that does not exist. */
  missing(slug: string): Promise<Refusal>;
  /** Returns the number of entries of each type in a whole copy, read page by page. */
  sync(limit: number): Promise<Record<string, number>>;
  /** Creates an article with blocks. */
  create(slug: string): Promise<{ id: string; etag: string }>;
  /** Publishes it, and returns its status. */
  publish(id: string, etag: string): Promise<string>;
  /** Changes its title with the tag of an earlier version, and returns the error. */
  change(id: string, etag: string): Promise<Refusal>;
}

/** Reads a setting from the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** The value of a step that must have worked. */
export function present<T>(value: T | undefined, of: string): T {
  if (value === undefined) throw new Error(`${of} is missing`);
  return value;
}

/** Goes through the steps. */
export async function go(generator: string, steps: Steps): Promise<void> {
  const titles = await steps.list(5);
  assert.equal(titles.length, 5);

  const { words, phrases } = await steps.article("when-someone-you-love-says-no");
  assert.ok(words.length > 500, "an article has words");
  assert.ok(phrases.length >= 3 && phrases.every((phrase) => phrase.length > 10), "an article suggests phrases");

  const found = await steps.search("boundaries");
  assert.ok(found.length > 0 && found.every((text) => text.length > 0), "a search finds something");

  assert.deepEqual(await steps.missing("nowhere"), { status: 404, code: "not_found" });

  const entries = await steps.sync(20);
  for (const type of ["article", "phrase", "resource", "topic"]) assert.ok((entries[type] ?? 0) > 0, `the copy has a ${type}`);

  const slug = `generated-${randomUUID()}`;
  const { id, etag } = await steps.create(slug);
  assert.equal(etag, '"1"');
  assert.equal(await steps.publish(id, etag), "published");
  assert.match((await steps.article(slug)).words, /^A kindness, in one sentence\.$/);
  assert.deepEqual(await steps.change(id, etag), { status: 412, code: "version_mismatch" });

  console.log(`${generator}: all steps, ${Object.values(entries).reduce((sum, count) => sum + count)} entries in the copy`);
}
