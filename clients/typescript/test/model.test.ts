// Ten thousand random changes, and copies that follow them over a bad network in processes that die. In the end each copy is
// equal to what the server lists.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createCairn, unwrap } from "@cairn/client";
import type { Cairn } from "@cairn/client";
import { IndexedDBStore } from "@cairn/client/sync/indexeddb";
import { MemoryStore, OfflineCopy } from "@cairn/client/sync";
import type { CopyChange, CopyEntry, CopyFilter, CopyStore } from "@cairn/client/sync";
import { IDBFactory } from "fake-indexeddb";

import { baseUrl, editor, reader } from "./live.js";

const OPERATIONS = Number(process.env["MODEL_OPERATIONS"] ?? 10_000);
/** A slow machine makes fewer changes, so that the test ends in time. */
const LONGEST_S = 80;
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 2 ** 31);
/** The server's `CAIRN_SYNC_WINDOW_S`: older tokens have expired. */
const WINDOW_S = Number(process.env["CAIRN_TEST_WINDOW"] ?? 2);

/** A generator of pseudo-random numbers (mulberry32), so that a run can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(SEED);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const chance = (probability: number): boolean => random() < probability;

// ---- The editors

interface Entity {
  id: string;
  collection: "articles" | "phrases" | "topics";
  locale: string;
  isPublished: boolean;
}

interface Operation {
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  ifMatch?: string;
  body?: Record<string, unknown>;
}

const entities: Entity[] = [];
let counter = 0;
const locales = ["en", "es", "fr"];

function uuid(): string {
  const digits = () => Math.floor(random() * 2 ** 24).toString(16).padStart(6, "0");
  const hex = digits() + digits() + digits() + digits() + digits() + "00";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Topics that are published and stay so: articles and phrases refer to them. */
let topics: string[] = [];

function content({ collection, locale }: Entity): Record<string, unknown> {
  const number = ++counter;
  switch (collection) {
    case "articles":
      return {
        locale,
        slug: `model-${number}`,
        title: `Article ${number}`,
        summary: `Summary ${number}`,
        topics: topics.length > 0 && chance(0.7) ? [pick(topics)] : [],
        sections: [{ heading: "Heading", markdown: `Text **${number}**.` }],
      };
    case "phrases":
      return { locale, tone: "calm", text: `Phrase ${number}`, topics: topics.length > 0 && chance(0.5) ? [pick(topics)] : [] };
    case "topics":
      return { kind: "subject", slug: `model-${number}`, name: `Topic ${number}` };
  }
}

/** Makes one or two operations that are valid now, and notes what becomes of the entity. */
function operations(): Operation[] {
  const create = entities.length < 40 || (entities.length < 300 && chance(0.15));
  if (create) {
    const collection = chance(0.5) ? "phrases" : chance(0.95) ? "articles" : "topics";
    const entity: Entity = { id: uuid(), collection, locale: pick(locales), isPublished: true };
    const path = `/v1/manage/${collection}`;
    const body = { id: entity.id, ...content(entity) };
    entities.push(entity);
    return [
      { method: "POST", path, body },
      { method: "POST", path: `${path}/${entity.id}/publish`, ifMatch: "*", body: {} },
    ];
  }
  const entity = pick(entities);
  const path = `/v1/manage/${entity.collection}/${entity.id}`;
  const publish: Operation = { method: "POST", path: `${path}/publish`, ifMatch: "*", body: {} };
  if (!entity.isPublished) {
    if (chance(0.2)) {
      entities.splice(entities.indexOf(entity), 1);
      return [{ method: "DELETE", path, ifMatch: "*" }];
    }
    entity.isPublished = true;
    return [publish];
  }
  if (chance(0.35) && entity.collection !== "topics") {
    entity.isPublished = false;
    const withdrawn = entity.collection === "articles" && chance(0.3);
    const body = withdrawn ? { mode: "withdrawn", explanation: "It is being checked." } : {};
    return [{ method: "POST", path: `${path}/unpublish`, ifMatch: "*", body }];
  }
  const { locale: _, ...changed } = content(entity);
  // Some changes stay drafts: no copy may see them.
  const isDraft = chance(0.2);
  const patch: Operation = { method: "PATCH", path, ifMatch: "*", body: changed };
  return isDraft ? [patch] : [patch, publish];
}

