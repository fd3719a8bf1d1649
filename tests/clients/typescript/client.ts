// The client library, as a front end would set it up once.

import { createCairn } from "@cairn/client";
import type { Cairn, Problem } from "@cairn/client";

export type { Article, Problem, Schemas } from "@cairn/client";
export type { Block } from "@cairn/client/portable-text";
export type { Cairn };

/** The value of an environment variable that has to be there. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set`);
  }
  return value;
}

/** A client of the server at `baseUrl`, with a key or without. */
export function cairn(baseUrl: string, key?: string): Cairn {
  return createCairn(key === undefined ? { baseUrl } : { baseUrl, key });
}

/** What was answered, or an error that says what the problem was. */
export function answered<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.data === undefined) {
    const { error, response } = answer;
    throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
  }
  return answer.data;
}
