// Stores an offline copy in a file, as a log of its changes.
//
// Each change is one line, written with one `write` and flushed to the disk. A process that is killed in the middle of a line
// leaves half a line, which the next one ignores: so each change is made as a whole or not at all. A log that has grown is
// replaced by a short one with a rename.

import { mkdirSync } from "node:fs";
import { open, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { MemoryStore } from "@cairn/client/sync";

/** @import { CopyChange, CopyEntry, CopyState, CopyStore } from "@cairn/client/sync" */

/** The number of lines after which the log is written anew. */
const COMPACT_AFTER = 200;

/** @implements {CopyStore} */
export class FileStore {
  #path;
  #lockPath;
  /** The content of the log. */
  #copy = new MemoryStore();
  #lines = 0;
  /** @type {import("node:fs/promises").FileHandle | undefined} */
  #log;
  /** @type {Promise<void> | undefined} */
  #opened;

  /** @param {string} directory The folder of the copy. One process may use it at a time. */
  constructor(directory) {
    mkdirSync(directory, { recursive: true });
    this.#path = join(directory, "copy.jsonl");
    this.#lockPath = join(directory, "lock");
  }

  /** @returns {Promise<CopyState>} */
  async state() {
    await this.#open();
    return this.#copy.state();
  }

  /** @param {string} id */
  async get(id) {
    await this.#open();
    return this.#copy.get(id);
  }

  /** @param {string} [type] */
  async entries(type) {
    await this.#open();
    return this.#copy.entries(type);
  }

  /** @param {CopyChange} change */
  async commit(change) {
    await this.#open();
    if (change.state.revision !== (await this.#copy.state()).revision + 1) return false;
    await this.#log?.appendFile(`${JSON.stringify(change)}\n`);
    await this.#log?.datasync();
    await this.#copy.commit(change);
    if (++this.#lines > COMPACT_AFTER && change.state.staged === undefined) await this.#compact();
    return true;
  }

  async clear() {
    await this.#open();
    const { revision } = await this.#copy.state();
    await this.#copy.clear();
    await this.#replace({ generation: "live", put: [], remove: [], state: { revision: revision + 1 } });
  }

  /** Closes the log, so that another process can use it. */
  async close() {
    await this.#opened?.catch(() => undefined);
    await this.#log?.close();
    if (this.#log) await rm(this.#lockPath, { force: true });
    this.#log = this.#opened = undefined;
  }

  #open() {
    return (this.#opened ??= this.#load());
  }

  async #load() {
    await this.#lock();
    const text = await readFile(this.#path, "utf8").catch((error) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const end = text.lastIndexOf("\n") + 1;
    const lines = text.slice(0, end).split("\n").filter(Boolean);
    for (const line of lines) {
      const change = /** @type {CopyChange} */ (JSON.parse(line));
      // The first line may follow from lines that are no longer there.
      if (this.#lines === 0) this.#copy = new MemoryStore(change.state.revision - 1);
      await this.#copy.commit(change);
      this.#lines++;
    }
    this.#log = await open(this.#path, "a");
    // Half a line would be joined with the next one.
    if (end < text.length) await this.#log.truncate(Buffer.byteLength(text.slice(0, end)));
  }

  /** Replaces the log by one line with all entries. */
  async #compact() {
    const put = await this.#copy.entries();
    await this.#replace({ generation: "live", put, remove: [], state: await this.#copy.state() });
  }

  /** @param {CopyChange} change */
  async #replace(change) {
    const next = `${this.#path}.next`;
    const file = await open(next, "w");
    await file.writeFile(`${JSON.stringify(change)}\n`);
    await file.sync();
    await file.close();
    await rename(next, this.#path);
    await this.#log?.close();
    this.#log = await open(this.#path, "a");
    this.#lines = 1;
  }

  /** Takes the lock. The lock of a process that was killed does not count. */
  async #lock() {
    for (;;) {
      try {
        await writeFile(this.#lockPath, String(process.pid), { flag: "wx" });
        return;
      } catch {
        const owner = Number(await readFile(this.#lockPath, "utf8").catch(() => "0"));
        if (owner !== process.pid && isRunning(owner)) throw new Error(`Process ${owner} is using the copy.`);
        await unlink(this.#lockPath).catch(() => undefined);
      }
    }
  }
}

/** @param {number} id */
function isRunning(id) {
  try {
    return id > 0 && process.kill(id, 0);
  } catch {
    return false;
  }
}
