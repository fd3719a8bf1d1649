// What an organisation has already comes in with a report, changes nothing when it comes again, and can be taken out and
// put into an empty Cairn that then says the same to the byte.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const { CAIRN_BIN: binary, CAIRN_TEST_PLACE: place } = process.env;

const sources = [
  { name: "pages", path: join(place, "pages/package/.docs"), least: 250 },
  { name: "wordpress", path: join(place, "wordpress.xml"), least: 1 },
];

/** The environment without settings: the program refuses what it does not know. */
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CAIRN_")));

function cairn(database, ...words) {
  const options = { env: { ...plain, DATABASE_URL: database }, cwd: place, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync(binary, words, options);
}

/** Imports a file or folder; answers with the report. */
function imported(database, path, ...more) {
  const report = join(place, "report.json");
  cairn(database, "import", path, "--report", report, ...more);
  return JSON.parse(readFileSync(report, "utf8"));
}

/** Every line of an export but the first, which has its time. */
const exported = (database) => cairn(database, "export", "--revisions").split("\n").slice(1);

/** Starts a server; `use` gets its address. */
async function serving(database, use) {
  const words = ["serve", "--bind", "127.0.0.1:0", "--database-url", database, "--access-log", "false"];
  const server = spawn(binary, words, { env: plain, cwd: place, stdio: ["ignore", "ignore", "pipe"] });
  try {
    const base = await new Promise((resolve, reject) => {
      let log = "";
      server.stderr.on("data", (data) => {
        log += data;
        const found = log.match(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
        if (found) resolve(found[1]);
      });
      server.on("exit", (status) => reject(new Error(`the server ended with ${status}: ${log}`)));
    });
    return await use(base);
  } finally {
    server.kill("SIGKILL");
  }
}

/** Every list and every document that readers can get, by its address. */
async function delivered(base) {
  const found = new Map();
  const get = async (target) => {
    const answer = await fetch(base + target);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${target}: ${text}`);
    found.set(target, text);
    return JSON.parse(text);
  };
  for (const list of ["articles", "phrases", "resources", "topics"]) {
    let cursor = "";
    do {
      const page = await get(`/v1/${list}?limit=100${cursor}`);
      for (const { id } of page.data) await get(`/v1/${list}/${id}`);
      cursor = page.page.next ? `&cursor=${encodeURIComponent(page.page.next)}` : "";
    } while (cursor);
  }
  return found;
}

for (const { name, path, least } of sources) {
  test(name, { skip: !existsSync(path) && "it could not be had" }, async (t) => {
    const first = join(place, `${name}.db`);
    const second = join(place, `${name}-again.db`);

    await t.test("a dry run says what an import then does", () => {
      const { dryRun, documents, ...said } = imported(first, path, "--publish", "--dry-run");
      assert.equal(dryRun, true);
      const { dryRun: _, documents: things, ...done } = imported(first, path, "--publish");
      assert.deepEqual(done, said);
      const articles = things.filter((thing) => thing.kind === "article");
      assert.ok(articles.length >= least, `${articles.length} articles`);
      assert.ok(things.every((thing) => thing.outcome === "created" && thing.location && thing.id));
      for (const note of things.flatMap((thing) => thing.notes)) assert.ok(note.location && note.detail);
      console.log(`${done.created} things, ${things.flatMap((thing) => thing.notes).length} notes`);
    });

    await t.test("a second import changes nothing", () => {
      const before = exported(first);
      const report = imported(first, path, "--publish");
      const { created, updated, skipped, published } = report;
      assert.deepEqual({ created, updated, skipped, published }, { created: 0, updated: 0, skipped: 0, published: 0 });
      assert.deepEqual(exported(first), before);
    });

    await t.test("an empty Cairn says the same to the byte", async () => {
      const file = join(place, `${name}.ndjson`);
      cairn(first, "export", file, "--revisions");
      imported(second, file);
      const before = await serving(first, delivered);
      const after = await serving(second, delivered);
      assert.ok(before.size > least, `${before.size} documents`);
      assert.deepEqual([...after.keys()], [...before.keys()]);
      for (const [target, text] of before) assert.equal(after.get(target), text, target);
      assert.deepEqual(exported(second), exported(first));
      console.log(`${before.size} answers are the same`);
    });
  });
}
