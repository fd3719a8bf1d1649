// Sends requests: time limit, retries, bodies that arrive completely.

import { CairnError, retryAfter } from "./error.js";

/** Properties of a request that its method does not tell. */
export interface SendHints {
  /** True if the request may be sent twice: a `POST` with an id of its own. */
  repeatable?: boolean;
  /** True if the body is read while it arrives. All other bodies are complete before the response is returned. */
  stream?: boolean;
}

/** Sends a request. Layers around it, such as the ETag cache, have the same type. */
export type Send = (request: Request, hints?: SendHints) => Promise<Response>;

export interface SendOptions {
  /** A replacement of `fetch`. */
  fetch?: (request: Request, init?: RequestInit) => Promise<Response>;
  /** The number of retries of a request that can be repeated; 2 by default. */
  retries?: number;
  /** The longest wait before a retry, in seconds; 30 by default. A longer `Retry-After` is an error at once. */
  maxWait?: number;
  /** The time limit of one attempt, in seconds; 30 by default. For a stream it ends with the headers. */
  timeout?: number;
  /** A replacement of the wait before a retry. */
  sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

const repeatableMethods = new Set(["GET", "HEAD", "PUT", "DELETE"]);
const retriedStatuses = new Set([408, 429, 502, 503, 504]);

/** Returns a function that sends requests, and repeats those that can be repeated. */
export function sender(options: SendOptions): Send {
  const { retries = 2, maxWait = 30, timeout = 30, sleep = pause } = options;
  // Called as a function, never as a method: browsers refuse `fetch` with another `this`.
  const fetch = options.fetch ?? ((request, init) => globalThis.fetch(request, init));
  return async (request, { repeatable = repeatableMethods.has(request.method), stream = false } = {}) => {
    for (let attempt = 0; ; attempt++) {
      const isLast = !repeatable || attempt >= retries;
      let least = 0;
      try {
        const response = await attemptOnce(fetch, isLast ? request : request.clone(), timeout, stream);
        least = retryAfter(response.headers) ?? 0;
        if (isLast || !retriedStatuses.has(response.status) || least > maxWait) return response;
        await response.body?.cancel();
      } catch (error) {
        request.signal.throwIfAborted();
        if (isLast) throw new CairnError("network_error", `No answer of ${request.url}: ${String(error)}`, { cause: error });
      }
      await sleep(delay(attempt, least), request.signal);
    }
  };
}

/** Returns the seconds to wait: doubled with each attempt, and up to half as long again, so that clients spread. */
export function delay(attempt: number, least: number): number {
  const seconds = Math.max(least, Math.min(8, 0.25 * 2 ** attempt));
  return seconds * (1 + Math.random() / 2);
}

async function attemptOnce(
  fetch: NonNullable<SendOptions["fetch"]>,
  request: Request,
  timeout: number,
  stream: boolean,
): Promise<Response> {
  const controller = new AbortController();
  const abort = () => controller.abort(request.signal.reason);
  if (request.signal.aborted) abort();
  request.signal.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeout} s`)), timeout * 1000);
  try {
    const response = await fetch(request, { signal: controller.signal });
    if (stream || response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(await response.arrayBuffer(), { status, statusText, headers });
  } finally {
    clearTimeout(timer);
    // A stream stays under the control of the caller.
    if (!stream) request.signal.removeEventListener("abort", abort);
  }
}

/** Waits for some seconds. Rejects when `signal` is aborted. */
export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** Returns the option that passes by the HTTP cache of the browser. Some runtimes do not know it. */
export function fresh(): { cache?: "no-store" } {
  try {
    new Request("http://localhost", { cache: "no-store" });
    return { cache: "no-store" };
  } catch {
    return {};
  }
}
