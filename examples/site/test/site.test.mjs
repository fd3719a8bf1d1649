// The site over a running server: statuses for robots, and pages in a browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { after, before, suite, test } from "node:test";

import { createCairn, unwrap } from "@cairn/client";
import { create, edit } from "@cairn/client/manage";
import { chromium } from "playwright-core";

const { CAIRN_URL, CAIRN_KEY, SITE_PORT, CHROMIUM, SCREENSHOTS } = process.env;
if (!CAIRN_URL || !CAIRN_KEY || !SITE_PORT) throw new Error("Run the tests with run.sh.");

const site = `http://127.0.0.1:${SITE_PORT}`;
const editor = createCairn({ baseUrl: CAIRN_URL, key: CAIRN_KEY });

/** @type {import("node:child_process").ChildProcess} */
let server;

before(async () => {
  const env = { ...process.env, CAIRN_URL, PORT: SITE_PORT };
  server = spawn(process.execPath, ["server.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    server.stdout?.once("data", resolve);
    server.once("exit", () => reject(new Error("The site did not start.")));
  });
});

after(() => server.kill());

/**
 * @param {string} path
 * @param {Record<string, string>} [headers]
 */
async function get(path, headers = {}) {
  const response = await fetch(site + path, { redirect: "manual", headers });
  return { status: response.status, location: response.headers.get("Location"), headers: response.headers, text: await response.text() };
}

/**
 * @param {string} id
 * @param {"publish" | "unpublish"} step
 * @param {object} [body]
 */
function change(id, step, body = {}) {
  const params = { path: { collection: /** @type {const} */ ("articles"), id }, header: { "If-Match": "*" } };
  return unwrap(editor.api.POST(`/v1/manage/{collection}/{id}/${step}`, { params, body }));
}

/**
 * @param {string} slug
 * @param {string} markdown
 */
async function publish(slug, markdown = "Text.") {
  const sections = [{ heading: "One", markdown }];
  const { id } = await create(editor, "articles", { locale: "en", slug, title: "An article", summary: "A summary.", sections });
  await change(id, "publish");
  return id;
}

