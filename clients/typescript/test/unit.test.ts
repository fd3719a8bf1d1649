// The event stream, segments and stores, beside the conformance suite.

import assert from "node:assert/strict";
import { suite, test } from "node:test";

import { events } from "@cairn/client/events";
import type { StreamEvent } from "@cairn/client/events";
import { toText } from "@cairn/client/portable-text";
import { segments } from "@cairn/client/search";
import { MemoryStore, OfflineCopy } from "@cairn/client/sync";
import type { CopyEntry, CopyStore } from "@cairn/client/sync";
import { IndexedDBStore } from "@cairn/client/sync/indexeddb";
import { IDBFactory } from "fake-indexeddb";

import { answering, json, problem } from "./answering.js";
import type { Handler } from "./answering.js";

suite("the event stream", () => {
  const stream = (text: string) => new Response(text, { headers: { "Content-Type": "text/event-stream" } });
  const event = (seq: number) => `id: ${seq}\nevent: phrase.published\ndata: {"seq":${seq},\ndata: "kind":"phrase"}\n\n`;

  async function collect(handler: Handler, after: string | undefined, count: number) {
    const { cairn, requests } = answering(handler);
    const found: StreamEvent[] = [];
    const options = { sleep: () => Promise.resolve(), ...(after !== undefined && { after }) };
    for await (const one of events(cairn, options)) {
      found.push(one);
      if (found.length === count) break;
    }
    return { found, ids: requests.map(({ headers }) => headers.get("Last-Event-ID")) };
  }

  test("a lost connection continues after the last event", async () => {
    const answers = ["retry: 1000\n\n: hello\n\n" + event(7) + "id: 8\nev", event(8)];
    const { found, ids } = await collect((_, index) => stream(answers[index] ?? ""), "6", 2);
    assert.deepEqual(found.map((one) => (one.type === "change" ? one.change.seq : one.type)), [7, 8]);
    assert.deepEqual(ids, ["6", "7"]);
  });

  test("an event number that the server does not know is a resync, and the stream begins anew", async () => {
    const { found, ids } = await collect((_, index) => (index === 0 ? problem(410, "resync_required") : stream(event(1))), "99", 2);
    assert.deepEqual(found.map(({ type }) => type), ["resync", "change"]);
    assert.deepEqual(ids, ["99", null]);
  });

  test("a lost connection before the first event is a resync", async () => {
    const { found } = await collect((_, index) => stream(index === 0 ? "retry: 1000\n\n" : event(1)), undefined, 2);
    assert.deepEqual(found.map(({ type }) => type), ["resync", "change"]);
  });

  test("a wrong key ends the stream, an overloaded server does not", async () => {
    const overloaded = await collect((_, index) => (index < 3 ? problem(503, "too_many_streams") : stream(event(1))), "0", 1);
    assert.equal(overloaded.ids.length, 4);
    await assert.rejects(collect(() => problem(401, "invalid_credentials"), "0", 1), { code: "invalid_credentials" });
  });
});

suite("segments and text", () => {
  test("segments are the text, whatever the marks are", () => {
    const text = "a🙂b and c";
    for (let start = -1; start < 12; start++) {
      for (let end = -1; end < 12; end++) {
        const split = segments(text, [{ start, end }, { start: 3, end: 5 }]);
        assert.equal(split.map((segment) => segment.text).join(""), text, `${start} to ${end}`);
        assert.ok(split.every((segment) => segment.text !== ""));
      }
    }
    assert.deepEqual(segments(""), []);
  });

  test("the text of a body leaves unknown blocks out", () => {
    const span = (text: string) => ({ _type: "span" as const, _key: "s", text, marks: [] });
    const block = { _type: "block" as const, _key: "b", style: "normal" as const, markDefs: [], children: [span("One "), span("two")] };
    assert.equal(toText([block, { _type: "quiz" }, { ...block, listItem: "bullet" as const, level: 1 }]), "One two\n\n- One two");
  });
});

suite("stores", () => {
  const entry = { type: "topic", seq: 1, id: "t", changedAt: "", document: { id: "t", kind: "subject", slug: "t", name: "T", updatedAt: "" } };
  const stores: [string, () => CopyStore][] = [
    ["memory", () => new MemoryStore()],
    ["IndexedDB", () => new IndexedDBStore("copy", new IDBFactory())],
  ];
  for (const [name, make] of stores) {
    test(`${name}: a change that was made for another revision changes nothing`, async () => {
      const store = make();
      const put = [entry as unknown as CopyEntry];
      const change = { generation: "live" as const, put, remove: [] };
      assert.equal(await store.commit({ ...change, state: { revision: 1, token: "a" } }), true);
      assert.equal(await store.commit({ ...change, put: [], remove: ["t"], state: { revision: 1, token: "b" } }), false);
      assert.deepEqual(await store.get("t"), entry);
      assert.deepEqual(await store.entries("topic"), [entry]);
      assert.deepEqual(await store.entries("phrase"), []);
      assert.deepEqual(await store.state(), { revision: 1, token: "a" });
      await store.clear();
      assert.deepEqual(await store.state(), { revision: 2 });
      assert.deepEqual(await store.entries(), []);
    });

    test(`${name}: two engines build one copy at the same time`, async () => {
      const items = Array.from({ length: 40 }, (_, seq) => ({ ...entry, seq, id: `${seq}`, document: { ...entry.document, id: `${seq}` } }));
      const { cairn } = answering(async ({ url }) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
        const at = Number(new URL(url).searchParams.get("token") ?? 0);
        if (at >= 40) return json({ items: [], nextToken: "40" });
        return json({ items: items.slice(at, at + 4), ...(at + 4 < 40 ? { nextPage: `${at + 4}` } : { nextToken: "40" }) });
      });
      const store = make();
      const copies = [0, 1, 2].map(() => new OfflineCopy(cairn, store));
      await Promise.all(copies.map((copy) => copy.sync()));
      assert.equal((await store.entries()).length, 40);
      assert.equal((await store.state()).staged, undefined);
    });
  }

  test("calls at the same time share one run", async () => {
    const { cairn, requests } = answering(() => json({ items: [], nextToken: "1" }));
    const copy = new OfflineCopy(cairn, new MemoryStore());
    await Promise.all([copy.sync(), copy.sync()]);
    assert.equal(requests.length, 1);
  });
});
