// The client in a browser, on a page of another origin than Cairn's: reading, and a copy in IndexedDB.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, suite, test } from "node:test";

import { unwrap } from "@cairn/client";
import { create } from "@cairn/client/manage";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

import { baseUrl, editor, reader } from "./live.js";

const executablePath = process.env["CHROMIUM"];

suite("in a browser", { skip: executablePath ? false : "there is no Chromium" }, () => {
  let browser: Browser;
  let address = "";
  const server = createServer();

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: ["build/page.js"],
      bundle: true,
      write: false,
      format: "esm",
      logLevel: "silent",
    });
    const script = outputFiles[0]?.text ?? "";
    server.on("request", (request, response) => {
      const isScript = request.url === "/page.js";
      response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? script : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?cairn=${encodeURIComponent(baseUrl)}`;
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => "page" in window);
    return page;
  }

  async function listedIds(): Promise<string[]> {
    const lists = [reader.articles({ locale: "en" }).all(), reader.phrases({ locale: "en" }).all(), reader.resources({ locale: "en" }).all()];
    const all = [...(await Promise.all(lists)).flat(), ...(await reader.topics().all())];
    return all.map(({ id }) => id).sort();
  }

  test("reading, errors and preview tokens pass the rules for other origins", async () => {
    const page = await open(await browser.newContext());
    assert.deepEqual(await page.evaluate(() => window.page.search("naloxone")), ["article", "article", "article", "article"]);
    assert.deepEqual(await page.evaluate(() => window.page.code("no-such-article")), ["not_found", true]);
    assert.equal(await page.evaluate(() => window.page.preview("wrong")), "invalid_query");
  });

  test("a copy outlives its page, and follows changes past the browser's cache", async () => {
    const context = await browser.newContext();
    const first = await open(context);
    assert.equal((await first.evaluate(() => window.page.sync())).rebuilt, true);
    await first.close();

    const text = "In the browser's own store.";
    const { id } = await create(editor, "phrases", { locale: "en", tone: "calm", text });
    const params = { path: { collection: "phrases" as const, id }, header: { "If-Match": "*" } };
    await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/publish", { params, body: {} }));
    const second = await open(context);
    assert.deepEqual(await second.evaluate(() => window.page.sync()), { stored: 1, removed: 0, rebuilt: false });
    assert.ok((await second.evaluate(() => window.page.phrases())).includes(text));
    await unwrap(editor.api.POST("/v1/manage/{collection}/{id}/unpublish", { params, body: {} }));
    assert.deepEqual(await second.evaluate(() => window.page.sync()), { stored: 0, removed: 1, rebuilt: false });
    assert.deepEqual(await second.evaluate(() => window.page.ids()), await listedIds());
  });

  test("tabs that build one copy at the same time, and are closed, leave a whole one", { timeout: 60_000 }, async () => {
    const context = await browser.newContext();
    for (let round = 0; round < 8; round++) {
      const tabs = await Promise.all([open(context), open(context)]);
      const syncs = tabs.map((tab) => tab.evaluate(() => window.page.sync()).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await Promise.all(tabs.map((tab) => tab.close()));
      await Promise.all(syncs);
    }
    const tabs = await Promise.all([open(context), open(context)]);
    await Promise.all(tabs.map((tab) => tab.evaluate(() => window.page.sync())));
    for (const tab of tabs) assert.deepEqual(await tab.evaluate(() => window.page.ids()), await listedIds());
  });
});
