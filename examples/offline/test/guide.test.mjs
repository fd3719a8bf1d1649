// Runs the app as its users do: with a server, without one, and with a process that is killed at any time.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const server = process.env["CAIRN_URL"] ?? assert.fail("CAIRN_URL is not set: run the tests with run.sh");
/** Nobody listens there. */
const nowhere = "http://127.0.0.1:9";
const folder = mkdtempSync(join(tmpdir(), "guide-"));
after(() => rmSync(folder, { recursive: true }));

/**
 * Runs a command. With `killAfter`, the process is killed after so many milliseconds.
 * @param {string} data
 * @param {string} url
 * @param {string[]} command
 * @param {number} [killAfter]
 * @returns {Promise<{ code: number | null, out: string, err: string }>}
 */
function guide(data, url, command, killAfter) {
  return new Promise((resolve) => {
    const env = { ...process.env, CAIRN_URL: url, GUIDE_DATA: join(folder, data) };
    const child = spawn(process.execPath, ["guide.mjs", ...command], { env });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (err += text));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}

test("a copy is made with the server, and read without it", async () => {
  const before = await guide("a", nowhere, ["list"]);
  assert.equal(before.code, 1);
  assert.match(before.err, /The copy is empty. Run "sync" first/);

  const first = await guide("a", server, ["sync"]);
  assert.match(first.out, /^A new copy: \d+ entries/, first.err);
  const second = await guide("a", server, ["sync"]);
  assert.match(second.out, /^Up to date: 0 changed, 0 removed/);

  const list = await guide("a", nowhere, ["list", "boundaries"]);
  assert.match(list.out, /setting-limits\n {2}Setting limits you can keep \(\d+ min\)/);
  const article = await guide("a", nowhere, ["read", "setting-limits"]);
  assert.match(article.out, /What a limit is\n-{15}\n\nA limit, or boundary, is a decision about your own actions/);
  const found = await guide("a", nowhere, ["find", "naloxone", "home"]);
  assert.match(found.out, /supporting-someone-after-treatment#first-weeks/);
  assert.match((await guide("a", nowhere, ["phrase"])).out, /^“.+”/);
});

test("a sync without the server says so, and leaves the copy as it is", async () => {
  const { code, err } = await guide("a", nowhere, ["sync"]);
  assert.equal(code, 1);
  assert.match(err, /No answer of .*\nThe copy is as it was: \d{2,} entries/);
});

test("half a line at the end of the log is ignored", async () => {
  const log = join(folder, "a", "copy.jsonl");
  const whole = readFileSync(log, "utf8");
  appendFileSync(log, whole.slice(0, 40));
  assert.match((await guide("a", server, ["sync"])).out, /^Up to date/);
  assert.equal(readFileSync(log, "utf8").split("\n").length, whole.split("\n").length + 1);
});

test("a second process is refused while the first one runs", async () => {
  writeFileSync(join(folder, "a", "lock"), String(process.pid));
  const { code, err } = await guide("a", nowhere, ["list"]);
  assert.deepEqual([code, err], [1, `Process ${process.pid} is using the copy.\n`]);
  rmSync(join(folder, "a", "lock"));
});

test("a sync that is killed again and again over a slow network is complete in the end", async () => {
  // A network that sends a little at a time, and sometimes nothing more.
  const network = createServer(async (request, response) => {
    const answer = await fetch(server + request.url);
    const body = new Uint8Array(await answer.arrayBuffer());
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "" });
    const size = Math.ceil(body.length / 10);
    const breaksAt = Math.random() < 0.3 ? Math.random() * body.length : Infinity;
    for (let at = 0; at < body.length; at += size) {
      if (at > breaksAt) return response.destroy();
      response.write(body.subarray(at, at + size));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    return response.end();
  });
  await new Promise((resolve) => network.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = network.address();
  assert.ok(typeof address === "object" && address !== null);
  const slow = `http://127.0.0.1:${address.port}`;

  const kills = { during: 0, late: 0 };
  for (let round = 0; round < 25; round++) {
    const { code } = await guide("b", slow, ["sync"], 80 + Math.random() * 500);
    if (code === null) kills.during++;
    else kills.late++;
    // Every few rounds, something is there to read or nothing is: never half of it.
    if (round % 5 === 4) {
      const { code, out, err } = await guide("b", nowhere, ["list"]);
      if (code === 0) assert.equal(out, (await guide("a", nowhere, ["list"])).out);
      else assert.match(err, /The copy is empty/);
    }
  }
  assert.ok(kills.during > 5, JSON.stringify(kills));
  network.close();

  const last = await guide("b", server, ["sync"]);
  assert.equal(last.code, 0, last.err);
  for (const command of [["list"], ["read", "setting-limits"], ["find", "sleep"]]) {
    assert.equal((await guide("b", nowhere, command)).out, (await guide("a", nowhere, command)).out);
  }
});
