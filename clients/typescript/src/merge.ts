// Differences and three-way merges of JSON values.

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json | undefined };
type JsonObject = { [member: string]: Json | undefined };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns true if both values are the same JSON. The order of members does not matter; an absent member is `undefined`. */
export function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isEqual(a[name], b[name]));
  }
  return a === b;
}

/** Returns the JSON Merge Patch (RFC 7396) that makes `to` of `from`. */
export function diff(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[name], to[name]];
    if (isEqual(before, after)) continue;
    patch[name] = isObject(before) && isObject(after) ? diff(before, after) : (after ?? null);
  }
  return patch;
}

/** Applies a JSON Merge Patch. */
export function applyPatch(to: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...to };
  for (const [name, change] of Object.entries(patch)) {
    const before = result[name];
    if (change === null) delete result[name];
    else if (isObject(change)) result[name] = applyPatch(isObject(before) ? before : {}, change);
    else if (change !== undefined) result[name] = change;
  }
  return result;
}

/**
 * Merges two changes of the same value. Objects are merged by member, and arrays of objects with an `id` or a `_key` by that.
 * Adds to `conflicts` a JSON Pointer to each value that both have changed in different ways.
 */
export function merge(
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  conflicts: string[],
  pointer = "",
): Json | undefined {
  if (isEqual(mine, base) || isEqual(mine, theirs)) return theirs;
  if (isEqual(theirs, base)) return mine;
  if (isObject(base) && isObject(mine) && isObject(theirs)) {
    const result: JsonObject = {};
    for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const place = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const merged = merge(base[name], mine[name], theirs[name], conflicts, place);
      if (merged !== undefined) result[name] = merged;
    }
    return result;
  }
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) {
    const merged = mergeKeyed(base, mine, theirs, conflicts, pointer);
    if (merged) return merged;
  }
  conflicts.push(pointer);
  return theirs;
}

/** Merges arrays whose items have unique keys, unless both have changed the order. */
function mergeKeyed(base: Json[], mine: Json[], theirs: Json[], conflicts: string[], pointer: string): Json[] | undefined {
  const [bases, mines, others] = [byKey(base), byKey(mine), byKey(theirs)];
  if (!bases || !mines || !others) return undefined;
  const inOrder = (of: Map<string, Json>) =>
    isEqual(
      [...bases.keys()].filter((key) => of.has(key)),
      [...of.keys()].filter((key) => bases.has(key)),
    );
  // The order of the one that has moved items is kept; the items of the other are put behind their neighbours.
  const [first, second] = inOrder(mines) ? [others, mines] : [mines, others];
  if (!inOrder(second)) return undefined;
  const order = [...first.keys()];
  let before: string | undefined;
  for (const key of second.keys()) {
    if (!first.has(key)) order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
    before = key;
  }
  const result: Json[] = [];
  for (const key of order) {
    const index = [...(others.has(key) ? others : mines).keys()].indexOf(key);
    const merged = merge(bases.get(key), mines.get(key), others.get(key), conflicts, `${pointer}/${index}`);
    if (merged !== undefined) result.push(merged);
  }
  return result;
}

function byKey(items: Json[]): Map<string, Json> | undefined {
  const keyed = new Map<string, Json>();
  for (const item of items) {
    const key = isObject(item) ? (item["id"] ?? item["_key"]) : undefined;
    if (typeof key !== "string" || keyed.has(key)) return undefined;
    keyed.set(key, item);
  }
  return keyed;
}
