// Requests, lists and the ETag cache, beside the conformance suite.

import assert from "node:assert/strict";
import { suite, test } from "node:test";

import { CairnError, createCairn, etagCache, isCairnError, memoryResponses, unwrap } from "@cairn/client";

import { answering, json, problem } from "./answering.js";

suite("requests", () => {
  test("a key is sent, and a function is asked for it each time", async () => {
    let number = 0;
    const { cairn, requests } = answering(() => json({}), { key: () => Promise.resolve(`token-${++number}`) });
    await cairn.phrase("a");
    await cairn.phrase("b");
    assert.deepEqual(requests.map(({ headers }) => headers.get("Authorization")), ["Bearer token-1", "Bearer token-2"]);
  });

  test("a client with a preview token sends it with every request, and the other does not", async () => {
    const { cairn, requests } = answering(() => json({ data: [], page: { limit: 20 } }));
    await cairn.with({ previewToken: "secret" }).articles().first();
    await cairn.articles().first();
    assert.deepEqual(requests.map(({ headers }) => headers.get("X-Preview-Token")), ["secret", null]);
  });

  test("an answer that is cut off is requested again", async () => {
    const cut = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"text":'));
            controller.error(new TypeError("terminated"));
          },
        }),
      );
    const { cairn, requests } = answering((_, index) => (index === 0 ? cut() : json({ text: "whole" })));
    assert.equal((await cairn.phrase("a")).text, "whole");
    assert.equal(requests.length, 2);
  });

  test("an answer that does not come in time is requested again", async () => {
    let aborted = 0;
    const cairn = createCairn({
      baseUrl: "http://cairn.test",
      timeout: 0.02,
      sleep: () => Promise.resolve(),
      fetch: (_, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => {
            aborted++;
            reject(init.signal?.reason as Error);
          });
        }),
    });
    await assert.rejects(cairn.phrase("a"), (error: unknown) => isCairnError(error, "network_error"));
    assert.equal(aborted, 3);
  });

  test("a caller who gives up gets the reason, and nothing is retried", async () => {
    const controller = new AbortController();
    const { cairn, requests } = answering(() => {
      controller.abort(new Error("left the page"));
      throw new TypeError("aborted");
    });
    await assert.rejects(cairn.phrase("a", { signal: controller.signal }), /left the page/);
    assert.equal(requests.length, 1);
  });

  test("waits grow, differ, and end", async () => {
    const { cairn, waits } = answering(() => problem(503, "overloaded"), { retries: 8 });
    await assert.rejects(cairn.phrase("a"), (error: unknown) => isCairnError(error, "overloaded"));
    assert.equal(waits.length, 8);
    assert.ok(waits.every((wait, index) => wait >= Math.min(8, 0.25 * 2 ** index) && wait <= 12), String(waits));
    assert.equal(new Set(waits).size, 8);
  });

  test("Retry-After may be a date", async () => {
    const date = new Date(Date.now() + 5000).toUTCString();
    const { cairn, waits } = answering((_, index) => (index === 0 ? problem(429, "rate_limited", { "Retry-After": date }) : json({})));
    await cairn.phrase("a");
    assert.ok(waits.length === 1 && (waits[0] ?? 0) > 3, String(waits));
  });

  test("an answer that is not JSON is an unexpected response", async () => {
    const { cairn } = answering(() => new Response("<html>", { headers: { "Content-Type": "text/html" } }));
    await assert.rejects(cairn.phrase("a"), (error: unknown) => isCairnError(error, "unexpected_response"));
  });

  test("the typed client of all operations shares keys and errors", async () => {
    const { cairn, requests } = answering(() => problem(401, "invalid_credentials"), { key: "k" });
    const failed = unwrap(cairn.api.GET("/v1/manage/whoami"));
    await assert.rejects(failed, (error: unknown) => error instanceof CairnError && error.status === 401);
    assert.equal(requests[0]?.headers.get("Authorization"), "Bearer k");
  });
});

suite("lists", () => {
  const page = (index: number) => json({ data: [index * 2, index * 2 + 1], page: { limit: 2, ...(index < 2 && { next: `${index}` }) } });

  test("only the pages that are read are fetched", async () => {
    const { cairn, requests } = answering((_, index) => page(index));
    assert.deepEqual(await cairn.articles().all(3), [0, 1, 2]);
    assert.equal(requests.length, 2);
  });

  test("pages are fetched one by one", async () => {
    const { cairn } = answering((_, index) => page(index));
    const sizes: number[] = [];
    for await (const { data } of cairn.articles().pages()) sizes.push(data.length);
    assert.deepEqual(sizes, [2, 2, 2]);
  });
});

suite("the ETag cache", () => {
  const tagged = () => json({ text: "a" }, 200, { ETag: '"1"' });

  test("keeps requests with keys and previews out", async () => {
    for (const options of [{ key: "k" }, { previewToken: "p" }]) {
      const { cairn, requests } = answering(tagged, { ...options, cache: etagCache() });
      await cairn.phrase("a");
      await cairn.phrase("a");
      assert.equal(requests[1]?.headers.get("If-None-Match"), null);
    }
  });

  test("does not store what says no-store", async () => {
    const { cairn, requests } = answering(() => json({}, 200, { ETag: '"1"', "Cache-Control": "no-store" }), { cache: etagCache() });
    await cairn.phrase("a");
    await cairn.phrase("a");
    assert.equal(requests[1]?.headers.get("If-None-Match"), null);
  });

  test("drops what was used least recently", async () => {
    const store = memoryResponses(2);
    const response = { etag: '"1"', headers: [], body: "" } as { etag: string; headers: [string, string][]; body: string };
    await store.set("a", response);
    await store.set("b", response);
    await store.get("a");
    await store.set("c", response);
    assert.deepEqual([await store.get("a"), await store.get("b"), await store.get("c")], [response, undefined, response]);
  });
});
