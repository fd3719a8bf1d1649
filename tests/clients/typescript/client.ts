// The typed client, as a front end would set it up once.

import createClient from "openapi-fetch";

import type { components, paths } from "./generated/cairn.js";

export type Schemas = components["schemas"];
export type Article = Schemas["Article"];
export type Block = Schemas["PublishedBlock"];
export type Problem = Schemas["Problem"];

/** The types of answers this client works with; `fields` has a type of its own, and is not used here. */
type MediaTypes = "application/json" | "application/problem+json";

/** The value of an environment variable that has to be there. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set`);
  }
  return value;
}

/** A client of the server at `baseUrl`, with a key or without. */
export function cairn(baseUrl: string, key?: string) {
  return createClient<paths, MediaTypes>({
    baseUrl,
    headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
  });
}

export type Cairn = ReturnType<typeof cairn>;

/** What was answered, or an error that says what the problem was. */
export function answered<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.data === undefined) {
    const { error, response } = answer;
    throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
  }
  return answer.data;
}
