#!/usr/bin/env node
// Lists the error codes that the OpenAPI document declares for an operation and that no test has seen since the file of seen
// errors was removed: .ci/unseen-errors TARGET_FOLDER. Codes that any request can get are counted once, not for each operation.
import { readFileSync } from "node:fs";

const target = process.argv[2] ?? "target";
const document = JSON.parse(readFileSync(new URL("../openapi/openapi.json", import.meta.url), "utf8"));
const seen = new Set(readFileSync(`${target}/tmp/seen-errors`, "utf8").split("\n"));
const operations = Object.values(document.paths).flatMap((item) =>
  Object.entries(item).filter(([method]) => method !== "head").map(([, operation]) => operation),
);

const declared = new Map();
for (const { operationId, "x-error-codes": codes } of operations) {
  for (const code of codes) declared.set(code, [...(declared.get(code) ?? []), operationId]);
}
for (const [code, ids] of declared) {
  const unseen = ids.filter((id) => !seen.has(`${id} ${code}`));
  const isGeneral = ids.length > operations.length / 4;
  if (unseen.length === ids.length) console.log(`${code}: no test sees it`);
  else if (unseen.length > 0 && !isGeneral) console.log(`${code}: not seen of ${unseen.join(", ")}`);
}
