// Portable Text through the stock renderers: what a site adds to them for Cairn's own blocks and annotation.

import { PortableText } from "@portabletext/react";
import type {
  PortableTextComponents as ReactComponents,
  PortableTextMarkComponentProps,
  PortableTextTypeComponentProps,
} from "@portabletext/react";
import { escapeHTML, toHTML } from "@portabletext/to-html";
import type { PortableTextComponents as HtmlComponents } from "@portabletext/to-html";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

import type { Block, Schemas } from "./client.js";

type SuggestedPhrase = Extract<Block, { _type: "suggestedPhrase" }>;
type Callout = Extract<Block, { _type: "callout" }>;
type CallToAction = Extract<Block, { _type: "callToAction" }>;
type PhraseMark = Extract<Schemas["PublishedMarkDef"], { _type: "phrase" }>;

function refuseMissing(message: string): never {
  throw new Error(message);
}

const htmlComponents: HtmlComponents = {
  types: {
    suggestedPhrase: ({ value }: { value: SuggestedPhrase }) =>
      `<blockquote data-tone="${value.phrase.tone}">${escapeHTML(value.phrase.text)}</blockquote>`,
    callout: ({ value }: { value: Callout }) =>
      `<aside data-tone="${value.tone}">${blocksToHtml(value.content)}</aside>`,
    callToAction: ({ value }: { value: CallToAction }) =>
      `<p>${escapeHTML(value.text ?? "")} <a class="button" href="${escapeHTML(value.url)}">${escapeHTML(value.label)}</a></p>`,
  },
  marks: {
    phrase: ({ children, value }: { children: string; value?: PhraseMark }) =>
      `<q data-tone="${value?.phrase.tone ?? ""}">${children}</q>`,
  },
};

/** A body as HTML, by `@portabletext/to-html`. */
export function blocksToHtml(blocks: Block[]): string {
  return toHTML(blocks, { components: htmlComponents, onMissingComponent: refuseMissing });
}

const reactComponents: ReactComponents = {
  types: {
    suggestedPhrase: ({ value }: PortableTextTypeComponentProps<SuggestedPhrase>) =>
      createElement("blockquote", { "data-tone": value.phrase.tone }, value.phrase.text),
    callout: ({ value }: PortableTextTypeComponentProps<Callout>) =>
      createElement("aside", { "data-tone": value.tone }, blocksToReact(value.content)),
    callToAction: ({ value }: PortableTextTypeComponentProps<CallToAction>) =>
      createElement("p", null, value.text, " ", createElement("a", { className: "button", href: value.url }, value.label)),
  },
  marks: {
    phrase: ({ children, value }: PortableTextMarkComponentProps<PhraseMark>) =>
      createElement("q", { "data-tone": value?.phrase.tone }, children),
  },
};

function blocksToReact(blocks: Block[]) {
  return createElement(PortableText<Block>, {
    value: blocks,
    components: reactComponents,
    onMissingComponent: refuseMissing,
  });
}

/** A body as HTML, by `@portabletext/react`. */
export function blocksToMarkup(blocks: Block[]): string {
  return renderToStaticMarkup(blocksToReact(blocks));
}

/** The renderers by name. */
export const renderers = {
  "@portabletext/to-html": blocksToHtml,
  "@portabletext/react": blocksToMarkup,
};

/** What a reader sees of HTML: the text alone, without entities. */
export function visibleText(html: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
  return html
    .replace(/<\/?(p|h\d|li|ul|ol|blockquote|aside|br)\b[^>]*>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity);
}

/** The words of a text, without punctuation around them. */
export function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Every text block of a body, those in callouts too. */
export function textBlocks(blocks: Block[]): Schemas["PublishedTextBlock"][] {
  return blocks.flatMap((block) => {
    switch (block._type) {
      case "block":
        return [block];
      case "callout":
        return textBlocks(block.content);
      default:
        return [];
    }
  });
}
