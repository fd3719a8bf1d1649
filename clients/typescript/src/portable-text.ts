// Portable Text: types of the blocks, and a walker that lets unknown blocks and marks pass.

import type { Schemas } from "./types.js";

export type Block = Schemas["PublishedBlock"];
export type MarkDef = Schemas["PublishedMarkDef"];
export type Span = Schemas["PublishedSpan"];
export type TextBlock = Extract<Block, { _type: "block" }>;
export type SuggestedPhrase = Extract<Block, { _type: "suggestedPhrase" }>;
export type Callout = Extract<Block, { _type: "callout" }>;
export type CallToAction = Extract<Block, { _type: "callToAction" }>;
export type LinkMark = Extract<MarkDef, { _type: "link" }>;
export type PhraseMark = Extract<MarkDef, { _type: "phrase" }>;

/** A block, inline object or mark definition of a later server. */
export interface Unknown {
  _type: string;
  _key?: string;
  [member: string]: unknown;
}

/** A mark of a span: a decorator such as `strong`, or the type of a mark definition together with the definition. */
export interface Mark {
  type: string;
  def?: MarkDef | Unknown;
}

/** Makes something of each part of a body: HTML, elements, text. A part without a function is left out. */
export interface Visitor<Result> {
  /** A paragraph, heading, quotation or list item. */
  block?: (block: TextBlock, children: Result[]) => Result;
  /** Text with the same marks. */
  span?: (span: Span, marks: Mark[]) => Result;
  /** A phrase as a block of its own. */
  suggestedPhrase?: (block: SuggestedPhrase) => Result;
  /** A box set off from the text, with the results of its blocks. */
  callout?: (block: Callout, content: Result[]) => Result;
  /** A button. */
  callToAction?: (block: CallToAction) => Result;
  /** A block or inline object of a type that this client does not know. */
  unknown?: (block: Unknown) => Result;
}

/** Visits all blocks in order, children before their parents, and returns the results. */
export function walk<Result>(blocks: readonly (Block | Unknown)[], visitor: Visitor<Result>): Result[] {
  const results: Result[] = [];
  const add = (make: (() => Result) | undefined) => {
    if (make) results.push(make());
  };
  for (const block of blocks as readonly Block[]) {
    const { block: text, suggestedPhrase, callout, callToAction, unknown } = visitor;
    switch (block._type) {
      case "block":
        add(text && (() => text(block, walkChildren(block, visitor))));
        break;
      case "suggestedPhrase":
        add(suggestedPhrase && (() => suggestedPhrase(block)));
        break;
      case "callout":
        add(callout && (() => callout(block, walk(block.content, visitor))));
        break;
      case "callToAction":
        add(callToAction && (() => callToAction(block)));
        break;
      default:
        add(unknown && (() => unknown(block as Unknown)));
    }
  }
  return results;
}

function walkChildren<Result>(block: TextBlock, { span, unknown }: Visitor<Result>): Result[] {
  const results: Result[] = [];
  for (const child of block.children as (Span | Unknown)[]) {
    if (isSpan(child)) {
      if (span) results.push(span(child, marksOf(child, block)));
    } else if (unknown) {
      results.push(unknown(child));
    }
  }
  return results;
}

function isSpan(child: Span | Unknown): child is Span {
  return child._type === "span";
}

/** Returns the marks of a span, with their definitions. */
export function marksOf(span: Span, block: TextBlock): Mark[] {
  return (span.marks ?? []).map((name) => {
    const def = block.markDefs?.find(({ _key }) => _key === name);
    return def ? { type: def._type, def } : { type: name };
  });
}

/** Returns the text of a body without marks, with an empty line between blocks. Unknown blocks are left out. */
export function toText(blocks: readonly (Block | Unknown)[]): string {
  return walk<string>(blocks, {
    block: (block, children) => (block.listItem === undefined ? "" : "- ") + children.join(""),
    span: ({ text }) => text,
    suggestedPhrase: ({ phrase }) => `“${phrase.text}”`,
    callout: (_, content) => content.join("\n\n"),
    callToAction: ({ text, label, url }) => `${text === undefined ? "" : `${text} `}${label}: ${url}`,
  }).join("\n\n");
}
