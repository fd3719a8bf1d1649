// Serves the site: `node server.mjs` the built one, `node server.mjs --dev` the sources, with Vite.
//
// CAIRN_URL is the address of Cairn, PORT the port, SITE_LOCALE the locale of readers whose language is not there.

import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";

const { CAIRN_URL: cairnUrl = "http://127.0.0.1:8080", PORT = "5173", SITE_LOCALE: defaultLocale = "en" } = process.env;
const isDev = process.argv.includes("--dev");
const origin = `http://127.0.0.1:${PORT}`;

/** @type {{ [extension: string]: string }} */
const types = { js: "text/javascript", css: "text/css" };

/** @returns {Promise<(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void>} */
async function develop() {
  const { createServer } = await import("vite");
  const vite = await createServer({ appType: "custom", server: { middlewareMode: true } });
  // The style sheet is a link beside the script, so that the page is styled before the script runs.
  const assets = { script: "/src/browser.ts", styles: ["/src/style.css?direct"] };
  return (request, response) => {
    vite.middlewares(request, response, async () => {
      const { createSite } = await vite.ssrLoadModule("/src/site.ts");
      await respond(createSite({ cairnUrl, defaultLocale, assets }), request, response);
    });
  };
}

/** @returns {ReturnType<typeof develop>} */
async function serve() {
  const manifest = JSON.parse(readFileSync(new URL("dist/client/.vite/manifest.json", import.meta.url), "utf8"));
  const { file, css = [] } = manifest["src/browser.ts"];
  const { createSite } = await import(new URL("dist/server/site.js", import.meta.url).href);
  const assets = { script: `/${file}`, styles: css.map((/** @type {string} */ name) => `/${name}`) };
  const site = createSite({ cairnUrl, defaultLocale, assets });
  return (request, response) => {
    const name = request.url?.slice(1) ?? "";
    if (name !== file && !css.includes(name)) return void respond(site, request, response);
    response.writeHead(200, {
      "Content-Type": types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "Cache-Control": "public, max-age=31536000, immutable",
    });
    createReadStream(new URL(`dist/client/${name}`, import.meta.url)).pipe(response);
  };
}

/**
 * Answers a request of Node.js with a response of the web.
 * @param {(request: Request) => Promise<Response>} site
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function respond(site, request, response) {
  try {
    const headers = new Headers();
    for (const name of ["accept-language", "cookie"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const answer = await site(new Request(new URL(request.url ?? "/", origin), { headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body && request.method !== "HEAD") Readable.fromWeb(/** @type {any} */ (answer.body)).pipe(response);
    else response.end();
  } catch (error) {
    console.error(error);
    response.writeHead(500, { "Content-Type": "text/plain" }).end("Something went wrong.");
  }
}

const server = createServer(await (isDev ? develop() : serve()));
server.listen(Number(PORT), "127.0.0.1", () => console.log(`listening on ${origin}`));
