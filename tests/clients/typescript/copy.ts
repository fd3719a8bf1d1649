// An offline copy, kept the way a mobile app would.

import { answered } from "./client.js";
import type { Cairn, Schemas } from "./client.js";

export type Entry = Schemas["SyncEntry"];
export type Thing = Exclude<Entry, { type: "tombstone" }>;

/** What the phone has: things under their ids, and the token to go on with. */
export interface Copy {
  things: Map<string, Thing>;
  token: string | undefined;
}

/** Brings a copy up to date, a new one from nothing; answers with how many entries came. */
export async function bringUpToDate(client: Cairn, copy: Copy, locale: string): Promise<number> {
  let count = 0;
  for (;;) {
    const query = copy.token === undefined ? { initial: true, locale } : { token: copy.token };
    const { items, nextPage, nextToken } = answered(await client.GET("/v1/sync", { params: { query } }));
    for (const entry of items) apply(copy, entry);
    count += items.length;
    copy.token = nextToken ?? nextPage;
    if (nextToken !== undefined) return count;
  }
}

function apply(copy: Copy, entry: Entry): void {
  if (entry.type === "tombstone") copy.things.delete(entry.id);
  else copy.things.set(entry.id, entry);
}

/** What a list on the phone shows of a thing. */
export function label(thing: Thing): string {
  switch (thing.type) {
    case "article":
    case "resource":
      return thing.document.title;
    case "phrase":
      return thing.document.text;
    case "topic":
      return thing.document.name;
    default: {
      const never: never = thing;
      return never;
    }
  }
}
