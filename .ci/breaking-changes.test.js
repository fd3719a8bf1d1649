// Tests of .ci/breaking-changes with small documents: node --test .ci/breaking-changes.test.js

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { test } = require("node:test");

const { breakingChanges } = require("./breaking-changes");

/** A document with a list of notes, and a way to write one. */
function notes() {
  return {
    paths: {
      "/notes": {
        get: {
          operationId: "list_notes",
          security: [{}],
          parameters: [
            { $ref: "#/components/parameters/Limit" },
            { name: "sort", in: "query", schema: { type: "string", enum: ["title", "-title"] } },
          ],
          responses: {
            200: {
              headers: { ETag: { schema: { type: "string" } } },
              content: { "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Note" } } } },
            },
            404: { $ref: "#/components/responses/Problem" },
          },
        },
        post: {
          operationId: "create_note",
          security: [{ key: [] }],
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/NoteInput" } } } },
          responses: { 201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Note" } } } } },
        },
      },
    },
    components: {
      parameters: { Limit: { name: "limit", in: "query", schema: { type: "integer", maximum: 100 } } },
      responses: { Problem: { content: { "application/problem+json": { schema: { type: "object" } } } } },
      schemas: {
        Note: {
          type: "object",
          required: ["id", "tone"],
          properties: {
            id: { type: "string", format: "uuid" },
            tone: { $ref: "#/components/schemas/Tone" },
            parent: { $ref: "#/components/schemas/Note" },
            block: { oneOf: [{ $ref: "#/components/schemas/Text" }, { $ref: "#/components/schemas/Link" }] },
          },
        },
        NoteInput: {
          type: "object",
          required: ["title"],
          properties: {
            title: { type: "string", maxLength: 200 },
            tone: { $ref: "#/components/schemas/Tone" },
            rank: { type: "number", minimum: 0 },
          },
        },
        Tone: { type: "string", enum: ["calm", "firm"] },
        Text: { type: "object", properties: { _type: { const: "text" } } },
        Link: { type: "object", properties: { _type: { const: "link" } } },
      },
    },
  };
}

/** The lines for a change of the document. */
function lines(change) {
  const after = notes();
  change(after, after.components.schemas, after.paths["/notes"]);
  return breakingChanges(notes(), after);
}

