// A phone begins a copy and keeps it in step, with the generated client.

import assert from "node:assert/strict";
import test from "node:test";

import { answered, cairn, setting } from "./client.js";
import { bringUpToDate, label } from "./copy.js";
import type { Copy, Thing } from "./copy.js";

const phone = cairn(setting("CAIRN_URL"));
const editor = cairn(setting("CAIRN_URL"), setting("CAIRN_KEY"));

test("a copy begins with everything of a locale, and learns of what is published and taken back", async () => {
  const copy: Copy = { things: new Map(), token: undefined };
  assert.ok((await bringUpToDate(phone, copy, "en")) > 50);
  assert.equal(await bringUpToDate(phone, copy, "en"), 0);

  const body = { locale: "en", tone: "calm" as const, text: "I am still here." };
  const { id } = answered(await editor.POST("/v1/manage/phrases", { body }));
  const params = { path: { collection: "phrases" as const, id }, header: { "If-Match": "*" } };
  answered(await editor.POST("/v1/manage/{collection}/{id}/publish", { params, body: {} }));
  assert.equal(await bringUpToDate(phone, copy, "en"), 1);
  assert.equal(label(copy.things.get(id) as Thing), body.text);

  answered(await editor.POST("/v1/manage/{collection}/{id}/unpublish", { params, body: {} }));
  assert.equal(await bringUpToDate(phone, copy, "en"), 1);
  assert.ok(!copy.things.has(id));
});