/** Makes all changes, and returns their number. */
async function edit(): Promise<number> {
  const end = Date.now() + LONGEST_S * 1000;
  let done = 0;
  while (done < OPERATIONS && Date.now() < end) {
    const size = chance(0.5) ? 1 : Math.floor(random() * 60);
    const batch: Operation[] = [];
    while (batch.length < size + 1 && batch.length < 98) batch.push(...operations());
    await unwrap(editor.api.POST("/v1/manage/batch", { body: { operations: batch } as never }));
    done += batch.length;
  }
  return done;
}

// ---- A bad network, and processes that die

/** A process: everything in it stops for ever when it is killed. */
class Process {
  isDead = false;
  readonly #died: Promise<"killed">;
  #die: (reason: "killed") => void = () => undefined;

  constructor() {
    this.#died = new Promise((resolve) => (this.#die = resolve));
  }

  kill(): void {
    this.isDead = true;
    this.#die("killed");
  }

  /** Runs a step, which never ends if the process dies before or during it. */
  async step<T>(work: () => Promise<T>, probabilityOfDeath: number): Promise<T> {
    if (!this.isDead && chance(probabilityOfDeath / 2)) this.kill();
    if (this.isDead) return new Promise(() => undefined);
    const result = await work();
    if (!this.isDead && chance(probabilityOfDeath / 2)) this.kill();
    return this.isDead ? new Promise(() => undefined) : result;
  }

  /** Runs until the work ends or the process dies. */
  async run<T>(work: Promise<T>): Promise<T | "killed"> {
    return Promise.race([work, this.#died]);
  }
}

class DyingStore implements CopyStore {
  constructor(
    readonly process: Process,
    readonly inner: CopyStore,
  ) {}

  state = () => this.process.step(() => this.inner.state(), 0.01);
  commit = (change: CopyChange) => this.process.step(() => this.inner.commit(change), 0.06);
  get = (id: string) => this.inner.get(id);
  entries = (type?: string) => this.inner.entries(type);
  clear = () => this.inner.clear();
}

const tally = { syncs: 0, killed: 0, dropped: 0, failed: 0, rebuilt: 0 };

/** Sends a request over a network that loses requests, answers, and ends of answers. */
async function badFetch(request: Request, init?: RequestInit): Promise<Response> {
  if (chance(0.05)) {
    tally.dropped++;
    throw new TypeError("the request was lost");
  }
  const response = await fetch(request, init);
  if (!chance(0.12)) return response;
  tally.dropped++;
  const body = await response.text();
  if (chance(0.5)) throw new TypeError("the answer was lost");
  const half = new TextEncoder().encode(body).slice(0, body.length / 2);
  let sent = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new TypeError("the connection was closed"));
      else controller.enqueue(half);
      sent = true;
    },
  });
  const { status, headers } = response;
  return new Response(stream, { status, headers });
}

interface Phone {
  name: string;
  filter: CopyFilter;
  bundle: boolean;
  store: CopyStore;
}

function follow({ store, filter, bundle }: Phone, process: Process): OfflineCopy {
  const cairn: Cairn = createCairn({
    baseUrl,
    fetch: (request, init) => process.step(() => badFetch(request, init), 0.02),
    sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 20)),
    // The timers of killed processes end soon.
    timeout: 5,
  });
  return new OfflineCopy(cairn, new DyingStore(process, store), { filter, bundle });
}

