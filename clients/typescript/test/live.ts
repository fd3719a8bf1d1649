// The server under test: run.sh starts it.

import { createCairn } from "@cairn/client";
import type { Cairn } from "@cairn/client";

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: run the tests with run.sh`);
  return value;
}

export const baseUrl = setting("CAIRN_URL");
export const key = setting("CAIRN_KEY");
/** Reads published content. */
export const reader: Cairn = createCairn({ baseUrl });
/** Writes. */
export const editor: Cairn = createCairn({ baseUrl, key });
