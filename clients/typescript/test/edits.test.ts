// Edits that meet the work of others.

import assert from "node:assert/strict";
import { suite, test } from "node:test";

import { isCairnError } from "@cairn/client";
import { edit, EditConflict } from "@cairn/client/manage";

import { answering, json, problem } from "./answering.js";

suite("edits", () => {
  const section = (id: string, heading: string) => ({ id, anchor: id, heading });
  const original = {
    id: "x",
    version: 1,
    status: "draft",
    title: "Title",
    kicker: "Kicker",
    seo: { title: "SEO", noIndex: false },
    sections: [section("a", "A"), section("b", "B"), section("c", "C")],
  };
  type Draft = typeof original;

  /** Edits an article while somebody else saves `theirs`. Returns the patch that is sent in the end. */
  async function editWhile(theirs: (draft: Draft) => void, mine: (draft: Draft) => void): Promise<Record<string, unknown>> {
    const newer = structuredClone(original);
    theirs(newer);
    newer.version = 2;
    let patch: Record<string, unknown> = {};
    const { cairn } = answering(async (request, index) => {
      if (request.method === "GET") return json(index === 0 ? original : newer, 200, { ETag: index === 0 ? '"1"' : '"2"' });
      if (request.headers.get("If-Match") !== '"2"') return problem(412, "version_mismatch");
      patch = (await request.json()) as Record<string, unknown>;
      return json(newer);
    });
    await edit(cairn, "articles", "x", (draft) => mine(draft as unknown as Draft));
    return patch;
  }

  test("different members of one object are merged", async () => {
    const patch = await editWhile((draft) => (draft.seo.title = "Theirs"), (draft) => (draft.seo.noIndex = true));
    assert.deepEqual(patch, { seo: { noIndex: true } });
  });

  test("different sections are merged, also when one side adds, removes and moves", async () => {
    const patch = await editWhile(
      (draft) => {
        draft.sections.reverse();
        draft.sections.splice(1, 0, section("new", "New"));
        (draft.sections[0] as { heading: string }).heading = "C of theirs";
      },
      (draft) => {
        draft.sections.shift();
        (draft.sections[0] as { heading: string }).heading = "B of mine";
        draft.sections.push(section("last", "Last"));
      },
    );
    assert.deepEqual(patch, {
      sections: [section("c", "C of theirs"), section("last", "Last"), section("new", "New"), section("b", "B of mine")],
    });
  });

  test("a removed member is cleared with null", async () => {
    const patch = await editWhile((draft) => (draft.title = "Theirs"), (draft) => delete (draft as Partial<Draft>).kicker);
    assert.deepEqual(patch, { kicker: null });
  });

  test("a conflict names each member, and writes nothing", async () => {
    const both = (draft: Draft, by: string) => {
      draft.title = `Title of ${by}`;
      (draft.sections[1] as { heading: string }).heading = `B of ${by}`;
    };
    const failed = editWhile((draft) => both(draft, "theirs"), (draft) => both(draft, "mine"));
    await assert.rejects(failed, (error: unknown) => {
      assert.ok(error instanceof EditConflict && isCairnError(error, "edit_conflict"));
      assert.deepEqual(error.conflicts, ["/title", "/sections/1/heading"]);
      assert.equal((error.theirs as Draft).title, "Title of theirs");
      return true;
    });
  });

  test("a section that one removes and the other changes is a conflict", async () => {
    const failed = editWhile((draft) => ((draft.sections[0] as { heading: string }).heading = "New"), (draft) => draft.sections.shift());
    await assert.rejects(failed, { conflicts: ["/sections/0"] });
  });

  test("the same change of both is no conflict, and is not written again", async () => {
    assert.deepEqual(await editWhile((draft) => (draft.title = "Same"), (draft) => (draft.title = "Same")), {});
  });

  test("an edit without a change writes nothing", async () => {
    const { cairn, requests } = answering(() => json(original, 200, { ETag: '"1"' }));
    await edit(cairn, "articles", "x", { title: "Title" });
    assert.deepEqual(requests.map(({ method }) => method), ["GET"]);
  });

  test("an edit gives up when it is always too late", async () => {
    let version = 0;
    const { cairn, requests } = answering(({ method }) =>
      method === "GET" ? json({ ...original, version: ++version }, 200, { ETag: `"${version}"` }) : problem(412, "version_mismatch"),
    );
    await assert.rejects(edit(cairn, "articles", "x", { title: "New" }, { attempts: 2 }), { code: "version_mismatch" });
    assert.equal(requests.filter(({ method }) => method === "PATCH").length, 3);
  });
});
