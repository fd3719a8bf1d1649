import type { CopyChange, CopyEntry, CopyState, CopyStore } from "./copy-store.js";

/** The record beside the entries: the state, and which of the two object stores is live. */
interface Meta {
  state: CopyState;
  live: 0 | 1;
}

const STORES = ["entries0", "entries1"] as const;

/** A store in IndexedDB. Each change is one transaction. Tabs may share it. */
export class IndexedDBStore implements CopyStore {
  readonly #name: string;
  readonly #factory: IDBFactory;
  #database: Promise<IDBDatabase> | undefined;

  constructor(name = "cairn", factory: IDBFactory = indexedDB) {
    this.#name = name;
    this.#factory = factory;
  }

  async state(): Promise<CopyState> {
    return this.#transaction("readonly", async (meta) => (await readMeta(meta)).state);
  }

  async commit({ generation, restart, put, remove, promote, state }: CopyChange): Promise<boolean> {
    return this.#transaction("readwrite", async (meta, stores) => {
      const { state: stored, live } = await readMeta(meta);
      if (state.revision !== stored.revision + 1) return false;
      const staged = live === 0 ? 1 : 0;
      if (restart) stores[staged].clear();
      const entries = stores[generation === "live" ? live : staged];
      for (const entry of put) entries.put(entry);
      for (const id of remove) entries.delete(id);
      if (promote) stores[live].clear();
      meta.put({ state, live: promote ? staged : live } satisfies Meta, "meta");
      return true;
    });
  }

  async get(id: string): Promise<CopyEntry | undefined> {
    return this.#transaction("readonly", async (meta, stores) => {
      const { live } = await readMeta(meta);
      return settled(stores[live].get(id) as IDBRequest<CopyEntry | undefined>);
    });
  }

  async entries(type?: string): Promise<CopyEntry[]> {
    return this.#transaction("readonly", async (meta, stores) => {
      const { live } = await readMeta(meta);
      const source = type === undefined ? stores[live] : stores[live].index("type");
      return settled(source.getAll(type) as IDBRequest<CopyEntry[]>);
    });
  }

  async clear(): Promise<void> {
    await this.#transaction("readwrite", async (meta, stores) => {
      const { state } = await readMeta(meta);
      for (const store of stores) store.clear();
      meta.put({ state: { revision: state.revision + 1 }, live: 0 } satisfies Meta, "meta");
    });
  }

  /** Closes the database. The next use opens it again. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    (await database)?.close();
  }

  async #transaction<Result>(
    mode: IDBTransactionMode,
    work: (meta: IDBObjectStore, stores: readonly [IDBObjectStore, IDBObjectStore]) => Promise<Result>,
  ): Promise<Result> {
    const database = await (this.#database ??= this.#open());
    const transaction = database.transaction(["meta", ...STORES], mode);
    const finished = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("The transaction was aborted."));
    });
    const stores = [transaction.objectStore(STORES[0]), transaction.objectStore(STORES[1])] as const;
    const worked = work(transaction.objectStore("meta"), stores).catch((error: unknown) => {
      // Nothing of a change that fails half-way may be stored.
      transaction.abort();
      throw error;
    });
    const [result] = await Promise.all([worked, finished]);
    return result;
  }

  #open(): Promise<IDBDatabase> {
    const request = this.#factory.open(this.#name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("meta");
      for (const name of STORES) request.result.createObjectStore(name, { keyPath: "id" }).createIndex("type", "type");
    };
    const opened = settled(request);
    opened.then(
      (database) => {
        // Another tab may delete or upgrade the database.
        database.onversionchange = () => void this.close();
        database.onclose = () => (this.#database = undefined);
      },
      () => (this.#database = undefined),
    );
    return opened;
  }
}

async function readMeta(meta: IDBObjectStore): Promise<Meta> {
  return (await settled(meta.get("meta") as IDBRequest<Meta | undefined>)) ?? { state: { revision: 0 }, live: 0 };
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The database failed."));
  });
}
