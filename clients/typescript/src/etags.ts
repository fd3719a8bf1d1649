// A cache of responses that is asked with If-None-Match. Browsers have one of their own; this one is for servers, and for
// apps that store responses.

import type { Send } from "./http.js";

/** A stored response. It can be written as JSON. */
export interface StoredResponse {
  etag: string;
  headers: [name: string, value: string][];
  body: string;
}

/** Where an ETag cache stores responses. */
export interface ResponseStore {
  get(key: string): StoredResponse | undefined | Promise<StoredResponse | undefined>;
  set(key: string, response: StoredResponse): void | Promise<void>;
}

/** Returns a store in memory. The response that was used least recently is dropped first. */
export function memoryResponses(limit = 200): ResponseStore {
  const stored = new Map<string, StoredResponse>();
  return {
    get(key) {
      const response = stored.get(key);
      if (response) {
        stored.delete(key);
        stored.set(key, response);
      }
      return response;
    },
    set(key, response) {
      stored.delete(key);
      stored.set(key, response);
      for (const [oldest] of stored) {
        if (stored.size <= limit) break;
        stored.delete(oldest);
      }
    },
  };
}

/**
 * Returns a cache for the option `cache` of a client. Only public reads are stored: no request with a key or a preview token,
 * and none with `cache: "no-store"`.
 */
export function etagCache(store: ResponseStore = memoryResponses()): (next: Send) => Send {
  return (next) => async (request, hints) => {
    if (!isStorable(request) || hints?.stream) return next(request, hints);
    const key = `${request.headers.get("Accept") ?? ""} ${request.url}`;
    const stored = await store.get(key);
    if (stored && !request.headers.has("If-None-Match")) request.headers.set("If-None-Match", stored.etag);
    const response = await next(request, hints);
    if (response.status === 304 && stored && request.headers.get("If-None-Match") === stored.etag) {
      const headers = new Headers(stored.headers);
      response.headers.forEach((value, name) => headers.set(name, value));
      return new Response(stored.body, { headers });
    }
    const etag = response.headers.get("ETag");
    if (response.status === 200 && etag !== null && !/no-store/.test(response.headers.get("Cache-Control") ?? "")) {
      const headers = [...response.headers].filter(([name]) => !/^content-(length|encoding)$/.test(name));
      await store.set(key, { etag, headers, body: await response.clone().text() });
    }
    return response;
  };
}

function isStorable({ method, headers, url, cache }: Request): boolean {
  const isPrivate = headers.has("Authorization") || headers.has("X-Preview-Token") || /[?&]token=/.test(url);
  return method === "GET" && !isPrivate && cache !== "no-store";
}
