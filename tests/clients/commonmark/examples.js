// The examples of the specification, and the words of what they become.
import specification from "commonmark-spec";
import { parseFragment } from "parse5";

// The specification shows tabs as arrows.
export const examples = specification.tests.map(({ number, markdown, html }) => ({
  number,
  slug: `example-${number}`,
  markdown: markdown.replaceAll("→", "\t"),
  html: html.replaceAll("→", "\t"),
}));

export function words(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

// The words that a reader of the HTML sees, in their order.
export function wordsOfHtml(html) {
  const texts = [];
  const walk = (node) => {
    if (node.nodeName === "#text") texts.push(node.value);
    else if (["script", "style"].includes(node.nodeName)) return;
    else (node.childNodes ?? []).forEach(walk);
    if (!INLINE.has(node.nodeName)) texts.push(" ");
  };
  walk(parseFragment(html));
  return words(texts.join(""));
}

const INLINE = new Set(["#text", "a", "b", "code", "del", "em", "i", "responsive-image", "span", "strong", "warning", "bab", "b2", "c2c", "bar"]);

// The words of blocks of Portable Text, in their order.
export function wordsOfBlocks(blocks) {
  return blocks.flatMap((block) => {
    switch (block._type) {
      case "block":
        return words(block.children.map((child) => child.text).join(""));
      case "callToAction":
        return words(`${block.text ?? ""} ${block.label}`);
      case "callout":
        return wordsOfBlocks(block.content);
      default:
        throw new Error(`There is no ${block._type} in any example.`);
    }
  });
}

// What of the wanted words is not among those found, counting how often each stands there.
export function missing(wanted, found) {
  const left = [...found];
  return wanted.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
