// An offline copy: the engine that brings a store up to date.
//
// Every answer is stored together with the token that follows it, in one step. So a lost answer or a killed process costs at
// most one page.

import type { Cairn } from "./client.js";
import { CairnError, isCairnError, problemOf, unwrap } from "./error.js";
import { fresh } from "./http.js";
import { lines } from "./lines.js";
import type { CopyEntry, CopyFilter, CopyState, CopyStore } from "./copy-store.js";
import type { Schemas } from "./types.js";

export { MemoryStore } from "./copy-store.js";
export type { CopyChange, CopyEntry, CopyFilter, CopyState, CopyStore } from "./copy-store.js";

export interface CopyOptions {
  /** The part of the content to copy; all by default. */
  filter?: CopyFilter;
  /** True if a new copy begins with `/v1/bundle`, which is one request in place of many. */
  bundle?: boolean;
}

/** The number of changes of a `sync`. */
export interface SyncResult {
  /** Entries that were stored. */
  stored: number;
  /** Tombstones that were applied. */
  removed: number;
  /** True if the copy was built anew. */
  rebuilt: boolean;
}

/** The change that one answer leads to. */
interface StepChange {
  generation: "live" | "staged";
  items?: Schemas["SyncEntry"][];
  restart?: boolean;
  promote?: boolean;
  token?: string;
  staged?: { filter: string; page?: string };
}

/** The number of times that one `sync` begins again. */
const MAX_RESTARTS = 3;
/** The number of lines of a bundle that are stored at once. */
const BUNDLE_CHUNK = 200;

/** An offline copy over a store. */
export class OfflineCopy {
  readonly #cairn: Cairn;
  readonly #store: CopyStore;
  readonly #filter: CopyFilter;
  readonly #filterKey: string;
  readonly #bundle: boolean;
  #running: Promise<SyncResult> | undefined;

  constructor(cairn: Cairn, store: CopyStore, options: CopyOptions = {}) {
    this.#cairn = cairn;
    this.#store = store;
    this.#filter = options.filter ?? {};
    this.#filterKey = JSON.stringify(Object.entries(this.#filter).filter(([, value]) => value !== undefined).sort());
    this.#bundle = options.bundle ?? false;
  }

  /** Returns an entry by its id. */
  get(id: string): Promise<CopyEntry | undefined> {
    return this.#store.get(id);
  }

  /** Returns all entries, or those of a type. */
  entries<Type extends CopyEntry["type"]>(type: Type): Promise<Extract<CopyEntry, { type: Type }>[]>;
  entries(type?: string): Promise<CopyEntry[]>;
  entries(type?: string): Promise<CopyEntry[]> {
    return this.#store.entries(type);
  }

  /** Deletes the copy. */
  clear(): Promise<void> {
    return this.#store.clear();
  }

