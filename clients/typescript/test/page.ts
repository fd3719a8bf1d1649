// What a page of the browser test runs, bundled by esbuild.

import { createCairn, isCairnError } from "@cairn/client";
import { OfflineCopy } from "@cairn/client/sync";
import { IndexedDBStore } from "@cairn/client/sync/indexeddb";

const cairn = createCairn({ baseUrl: new URLSearchParams(location.search).get("cairn") ?? "" });
const copy = new OfflineCopy(cairn, new IndexedDBStore("content"), { filter: { locale: ["en"] } });

export const page = {
  sync: () => copy.sync(),
  phrases: async () => (await copy.entries("phrase")).map(({ document }) => document.text).sort(),
  ids: async () => (await copy.entries()).map(({ id }) => id).sort(),
  search: async (q: string) => (await cairn.search(q, { locale: "en" }).all(5)).map(({ kind }) => kind),
  code: (slug: string) => cairn.article(slug).catch((error: unknown) => isCairnError(error) && [error.code, error.requestId !== undefined]),
  preview: (token: string) =>
    cairn.with({ previewToken: token }).articles().first().catch((error: unknown) => isCairnError(error) && error.code),
};

declare global {
  interface Window {
    page: typeof import("./page.js").page;
  }
}

window.page = page;