const breaking = {
  "an operation is removed": [
    (document, _, item) => delete item.post,
    "POST /notes: the operation was removed",
  ],
  "an operation has another name": [
    (document, _, item) => (item.get.operationId = "notes"),
    "GET /notes: the operation id list_notes is now notes",
  ],
  "reading needs a key": [(document, _, item) => (item.get.security = [{ key: [] }]), "GET /notes: credentials became required"],
  "a parameter is removed": [(document, _, item) => item.get.parameters.pop(), "GET /notes: the query parameter sort was removed"],
  "a parameter is new and required": [
    (document, _, item) => item.get.parameters.push({ name: "locale", in: "query", required: true, schema: {} }),
    "GET /notes: the new query parameter locale is required",
  ],
  "a parameter becomes required": [
    (document, _, item) => (item.get.parameters[1].required = true),
    "GET /notes: the query parameter sort became required",
  ],
  "a value of a parameter is removed": [
    (document, _, item) => item.get.parameters[1].schema.enum.pop(),
    'GET /notes, query parameter sort: the value "-title" was removed',
  ],
  "a bound of a shared parameter is narrower": [
    (document) => (document.components.parameters.Limit.schema.maximum = 50),
    "GET /notes, query parameter limit: maximum is now 50, and was 100",
  ],
  "a response is removed": [(document, _, item) => delete item.get.responses[404], "GET /notes 404: the response was removed"],
  "a success is new": [(document, _, item) => (item.post.responses[202] = {}), "POST /notes 202: clients do not know this success"],
  "a header is removed": [
    (document, _, item) => delete item.get.responses[200].headers.ETag,
    "GET /notes 200: the header ETag was removed",
  ],
  "a media type is removed": [
    (document) => (document.components.responses.Problem.content = {}),
    "GET /notes 404: the media type application/problem+json was removed",
  ],
  "a body becomes required": [
    (document, _, item) => (item.post.requestBody.required = true),
    "POST /notes: the body of the request became required",
  ],
  "a member of a response is removed": [
    (document, schemas) => delete schemas.Note.properties.parent,
    "Note in responses: the member parent was removed",
  ],
  "a member of a response is no longer always there": [
    (document, schemas) => schemas.Note.required.pop(),
    "Note in responses: the member tone is no longer always there",
  ],
  "a member of a response may be null": [
    (document, schemas) => (schemas.Note.properties.id.type = ["string", "null"]),
    "Note in responses.id: the type string is now string or null",
  ],
  "a member of a response has another format": [
    (document, schemas) => delete schemas.Note.properties.id.format,
    "Note in responses.id: the format uuid is now any",
  ],
  "a variant of a response is removed": [
    (document, schemas) => schemas.Note.properties.block.oneOf.pop(),
    "Note in responses.block: the variant Link was removed",
  ],
  "a tag of a variant changes": [
    (document, schemas) => (schemas.Text.properties._type = {}),
    "Text in responses._type: the values are no longer listed",
  ],
  "a member of a request becomes required": [
    (document, schemas) => schemas.NoteInput.required.push("tone"),
    "NoteInput in requests: the member tone became required",
  ],
  "a member of a request is new and required": [
    (document, schemas) => {
      schemas.NoteInput.properties.slug = { type: "string" };
      schemas.NoteInput.required.push("slug");
    },
    "NoteInput in requests: the member slug became required",
  ],
  "a value of a request is removed": [
    (document, schemas) => schemas.Tone.enum.pop(),
    'Tone in requests: the value "firm" was removed',
  ],
  "a type of a request is narrower": [
    (document, schemas) => (schemas.NoteInput.properties.rank.type = "integer"),
    "NoteInput in requests.rank: the type number is now integer",
  ],
  "a bound of a request is new": [
    (document, schemas) => (schemas.NoteInput.properties.title.minLength = 1),
    "NoteInput in requests.title: minLength is now 1, and was not there",
  ],
  "unknown members are refused": [
    (document, schemas) => (schemas.NoteInput.additionalProperties = false),
    "NoteInput in requests: unknown members are refused now",
  ],
};

for (const [name, [change, line]] of Object.entries(breaking)) {
  test(`it is a breaking change if ${name}`, () => assert.deepEqual(lines(change), [line]));
}

test("it is no breaking change to add, to widen requests, or to narrow responses", () => {
  const widened = lines((document, schemas, item) => {
    document.paths["/more"] = { get: { operationId: "more", responses: {} } };
    item.get.parameters.push({ name: "locale", in: "query", schema: { type: "string" } });
    item.get.responses[429] = {};
    document.components.parameters.Limit.schema.maximum = 200;
    schemas.Tone.enum.push("warm");
    schemas.Note.properties.locale = { type: "string" };
    schemas.Note.required.push("locale");
    schemas.Note.properties.block.oneOf.push({ $ref: "#/components/schemas/Tone" });
    schemas.NoteInput.required = [];
    schemas.NoteInput.properties.slug = { type: "string" };
    delete schemas.NoteInput.properties.rank.minimum;
    schemas.NoteInput.properties.rank.type = ["number", "string"];
  });
  assert.deepEqual(widened, []);
  assert.deepEqual(lines(() => {}), []);
});

test("the script fails until each change is accepted, and for what is accepted for nothing", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "breaking-changes-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const [released, now, accepted] = ["released.json", "now.json", "accepted.txt"].map((name) => join(folder, name));
  const run = () => spawnSync(process.execPath, [join(__dirname, "breaking-changes"), released, now, accepted], { encoding: "utf8" });
  writeFileSync(now, "{}");
  assert.equal(run().status, 0, "nothing was released");
  writeFileSync(released, JSON.stringify(notes()));
  const removed = notes();
  delete removed.paths["/notes"].post;
  writeFileSync(now, JSON.stringify(removed));
  const refused = run();
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /^BREAKING {2}POST \/notes: the operation was removed$/m);
  writeFileSync(accepted, "# Nobody wrote notes.\nPOST /notes: the operation was removed\n");
  assert.equal(run().status, 0);
  writeFileSync(now, JSON.stringify(notes()));
  assert.equal(run().status, 1, "an accepted change that is none");
});
