// Writes the examples as a folder of pages, each with a title that is none of its words.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { examples } from "./examples.js";

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const { slug, markdown } of examples) {
  writeFileSync(join(folder, `${slug}.md`), `---\ntitle: The ${slug}\nsummary: One of many.\n---\n${markdown}`);
}