  /**
   * Brings the copy up to date. A failure leaves the copy as it is, and the next call continues. Calls at the same time
   * share one run.
   */
  sync(options: { signal?: AbortSignal } = {}): Promise<SyncResult> {
    this.#running ??= this.#run(options.signal).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(signal: AbortSignal | undefined): Promise<SyncResult> {
    const result: SyncResult = { stored: 0, removed: 0, rebuilt: false };
    let restarts = 0;
    let bundle = this.#bundle;
    for (;;) {
      const state = await this.#store.state();
      const filter = this.#filterKey;
      const isStaging = state.staged?.filter === filter;
      const token = isStaging ? state.staged?.page : state.token;
      if (!isStaging && (token === undefined || state.filter !== filter)) {
        await this.#commit(state, { generation: "staged", restart: true, staged: { filter } });
        continue;
      }
      if (isStaging && token === undefined && bundle) {
        bundle = false;
        await this.#loadBundle(state, result, signal);
        continue;
      }
      let page: Schemas["SyncPage"];
      try {
        page = await this.#fetchPage(token, signal);
      } catch (error) {
        if (token === undefined || !isStale(error) || restarts++ >= MAX_RESTARTS) throw error;
        await this.#commit(state, { generation: "staged", restart: true, staged: { filter } });
        continue;
      }
      const { items, nextPage, nextToken } = page;
      const next = nextToken ?? nextPage;
      if (next === undefined) throw new CairnError("unexpected_response", "The answer has neither nextPage nor nextToken.");
      const done = nextToken !== undefined;
      const change: StepChange = !isStaging
        ? { generation: "live", items, token: next }
        : done
          ? { generation: "staged", items, token: next, promote: true }
          : { generation: "staged", items, staged: { filter, page: next } };
      if ((await this.#commit(state, change, result)) && done) return result;
    }
  }

  /** Stores a change. If another process was faster, nothing is stored, and the loop goes on with its state. */
  async #commit(from: CopyState, change: StepChange, result?: SyncResult): Promise<boolean> {
    const { generation, items = [], restart = false, promote = false, token, staged } = change;
    // The last entry of an id counts.
    const last = new Map(items.map((item) => [item.id, item]));
    const put = [...last.values()].filter((item): item is CopyEntry => item.type !== "tombstone");
    const remove = [...last.values()].filter(({ type }) => type === "tombstone").map(({ id }) => id);
    const { staged: _, ...live } = from;
    const state: CopyState = { ...live, revision: from.revision + 1 };
    if (token !== undefined) state.token = token;
    if (promote) state.filter = this.#filterKey;
    if (staged) state.staged = staged;
    if (!(await this.#store.commit({ generation, restart, put, remove, promote, state }))) return false;
    if (result) {
      result.stored += put.length;
      result.removed += remove.length;
      result.rebuilt ||= promote;
    }
    return true;
  }

  #fetchPage(token: string | undefined, signal: AbortSignal | undefined): Promise<Schemas["SyncPage"]> {
    const query = token === undefined ? { initial: true, ...this.#filter } : { token };
    return unwrap(this.#cairn.api.GET("/v1/sync", { params: { query }, ...fresh(), ...(signal && { signal }) }));
  }

  /** Builds a copy from a bundle. A bundle that ends too early leaves an empty staged generation. */
  async #loadBundle(from: CopyState, result: SyncResult, signal: AbortSignal | undefined): Promise<void> {
    let state = from;
    const filter = this.#filterKey;
    const commit = async (change: { items: Schemas["SyncEntry"][]; restart?: boolean; promote?: boolean; token?: string }) => {
      const staged = change.promote ? {} : { staged: { filter } };
      if (!(await this.#commit(state, { generation: "staged", ...staged, ...change }, result))) return false;
      state = { ...state, revision: state.revision + 1 };
      return true;
    };
    try {
      if (!(await commit({ items: [], restart: true }))) return;
      let items: Schemas["SyncEntry"][] = [];
      for await (const line of this.#bundleLines(signal)) {
        if (isEnd(line)) {
          await commit({ items, promote: true, token: line.nextToken });
          return;
        }
        items.push(line);
        if (items.length < BUNDLE_CHUNK) continue;
        if (!(await commit({ items }))) return;
        items = [];
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof CairnError || error instanceof SyntaxError || error instanceof TypeError)) throw error;
    }
    result.stored = 0;
    await commit({ items: [], restart: true });
  }

  async *#bundleLines(signal: AbortSignal | undefined): AsyncGenerator<Schemas["SyncEntry"] | Schemas["BundleEnd"]> {
    const answer = await this.#cairn.api.GET("/v1/bundle", {
      params: { query: this.#filter },
      parseAs: "stream",
      fetch: (request) => this.#cairn.send(request, { stream: true }),
      ...fresh(),
      ...(signal && { signal }),
    });
    if (!answer.response.ok || !answer.response.body) throw problemOf(answer.response, answer.error);
    for await (const line of lines(answer.response.body)) {
      if (line !== "") yield JSON.parse(line) as Schemas["SyncEntry"] | Schemas["BundleEnd"];
    }
  }
}

function isEnd(line: Schemas["SyncEntry"] | Schemas["BundleEnd"]): line is Schemas["BundleEnd"] {
  return line.type === "end";
}

/** Returns true if the server does not continue from the token that it was sent. */
function isStale(error: unknown): boolean {
  if (!isCairnError(error)) return false;
  return error.code === "resync_required" || (error.status === 400 && error.errors.some((e) => e.parameter === "token"));
}
