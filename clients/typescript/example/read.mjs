// Lists the articles of a server, prints one, and searches:
//
//   CAIRN_URL=http://127.0.0.1:8080 node example/read.mjs

import { createCairn, isCairnError } from "@cairn/client";
import { toText } from "@cairn/client/portable-text";
import { segments } from "@cairn/client/search";

const cairn = createCairn({ baseUrl: process.env.CAIRN_URL ?? "http://127.0.0.1:8080" });

for await (const { slug, title, readingMinutes } of cairn.articles({ locale: "en", sort: "title" })) {
  console.log(`${slug}: ${title} (${readingMinutes} min)`);
}

try {
  const article = await cairn.article("setting-limits", { locale: "fr", fallback: ["en"] });
  console.log(`\n${article.title}\n\n${article.summary}`);
  for (const { heading, body } of article.sections) console.log(`\n## ${heading ?? ""}\n\n${toText(body ?? [])}`);
} catch (error) {
  if (!isCairnError(error, "gone")) throw error;
  console.log(error.explanation ?? "This article is no longer published.");
}

const { data: hits, didYouMean } = await cairn.search("naloxne at home", { locale: "en", limit: 3 }).first();
if (didYouMean !== undefined) console.log(`\nDid you mean "${didYouMean}"?`);
for (const hit of hits) {
  if (hit.kind !== "article") continue;
  const show = (text, marks) => segments(text, marks).map((part) => (part.marked ? `*${part.text}*` : part.text)).join("");
  console.log(`\n${show(hit.article.title, hit.marks.title)}`);
  for (const { snippet } of hit.sections) console.log(`  ${show(snippet.text, snippet.marks)}`);
}
