// Answers requests: from the address to a page, with the status that Cairn's answer stands for.

import { createCairn, etagCache, isCairnError } from "@cairn/client";
import type { Cairn } from "@cairn/client";

import * as pages from "./pages.js";
import type { Frame } from "./pages.js";
import { articlePath, homePath } from "./paths.js";
import { wordsOf } from "./words.js";

export interface SiteOptions {
  cairnUrl: string;
  /** The locale of readers whose language is not there. */
  defaultLocale: string;
  assets: Frame["assets"];
}

const PAGE = 12;

/** Returns a function that answers requests. It uses web standards only, so that it runs in Workers too. */
export function createSite({ cairnUrl, defaultLocale, assets }: SiteOptions): (request: Request) => Promise<Response> {
  const published = createCairn({ baseUrl: cairnUrl, cache: etagCache() });

  return async (request) => {
    const url = new URL(request.url);
    const token = /(?:^|; )preview=([^;]+)/.exec(request.headers.get("Cookie") ?? "")?.[1];
    const cairn = token === undefined ? published : published.with({ previewToken: decodeURIComponent(token) });
    const [, first = "", kind, slug, ...rest] = url.pathname.split("/").map(decodeURIComponent);
    if (first === "preview") return preview(published, url, defaultLocale, assets, cairnUrl);

    const frame: Frame = { locale: defaultLocale, locales: [], cairnUrl, isPreview: token !== undefined, assets };
    try {
      frame.locales = (await cairn.locales()).filter(({ articles }) => articles > 0).map(({ locale }) => locale);
      if (url.pathname === "/") return redirect(homePath(preferred(request, frame.locales, defaultLocale)), 302);
      if (!frame.locales.includes(first) || rest.length > 0) return notFound(frame);
      frame.locale = first;
      if (kind === undefined) return await list(cairn, frame, url);
      if (kind === "search" && slug === undefined) return await search(cairn, frame, url.searchParams.get("q") ?? "");
      if (kind === "articles" && slug !== undefined) return await article(cairn, frame, slug);
      return notFound(frame);
    } catch (error) {
      if (!isCairnError(error)) throw error;
      // The token of a preview has expired or was revoked.
      if (token !== undefined && error.status === 400) return leavePreview();
      const { error: title } = wordsOf(frame.locale);
      return page(frame, { title, content: pages.messagePage(frame, title, `${error.code} ${error.requestId ?? ""}`) }, 502);
    }
  };
}

async function list(cairn: Cairn, frame: Frame, url: URL): Promise<Response> {
  const { locale } = frame;
  const topic = url.searchParams.get("topic") ?? undefined;
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const filter = { ...(topic !== undefined && { topic: [topic] }), ...(cursor !== undefined && { cursor }) };
  try {
    const [{ data, page: { next } }, topics] = await Promise.all([
      cairn.articles({ locale, sort: "title", limit: PAGE, ...filter }).first(),
      cairn.topics({ locale, kind: "subject", limit: 100 }).all(),
    ]);
    return page(frame, { title: wordsOf(locale).site, content: pages.listPage(frame, data, topics, topic, next) });
  } catch (error) {
    // A topic or a page that does not exist.
    if (isCairnError(error) && error.status === 400 && !frame.isPreview) return notFound(frame);
    throw error;
  }
}

