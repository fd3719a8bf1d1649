import type { Schemas } from "./types.js";

/** A range of a text in UTF-16 code units, the units of `substring`. */
export type Range = Pick<Schemas["MarkedText"], "start" | "end">;

/** A part of a text that is marked as a whole, or not at all. */
export interface Segment {
  text: string;
  marked: boolean;
}

/**
 * Splits a text at its marks. All segments together are the text, none is empty, and marks that overlap or touch are one
 * segment. Write each segment as text, never as HTML.
 */
export function segments(text: string, marks: readonly Range[] = []): Segment[] {
  const result: Segment[] = [];
  let at = 0;
  const upTo = (position: number, marked: boolean) => {
    const end = Math.min(position, text.length);
    if (end <= at) return;
    const last = result.at(-1);
    if (last?.marked === marked) last.text += text.slice(at, end);
    else result.push({ text: text.slice(at, end), marked });
    at = end;
  };
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    upTo(start, false);
    upTo(end, true);
  }
  upTo(text.length, false);
  return result;
}
