// Where an offline copy is stored.
//
// A store holds a live generation, which readers see, and a staged one, which a new copy is built in.

import type { Query, Schemas } from "./types.js";

/** An entry of the copy. An entry of an unknown type is kept as it is. */
export type CopyEntry = Exclude<Schemas["SyncEntry"], { type: "tombstone" }>;

/** The part of the content that the copy has. */
export type CopyFilter = Pick<Query<"/v1/sync">, "kind" | "locale" | "topic" | "region">;

/** The position of the copy. */
export interface CopyState {
  /** Counts the changes of the store. */
  revision: number;
  /** The filter of the live generation. */
  filter?: string;
  /** The token with which the live generation continues. */
  token?: string;
  /** The filter of the staged generation, and the token of its next page. */
  staged?: { filter: string; page?: string };
}

/** A change of the store, to be made as a whole or not at all. */
export interface CopyChange {
  /** The generation that is changed. */
  generation: "live" | "staged";
  /** True if the staged generation is emptied first. */
  restart?: boolean;
  /** Entries to store under their ids. */
  put: CopyEntry[];
  /** The ids of entries to delete, after that. */
  remove: string[];
  /** True if the staged generation then replaces the live one. */
  promote?: boolean;
  /** The new state. Its `revision` is one more than that of the state that the change was made for. */
  state: CopyState;
}

/** Where a copy is stored. */
export interface CopyStore {
  state(): Promise<CopyState>;
  /** Makes a change in one step. Returns false, and changes nothing, if the stored revision is not one less. */
  commit(change: CopyChange): Promise<boolean>;
  /** Returns an entry of the live generation. */
  get(id: string): Promise<CopyEntry | undefined>;
  /** Returns the entries of the live generation, or those of a type. */
  entries(type?: string): Promise<CopyEntry[]>;
  /** Deletes everything. */
  clear(): Promise<void>;
}

/** A store in memory, which ends with the process. */
export class MemoryStore implements CopyStore {
  #state: CopyState;
  #live = new Map<string, CopyEntry>();
  #staged = new Map<string, CopyEntry>();

  /** Makes an empty store. A store that reads changes of a log again begins before the first one. */
  constructor(revision = 0) {
    this.#state = { revision };
  }

  state(): Promise<CopyState> {
    return Promise.resolve(structuredClone(this.#state));
  }

  commit({ generation, restart, put, remove, promote, state }: CopyChange): Promise<boolean> {
    if (state.revision !== this.#state.revision + 1) return Promise.resolve(false);
    if (restart) this.#staged = new Map();
    const entries = generation === "live" ? this.#live : this.#staged;
    for (const entry of put) entries.set(entry.id, entry);
    for (const id of remove) entries.delete(id);
    if (promote) {
      this.#live = this.#staged;
      this.#staged = new Map();
    }
    this.#state = structuredClone(state);
    return Promise.resolve(true);
  }

  get(id: string): Promise<CopyEntry | undefined> {
    return Promise.resolve(this.#live.get(id));
  }

  entries(type?: string): Promise<CopyEntry[]> {
    return Promise.resolve([...this.#live.values()].filter((entry) => type === undefined || entry.type === type));
  }

  clear(): Promise<void> {
    this.#state = { revision: this.#state.revision + 1 };
    this.#live = new Map();
    this.#staged = new Map();
    return Promise.resolve();
  }
}
