// Reads everything that is published in one locale and prints one article as plain text.

import { pathToFileURL } from "node:url";

import { cairn, setting } from "./client.js";
import type { Article, Block, Schemas } from "./client.js";

/** An article as plain text. */
export function articleText(article: Article): string {
  const sections = article.sections.map((section) =>
    [section.heading?.toUpperCase(), ...(section.body ?? []).map((block) => blockText(block))]
      .filter((part) => part !== undefined)
      .join("\n\n"),
  );
  const related = article.related.map(({ title, url }) => `- ${title}: ${url}`).join("\n");
  return [article.title, article.summary, ...sections, related].join("\n\n");
}

function blockText(block: Block): string {
  switch (block._type) {
    case "block":
      return styled(block, spansText(block));
    case "suggestedPhrase":
      return phraseText(block.phrase);
    case "callout":
      return block.content.map((inner) => `${calloutSign(block.tone)} ${blockText(inner)}`).join("\n");
    case "callToAction":
      return `${block.text === undefined ? "" : `${block.text} `}[${block.label}] ${block.url}`;
    default: {
      const never: never = block;
      return never;
    }
  }
}

function styled(block: Schemas["PublishedTextBlock"], text: string): string {
  const indent = "  ".repeat((block.level ?? 1) - 1);
  switch (block.listItem) {
    case "bullet":
      return `${indent}- ${text}`;
    case "number":
      return `${indent}1. ${text}`;
    case undefined:
      break;
    default: {
      const never: never = block.listItem;
      return never;
    }
  }
  switch (block.style) {
    case "normal":
      return text;
    case "blockquote":
      return `> ${text}`;
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return `${text}\n${"-".repeat(text.length)}`;
    default: {
      const never: never = block.style;
      return never;
    }
  }
}

function spansText(block: Schemas["PublishedTextBlock"]): string {
  return block.children
    .map((span, at) => {
      const next = block.children[at + 1];
      const ending = block.markDefs.filter(({ _key }) => span.marks.includes(_key) && !next?.marks.includes(_key));
      return span.text + ending.map(annotationText).join("");
    })
    .join("");
}

function annotationText(annotation: Schemas["PublishedMarkDef"]): string {
  switch (annotation._type) {
    case "link":
      return annotation.slug === undefined ? ` <${annotation.href}>` : ` (see "${annotation.slug}")`;
    case "phrase":
      return ` (said in a ${annotation.phrase.tone} voice)`;
    default: {
      const never: never = annotation;
      return never;
    }
  }
}

function phraseText({ text, tone, insteadOf, why }: Schemas["EmbeddedPhrase"]): string {
  const lines = [`“${text}” (${tone})`];
  if (insteadOf !== undefined) lines.push(`  instead of: “${insteadOf}”`);
  if (why !== undefined) lines.push(`  why: ${why}`);
  return lines.join("\n");
}

function calloutSign(tone: Schemas["CalloutTone"]): string {
  switch (tone) {
    case "info":
      return "(i)";
    case "warning":
      return "(!)";
    case "urgent":
      return "(!!!)";
    default: {
      const never: never = tone;
      return never;
    }
  }
}

async function main(): Promise<void> {
  const client = cairn(setting("CAIRN_URL"));
  const locale = "en";
  const cards = await client.articles({ locale, limit: 5 }).all();
  for (const { slug, title, readingMinutes } of cards) {
    console.log(`${slug}: ${title} (${readingMinutes} min)`);
  }
  const [first] = cards;
  if (first === undefined) {
    throw new Error("nothing is published");
  }
  console.log(`\n${articleText(await client.article(first.slug, { locale }))}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main();
}