async function syncOnce(phone: Phone): Promise<void> {
  const process = new Process();
  const outcome = await process.run(follow(phone, process).sync().catch((error: unknown) => error));
  tally.syncs++;
  if (outcome === "killed") tally.killed++;
  else if (outcome instanceof Error) {
    tally.failed++;
    assert.equal((outcome as { code?: string }).code, "network_error", String(outcome));
  } else if ((outcome as { rebuilt: boolean }).rebuilt) tally.rebuilt++;
}

async function live(phone: Phone, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await syncOnce(phone);
    // Now and then a phone is switched off for so long that its token expires.
    const seconds = chance(0.04) ? WINDOW_S * 1.5 : random() * 0.2;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

// ---- What the server lists

type Documents = Map<string, unknown>;

async function listed({ filter: { kind, locale, topic } }: Phone): Promise<Documents> {
  const documents: Documents = new Map();
  const wants = (one: "article" | "phrase" | "resource" | "topic") => kind === undefined || kind.includes(one);
  const add = (items: { id: string }[]) => items.forEach((item) => documents.set(item.id, item));
  const topicOf = topic === undefined ? {} : { topic };
  for (const one of locale ?? [undefined]) {
    const query = { limit: 100, ...(one !== undefined && { locale: one }), ...topicOf };
    if (wants("article")) add(await reader.articles({ ...query, view: "full" }).all());
    if (wants("phrase")) add(await reader.phrases(query).all());
    if (wants("resource")) add(await reader.resources(query).all());
  }
  if (wants("topic") && topic === undefined) {
    const named = locale === undefined ? {} : { locale: locale[0] as string };
    const all = await reader.topics({ limit: 100, ...named }).all();
    // A topic in a copy has no numbers of published entities.
    add(all.map(({ counts: _, ...topic }) => topic));
  }
  return documents;
}

function documentsOf(entries: CopyEntry[]): Documents {
  return new Map(entries.map(({ id, document }) => [id, document]));
}

function assertSame(found: Documents, wanted: Documents, name: string): void {
  assert.deepEqual([...found.keys()].sort(), [...wanted.keys()].sort(), `${name}: the ids`);
  for (const [id, document] of wanted) assert.deepEqual(found.get(id), document, `${name}: ${id}`);
}

test(`${OPERATIONS} operations, seed ${SEED}`, { timeout: 115_000 }, async (context) => {
  const started = Date.now();
  topics = (await reader.topics({ limit: 100 }).all()).slice(0, 3).map(({ id }) => id);
  const phones: Phone[] = [
    { name: "everything", filter: {}, bundle: false, store: new MemoryStore() },
    { name: "two locales", filter: { locale: (process.env["MODEL_LOCALES"] ?? "en,es").split(",") }, bundle: true, store: new IndexedDBStore("phone", new IDBFactory()) },
    { name: "a topic", filter: { kind: ["article", "phrase"], topic: topics.slice(0, 1) }, bundle: false, store: new MemoryStore() },
  ];
  let isOver = false;
  const editing = edit().finally(() => (isOver = true));
  const [done] = await Promise.all([editing, ...phones.map((phone) => live(phone, () => isOver))]);
  context.diagnostic(`${done} operations in ${(Date.now() - started) / 1000} s; ${JSON.stringify(tally)}`);
  assert.ok(done >= Math.min(OPERATIONS, 1000), `${done} operations are too few`);

  for (const phone of phones) {
    // One last sync over a good network, by a new process.
    await new OfflineCopy(reader, phone.store, { filter: phone.filter }).sync();
    const found = documentsOf(await phone.store.entries());
    const wanted = await listed(phone);
    assertSame(found, wanted, phone.name);
    context.diagnostic(`${phone.name}: ${found.size} documents are the same`);
    assert.ok(found.size > 20, `${phone.name} is not empty`);
  }
  assert.ok(tally.killed > 5 && tally.dropped > 20 && tally.rebuilt > 2, `enough has gone wrong: ${JSON.stringify(tally)}`);
});
