// Writing: creation that is safe to repeat, and edits that overwrite nobody's work.

import type { CallOptions, Cairn } from "./client.js";
import { CairnError, isCairnError, unwrap } from "./error.js";
import { applyPatch, diff, merge } from "./merge.js";
import type { Json } from "./merge.js";
import type { Schemas } from "./types.js";

interface Articles {
  input: Schemas["ArticleInput"];
  patch: Schemas["ArticlePatch"];
  workingCopy: Schemas["ArticleWorkingCopy"];
}
interface Phrases {
  input: Schemas["PhraseInput"];
  patch: Schemas["PhrasePatch"];
  workingCopy: Schemas["PhraseWorkingCopy"];
}
interface Resources {
  input: Schemas["ResourceInput"];
  patch: Schemas["ResourcePatch"];
  workingCopy: Schemas["ResourceWorkingCopy"];
}
interface Topics {
  input: Schemas["TopicInput"];
  patch: Schemas["TopicPatch"];
  workingCopy: Schemas["TopicWorkingCopy"];
}

/** The types of each collection. */
export interface Collections {
  articles: Articles;
  phrases: Phrases;
  resources: Resources;
  topics: Topics;
}

export type WorkingCopy<Collection extends keyof Collections> = Collections[Collection]["workingCopy"];

/** Two people have changed the same members. Nothing was written. */
export class EditConflict extends CairnError {
  override readonly name: string = "EditConflict";
  /** JSON Pointers to the members that both have changed. */
  readonly conflicts: string[];
  /** The working copy as it is now. */
  readonly theirs: unknown;

  constructor(conflicts: string[], theirs: unknown) {
    super("edit_conflict", `Somebody else has changed ${conflicts.join(", ")} too.`);
    this.conflicts = conflicts;
    this.theirs = theirs;
  }
}

export interface EditOptions extends CallOptions {
  /** The reason for the change, which is stored with the revision. */
  note?: string;
  /** The number of times that a newer version is merged; 5 by default. */
  attempts?: number;
}

/**
 * Changes a working copy. `change` is a JSON Merge Patch, or a function that changes a draft. If somebody else has saved in
 * the meantime, both changes are merged; members that both have changed are an `EditConflict`. Returns the saved working copy.
 */
export async function edit<Collection extends keyof Collections>(
  cairn: Cairn,
  collection: Collection,
  id: string,
  change: Collections[Collection]["patch"] | ((draft: WorkingCopy<Collection>) => void | Promise<void>),
  options: EditOptions = {},
): Promise<WorkingCopy<Collection>> {
  type Copy = WorkingCopy<Collection>;
  const { note, attempts = 5, signal } = options;
  // All four collections have the same operations.
  const path = `/v1/manage/${collection}/{id}` as "/v1/manage/phrases/{id}";
  const call = { ...(signal && { signal }) };
  const read = async (): Promise<[copy: Copy, etag: string]> => {
    const answer = cairn.api.GET(path, { params: { path: { id } }, ...call });
    return [(await unwrap(answer)) as Copy, (await answer).response.headers.get("ETag") ?? ""];
  };

  let [theirs, etag] = await read();
  let base = theirs;
  let mine = structuredClone(base);
  if (typeof change === "function") await change(mine);
  else mine = applyPatch(asJson(base), asJson(change)) as unknown as Copy;
  for (let attempt = 0; ; attempt++) {
    const conflicts: string[] = [];
    const merged = merge(asJson(base), asJson(mine), asJson(theirs), conflicts);
    if (conflicts.length > 0) throw new EditConflict(conflicts, theirs);
    const patch = diff(asJson(theirs), asJson(merged));
    if (Object.keys(patch).length === 0) return theirs;
    try {
      const params = { path: { id }, header: { "If-Match": etag }, query: note === undefined ? {} : { note } };
      const headers = { "Content-Type": "application/merge-patch+json" };
      const body = patch as Schemas["PhrasePatch"];
      return (await unwrap(cairn.api.PATCH(path, { params, headers, body, ...call }))) as Copy;
    } catch (error) {
      if (!isUncertain(error) || attempt >= attempts) throw error;
    }
    base = theirs;
    mine = merged as unknown as Copy;
    [theirs, etag] = await read();
  }
}

/** Returns true if the version has changed, or if it is not known whether the change was saved. */
function isUncertain(error: unknown): boolean {
  if (!isCairnError(error)) return false;
  const { status, code } = error;
  return status === 412 || code === "network_error" || code === "server_timeout" || status === 502 || status === 504;
}

function asJson(value: unknown): { [member: string]: Json | undefined } {
  return value as { [member: string]: Json | undefined };
}

/**
 * Creates an entity. The client chooses an id unless `input` has one, so that a retry creates nothing twice. With
 * `repeatable: false` the server chooses the id, and nothing is retried.
 */
export async function create<Collection extends keyof Collections>(
  cairn: Cairn,
  collection: Collection,
  input: Collections[Collection]["input"],
  options: CallOptions & { repeatable?: boolean } = {},
): Promise<WorkingCopy<Collection>> {
  const { signal, repeatable = true } = options;
  const id = input.id ?? (repeatable ? crypto.randomUUID() : undefined);
  const body = (id === undefined ? input : { ...input, id }) as Schemas["PhraseInput"];
  const answer = cairn.api.POST(`/v1/manage/${collection}` as "/v1/manage/phrases", {
    body,
    fetch: (request) => cairn.send(request, { repeatable: id !== undefined }),
    ...(signal && { signal }),
  });
  return (await unwrap(answer)) as WorkingCopy<Collection>;
}