async function article(cairn: Cairn, frame: Frame, slug: string): Promise<Response> {
  const { locale, locales } = frame;
  const words = wordsOf(locale);
  try {
    const found = await cairn.article(slug, { locale, fallback: locales.filter((other) => other !== locale) });
    // A former slug, the slug of a translation, or an article that redirects.
    if (found.slug !== slug) return redirect(articlePath(found.locale === locale ? locale : found.locale, found.slug), 301);
    const all = [{ locale: found.locale, slug }, ...found.translations];
    const alternates = Object.fromEntries(all.map((one) => [one.locale, articlePath(one.locale, one.slug)]));
    const content = pages.articlePage(frame, found);
    return page(frame, { title: found.seo.title ?? found.title, description: found.seo.description ?? found.summary, content, alternates });
  } catch (error) {
    if (isCairnError(error, "not_found")) return notFound(frame);
    if (isCairnError(error, "gone")) {
      const content = pages.messagePage(frame, words.gone, error.explanation, error.alternative?.url);
      return page(frame, { title: words.gone, content }, 410);
    }
    // An article that redirects to another site: its answer was a page of that site.
    if (isCairnError(error, "unexpected_response") || isCairnError(error, "network_error")) {
      const [state] = await cairn.lookup([slug], { locale });
      if (state?.state === "redirected" && state.url !== undefined) return redirect(pages.siteAddress(state.url, locale), 301);
    }
    throw error;
  }
}

async function search(cairn: Cairn, frame: Frame, q: string): Promise<Response> {
  const words = wordsOf(frame.locale);
  try {
    const empty = { data: [], didYouMean: undefined };
    const { data, didYouMean } = q.trim() === "" ? empty : await cairn.search(q, { locale: frame.locale, kind: ["article", "phrase"] }).first();
    return page(frame, { title: words.search, q, content: pages.searchPage(frame, q, data, didYouMean) });
  } catch (error) {
    if (!isCairnError(error, "invalid_query") || frame.isPreview) throw error;
    return page(frame, { title: words.search, q, content: pages.messagePage(frame, words.badSearch, error.detail) }, 400);
  }
}

/** Shows a draft, or the whole site with all drafts: `CAIRN_PREVIEW_URL` leads here. */
async function preview(cairn: Cairn, url: URL, defaultLocale: string, assets: Frame["assets"], cairnUrl: string): Promise<Response> {
  if (url.pathname === "/preview/leave") return leavePreview();
  const token = url.searchParams.get("token") ?? "";
  const id = url.searchParams.get("article") ?? "";
  const locale = url.searchParams.get("locale") || defaultLocale;
  const frame: Frame = { locale, locales: [], cairnUrl, isPreview: true, assets };
  if (id === "") {
    const response = redirect("/", 302);
    response.headers.set("Set-Cookie", `preview=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Lax`);
    return response;
  }
  try {
    const draft = await cairn.preview(id, token);
    return page(frame, { title: draft.title, content: pages.articlePage(frame, draft) });
  } catch (error) {
    if (isCairnError(error, "not_found")) return notFound(frame);
    throw error;
  }
}

function leavePreview(): Response {
  const response = redirect("/", 302);
  response.headers.set("Set-Cookie", "preview=; Path=/; Max-Age=0");
  return response;
}

function notFound(frame: Frame): Response {
  const words = wordsOf(frame.locale);
  return page(frame, { title: words.notFound, content: pages.messagePage(frame, words.notFound, words.notFoundHint) }, 404);
}

function redirect(location: string, status: 301 | 302): Response {
  const headers = { Location: location, "Cache-Control": status === 301 ? "public, max-age=60" : "no-store" };
  return new Response(null, { status, headers });
}

function page(frame: Frame, content: Parameters<typeof pages.layout>[1], status = 200): Response {
  return new Response(pages.layout(frame, content), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": frame.isPreview || status >= 500 ? "no-store" : "public, max-age=60",
      // The address of a preview contains its token.
      "Referrer-Policy": frame.isPreview ? "no-referrer" : "strict-origin-when-cross-origin",
      ...(frame.isPreview && { "X-Robots-Tag": "noindex" }),
    },
  });
}

/** Returns the first language of the reader that there are articles in. */
function preferred(request: Request, locales: string[], defaultLocale: string): string {
  const wanted = (request.headers.get("Accept-Language") ?? "").split(",").map((one) => one.split(";")[0]?.trim() ?? "");
  for (const one of wanted) {
    const found = locales.find((locale) => locale === one) ?? locales.find((locale) => locale.split("-")[0] === one.split("-")[0]);
    if (found !== undefined) return found;
  }
  return defaultLocale;
}
