// The client stays small: what a site loads to read, and what an app adds for its copy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

/** Bundles a program for browsers, and returns its size after compression with brotli. */
async function compressedSize(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  return brotliCompressSync(outputFiles[0]?.contents ?? new Uint8Array()).length;
}

const limits: [name: string, program: string, limit: number][] = [
  [
    "reading, search and Portable Text",
    `export { createCairn, etagCache, isCairnError } from "@cairn/client";
     export { walk } from "@cairn/client/portable-text";
     export { segments } from "@cairn/client/search";`,
    8 * 1024,
  ],
  [
    "reading and an offline copy",
    `export { createCairn } from "@cairn/client";
     export { OfflineCopy } from "@cairn/client/sync";
     export { IndexedDBStore } from "@cairn/client/sync/indexeddb";`,
    8 * 1024,
  ],
  ["segments alone", `export { segments } from "@cairn/client/search";`, 512],
  ["webhooks alone", `export { verifyWebhook } from "@cairn/client/webhooks";`, 1024],
  ["an unused import", `import { createCairn } from "@cairn/client"; import "@cairn/client/sync";`, 16],
];

for (const [name, program, limit] of limits) {
  test(`${name}: at most ${limit} bytes`, async (context) => {
    const size = await compressedSize(program);
    context.diagnostic(`${size} bytes with brotli`);
    assert.ok(size <= limit, `${size} bytes`);
  });
}
