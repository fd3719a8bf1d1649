// Answers requests from the exchanges of a conformance case.

import assert from "node:assert/strict";

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export interface Exchange {
  request: {
    method: string;
    path: string;
    query?: Record<string, string | string[]>;
    headers?: Record<string, string | null>;
    body?: Json;
  };
  waited?: number;
  response?: { status: number; headers?: Record<string, string>; body?: Json; text?: string };
  drop?: boolean;
  kill?: "waiting" | "storing";
}

export const base = "http://cairn.test";

/** The process of the client was killed. */
export class Killed extends Error {}

export class Stub {
  /** The failed comparison of a request. A client may take it for a lost answer, so that the runner looks here. */
  failure: unknown;
  /** Called when an exchange kills the process. */
  onKill: (when: "waiting" | "storing") => void = () => undefined;
  #exchanges: Exchange[] = [];
  #slept = 0;

  /** Adds exchanges to those that are left. */
  expect(exchanges: Exchange[]): void {
    this.#exchanges.push(...exchanges);
  }

  readonly sleep = (seconds: number): Promise<void> => {
    this.#slept += seconds;
    return Promise.resolve();
  };

  readonly fetch = async (request: Request): Promise<Response> => {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (!(error instanceof TypeError)) this.failure ??= error;
      throw error;
    }
  };

  /** Fails if a request was wrong, or if an exchange is left. */
  finish(): void {
    if (this.failure !== undefined) throw this.failure;
    assert.deepEqual(this.#exchanges.map(({ request }) => request), [], "exchanges that are left over");
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const exchange = this.#exchanges.shift();
    assert.ok(exchange, `an unexpected request: ${request.method} ${request.url}`);
    const { method, path, query = {}, headers = {}, body } = exchange.request;
    assert.equal(`${request.method} ${url.pathname}`, `${method} ${path}`);
    const sent: Record<string, string[]> = {};
    for (const [name, value] of url.searchParams) (sent[name] ??= []).push(...value.split(","));
    const wanted = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()]));
    assert.deepEqual(sent, wanted, `the query of ${path}`);
    for (const [name, value] of Object.entries(headers)) assert.equal(request.headers.get(name), value, `${name} of ${path}`);
    if (body !== undefined) assert.deepEqual(await request.json(), body);
    assert.ok(this.#slept >= (exchange.waited ?? 0), `waited ${this.#slept} s instead of ${exchange.waited} s`);
    this.#slept = 0;
    if (exchange.kill) this.onKill(exchange.kill);
    if (exchange.kill === "waiting") return new Promise(() => undefined);
    if (exchange.drop) throw new TypeError("fetch failed");
    assert.ok(exchange.response);
    const { status, text, body: json, headers: answered = {} } = exchange.response;
    if (status >= 300 && status < 400 && answered["location"] !== undefined) {
      return this.#answer(new Request(new URL(answered["location"], request.url), request));
    }
    const content = text ?? (json === undefined ? null : JSON.stringify(json));
    return new Response(content, { status, headers: answered });
  }
}