suite("statuses", () => {
  test("the first page is in the reader's language", async () => {
    assert.deepEqual([(await get("/", { "Accept-Language": "es-MX,es;q=0.9" })).location, (await get("/")).location], ["/es", "/en"]);
    assert.equal((await get("/", { "Accept-Language": "ja" })).location, "/en");
  });

  test("a former slug is 301, a wrong one 404", async () => {
    const [old, now] = [`old-${randomUUID()}`, `new-${randomUUID()}`];
    const id = await publish(old);
    assert.equal((await get(`/en/articles/${old}`)).status, 200);
    await edit(editor, "articles", id, { slug: now });
    await change(id, "publish");
    const moved = await get(`/en/articles/${old}`);
    assert.deepEqual([moved.status, moved.location], [301, `/en/articles/${now}`]);
    for (const path of ["/en/articles/no-such-article", "/xx", "/en/nothing", "/en?topic=no-such-topic", "/en/articles/a/b"]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  test("what is gone is 410, with the reason and something else to read", async () => {
    const slug = `gone-${randomUUID()}`;
    const id = await publish(slug);
    const { id: other } = await unwrap(editor.api.GET("/v1/articles/{idOrSlug}", { params: { path: { idOrSlug: "setting-limits" } } }));
    await change(id, "unpublish", { explanation: "It is <being> rewritten.", alternative: { articleId: other } });
    const gone = await get(`/en/articles/${slug}`);
    assert.equal(gone.status, 410);
    assert.match(gone.text, /It is &#60;being&#62; rewritten\./);
    assert.match(gone.text, /class="alternative" href="\/en\/articles\/setting-limits"/);
    await change(id, "unpublish", { mode: "redirect", alternative: { articleId: other } });
    assert.equal((await get(`/en/articles/${slug}`)).location, "/en/articles/setting-limits");
    await change(id, "publish");
    await change(id, "unpublish", { mode: "withdrawn", explanation: "It is being checked." });
    assert.match((await get(`/en/articles/${slug}`)).text, /It is being checked\./);
  });

  test("an article that redirects to another site leads there", async () => {
    const slug = `outside-${randomUUID()}`;
    const id = await publish(slug);
    await change(id, "unpublish", { mode: "redirect", alternative: { url: `${site}/en/search?q=outside` } });
    const outside = await get(`/en/articles/${slug}`);
    assert.deepEqual([outside.status, outside.location], [301, `${site}/en/search?q=outside`]);
  });

  test("a search that is not possible is 400", async () => {
    assert.equal((await get("/en/search?q=%22unclosed")).status, 400);
    assert.equal((await get("/en/search")).status, 200);
  });

  test("every article of every language is a page, with all of its text", async () => {
    let articles = 0;
    for await (const { locale, slug, title } of editor.articles({ limit: 100 })) {
      const { status, text } = await get(`/${locale}/articles/${slug}`);
      assert.equal(status, 200, slug);
      assert.doesNotMatch(text, /undefined|\[object|NaN/, slug);
      assert.ok(text.replace(/<[^>]*>/g, "").includes(title.replace("'", "&#39;")), title);
      articles++;
    }
    assert.ok(articles > 12);
  });
});

suite("previews", () => {
  test("a token of one article shows it, and of everything the whole site", async () => {
    const slug = `draft-${randomUUID()}`;
    const draft = await create(editor, "articles", { locale: "en", slug, title: "A draft of an article", summary: "Not published." });
    const params = { path: { id: draft.id } };
    const { url } = await unwrap(editor.api.POST("/v1/manage/articles/{id}/preview-tokens", { params, body: {} }));
    assert.ok(url.startsWith(`${site}/preview?article=${draft.id}`), url);
    const one = await get(url.slice(site.length));
    assert.equal(one.status, 200);
    assert.match(one.text, /A draft of an article/);
    assert.deepEqual([one.headers.get("Cache-Control"), one.headers.get("X-Robots-Tag")], ["no-store", "noindex"]);
    assert.equal((await get(`/preview?article=${draft.id}&token=wrong`)).status, 404);

    const all = await unwrap(editor.api.POST("/v1/manage/preview-tokens", { body: { scope: "all" } }));
    const entered = await get(all.url.slice(site.length));
    assert.deepEqual([entered.status, entered.location], [302, "/"]);
    const cookie = { Cookie: entered.headers.get("Set-Cookie")?.split(";")[0] ?? "" };
    const page = await get(`/en/articles/${slug}`, cookie);
    assert.equal(page.status, 200);
    assert.match(page.text, /class="preview"/);
    assert.equal((await get(`/en/articles/${slug}`)).status, 404);
    assert.deepEqual((await get("/en", { Cookie: "preview=expired" })).status, 302);
  });
});

suite("in a browser", { skip: !CHROMIUM && "there is no Chromium" }, () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
  });
  after(() => browser?.close());

  for (const [name, width] of /** @type {const} */ ([["wide", 1280], ["narrow", 360]])) {
    test(`${name}: list, article, search and languages`, { timeout: 60_000 }, async () => {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      /** @type {string[]} */
      const errors = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      const show = async (/** @type {string} */ view) => {
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${view} fits`);
        if (!SCREENSHOTS) return;
        mkdirSync(SCREENSHOTS, { recursive: true });
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${view}.png` });
      };

      await page.goto(`${site}/en`);
      assert.ok((await page.locator(".cards li").count()) > 8);
      await show("list");
      await page.getByRole("link", { name: "Boundaries", exact: true }).click();
      assert.match(page.url(), /topic=boundaries/);
      await page.getByRole("link", { name: "Setting limits you can keep" }).click();
      assert.equal(await page.locator("h1").textContent(), "Setting limits you can keep");
      await show("article");

      await page.goto(`${site}/en/articles/when-someone-you-love-says-no`);
      assert.ok((await page.locator(".phrase").count()) > 0);
      await page.getByRole("link", { name: "español" }).click();
      assert.match(page.url(), /\/es\/articles\/cuando-/);
      assert.equal(await page.locator("html").getAttribute("lang"), "es");
      await show("spanish");

      // While the reader types, the browser asks Cairn itself.
      await page.goto(`${site}/en`);
      await page.getByRole("searchbox").pressSequentially("naloxone", { delay: 20 });
      await page.locator(".suggestions a").first().waitFor();
      await show("suggestions");
      await page.getByRole("searchbox").fill("naloxne at home");
      await page.getByRole("searchbox").press("Enter");
      await page.waitForURL(/\/en\/search\?q=/);
      assert.ok((await page.locator(".hits mark").allTextContents()).includes("naloxone"));
      assert.match((await page.locator("main").textContent()) ?? "", /Did you mean\s+naloxone at home/);
      await show("search");

      await page.goto(`${site}/en/articles/no-such-article`);
      assert.equal(await page.locator("h1").textContent(), "This page does not exist");
      await show("not-found");
      assert.deepEqual(errors.filter((error) => !error.includes("404")), []);
      await page.close();
    });
  }
});
