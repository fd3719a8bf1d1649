// The suite that all clients share: ../../conformance/README.md describes it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";

import { createCairn, etagCache } from "@cairn/client";
import type { Cairn, List } from "@cairn/client";
import { create, edit } from "@cairn/client/manage";
import { walk } from "@cairn/client/portable-text";
import type { Block } from "@cairn/client/portable-text";
import { segments } from "@cairn/client/search";
import { MemoryStore, OfflineCopy } from "@cairn/client/sync";
import type { CopyChange, CopyFilter, CopyStore } from "@cairn/client/sync";
import { IndexedDBStore } from "@cairn/client/sync/indexeddb";
import { verifyWebhook, WebhookError } from "@cairn/client/webhooks";
import { IDBFactory } from "fake-indexeddb";

import { base, Killed, Stub } from "./stub.js";
import type { Exchange, Json } from "./stub.js";

const folder = new URL("../../conformance/", import.meta.url);

function load<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, folder), "utf8")) as T;
}

function files(name: string): string[] {
  return readdirSync(new URL(`${name}/`, folder)).filter((file) => file.endsWith(".json")).sort();
}

function at(value: unknown, pointer: string): unknown {
  return pointer.split("/").slice(1).reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

/** Fails unless everything in `expected` is in `actual`. */
function assertIncludes(actual: unknown, expected: Json, place: string): void {
  if (Array.isArray(expected)) {
    assert.equal((actual as unknown[]).length, expected.length, place);
    expected.forEach((item, index) => assertIncludes((actual as unknown[])[index], item, `${place}/${index}`));
  } else if (typeof expected === "object" && expected !== null) {
    for (const [name, value] of Object.entries(expected)) {
      assertIncludes((actual as Record<string, unknown>)[name], value, `${place}/${name}`);
    }
  } else {
    assert.deepEqual(actual, expected, place);
  }
}

// ---- Answers

/** The arguments of all operations; each call has some of them. */
interface Arguments {
  locale: string;
  idOrSlug: string;
  id: string;
  q: string;
  token: string;
  change: { text: string };
  input: { locale: string; text: string; tone: "calm" };
}

interface Call {
  operation: string;
  arguments: Arguments;
  iterate?: boolean;
  expect?: {
    count?: number;
    values?: Record<string, Json>;
    walk?: Record<string, string[]>;
    segments?: { text: string; marks: string; segments: [string, boolean][] }[];
  };
  error?: Json;
}

interface AnswerCase {
  name: string;
  says: string;
  needs?: string[];
  cache?: boolean;
  exchanges: Exchange[];
  calls: Call[];
}

/** The operations of the cases, as calls of this client. */
const operations: Record<string, (cairn: Cairn, given: Arguments) => Promise<unknown> | List<unknown>> = {
  get_article: (cairn, { idOrSlug, ...query }) => cairn.article(idOrSlug, query),
  list_articles: (cairn, query) => cairn.articles(query),
  search: (cairn, { q, ...query }) => cairn.search(q, query),
  get_phrase: (cairn, { id }) => cairn.phrase(id),
  get_article_preview: (cairn, { id, token }) => cairn.preview(id, token),
  edit_phrase: (cairn, { id, change }) => edit(cairn, "phrases", id, change),
  create_phrase: (cairn, { input }) => create(cairn, "phrases", input, { repeatable: false }),
};

async function run(cairn: Cairn, { operation, arguments: given, iterate }: Call): Promise<unknown> {
  const call = operations[operation];
  assert.ok(call, `no call for ${operation}`);
  const result = call(cairn, given);
  if (result instanceof Promise) return result;
  return iterate ? result.all() : result.first();
}

function lines(blocks: Block[]): string[] {
  const inner = (children: string[][]) => children.flat().map((line) => `  ${line}`);
  return walk<string[]>(blocks, {
    block: ({ style, listItem, level }, children) => [
      `block ${style}${listItem === undefined ? "" : ` ${listItem} ${level}`}`,
      ...inner(children),
    ],
    span: ({ text }, marks) => [`span ${marks.map(({ type }) => type).join(",") || "-"} "${text}"`],
    suggestedPhrase: ({ phrase }) => [`suggestedPhrase "${phrase.text}"`],
    callout: ({ tone }, content) => [`callout ${tone}`, ...inner(content)],
    callToAction: ({ label, url }) => [`callToAction "${label}" ${url}`],
    unknown: ({ _type }) => [`unknown ${_type}`],
  }).flat();
}

suite("answers", () => {
  for (const file of files("answers")) {
    const { name, says, needs = [], cache, exchanges, calls } = load<AnswerCase>(`answers/${file}`);
    test(`${name}: ${says}`, async () => {
      const stub = new Stub();
      stub.expect(exchanges);
      const cairn = createCairn({
        baseUrl: base,
        fetch: stub.fetch,
        sleep: stub.sleep,
        ...(needs.includes("write") && { key: "cairn_test_key" }),
        ...(cache && { cache: etagCache() }),
      });
      for (const call of calls) {
        const [result, error] = await run(cairn, call).then(
          (value): [unknown, unknown] => [value, undefined],
          (reason: unknown): [unknown, unknown] => [undefined, reason],
        );
        if (stub.failure !== undefined) throw stub.failure;
        if (call.error !== undefined) {
          assert.ok(error instanceof Error, `${call.operation} fails`);
          assertIncludes(error, call.error, "error");
          continue;
        }
        if (error !== undefined) throw error;
        const { count, values = {}, walk: walks = {}, segments: split = [] } = call.expect ?? {};
        if (count !== undefined) assert.equal((result as unknown[]).length, count);
        for (const [pointer, value] of Object.entries(values)) assert.deepEqual(at(result, pointer), value, pointer);
        for (const [pointer, expected] of Object.entries(walks)) assert.deepEqual(lines(at(result, pointer) as Block[]), expected);
        for (const { text, marks, segments: expected } of split) {
          const got = segments(at(result, text) as string, at(result, marks) as { start: number; end: number }[] | undefined);
          assert.deepEqual(got.map(({ text, marked }) => [text, marked]), expected);
        }
      }
      stub.finish();
    });
  }
});

// ---- Sync

interface SyncExchange {
  sync?: Record<string, string | string[]>;
  bundle?: Record<string, string | string[]>;
  page?: { items: string[]; nextPage?: string; nextToken?: string; cut?: boolean };
  problem?: string;
  drop?: boolean;
  kill?: "waiting" | "storing";
}

interface Step {
  do: "sync" | "restart" | "clear";
  exchanges?: SyncExchange[];
  bundle?: boolean;
  filter?: CopyFilter;
  error?: Json;
  token?: string;
  copy?: string[];
}

interface Script {
  name: string;
  says: string;
  filter: CopyFilter;
  steps: Step[];
}

interface Entry {
  id: string;
  type: string;
  document?: { title?: string; text?: string; name?: string };
}

const { entries, problems } = load<{
  entries: Record<string, Json & Entry>;
  problems: Record<string, NonNullable<Exchange["response"]>>;
}>("sync/entries.json");

function named(name: string): Json & Entry {
  const entry = entries[name];
  assert.ok(entry, `no entry "${name}"`);
  return entry;
}

function exchangeOf({ sync, bundle, page, problem, drop, kill }: SyncExchange): Exchange {
  const query = sync ?? bundle ?? {};
  const request = { method: "GET", path: sync ? "/v1/sync" : "/v1/bundle", query };
  const ending = { ...(drop && { drop }), ...(kill && { kill }) };
  if (problem !== undefined) {
    const response = problems[problem];
    assert.ok(response);
    return { request, response, ...ending };
  }
  if (!page) return { request, ...ending };
  const { items, cut, ...tokens } = page;
  const all = items.map(named);
  const headers = { "content-type": sync ? "application/json" : "application/x-ndjson" };
  if (sync) return { request, response: { status: 200, headers, body: { items: all, ...tokens } }, ...ending };
  const end = cut ? JSON.stringify(all.at(-1)).slice(0, 60) : `${JSON.stringify({ type: "end", ...tokens })}\n`;
  const text = all.map((entry) => `${JSON.stringify(entry)}\n`).join("") + end;
  return { request, response: { status: 200, headers, text }, ...ending };
}

function described({ id, type, document }: Entry): string {
  return `${id} ${type} ${document?.title ?? document?.text ?? document?.name ?? ""}`.trim();
}

/** A store that can be told to die at the next token. */
class MortalStore implements CopyStore {
  dies: (() => void) | undefined;
  readonly #inner: CopyStore;

  constructor(inner: CopyStore) {
    this.#inner = inner;
  }

  state = () => this.#inner.state();
  get = (id: string) => this.#inner.get(id);
  entries = (type?: string) => this.#inner.entries(type);
  clear = () => this.#inner.clear();

  commit(change: CopyChange): Promise<boolean> {
    if (!this.dies) return this.#inner.commit(change);
    this.dies();
    return new Promise(() => undefined);
  }
}

const stores: Record<string, () => CopyStore> = {
  "in memory": () => new MemoryStore(),
  "in IndexedDB": () => new IndexedDBStore("copy", new IDBFactory()),
};

for (const [where, makeStore] of Object.entries(stores)) {
  suite(`a copy ${where}`, () => {
    for (const file of files("sync").filter((file) => file !== "entries.json")) {
      const { name, says, filter, steps } = load<Script>(`sync/${file}`);
      test(`${name}: ${says}`, async () => {
        const store = makeStore();
        let currentFilter = filter;
        for (const [index, step] of steps.entries()) {
          const place = `step ${index}`;
          const mortal = new MortalStore(store);
          const stub = new Stub();
          // The timers of killed processes end soon, so that they do not keep this one alive.
          const cairn = createCairn({ baseUrl: base, fetch: stub.fetch, sleep: stub.sleep, timeout: 0.5 });
          currentFilter = step.filter ?? currentFilter;
          // Every step has an engine of its own: nothing may depend on its memory.
          const copy = new OfflineCopy(cairn, mortal, { filter: currentFilter, bundle: step.bundle ?? false });
          if (step.do === "clear") await copy.clear();
          if (step.do === "sync") {
            stub.expect((step.exchanges ?? []).map(exchangeOf));
            const killed = new Promise<never>((_, reject) => {
              const die = () => reject(new Killed());
              stub.onKill = (when) => (when === "waiting" ? die() : (mortal.dies = die));
            });
            const outcome = await Promise.race([copy.sync(), killed]).catch((error: unknown) => error);
            stub.finish();
            if (step.exchanges?.some(({ kill }) => kill)) assert.ok(outcome instanceof Killed, place);
            else if (step.error !== undefined) assertIncludes(outcome, step.error, place);
            else if (outcome instanceof Error) throw outcome;
          }
          if (step.copy) {
            const found = (await new OfflineCopy(cairn, store).entries()) as Entry[];
            assert.deepEqual(found.map(described).sort(), step.copy.map(named).map(described).sort(), place);
          }
          if (step.token !== undefined) {
            const { staged, token } = await store.state();
            assert.equal(staged ? staged.page : token, step.token, place);
          }
        }
      });
    }
  });
}

// ---- Webhooks

suite("webhooks", () => {
  const suiteOf = load<{
    secret: string;
    payload: string;
    cases: {
      name: string;
      headers: Record<string, string>;
      payload?: string;
      now: number;
      valid: boolean;
      values?: Record<string, Json>;
    }[];
  }>("webhooks.json");
  for (const { name, headers, payload = suiteOf.payload, now, valid, values = {} } of suiteOf.cases) {
    test(name, async () => {
      const verified = verifyWebhook(suiteOf.secret, headers, payload, { now });
      if (!valid) return assert.rejects(verified, WebhookError);
      for (const [pointer, value] of Object.entries(values)) assert.deepEqual(at(await verified, pointer), value);
      return undefined;
    });
  }
});
