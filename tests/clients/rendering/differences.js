// Where Cairn's HTML is another than that of `@portabletext/to-html`, and why. Each entry makes the stock renderer write what
// Cairn writes, by the means that it has for that; without it, it writes what it always does.
import { toHTML } from "@portabletext/to-html";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/** The text with the signs of HTML escaped, and no other change. */
export function escape(text) {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}

const lines = (text) => text.split("\n").map(escape).join("<br/>");

/** Cairn's own blocks and its annotation, which no renderer knows until it is told. */
function own(components) {
  const blocks = (content) => toHTML(content, { components, onMissingComponent: refuse });
  const types = {
    suggestedPhrase: ({ value: { phraseId, phrase } }) => {
      const label = '<span class="phrase__label">Instead of:</span>';
      const insteadOf = phrase.insteadOf && `<p class="phrase__instead-of">${label} <s>${lines(phrase.insteadOf)}</s></p>`;
      const why = phrase.why && `<p class="phrase__why">${lines(phrase.why)}</p>`;
      const said = `<p>${lines(phrase.text)}</p>${insteadOf ?? ""}${why ?? ""}`;
      return `<blockquote class="phrase phrase--${phrase.tone}" data-phrase-id="${phraseId}">${said}</blockquote>`;
    },
    callout: ({ value: { tone, content } }) =>
      `<aside class="callout callout--${tone}" role="note">${blocks(content)}</aside>`,
    callToAction: ({ value: { text, label, url } }) => {
      const before = text === undefined ? "" : `${lines(text)} `;
      return `<p class="call-to-action">${before}<a href="${escape(url)}">${lines(label)}</a></p>`;
    },
  };
  const phrase = ({ children, value }) => `<span class="phrase" data-phrase-id="${value.phraseId}">${children}</span>`;
  return { types, marks: { phrase } };
}

function refuse(message) {
  throw new Error(message);
}

/** Every difference: what it is about, and the components that make it. */
export const differences = {
  "runs of spaces stay spaces, where the stock renderer writes no-break spaces: text is kept to the letter": {
    escapeHTML: escape,
  },
  "links of the scheme sms: are links, where the stock renderer does not know the scheme": {
    marks: {
      link: ({ children, value: { href } }) => `<a href="${escape(href)}">${children}</a>`,
    },
  },
  "a list below an item with a style stands behind its heading or quotation, where the stock renderer puts it inside, and HTML allows no list in a heading": {
    listItem: ({ value, children, renderNode }) => {
      if (value.style === "normal") return `<li>${children}</li>`;
      const isList = (child) => child._type === "@list";
      const { listItem: _, ...block } = { ...value, children: value.children.filter((child) => !isList(child)) };
      const rendered = [block, ...value.children.filter(isList)].map((node, index) => renderNode({ node, index, isInline: false, renderNode }));
      return `<li>${rendered.join("")}</li>`;
    },
  },
};

/** A body as the stock renderer writes it with these differences. */
export function stockHtml(body, named = Object.keys(differences)) {
  const components = { types: {}, marks: {} };
  const parts = [own(components), ...named.map((name) => differences[name])];
  for (const { types, marks, ...rest } of parts) {
    Object.assign(components.types, types);
    Object.assign(components.marks, marks);
    Object.assign(components, rest);
  }
  return toHTML(body, { components, onMissingComponent: refuse });
}
