// A client whose requests are answered by a function.

import { createCairn } from "@cairn/client";

export type Handler = (request: Request, index: number) => Response | Promise<Response>;

/** Makes a client, and notes its requests and waits. */
export function answering(handler: Handler, options: Partial<Parameters<typeof createCairn>[0]> = {}) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const cairn = createCairn({
    baseUrl: "http://cairn.test/",
    fetch: async (request, init) => {
      requests.push(request);
      init?.signal?.throwIfAborted();
      return handler(request, requests.length - 1);
    },
    sleep: (seconds) => {
      waits.push(seconds);
      return Promise.resolve();
    },
    ...options,
  });
  return { cairn, requests, waits };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json({ type: "", title: "", status, detail: code, code, requestId: "r" }, status, headers);
}
